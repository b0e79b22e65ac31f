package operator

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// A sideBySide is drawn by operator.merge.
type sideBySide struct {
	From                 string
	Version, FromVersion int64
	Rows                 []sides
	Reason               page.Input
	Acts                 []page.Act
}

type sides struct {
	Name, Label  string
	Mine, Theirs any
	Fixed        bool // not to be chosen
}

func (w *pages) askMerge(c *web.Ctx) error { return w.drawMerge(c, c.Query("from"), "", nil) }

func (w *pages) drawMerge(c *web.Ctx, from, reason string, wrong *fault.Error) error {
	o, mine, err := w.open(c)
	if err != nil {
		return moved(c, err)
	}
	if from == "" || from == o.ID {
		return c.Redirect("/desk/operator/"+o.ID+"/same", c.T("请选择要并入的另一份档案"))
	}
	theirs, err := w.Operators.Open(c.Context(), from)
	if err != nil {
		return err
	}
	v := sideBySide{From: from, Version: mine.Version, FromVersion: theirs.Version,
		Reason: page.Input{Name: "reason", Label: "合并理由", Kind: form.KindText, Value: reason, Needed: true, Wide: true, Max: 200},
		Acts:   []page.Act{{Label: "取消", Href: "/desk/operator/" + o.ID + "/same"}, {Label: "合并", Tone: "danger", Name: "_save", Value: "1"}}}
	a, err := page.Facts(c.Context(), mine.Fields)
	if err != nil {
		return err
	}
	b, err := page.Facts(c.Context(), theirs.Fields)
	if err != nil {
		return err
	}
	for i, x := range mine.Fields.All() {
		if x.Stored() != theirs.Fields.Get(x.Name).Stored() {
			v.Rows = append(v.Rows, sides{Name: x.Name, Label: x.Label, Mine: a[i].Value, Theirs: b[i].Value, Fixed: !slices.Contains(mergeable, x.Name)})
		}
	}
	view := page.View{Title: "合并档案", Lead: "确认两份档案是同一主体后再合并。", Crumbs: w.crumbs(page.Link{Label: o.Name, Href: "/desk/operator/" + o.ID, Own: true}), Data: v}
	if wrong != nil {
		c.Code(wrong.Status())
		view.Notice = &page.Notice{Tone: page.Late, Text: wrong.Text(c.Lang()), Own: true}
	}
	return w.page.Render(c, "operator.merge", view)
}

func (w *pages) merge(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	m := Merger{Into: c.Path("id"), From: v.Get("from"), Reason: v.Get("reason"), IntoVersion: number(v.Get("version")), FromVersion: number(v.Get("from_version"))}
	for name := range v {
		if field, ok := strings.CutPrefix(name, "take."); ok && v.Get(name) == "from" {
			m.Take = append(m.Take, field)
		}
	}
	slices.Sort(m.Take)
	o, err := w.Merge(c.Context(), m)
	if err == nil {
		return c.Redirect("/desk/operator/"+o.ID, c.T("两份档案已合并"))
	}
	if f := fault.Of(err); f.Kind == fault.KindInvalid || f.Kind == fault.KindConflict || f.Kind == fault.KindRefused {
		return w.drawMerge(c, m.From, m.Reason, f)
	}
	return err
}

func (w *pages) apiMerge(c *web.Ctx) error {
	var in struct {
		From        string   `json:"from"`
		Version     int64    `json:"version"`
		FromVersion int64    `json:"from_version"`
		Take        []string `json:"take"`
		Reason      string   `json:"reason"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	o, err := w.Merge(c.Context(), Merger{Into: c.Path("id"), From: in.From, IntoVersion: in.Version, FromVersion: in.FromVersion, Take: in.Take, Reason: in.Reason})
	if err != nil {
		return moved(c, err)
	}
	return w.answer(c, o.ID)
}

func (w *pages) answer(c *web.Ctx, id string) error {
	b, err := w.Operators.AppendOne(c.Context(), nil, id)
	if err != nil {
		return err
	}
	c.Code(http.StatusOK)
	return c.JSONBytes(b)
}

func number(s string) int64 { n, _ := strconv.ParseInt(s, 10, 64); return n }
