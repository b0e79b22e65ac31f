// Package duty is the task ledger of 《实施意见》 (GS-POLICY-2020): its 44 tasks and 4 safeguards, who answers for each, what is
// to be reached, and how far it has come.
//
// Figures are read from kit/measure alone and never from another domain's tables, so a withdrawn or back-dated record shows
// at once. An indicator is one line of a table (indicator.go), not code. A rate always carries numerator, denominator and
// Wilson's 95 % interval; below 30 samples it is only hinted at; what everything was counted for says 全数. A row whose
// figures nothing feeds yet says so, and what will feed it (feed.go).
//
// An official sees the figures of the own region and narrows them to what lies within.
package duty
