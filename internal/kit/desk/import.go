package desk

import (
	"fmt"
	"io"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

const (
	mostSheet  = 20 << 20 // bytes of an uploaded sheet
	undoWithin = 7 * 24 * time.Hour
	shownRows  = 200 // problems on the page; the marked sheet has a thousand
)

func importRight(m *mounted) access.Right {
	if m.edit == access.Right(m.Kind()+".edit") {
		return access.Right(m.Kind() + ".import")
	}
	return m.edit
}

// mountImports gives the kind its import of sheets: choose, check, write, done.
func (d *Desk) mountImports(m *mounted) {
	g, at, one, api := guard(importRight(m)), m.Address(), m.importAt("{id}"), "/api/v1/"+m.slug
	d.mux.Handle("GET "+at+"/import", g, m.with(d, (*Desk).chooseSheet))
	d.mux.Handle("POST "+at+"/import", g, m.with(d, (*Desk).receiveSheet), web.Body(mostSheet+64<<10))
	d.mux.Handle("GET "+at+"/template", g, m.with(d, (*Desk).template))
	d.mux.Handle("GET "+one, g, m.with(d, (*Desk).sheet))
	d.mux.Handle("POST "+one, g, m.with(d, (*Desk).commitSheet))
	d.mux.Handle("POST "+one+"/undo", g, m.with(d, (*Desk).undoSheet))
	d.mux.Handle("GET "+one+"/marked", g, m.with(d, (*Desk).markedSheet), web.Stream())
	d.mux.Handle("POST "+api+"/import", g, m.with(d, (*Desk).apiReceive), web.Body(mostSheet))
	d.mux.Handle("GET /api/v1/import/"+m.slug+"/{id}", g, m.with(d, (*Desk).apiSheet))
	d.mux.Handle("POST /api/v1/import/"+m.slug+"/{id}", g, m.with(d, (*Desk).apiCommit))
	d.mux.Handle("POST /api/v1/import/"+m.slug+"/{id}/undo", g, m.with(d, (*Desk).apiUndo))
}

// importAt is where one import is; a folder of its own, since below the kind's address every second name is a record's id.
func (m *mounted) importAt(id string) string { return "/desk/import/" + m.slug + "/" + id }

func (d *Desk) importView(m *mounted, data page.Import) page.View {
	return page.View{Title: "导入{1}", Args: []any{page.Word(m.label)}, Lead: "先校验，后写入；校验期间不改动任何记录。", Crumbs: m.crumbs(), Data: []any{data}}
}

func (d *Desk) chooseSheet(c *web.Ctx, m *mounted) error {
	log, err := d.importLog(c, m)
	if err != nil {
		return err
	}
	return d.pages.Render(c, "desk.detail", d.importView(m, page.Import{Step: 1, Action: m.Address() + "/import", Blank: m.Address() + "/template", Log: log}))
}

func (d *Desk) importLog(c *web.Ctx, m *mounted) (*page.Table, error) {
	all, err := m.Imports(c.Context(), 20)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	t := &page.Table{Caption: "导入记录", Columns: []page.Column{{Label: "文件", Card: "head"}, {Label: "时间", NoWrap: true}, {Label: "行数", Num: true},
		{Label: "已写入", Num: true}, {Label: "错误", Num: true}, {Label: "状态"}}}
	for _, i := range all {
		t.Rows = append(t.Rows, page.Row{ID: i.ID, Name: i.File, Href: m.importAt(i.ID),
			Cells: page.Cells(i.File, clock.Show(i.MadeAt), i.Total, i.Stored, i.Faulty, page.Word(record.StateName(i.State)))})
	}
	return t, nil
}

func (d *Desk) template(c *web.Ctx, m *mounted) error {
	h := c.W.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s-template.xlsx"`, m.slug))
	return m.Template(c.Context(), c.W)
}

func (d *Desk) receiveSheet(c *web.Ctx, m *mounted) error {
	if _, err := c.Form(); err != nil {
		return err
	}
	files, err := c.Files("sheet")
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return fault.Invalid(fault.Field{Name: "sheet", Label: "表格文件", Zh: "请选择一个 xlsx 或 csv 文件", En: "choose one xlsx or csv file"})
	}
	f, err := files[0].Open()
	if err != nil {
		return err
	}
	defer f.Close()
	i, err := d.receive(c, m, files[0].Filename, f)
	if err != nil {
		return err
	}
	if i.Again {
		return c.Redirect(m.importAt(i.ID), c.T("这个文件已上传过，没有重复导入"))
	}
	return c.Redirect(m.importAt(i.ID))
}

func (d *Desk) receive(c *web.Ctx, m *mounted, name string, r io.Reader) (*record.Import, error) {
	i, err := m.Receive(c.Context(), name, r)
	if err != nil || i.Again {
		return i, err
	}
	return i, d.begin(c.Context(), task{Kind: m.Kind(), Import: i.ID, Step: "inspect"})
}

func (d *Desk) sheet(c *web.Ctx, m *mounted) error {
	i, err := m.Import(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	problems, err := m.Problems(c.Context(), i.ID, shownRows)
	if err != nil {
		return err
	}
	return d.pages.Render(c, "desk.detail", d.sheetView(c, m, i, problems))
}

func (d *Desk) commitSheet(c *web.Ctx, m *mounted) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	if v.Get("_again") != "" {
		return d.step(c, m, task{Step: "inspect"})
	}
	return d.step(c, m, task{Step: "commit", Valid: v.Get("rows") == "valid"})
}

func (d *Desk) undoSheet(c *web.Ctx, m *mounted) error { return d.step(c, m, task{Step: "undo"}) }

func (d *Desk) step(c *web.Ctx, m *mounted, t task) error {
	if err := d.start(c, m, c.Path("id"), t); err != nil {
		return err
	}
	return c.Redirect(m.importAt(c.Path("id")) + "?begun=" + t.Step)
}

// start begins a step that the state of the import allows.
func (d *Desk) start(c *web.Ctx, m *mounted, id string, t task) error {
	i, err := m.Import(c.Context(), id)
	if err != nil {
		return err
	}
	switch {
	case t.Step == "commit" && i.Interrupted(c.Context()): // nobody is at its check any more: that comes first
		t.Step = "inspect"
	case t.Step == "commit" && i.State == record.Checking:
		return fault.Refused("校验还没有完成，请稍候再写入", "the check is still under way; write the rows when it has ended")
	case t.Step == "commit" && i.Faulty > 0 && !t.Valid && i.State == record.Staged:
		return fault.Refused(fmt.Sprintf("有 %d 行未通过校验，请改正后重新上传，或选择只写入有效行", i.Faulty), fmt.Sprintf("%d rows did not pass; correct them and upload again, or write the valid rows only", i.Faulty))
	case t.Step == "undo" && !undoable(c, i):
		return fault.Refused("只有写入后 7 日内可以整批撤销，请逐条处理", "an import can be undone as a whole within 7 days only; treat the records one by one")
	}
	t.Kind, t.Import = m.Kind(), id
	return d.begin(c.Context(), t)
}

func undoable(c *web.Ctx, i *record.Import) bool {
	at, err := clock.ParseInstant(i.MadeAt)
	return err == nil && clock.Now(c.Context()).Sub(at) < undoWithin &&
		(i.State == record.Stored || i.State == record.Storing || i.State == record.Undoing)
}

func (d *Desk) markedSheet(c *web.Ctx, m *mounted) error {
	i, err := m.Import(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	h.Set("Content-Disposition", `attachment; filename="marked.xlsx"`)
	return m.WriteMarked(c.Context(), i.ID, c.W)
}
