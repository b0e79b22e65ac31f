package sampling

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// steps are the parts of a sheet in the order in which it is filled in on a phone: the sections of its form.
var steps = []string{"任务", "被抽样单位", "样品", "购样与封样", "签字与送样"}

const mostPhotos = 64 << 20 // bytes of one step with its photos

func (w *pages) mountTake(m *web.Mux) {
	m.Handle("GET /desk/take", web.Right(rightTake), w.takeStart)
	m.Handle("POST /desk/take", web.Right(rightTake), w.takeBegin)
	m.Handle("GET /desk/take/{id}", web.Right(rightTake), w.takeStep)
	m.Handle("POST /desk/take/{id}", web.Right(rightTake), w.takeKeep, web.Body(mostPhotos))
}

// takeStart lists my tasks under way and my drafts.
func (w *pages) takeStart(c *web.Ctx) error {
	found, err := w.Tasks.List(c.Context(), record.Query{Filter: map[string]string{"state": string(TaskAccepted)}, Limit: 50, Uncounted: true})
	if err != nil {
		return err
	}
	tasks := page.Table{Caption: "我的任务", Columns: []page.Column{{Label: "任务", Card: "head"}, {Label: "完成期限", NoWrap: true}, {Label: "已抽", Num: true}, {Label: ""}}, Empty: &page.Empty{Title: "没有抽样中的任务", Text: "先在抽样任务中接受任务；也可以不依任务填单。"}}
	for i := range found.Rows {
		t, err := w.Tasks.Get(c.Context(), found.Rows[i].ID)
		if err != nil {
			return err
		}
		if t.Has(c.Actor) {
			tasks.Rows = append(tasks.Rows, page.Row{ID: t.ID, Href: w.Tasks.Href(t.ID), Cells: page.Cells(t.Title, t.Due, strconv.FormatInt(t.Taken, 10)+" / "+strconv.FormatInt(t.Count, 10),
				page.Act{Label: "抽一个样", Href: "/desk/take?task=" + t.ID, Post: true, Small: true, Tone: "main"})})
		}
	}
	kept, err := w.drafts(c.Context())
	if err != nil {
		return err
	}
	drafts := page.Table{Caption: "草稿", Columns: []page.Column{{Label: "样品名称", Card: "head"}, {Label: "单位名称"}, {Label: "暂存时间", NoWrap: true}}, Empty: &page.Empty{Title: "没有草稿"}}
	for _, d := range kept {
		name := d.Values.Get("food")
		if name == "" {
			name = c.T("未填写")
		}
		drafts.Rows = append(drafts.Rows, page.Row{ID: d.ID, Href: "/desk/take/" + d.ID, Cells: page.Cells(name, d.Values.Get("operator_name"), clock.Show(d.ChangedAt))})
	}
	return w.draw.Render(c, "sampling.page", page.View{Title: "现场抽样", Lead: "一步一页，随时暂存；提交前都可以返回修改。", Crumbs: w.sampleCrumbs(), Acts: []page.Act{{Label: "不依任务填单", Href: "/desk/take", Post: true}},
		Data: []any{page.Panel{Title: "我的任务", Flush: true, Body: []any{tasks}}, page.Panel{Title: "草稿", Flush: true, Body: []any{drafts}}}})
}

// takeBegin opens a draft, of a task where one is named; the phone may bring the id.
func (w *pages) takeBegin(c *web.Ctx) error {
	posted, err := c.Form()
	if err != nil {
		return err
	}
	d := &draft{ID: posted.Get("id"), Values: url.Values{"sampled": {clock.Day(clock.Now(c.Context()))}, "region": {c.Actor.Region}, "takers.0.person": {c.Actor.ID}}}
	if task := c.Query("task"); task != "" {
		t, err := w.Tasks.Get(c.Context(), task)
		if err != nil {
			return err
		}
		d.Values = draftOfTask(t, d.Values)
	}
	if err := w.keepDraft(c.Context(), d); err != nil {
		return err
	}
	return c.Redirect("/desk/take/" + d.ID)
}

func draftOfTask(t *Task, v url.Values) url.Values {
	for name, value := range map[string]string{"task": t.ID, "source": t.Title, "purpose": string(t.Purpose), "category": t.Category, "stage": t.Stage, "region": t.Region, "tests": t.Tests,
		"laboratory": t.Laboratory, "laboratory_name": t.LaboratoryName, "operator": t.Operator} {
		v.Set(name, value)
	}
	for i, m := range t.Team {
		v.Set("takers."+strconv.Itoa(i)+".person", m.Person)
	}
	return v
}

// read binds what a draft holds to a new sheet; faults of the fields stand beside them.
func (d *draft) read() (*Sample, *form.Fields, error) {
	x := &Sample{}
	x.ID = d.ID
	f := form.Bind(x)
	err := f.Read(d.Values)
	return x, f, err
}

func (w *pages) takeStep(c *web.Ctx) error {
	d, err := w.draftOf(c.Context(), c.Path("id"))
	if err != nil {
		if _, there := w.Samples.Get(c.Context(), c.Path("id")); there == nil {
			return c.Redirect(w.Samples.Href(c.Path("id")))
		}
		return err
	}
	clean := &draft{ID: d.ID, Values: d.Values}
	_, f, _ := clean.read()
	for _, x := range f.All() { // nothing was posted yet: no field is wrong
		x.Error = [2]string{}
		for _, row := range x.Rows() {
			for _, y := range row.All() {
				y.Error = [2]string{}
			}
		}
	}
	return w.drawTake(c, d, f, c.QueryInt("step", 1, 1, len(steps)), nil)
}

// takeKeep keeps a step and goes on, back, or sends the sheet in.
func (w *pages) takeKeep(c *web.Ctx) error {
	d, err := w.draftOf(c.Context(), c.Path("id"))
	if fault.Is(err, fault.KindMissing) {
		if _, there := w.Samples.Get(c.Context(), c.Path("id")); there == nil { // sent in before, the answer was lost
			return c.Redirect(w.Samples.Href(c.Path("id")))
		}
	}
	if err != nil {
		return err
	}
	posted, err := c.Form()
	if err != nil {
		return err
	}
	step := c.QueryInt("step", 1, 1, len(steps))
	blank := form.Bind(&Sample{})
	refuse, err := w.desk.Take(c, blank, posted)
	if err != nil {
		return err
	}
	d.merge(posted, blank, steps[step-1])
	if code := form.Clean(posted.Get("scan"), false); code != "" {
		if err := w.fill(c.Context(), d.Values, code); err != nil {
			return w.takeAgain(c, d, step, fault.Of(err))
		}
	}
	if err := w.keepDraft(c.Context(), d); err != nil {
		return err
	}
	if err := refuse(); err != nil {
		return w.takeAgain(c, d, step, fault.Of(err))
	}
	to := func(n int) error { return c.Redirect("/desk/take/" + d.ID + "?step=" + strconv.Itoa(n)) }
	switch {
	case posted.Get("_scan") != "":
		return to(step)
	case posted.Get("_back") != "":
		return to(max(1, step-1))
	case posted.Get("_keep") != "":
		return c.Redirect("/desk/take", c.T("草稿已暂存"))
	}
	_, f, _ := d.read()
	if wrongIn(f, steps[step-1]) {
		return w.drawTake(c, d, f, step, nil)
	}
	if step < len(steps) {
		return to(step + 1)
	}
	return w.takeSend(c, d)
}

// merge puts what a step posted in place of what it held before.
func (d *draft) merge(posted url.Values, f *form.Fields, section string) {
	for _, x := range f.All() {
		if x.Section != section {
			continue
		}
		for key := range d.Values {
			if key == x.Name || strings.HasPrefix(key, x.Name+".") {
				d.Values.Del(key)
			}
		}
		for key, values := range posted {
			if key == x.Name || strings.HasPrefix(key, x.Name+".") {
				d.Values[key] = values
			}
		}
	}
}

// wrongIn reports whether a field of the step is wrong.
func wrongIn(f *form.Fields, section string) bool {
	return slices.ContainsFunc(f.All(), func(x *form.Field) bool {
		if x.Section != section {
			return false
		}
		for _, row := range x.Rows() {
			if slices.ContainsFunc(row.All(), func(y *form.Field) bool { return y.Error[0] != "" }) {
				return true
			}
		}
		return x.Error[0] != ""
	})
}

// takeSend makes the sheet; the draft's id is the sheet's, so that sending twice makes one.
func (w *pages) takeSend(c *web.Ctx, d *draft) error {
	x, f, err := d.read()
	if err == nil {
		err = w.Samples.Create(c.Context(), x)
	}
	if err != nil {
		p := fault.Of(err)
		if p.Kind == fault.KindInternal {
			return err
		}
		for _, y := range p.Fields {
			if f.Get(firstName(y.Name)) != nil {
				f.Refuse(y.Name, y.Zh, y.En)
			}
		}
		c.Code(p.Status())
		return w.drawTake(c, d, f, faultyStep(p, f), p)
	}
	if err := w.db.Write(c.Context(), func(tx *db.Tx) error { return w.dropDraft(c.Context(), tx, d.ID) }); err != nil {
		return err
	}
	return c.Redirect(w.Samples.Href(x.ID), c.T("抽样单 {1} 已提交", x.Number))
}

func firstName(name string) string {
	first, _, _ := strings.Cut(name, ".")
	return first
}

// faultyStep is the step that has the first wrong field; the last when none is named.
func faultyStep(p *fault.Error, f *form.Fields) int {
	for _, y := range p.Fields {
		if x := f.Get(firstName(y.Name)); x != nil {
			if at := slices.Index(steps, x.Section); at >= 0 {
				return at + 1
			}
		}
	}
	return len(steps)
}

func (w *pages) takeAgain(c *web.Ctx, d *draft, step int, wrong *fault.Error) error {
	_, f, _ := d.read()
	c.Code(wrong.Status())
	return w.drawTake(c, d, f, step, wrong)
}

func (w *pages) drawTake(c *web.Ctx, d *draft, f *form.Fields, step int, wrong *fault.Error) error {
	sections, err := page.Inputs(c.Context(), f, func(id string) page.File { return w.desk.NameFile(c, id) })
	if err != nil {
		return err
	}
	var inputs []page.Input
	for _, s := range sections {
		if s.Title == steps[step-1] {
			inputs = s.Inputs
		}
	}
	for i := range inputs {
		switch inputs[i].Name {
		case "signature":
			inputs[i].Sign, inputs[i].Accept = true, ".png,.jpg,.jpeg"
		case "photos":
			inputs[i].Accept = "image/*"
		}
	}
	bar := page.Steps{}
	for i, s := range steps {
		bar.Steps = append(bar.Steps, page.Step{Label: s, Done: i+1 < step, Here: i+1 == step})
	}
	acts := []page.Act{{Label: "暂存", Name: "_keep", Value: "1", NoCheck: true}}
	if step > 1 {
		acts = append(acts, page.Act{Label: "上一步", Name: "_back", Value: "1", NoCheck: true})
	}
	next := page.Act{Label: "下一步", Name: "_next", Value: "1", Tone: "main"}
	if step == len(steps) {
		next.Label = "提交抽样单"
	}
	body := page.Form{Action: "/desk/take/" + d.ID + "?step=" + strconv.Itoa(step), Sections: []page.Section{{Title: steps[step-1], Inputs: inputs}}, Acts: append(acts, next)}
	if step == 2 {
		body.Sections[0].Inputs = append([]page.Input{{Name: "scan", Label: "扫营业执照、许可证或店门码", Kind: form.KindText, Wide: true, Max: 300, Help: "扫码枪或相机扫得的内容、统一社会信用代码、许可证号，按回车或“查找”带出档案"}}, inputs...)
		body.Acts = append(body.Acts[:len(body.Acts)-1], page.Act{Label: "查找", Name: "_scan", Value: "1", NoCheck: true}, next)
	}
	if wrong != nil {
		body.Problem = wrong.Text(c.Lang())
	}
	return w.draw.Render(c, "sampling.page", page.View{Title: "现场抽样", Crumbs: w.sampleCrumbs(page.Link{Label: "现场抽样", Href: "/desk/take"}), Data: []any{page.Panel{Body: []any{bar}}, body}})
}
