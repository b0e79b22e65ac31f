package page_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"

	"shian/internal/kit/access"
	"shian/internal/kit/page"
)

func officer(rights ...access.Right) *access.Actor {
	return &access.Actor{ID: "zhou", Name: "周岚", Side: access.SideOfficial, Rights: rights}
}

func draw(t *testing.T, p *page.Pages, q page.Request, name string, v page.View) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Draw(&b, q, name, v); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func pages(text string) fstest.MapFS {
	return fstest.MapFS{"pages/x.html": {Data: []byte(text)}}
}

func TestEveryFormCarriesTheTokenOfItsReader(t *testing.T) {
	t.Parallel()
	p := page.New(page.Config{})
	p.Add(pages(`{{define "x.form"}}<form method="post">{{csrf}}</form>{{end}}`))
	for _, token := range []string{"abc-1", `"><script>`} {
		got := draw(t, p, page.Request{CSRF: token}, "x.form", page.View{Title: "x", Own: true})
		want := `name="csrf" value="` + strings.NewReplacer(`"`, "&#34;", "<", "&lt;", ">", "&gt;").Replace(token) + `"`
		if !strings.Contains(got, want) {
			t.Errorf("no %s in the page", want)
		}
	}
}

func TestNothingIsWrittenWhenATemplateFails(t *testing.T) {
	t.Parallel()
	p := page.New(page.Config{})
	p.Add(pages(`{{define "x.bad"}}<p>half{{.Missing}}</p>{{end}}`))
	var b bytes.Buffer
	if err := p.Draw(&b, page.Request{}, "x.bad", page.View{Data: struct{}{}}); err == nil || b.Len() > 0 {
		t.Errorf("error %v, %d bytes written", err, b.Len())
	}
}

func TestAddRefusesNamesTakenOrWithoutDomain(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{{define "table"}}{{end}}`, `{{define "list"}}{{end}}`, `{{define "kit.stack"}}{{end}}`, `{{define "x.y"}}{{nothing}}{{end}}`} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s was taken", text)
				}
			}()
			page.New(page.Config{}).Add(pages(text))
		}()
	}
}

func TestMenuShowsWhatThePersonMayOpen(t *testing.T) {
	t.Parallel()
	p := page.New(page.Config{Menu: []page.Group{
		{Label: "工作台", Items: []page.Item{{Label: "待办中心", Href: "/desk/todo"}}},
		{Label: "案件", Items: []page.Item{{Label: "立案", Href: "/desk/case", Right: "case.view"}}},
		{Label: "自查", Items: []page.Item{{Label: "自查", Href: "/desk/self", Sides: []access.Side{access.SideEnterprise}}}},
	}})
	got := draw(t, p, page.Request{Actor: officer(), URL: &url.URL{Path: "/desk/todo/done"}}, "kit.stack", page.View{Title: "x", Own: true})
	if strings.Contains(got, "立案") || strings.Contains(got, "自查") {
		t.Error("the menu shows what the person may not open")
	}
	if !strings.Contains(got, `<a href="/desk/todo" aria-current="page">`) {
		t.Error("the current page is not marked")
	}
	got = draw(t, p, page.Request{Actor: officer("case.*")}, "kit.stack", page.View{Title: "x", Own: true})
	if !strings.Contains(got, "/desk/case") {
		t.Error("a right does not open its page")
	}
}

func TestValuesAreEscapedAndMarkedOnEnglishPages(t *testing.T) {
	t.Parallel()
	p := page.New(page.Config{})
	v := page.View{Title: "<b>甘", Own: true, Data: []any{page.Detail{Facts: []page.Fact{{Label: "字段", Value: `<script>甘肃"`}, {Label: "字段", Value: page.Say("选择：{1}", "<i>陇南")}}}}}
	got := draw(t, p, page.Request{Lang: "en"}, "kit.stack", v)
	for _, want := range []string{"<title>&lt;b&gt;甘", `<span lang="zh-CN">&lt;script&gt;甘肃&#34;</span>`, `Select: <span lang="zh-CN">&lt;i&gt;陇南</span>`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
}

func TestStaticFilesAreKeptForEverAndCompressed(t *testing.T) {
	t.Parallel()
	p := page.New(page.Config{})
	for _, name := range []string{"shian.css", "print.css", "shian.js", "icons.svg", "seal.svg"} {
		r := httptest.NewRequest(http.MethodGet, p.StaticURL(name), nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		p.Static().ServeHTTP(w, r)
		if w.Code != 200 || w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", name, w.Code, w.Header())
		}
		if z, err := gzip.NewReader(w.Body); err != nil {
			t.Error(err)
		} else if b, err := io.ReadAll(z); err != nil || len(b) == 0 {
			t.Errorf("%s: %d bytes, %v", name, len(b), err)
		}
	}
	w := httptest.NewRecorder()
	p.Static().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/static/shian.00000000.css", nil))
	if w.Code != http.StatusNotFound {
		t.Errorf("an old address gives %d", w.Code)
	}
}

// The first page of a visitor, with everything it loads, is at most 60 KB on the wire (docs/design/page.md).
func TestFirstPageIsLight(t *testing.T) {
	t.Parallel()
	p := page.New(page.SampleConfig())
	sum := 0
	for _, name := range []string{"shian.css", "print.css", "shian.js", "icons.svg", "seal.svg"} {
		r := httptest.NewRequest(http.MethodGet, p.StaticURL(name), nil)
		r.Header.Set("Accept-Encoding", "gzip")
		w := httptest.NewRecorder()
		p.Static().ServeHTTP(w, r)
		sum += w.Body.Len()
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	if err := p.Draw(z, page.Request{Actor: officer()}, "kit.stack", listOf(30)); err != nil {
		t.Fatal(errors.Join(err, z.Close()))
	}
	_ = z.Close()
	if sum += b.Len(); sum > 60_000 {
		t.Errorf("the first page takes %d bytes", sum)
	}
}

func listOf(rows int) page.View {
	return page.View{Title: "企业名录", Data: []any{page.Panel{Flush: true, Body: []any{page.SampleFilter(), page.SampleTable(rows)}}}}
}

func BenchmarkList30(b *testing.B) {
	p := page.New(page.SampleConfig())
	v := listOf(30)
	q := page.Request{Actor: officer(), CSRF: "x"}
	b.ReportAllocs()
	for b.Loop() {
		if err := p.Draw(io.Discard, q, "kit.stack", v); err != nil {
			b.Fatal(err)
		}
	}
}
