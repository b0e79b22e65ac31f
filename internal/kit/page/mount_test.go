package page_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func get(t *testing.T, h http.Handler, path string, cookies ...*http.Cookie) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	r.Header.Set("Accept", "text/html")
	for _, c := range cookies {
		r.AddCookie(c)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func mux() *web.Mux {
	p := page.New(page.SampleConfig())
	m := web.New(web.Config{})
	p.Mount(m)
	p.MountGallery(m)
	return m
}

func TestServerRemembersHowSomebodyReads(t *testing.T) {
	t.Parallel()
	m := mux()
	r := get(t, m, "/prefer?lang=en&text=large&region=6201&back=/dev/pages/page.portal")
	if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/dev/pages/page.portal" {
		t.Fatalf("%d to %s", r.StatusCode, r.Header.Get("Location"))
	}
	got := body(t, get(t, m, "/dev/pages/page.portal", r.Cookies()...))
	if !strings.Contains(got, `<html lang="en" data-text="large">`) || !strings.Contains(got, "Gansu food safety") {
		t.Error("language or large text was forgotten")
	}
	req := httptest.NewRequest(http.MethodGet, "/", nil)
	for _, c := range r.Cookies() {
		req.AddCookie(c)
	}
	if page.Region(req) != "6201" {
		t.Errorf("region %q", page.Region(req))
	}
	for _, to := range []string{"//evil.example", "https://evil.example", `/\evil.example`, ""} {
		if got := get(t, m, "/prefer?lang=zh&back="+to).Header.Get("Location"); got != "/" {
			t.Errorf("back to %q leads to %q", to, got)
		}
	}
	if c := get(t, m, "/prefer?lang=xx&text=huge&region=62a").Cookies(); len(c) > 0 {
		t.Errorf("nonsense is remembered: %v", c)
	}
}

func TestFaultIsAPage(t *testing.T) {
	t.Parallel()
	r := get(t, mux(), "/nothing/here")
	if got := body(t, r); r.StatusCode != http.StatusNotFound || !strings.Contains(got, "没有这个页面") || !strings.Contains(got, `href="/"`) {
		t.Errorf("%d\n%s", r.StatusCode, got)
	}
}

func TestGalleryIsServed(t *testing.T) {
	t.Parallel()
	m := mux()
	if got := body(t, get(t, m, "/dev/pages")); !strings.Contains(got, `href="/dev/pages/table.rows"`) {
		t.Error("the gallery does not list table.rows")
	}
	if r := get(t, m, "/dev/pages/none"); r.StatusCode != http.StatusNotFound {
		t.Errorf("an unknown example gives %d", r.StatusCode)
	}
}
