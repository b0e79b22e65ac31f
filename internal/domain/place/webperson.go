package place

import (
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// person shows one appointment with the others of the same person, and what may be done about it.
func (w *site) person(c *web.Ctx) error {
	a, err := w.Appointment(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	where, err := w.workplaces(c.Context(), c.Lang(), []Appointment{*a})
	if err != nil {
		return err
	}
	p, _ := w.Post(a.Post)
	login, disabled, managed, err := w.Account(c.Context(), a)
	if err != nil {
		return err
	}
	v := w.personView(a)
	v.Mark = lampOf(a.StateOn(today(c)))
	v.Acts = w.personActs(c, a, managed, disabled)
	facts := []page.Fact{{Label: "岗位", Value: page.Word(p.Name)}, {Label: "单位", Value: where[a.ID]},
		{Label: "地区", Value: w.Tree().FullName(a.Region, c.Lang()), Href: w.regionHref(c, a.Region)}, {Label: "任期", Value: span(a.From, a.To)}}
	if managed {
		state := page.Lamp{Tone: page.OK, Text: "可登录"}
		if disabled {
			state = page.Lamp{Text: "已停用"}
		}
		facts = append(facts, page.Fact{Label: "登录名", Value: login, Code: true}, page.Fact{Label: "账号", Value: state})
	}
	all, err := w.People(c.Context(), PeopleQuery{Account: a.Account, Limit: pageMost})
	if err != nil {
		return err
	}
	t, err := w.peopleTable(c, all)
	if err != nil {
		return err
	}
	return w.stack(c, v, page.Panel{Title: "任职", Body: []any{page.Detail{Facts: facts}}},
		page.Panel{Title: "此人的全部任职", Note: page.Say("{1} 条", len(all)), Flush: true, Body: []any{t}})
}

func (w *site) personView(a *Appointment) page.View {
	return page.View{Title: a.Name, Own: true, Crumbs: []page.Link{{Label: "机构与岗位", Href: "/desk/place"}, {Label: "人员任职", Href: "/desk/people"}}}
}

func (w *site) personActs(c *web.Ctx, a *Appointment, managed, disabled bool) []page.Act {
	at := "/desk/people/" + a.ID
	var out []page.Act
	if managed {
		out = append(out, page.Act{Label: "重置密码", Href: at + "/reset"})
		if disabled {
			out = append(out, page.Act{Label: "启用账号", Href: at + "/disable"})
		} else {
			out = append(out, page.Act{Label: "停用账号", Href: at + "/disable"})
		}
	}
	if c.Actor.May(RightEdit) && a.StateOn(today(c)) != Over {
		out = append(out, page.Act{Label: "免职", Href: at + "/end", Tone: "danger"})
	}
	return out
}

func (w *site) regionHref(c *web.Ctx, code string) string {
	if code == "" || !c.Actor.Holds(Short(code)) {
		return ""
	}
	return "/desk/place?region=" + code
}

// about is the page that asks before something is done to an appointment or its account.
func (w *site) about(c *web.Ctx, a *Appointment, title, lead string, f page.Form) error {
	v := w.personView(a)
	v.Crumbs = append(v.Crumbs, page.Link{Label: a.Name, Href: "/desk/people/" + a.ID, Own: true})
	v.Title, v.Own, v.Lead = title, false, lead
	return w.stack(c, v, f)
}

func asking(a *Appointment, act page.Act, inputs ...page.Input) page.Form {
	act.Name, act.Value = "_save", "1"
	f := page.Form{Version: a.Version, Acts: []page.Act{{Label: "取消", Href: "/desk/people/" + a.ID}, act}}
	if len(inputs) > 0 {
		f.Sections = []page.Section{{Inputs: inputs}}
	}
	return f
}

func endForm(a *Appointment, last string) page.Form {
	return asking(a, page.Act{Label: "免职", Tone: "danger"}, page.Input{Name: "to", Label: "任职的最后一日", Kind: "day", Value: last, Needed: true,
		Help: "当日仍有权限；写任职前一日表示从未到任"})
}

const leadEnd = "免职后此岗位的权限在最后一日结束，办过的事和任职记录都保留。"

func (w *site) askEnd(c *web.Ctx) error {
	a, err := w.Appointment(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.about(c, a, "免职", leadEnd, endForm(a, today(c)))
}

func (w *site) end(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	a, err := w.Appointment(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err = w.End(c.Context(), a.ID, v.Get("to"), number(v.Get("version"))); err == nil {
		return c.Redirect("/desk/people/"+a.ID, c.T("任职的最后一日已记为 {1}", v.Get("to")))
	}
	f := endForm(a, v.Get("to"))
	if err := shown(c, &f, err, nil); err != nil {
		return err
	}
	return w.about(c, a, "免职", leadEnd, f)
}

const leadReset = "旧密码立即失效，已登录的设备全部退出；新的一次性密码只显示一次。"

func (w *site) askReset(c *web.Ctx) error {
	a, err := w.manages(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.about(c, a, "重置密码", leadReset, asking(a, page.Act{Label: "重置密码", Tone: "main"}))
}

func (w *site) reset(c *web.Ctx) error {
	login, password, err := w.ResetPassword(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.once(c, page.View{Title: "密码已重置"}, login, password, "/desk/people/"+c.Path("id"))
}

// once shows a one-time password; the answer is kept by no cache and cannot be asked for again.
func (w *site) once(c *web.Ctx, v page.View, login, password, next string) error {
	v.Crumbs = []page.Link{{Label: "机构与岗位", Href: "/desk/place"}, {Label: "人员任职", Href: "/desk/people"}}
	v.Data = struct{ Login, Password, Href string }{login, password, next}
	return w.pages.Render(c, "place.once", v)
}

func (w *site) askDisable(c *web.Ctx) error {
	a, err := w.manages(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	_, disabled, err := w.Accounts.State(c.Context(), w.db, a.Account)
	if err != nil {
		return err
	}
	f := asking(a, page.Act{Label: "停用账号", Tone: "danger"})
	title, lead := "停用账号", "停用后此人不能登录，已登录的设备全部退出；任职不变，可随时启用。"
	if disabled {
		f, title, lead = asking(a, page.Act{Label: "启用账号", Tone: "main"}), "启用账号", "启用后此人可用原密码登录。"
	}
	f.Hidden = []page.Pair{{Name: "disabled", Value: map[bool]string{true: "false", false: "true"}[disabled]}}
	return w.about(c, a, title, lead, f)
}

func (w *site) disable(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	off := v.Get("disabled") != "false"
	if err := w.Disable(c.Context(), c.Path("id"), off); err != nil {
		return err
	}
	if off {
		return c.Redirect("/desk/people/"+c.Path("id"), c.T("账号已停用"))
	}
	return c.Redirect("/desk/people/"+c.Path("id"), c.T("账号已启用"))
}
