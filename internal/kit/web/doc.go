// Package web is shian's HTTP: routes with guards on the standard mux, and around every one of them the same limits,
// headers, sessions, metrics and log.
//
// A handler gets a Ctx and returns an error; a fault becomes a page or a problem+json in one place (fault.go).
// What a request passes, in order: request id, security headers, address, who is asking, the route's guard, rate limit,
// body limit, cross-site check, handler. Design: docs/design/web.md.
package web
