package faulttest_test

import (
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Of two people editing the same record the second is told, sees both versions, and nothing of the first is lost: over the
// API and on the page.
func TestOfTwoPeopleEditingTheSecondIsTold(t *testing.T) {
	s, firms := stocked(t)
	s.addPerson("second-inspector", "county-inspector")
	v := s.serve()
	defer v.kill()
	one, two := s.caller(v, "county-inspector"), s.caller(v, "second-inspector")
	at := "/api/v1/operator/" + firms[0]

	s.must(one, 200, "PUT", at, map[string]any{"version": 1, "note": "甲写的"})
	a := s.must(two, 409, "PUT", at, map[string]any{"version": 1, "note": "乙写的"})
	var problem struct {
		Theirs struct {
			Version int64
			Note    string
		}
	}
	if err := a.read(&problem); err != nil || problem.Theirs.Version != 2 || problem.Theirs.Note != "甲写的" {
		t.Errorf("the second is not shown what the first wrote: %s", a)
	}
	s.must(two, 200, "PUT", at, map[string]any{"version": 2, "note": "甲写的；乙写的"})

	b := browse(t, v, "second-inspector")
	page := "/desk/operator/" + firms[1] + "/edit"
	form := b.form(page)
	s.must(one, 200, "PUT", "/api/v1/operator/"+firms[1], map[string]any{"version": 1, "note": "甲先写"})
	form.Set("note", "乙后写")
	status, text := b.post(page, form)
	if status != http.StatusConflict || !strings.Contains(text, "甲先写") || !strings.Contains(text, "乙后写") {
		t.Errorf("the page answers %d and does not show both versions:\n%.3000s", status, text)
	}
	var now struct{ Note string }
	if err := s.must(one, 200, "GET", "/api/v1/operator/"+firms[1], nil).read(&now); err != nil || now.Note != "甲先写" {
		t.Errorf("the note is %q", now.Note)
	}
}

// A browser keeps cookies and fills in forms.
type browser struct {
	testing.TB
	*http.Client
	base string
}

func browse(t *testing.T, v *server, login string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t, &http.Client{Jar: jar, Timeout: 20 * time.Second}, v.base}
	form := b.form("/login")
	form.Set("login", login)
	form.Set("password", password)
	if status, text := b.post("/login", form); status != 200 || strings.Contains(text, `name="password"`) {
		t.Fatalf("sign in: %d %.500s", status, text)
	}
	return b
}

var (
	inputs    = regexp.MustCompile(`(?s)<input\b[^>]*>`)
	selects   = regexp.MustCompile(`(?s)<select\b[^>]*name="([^"]*)".*?</select>`)
	chosen    = regexp.MustCompile(`<option[^>]*value="([^"]*)"[^>]*\bselected`)
	textareas = regexp.MustCompile(`(?s)<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>`)
	attribute = regexp.MustCompile(`\b(name|value|type)="([^"]*)"`)
)

// form is what the page's fields hold as it arrives.
func (b *browser) form(page string) url.Values {
	b.Helper()
	res, err := b.Get(b.base + page)
	if err != nil {
		b.Fatal(err)
	}
	text := read(b, res)
	if res.StatusCode != 200 {
		b.Fatalf("%s: %d %.500s", page, res.StatusCode, text)
	}
	if at := strings.LastIndex(text, "<main"); at > 0 {
		text = text[at:] + tokenOf(text)
	}
	v := url.Values{}
	for _, in := range inputs.FindAllString(text, -1) {
		field := map[string]string{}
		for _, m := range attribute.FindAllStringSubmatch(in, -1) {
			field[m[1]] = m[2]
		}
		if field["name"] != "" && field["type"] != "radio" && field["type"] != "checkbox" {
			v.Set(field["name"], field["value"])
		}
	}
	for _, m := range selects.FindAllStringSubmatch(text, -1) {
		if o := chosen.FindStringSubmatch(m[0]); o != nil {
			v.Set(m[1], o[1])
		}
	}
	for _, m := range textareas.FindAllStringSubmatch(text, -1) {
		v.Set(m[1], strings.TrimSpace(m[2]))
	}
	return v
}

var csrf = regexp.MustCompile(`<input[^>]*name="_?csrf"[^>]*>`)

func tokenOf(text string) string { return csrf.FindString(text) }

func (b *browser) post(page string, v url.Values) (int, string) {
	b.Helper()
	res, err := b.PostForm(b.base+page, v)
	if err != nil {
		b.Fatal(err)
	}
	return res.StatusCode, read(b, res)
}
