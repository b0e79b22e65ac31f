// Package e2e walks through the platform as people do: the program itself, serving the demonstration province, and real
// Chromium before it. Nothing here knows what is inside; what a journey sees, a person sees.
//
//	SHIAN_TEST_JOURNEYS=1 SHIAN_TEST_AXE=…/axe.min.js go test ./e2e/
//
// Without SHIAN_TEST_JOURNEYS the journeys are skipped, for they take minutes. SHIAN_TEST_SHOTS names a folder that keeps the
// pictures taken on the way; else they go with the test. While a journey is being written, SHIAN_TEST_SITE, SHIAN_TEST_BINARY and
// SHIAN_TEST_DATA name a demonstration that runs already.
package e2e
