package web

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

// FuzzLocal holds that no address given to Redirect leads a browser to another site.
func FuzzLocal(f *testing.F) {
	for _, s := range []string{"/desk", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/a?b=//c#d"} {
		f.Add(s)
	}
	base, _ := url.Parse("https://shian.example/x")
	f.Fuzz(func(t *testing.T, s string) {
		got := Local(s)
		u, err := base.Parse(got)
		if err == nil && (u.Host != base.Host || u.Scheme != base.Scheme) || !strings.HasPrefix(got, "/") {
			t.Errorf("%q leads to %v", s, u)
		}
	})
}

// FuzzCallers feeds headers of any form to what names the caller and the request.
func FuzzCallers(f *testing.F) {
	f.Add("1.2.3.4, 10.0.0.1", "abcdefgh", "gzip;q=0.5", "token")
	f.Add(",,::1%eth0", "\n", "*;q", strings.Repeat("A", 43))
	m := New(Config{Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	f.Fuzz(func(t *testing.T, forwarded, id, encoding, token string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header["X-Forwarded-For"] = []string{forwarded}
		r.Header["X-Request-Id"] = []string{id}
		r.Header["Accept-Encoding"] = []string{encoding}
		if a := m.address(r); a == "" || strings.ContainsAny(a, "\r\n") {
			t.Errorf("address %q", a)
		}
		if got := requestID(r.Header); len(got) < 8 || len(got) > 64 || strings.IndexFunc(got, notInID) >= 0 {
			t.Errorf("id %q", got)
		}
		acceptsGzip(r.Header)
		if m.validCSRF("cookie", token) {
			t.Errorf("token %q was taken", token)
		}
	})
}
