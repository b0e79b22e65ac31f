package desk

import (
	"net/http"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

func (d *Desk) blank(c *web.Ctx, m *mounted) error {
	r, err := m.Draft(c.Context())
	if err != nil {
		return err
	}
	r.Fields.Fill(c.Queries())
	return d.form(c, m, r, nil)
}

func (d *Desk) create(c *web.Ctx, m *mounted) error {
	r, err := m.Draft(c.Context())
	if err != nil {
		return err
	}
	return d.save(c, m, r, c.T("{1}已登记", c.T(m.label)))
}

func (d *Desk) open(c *web.Ctx, m *mounted) error {
	r, err := m.Open(c.Context(), c.Path("id"))
	if err != nil {
		return d.moved(c, m, err)
	}
	if err := d.looked(c, m, r.ID, c.T("修改")); err != nil {
		return err
	}
	return d.form(c, m, r, nil)
}

func (d *Desk) update(c *web.Ctx, m *mounted) error {
	r, err := m.Open(c.Context(), c.Path("id"))
	if err != nil {
		return d.moved(c, m, err)
	}
	return d.save(c, m, r, c.T("{1}已修改", c.T(m.label)))
}

// save reads the posted form and stores it; what is wrong comes back with everything that was typed.
func (d *Desk) save(c *web.Ctx, m *mounted, r *record.Draft, done string) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	refuse, err := d.take(c, r, v)
	if err != nil {
		return err
	}
	err = r.Read(v)
	if wrong := refuse(); wrong != nil { // says what Read found too
		err = wrong
	}
	if err == nil && v.Get("_row") != "" { // without script: one more child row, nothing stored
		return d.form(c, m, r, nil)
	}
	if err == nil {
		doubt, asked := m.doubted(c.Context(), r)
		switch {
		case asked != nil:
			return asked
		case doubt != nil:
			return d.askDoubt(c, m, r, doubt)
		}
		err = r.Save(c.Context())
	}
	if err == nil {
		return c.Redirect(m.Href(r.ID), done)
	}
	if f := fault.Of(err); f.Kind != fault.KindInvalid && f.Kind != fault.KindConflict {
		return err
	}
	return d.form(c, m, r, fault.Of(err))
}

// formView is the page with the form as it was filled in.
func (d *Desk) formView(c *web.Ctx, m *mounted, r *record.Draft) (page.View, error) {
	sections, err := page.Inputs(c.Context(), r.Fields, d.nameFile(c))
	if err != nil {
		return page.View{}, err
	}
	if r.Confirm != "" {
		sections = append(sections, confirmation(r.Confirm))
	}
	v := page.View{Title: "登记{1}", Args: []any{page.Word(m.label)}, Crumbs: m.crumbs()}
	if !r.New() {
		v = page.View{Title: "修改{1}", Args: []any{page.Word(m.label)}, Crumbs: m.crumbs(page.Link{Label: m.titled(r), Href: m.Href(r.ID), Own: true})}
	}
	v.Data = page.Form{Version: r.Version, Sections: sections, Acts: []page.Act{{Label: "取消", Href: m.back(r)}, {Label: "保存", Tone: "main", Name: "_save", Value: "1"}}}
	return v, nil
}

func (d *Desk) form(c *web.Ctx, m *mounted, r *record.Draft, wrong *fault.Error) error {
	v, err := d.formView(c, m, r)
	if err != nil {
		return err
	}
	f := v.Data.(page.Form) //nolint:forcetypeassert // formView gives nothing else
	switch {
	case wrong == nil:
	case wrong.Kind == fault.KindConflict:
		c.Code(http.StatusConflict)
		f.Problem = wrong.Text(c.Lang())
		theirs, err := m.Open(c.Context(), r.ID)
		if err != nil {
			return err
		}
		f.Differ, f.Version = page.Differences(r.Fields, theirs.Fields), theirs.Version
	default:
		c.Code(http.StatusUnprocessableEntity)
		if len(wrong.Fields) == 0 { // else the summary of the form counts them
			f.Problem = wrong.Text(c.Lang())
		}
	}
	v.Data = f
	return d.pages.Render(c, "desk.form", v)
}

func (m *mounted) back(r *record.Draft) string {
	if r.New() {
		return m.Address()
	}
	return m.Href(r.ID)
}

func (d *Desk) askCancel(c *web.Ctx, m *mounted) error {
	r, err := m.Open(c.Context(), c.Path("id"))
	if err != nil {
		return d.moved(c, m, err)
	}
	return d.pages.Render(c, "desk.form", page.View{Title: "注销{1}", Args: []any{page.Word(m.label)}, Lead: "注销后不再出现在名录里，记录和历史都保留。",
		Crumbs: m.crumbs(page.Link{Label: m.titled(r), Href: m.Href(r.ID), Own: true}), Data: page.Form{Version: r.Version,
			Sections: []page.Section{{Inputs: []page.Input{{Name: "reason", Label: "原因", Kind: "note", Needed: true, Wide: true, Max: 500}}}},
			Acts:     []page.Act{{Label: "取消", Href: m.Href(r.ID)}, {Label: "注销", Tone: "danger", Name: "_save", Value: "1"}}}})
}

func (d *Desk) cancel(c *web.Ctx, m *mounted) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	if err := m.Cancel(c.Context(), c.Path("id"), number(v.Get("version")), v.Get("reason")); err != nil {
		return err
	}
	return c.Redirect(m.Address(), c.T("{1}已注销", c.T(m.label)))
}

// moved follows a record that was merged into another.
func (d *Desk) moved(c *web.Ctx, m *mounted, err error) error {
	if to, ok := record.MovedTo(err); ok {
		return c.Redirect(m.Href(to), c.T("原记录已并入此记录"))
	}
	return err
}

func (d *Desk) nameFile(c *web.Ctx) func(string) page.File {
	if d.NameFile == nil {
		return nil
	}
	return func(id string) page.File { return d.NameFile(c, id) }
}

func (d *Desk) nameAccount(c *web.Ctx, id string) string {
	if id == access.System.ID {
		return c.T("系统")
	}
	if d.NameAccount == nil || id == "" {
		return id
	}
	return d.NameAccount(c, id)
}
