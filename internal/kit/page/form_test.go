package page_test

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
)

type stage string

type quota struct {
	Region string
	Count  int64
	Urgent bool
}

func (q *quota) Fields(f *form.Fields) {
	f.Ref("region", "地区", &q.Region, regions{})
	f.Int("count", "批次", &q.Count)
	f.Bool("urgent", "状态", &q.Urgent)
}

type plan struct {
	Title, Why, Ends, Share string
	Stage                   stage
	Open                    bool
	Files                   []string
	Quotas                  []quota
}

func (p *plan) Fields(f *form.Fields) {
	f.Text("title", "计划名称", &p.Title).Required().Max(60)
	form.Choose(f, "stage", "状态", &p.Stage, []form.Choice{{Value: "a", Label: "抽样"}, {Value: "b", Label: "检验"}})
	f.Day("ends", "截止日期", &p.Ends)
	f.Decimal("share", "结果", &p.Share)
	f.Bool("open", "公示", &p.Open)
	f.Note("why", "依据与说明", &p.Why)
	f.Section("任务分配")
	form.Lines(f, "quotas", "任务分配", &p.Quotas)
	f.Section("附件")
	f.Files("files", "附件", &p.Files)
}

type regions struct{}

func (regions) Name() string { return "region" }
func (regions) Suggest(context.Context, string, int) ([]form.Choice, error) {
	return nil, nil
}

func (regions) Label(_ context.Context, values []string) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range values {
		out[v] = "地区" + v
	}
	return out, nil
}

// What a page draws, a browser without script sends back unchanged.
func TestFormComesBackAsItWasDrawn(t *testing.T) {
	t.Parallel()
	for _, was := range []plan{
		{},
		{Title: `调味品 "专项" <b>&`, Stage: "b", Ends: "2026-08-01", Share: "0.0500", Open: true, Why: "一\n二", Files: []string{"f1", "f2"},
			Quotas: []quota{{Region: "620102", Count: 3, Urgent: true}, {Region: "621202", Count: 4}}},
	} {
		f := form.Bind(&was)
		body := drawForm(t, f, "")
		now := plan{}
		if err := form.Bind(&now).Read(posted(t, body)); err != nil && was.Title != "" {
			t.Fatal(err)
		}
		if fmt.Sprintf("%+v", was) != fmt.Sprintf("%+v", now) { // nil and empty are the same
			t.Errorf("sent %+v, came back %+v", was, now)
		}
	}
}

func TestWrongFormListsItsErrorsAndKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	p := plan{}
	f := form.Bind(&p)
	if err := f.Read(url.Values{"ends": {"31.7.2026"}, "quotas.0.region": {"620102"}, "quotas.0.count": {"many"}}); err == nil {
		t.Fatal("a wrong form was taken")
	}
	body := drawForm(t, f, "")
	for _, want := range []string{`href="#f-title"`, `href="#f-ends"`, `href="#f-quotas-0-count"`, `value="31.7.2026"`, `value="many"`, `aria-describedby="f-ends-e"`, "地区620102"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, fault := range pagetest.Inspect([]byte(body), "zh") {
		t.Error(fault)
	}
}

func TestDifferencesShowBothValues(t *testing.T) {
	t.Parallel()
	mine, theirs := plan{Title: "甲", Stage: "a", Ends: "2026-08-01"}, plan{Title: "乙", Stage: "b", Ends: "2026-08-01"}
	want := []page.Difference{{Label: "计划名称", Mine: "甲", Theirs: "乙"}, {Label: "状态", Mine: "抽样", Theirs: "检验"}}
	if got := page.Differences(form.Bind(&mine), form.Bind(&theirs)); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
}

func drawForm(t *testing.T, f *form.Fields, lang string) string {
	t.Helper()
	sections, err := page.Inputs(t.Context(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	return draw(t, page.New(page.Config{}), page.Request{Lang: lang}, "kit.stack", page.View{Title: "计划名称", Data: []any{page.Form{Sections: sections, Acts: []page.Act{{Label: "提交", Name: "_do", Value: "x"}}}}})
}

// posted collects what a browser without script would send for the form of the page.
func posted(t *testing.T, body string) url.Values {
	t.Helper()
	doc, err := html.Parse(bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	v := url.Values{}
	var walk func(n *html.Node, in bool)
	walk = func(n *html.Node, in bool) {
		in = in || n.Data == "form" && at(n, "id") == "form"
		if name := at(n, "name"); in && name != "" {
			switch n.Data {
			case "textarea":
				s := ""
				if n.FirstChild != nil {
					s = n.FirstChild.Data
				}
				v.Add(name, strings.ReplaceAll(s, "\n", "\r\n"))
			case "input":
				if kind := at(n, "type"); kind == "file" || (kind == "checkbox" || kind == "radio") && !has(n, "checked") {
					break
				}
				v.Add(name, at(n, "value"))
			case "select":
				v.Add(name, selected(n))
			}
		}
		if n.Data == "template" {
			return
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, in)
		}
	}
	walk(doc, false)
	return v
}

func selected(n *html.Node) string {
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if has(c, "selected") {
			return at(c, "value")
		}
	}
	return ""
}

func at(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func has(n *html.Node, key string) bool {
	return slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
