package web

import (
	"crypto/rand"
	"encoding/hex"
	"net/http"
	"net/netip"
	"strings"
)

// policy lets pages load only what this site serves. Style attributes are allowed, for bars and charts carry their sizes
// in them; style elements and every script in the page are not.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; " +
	"font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self'; manifest-src 'self'; object-src 'none'; " +
	"base-uri 'none'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'"

// The header values are shared by all answers; net/http only reads them.
var (
	hPolicy      = []string{policy}
	hNosniff     = []string{"nosniff"}
	hReferrer    = []string{"same-origin"}
	hPermissions = []string{"camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), interest-cohort=()"}
	hOpener      = []string{"same-origin"}
	hNoStore     = []string{"no-store"}
	hTransport   = []string{"max-age=31536000; includeSubDomains"}
)

func (m *Mux) secure(h http.Header, id string) {
	h["Content-Security-Policy"] = hPolicy
	h["X-Content-Type-Options"] = hNosniff
	h["Referrer-Policy"] = hReferrer
	h["Permissions-Policy"] = hPermissions
	h["Cross-Origin-Opener-Policy"] = hOpener
	h["Cache-Control"] = hNoStore
	h["X-Request-Id"] = []string{id}
	if m.cfg.Secure {
		h["Strict-Transport-Security"] = hTransport
	}
}

// requestID takes the caller's id when it is well formed (8–64 letters, digits, "-", "_", "."), else makes one.
func requestID(h http.Header) string {
	if s := h.Get("X-Request-Id"); len(s) >= 8 && len(s) <= 64 && strings.IndexFunc(s, notInID) < 0 {
		return s
	}
	var b [10]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

func notInID(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}

func bearerOf(h http.Header) (string, bool) {
	s := h.Get("Authorization")
	if len(s) < 7 || !strings.EqualFold(s[:7], "bearer ") {
		return "", false
	}
	return strings.TrimSpace(s[7:]), true
}

// Addr is the caller's address: of the connection, or as a proxy we trust forwarded it (the last hop that is not one of
// ours). An IPv6 caller counts by its /64, for a household or an attacker has all of it.
func (c *Ctx) Addr() string {
	if c.addr == "" {
		c.addr = c.mux.address(c.R)
	}
	return c.addr
}

func (m *Mux) address(r *http.Request) string {
	from, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return "unknown"
	}
	a := from.Addr().Unmap()
	if m.trusted(a) {
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break
			}
			if a = hop.Unmap(); !m.trusted(a) {
				break
			}
		}
	}
	if a.Is6() {
		if p, err := a.WithZone("").Prefix(64); err == nil {
			return p.String()
		}
	}
	return a.String()
}

func (m *Mux) trusted(a netip.Addr) bool {
	for _, p := range m.cfg.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}
