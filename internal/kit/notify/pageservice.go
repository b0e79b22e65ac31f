package notify

import (
	"cmp"
	"slices"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// service shows one service with its proof. That somebody of the party opened it is kept: who, and when.
func (w *pages) service(c *web.Ctx) error {
	x, err := w.Services.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if x.State == Out && w.isParty(c.Actor, x) {
		err := w.db.Write(c.Context(), func(tx *db.Tx) error {
			_, err := w.serving.flow.Do(c.Context(), tx, KindService, x.ID, ActOpen, flow.Input{})
			return err
		})
		if err != nil && !fault.Is(err, fault.KindConflict) && !fault.Is(err, fault.KindRefused) { // another window was first
			return err
		}
		if x, err = w.Services.Get(c.Context(), x.ID); err != nil {
			return err
		}
	}
	run, err := w.serving.flow.Run(c.Context(), w.db, KindService, x.ID)
	if err != nil {
		return err
	}
	offers, err := w.serving.flow.Offers(c.Context(), KindService, x.ID)
	if err != nil {
		return err
	}
	sent, err := w.Deliveries(c.Context(), "", KindService, x.ID, "", 20)
	if err != nil {
		return err
	}
	return w.draw.Render(c, "kit.stack", w.serviceView(c, x, run, offers, sent))
}

// isParty reports whether somebody belongs to the party served, not merely oversees it.
func (w *pages) isParty(a *access.Actor, x *Service) bool {
	return a.May(serviceSign) && slices.Contains(a.Scopes, access.Scope(x.Party))
}

func (w *pages) serviceView(c *web.Ctx, x *Service, run *flow.Run, offers []flow.Offer, sent []Delivery) page.View {
	v := page.View{Title: x.Title, Own: true, Mark: stateLamp(x.State), Crumbs: []page.Link{{Label: "送达", Href: "/desk/service"}}}
	v.Acts = []page.Act{{Label: "修改记录", Href: "/desk/service/" + x.ID + "/history"}}
	if x.Href != "" {
		v.Acts = append(v.Acts, page.Act{Label: "所送事项", Href: x.Href})
	}
	for _, o := range offers {
		if !o.Allowed || o.Action == actSend || o.Action == ActOpen {
			continue
		}
		a := page.Act{Label: o.Label, Tone: o.Tone, Href: "/desk/service/" + x.ID + "/do/" + o.Action}
		a.Post = len(o.Needs) == 0
		v.Acts = append(v.Acts, a)
	}
	var text []any
	if x.Body != "" {
		text = append(text, page.Detail{One: true, Facts: []page.Fact{{Label: "内容", Value: x.Body}}})
	}
	papers := page.Detail{One: true}
	for _, id := range x.Papers {
		papers.Facts = append(papers.Facts, page.Fact{Label: "附件", Value: w.name(c, id), Href: "/file/" + id})
	}
	if len(papers.Facts) > 0 {
		text = append(text, papers)
	}
	left := []any{page.Panel{Title: "文书", Body: text}, w.history(c, run)}
	right := []any{clocks(c, run), page.Panel{Title: "送达证明", Body: []any{proof(x)}}}
	if len(sent) > 0 {
		t := page.Table{Caption: "投递", Columns: []page.Column{{Label: "状态", Card: "mark"}, {Label: "收件", Card: "head"}, {Label: "送出时间"}}}
		for _, d := range sent {
			row := page.Row{Cells: page.Cells(w.deliveryLamp(d), d.Shown, dash(clockShow(d.SentAt)))}
			if c.Actor.May(rightDeliveries) {
				row.Href = "/desk/deliveries/" + d.ID
			}
			t.Rows = append(t.Rows, row)
		}
		right = append(right, page.Panel{Title: "投递", Flush: true, Body: []any{t}})
	}
	v.Data = []any{page.Grid{Kind: "two", Cells: [][]any{left, right}}}
	return v
}

func (w *pages) name(c *web.Ctx, id string) string {
	if w.desk == nil || w.desk.NameFile == nil {
		return id
	}
	return w.desk.NameFile(c, id).Name
}

// proof is what shows that the party has it.
func proof(x *Service) page.Detail {
	way := page.Word("")
	for _, c := range Ways {
		if c.Value == string(x.Way) {
			way = page.Word(c.Label)
		}
	}
	d := page.Detail{One: true, Facts: []page.Fact{{Label: "受送达人", Value: x.PartyName}, {Label: "送达方式", Value: way}}}
	for _, f := range [][2]string{{"送达地址", x.Contact}, {"送出时间", clockShow(x.Sent)}, {"打开时间", clockShow(x.Opened)}, {"打开人", x.Opener}, {"签收时间", clockShow(x.Ended)}, {"签收人", x.Ender}} {
		if f[1] != "" {
			d.Facts = append(d.Facts, page.Fact{Label: f[0], Value: f[1]})
		}
	}
	d.Facts = append(d.Facts, page.Fact{Label: "内容摘要", Value: page.Code(x.Digest)})
	return d
}

func clocks(c *web.Ctx, run *flow.Run) page.Panel {
	p := page.Panel{Title: "时限"}
	for _, k := range run.Clocks {
		name, basis := k.Name, k.Lamp.Basis
		if c.Lang() == "en" {
			name, basis = cmp.Or(k.NameEn, name), k.Lamp.BasisEn
		}
		p.Body = append(p.Body, page.Clock{Name: name, Lamp: page.Lamp{Tone: page.Tone(k.Lamp.State), Text: k.Lamp.Text(c.Lang())}, Law: basis})
	}
	return p
}

// history tells who did what, newest first, with the pictures of receipts.
func (w *pages) history(c *web.Ctx, run *flow.Run) page.Panel {
	t := page.Timeline{}
	files := page.Detail{One: true}
	for _, s := range slices.Backward(run.Steps) {
		t.Lines = append(t.Lines, page.Event{Day: s.At[:10], Zh: c.T(s.Label) + " · " + s.ActorName, Text: s.Reason})
		for _, id := range s.Evidence {
			files.Facts = append(files.Facts, page.Fact{Label: "送达回证", Value: w.name(c, id), Href: "/file/" + id})
		}
	}
	body := []any{t}
	if len(files.Facts) > 0 {
		body = append(body, files)
	}
	return page.Panel{Title: "办理过程", Body: body}
}

// ask is the form of a step that needs a picture of the receipt or a reason.
func (w *pages) ask(c *web.Ctx) error {
	x, err := w.Services.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	o, err := w.serving.flow.Offered(c.Context(), KindService, x.ID, c.Path("action"))
	if err != nil {
		return err
	}
	return w.draw.Render(c, "kit.stack", askView(x, o.Action, o.Label, o.Needs, nil))
}

func askView(x *Service, action, label string, needs []flow.Need, wrong *fault.Error) page.View {
	at := "/desk/service/" + x.ID
	f := page.Form{Action: at + "/do/" + action, Acts: []page.Act{{Label: "取消", Href: at}, {Label: label, Tone: "main", Name: "_save", Value: "1"}}}
	s := page.Section{Title: label}
	for _, n := range needs {
		switch n {
		case flow.NeedEvidence:
			s.Inputs = append(s.Inputs, page.Input{Name: "evidence", Label: "送达回证", Kind: "files", Help: "签字的回证或留置现场的照片，可用手机拍照", Needed: true, Wide: true, Max: 6, Accept: ".jpg,.jpeg,.png,.pdf"})
		case flow.NeedReason:
			s.Inputs = append(s.Inputs, page.Input{Name: "reason", Label: "理由", Kind: "note", Help: "拒收的写明见证人和留置地点", Needed: true, Wide: true, Max: 500})
		case flow.NeedSecond:
		}
	}
	if wrong != nil {
		for i := range s.Inputs {
			for _, e := range wrong.Fields {
				if e.Name == s.Inputs[i].Name {
					s.Inputs[i].Error, s.Inputs[i].ErrorEn = e.Zh, e.En
				}
			}
		}
	}
	f.Sections = []page.Section{s}
	return page.View{Title: label, Crumbs: []page.Link{{Label: "送达", Href: "/desk/service"}, {Label: x.Title, Href: at, Own: true}}, Data: []any{f}}
}

// do takes a step; pictures of receipts come with it.
func (w *pages) do(c *web.Ctx) error {
	x, err := w.Services.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	values, err := c.Form()
	if err != nil {
		return err
	}
	in := flow.Input{Reason: values.Get("reason")}
	if in.Evidence, err = w.evidence(c, values["evidence"]); err == nil {
		err = w.db.Write(c.Context(), func(tx *db.Tx) error {
			_, err := w.serving.flow.Do(c.Context(), tx, KindService, x.ID, c.Path("action"), in)
			return err
		})
	}
	if fault.Is(err, fault.KindInvalid) && !c.API() {
		offers, e := w.serving.flow.Offers(c.Context(), KindService, x.ID)
		if e != nil {
			return e
		}
		for _, o := range offers {
			if o.Action == c.Path("action") {
				c.Code(fault.Of(err).Status())
				return w.draw.Render(c, "kit.stack", askView(x, o.Action, o.Label, o.Needs, fault.Of(err)))
			}
		}
	}
	if err != nil {
		return err
	}
	return c.Redirect("/desk/service/"+x.ID, c.T("已办理"))
}

func (w *pages) evidence(c *web.Ctx, ids []string) ([]string, error) {
	var out []string
	for _, id := range ids {
		if id != "" {
			out = append(out, id)
		}
	}
	posted, err := c.Files("evidence.file")
	if err != nil || w.files == nil {
		return out, err
	}
	for _, h := range posted {
		in, err := h.Open()
		if err != nil {
			return nil, err
		}
		b, err := w.files.Take(c.Context(), h.Filename, in)
		_ = in.Close()
		if err != nil {
			f := fault.Of(err)
			if f.Kind == fault.KindInvalid {
				return nil, fault.Invalid(fault.Field{Name: "evidence", Label: "送达回证", Zh: f.Zh, En: f.En})
			}
			return nil, err
		}
		out = append(out, b.ID)
	}
	return out, nil
}

// ServedPanel shows on a record's own page on whom it was served, how, and how far that is; nil when nothing was served.
func (n *Notify) ServedPanel(c *web.Ctx, kind, rec string) (any, error) {
	all, err := n.ServedOn(c.Context(), n.db, kind, rec)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	t := page.Table{Caption: "送达", Columns: []page.Column{{Label: "状态", Card: "mark", NoWrap: true}, {Label: "受送达人", Card: "head"}, {Label: "送出时间", NoWrap: true}, {Label: "签收时间", NoWrap: true}}}
	for _, x := range all {
		row := page.Row{Cells: page.Cells(stateLamp(x.State), x.PartyName, dash(clockShow(x.Sent)), dash(clockShow(x.Ended)))}
		if may, err := access.MaySee(c.Context(), n.db, c.Actor, KindService, x.ID); err == nil && may && c.Actor.May(serviceView) {
			row.Href = "/desk/service/" + x.ID
		}
		t.Rows = append(t.Rows, row)
	}
	return page.Panel{Title: "送达", Flush: true, Body: []any{t}}, nil
}

// served is the page behind the link of an e-mail. Looking at it changes nothing, since programs look at links too: opening and
// signing are buttons.
func (w *pages) served(c *web.Ctx) error {
	x, token, err := w.byLink(c, c.Query("token"))
	if err != nil {
		return err
	}
	return w.draw.Render(c, "kit.stack", servedView(x, token))
}

// byLink gives the service whose link somebody has.
func (w *pages) byLink(c *web.Ctx, token string) (*Service, string, error) {
	gone := fault.Missing("链接不对或已失效，请用邮件里的完整链接", "the link is wrong or no longer good; use the whole link of the e-mail")
	if !w.cfg.Box.Good(token, c.Path("id"), KindService) {
		return nil, "", gone
	}
	x, err := w.Services.GetTx(access.With(c.Context(), access.System), w.db, c.Path("id"))
	if fault.Is(err, fault.KindMissing) {
		return nil, "", gone
	}
	return x, token, err
}

func servedView(x *Service, token string) page.View {
	v := page.View{Title: "文书送达", Bare: true, Lead: "链接只发给受送达人；打开和签收都会记下时间", Mark: stateLamp(x.State)}
	at := "/served/" + x.ID + "/"
	act := func(action, label, tone string) page.Form {
		return page.Form{ID: action, Action: at + action, Hidden: []page.Pair{{Name: "token", Value: token}}, Acts: []page.Act{{Label: label, Tone: tone, Name: "_save", Value: "1"}}}
	}
	body := []any{page.Panel{Title: "送达证明", Body: []any{proof(x)}}}
	switch {
	case x.State == Out:
		body = append(body, act(ActOpen, "打开文书", "main"))
	case x.State == Opened:
		body = append(body, contentPanel(x), act(ActReceipt, "签收", "main"))
	case x.Opened != "":
		body = append(body, contentPanel(x))
	}
	v.Data = body
	return v
}

func contentPanel(x *Service) page.Panel {
	return page.Panel{Title: "文书", Body: []any{page.Detail{One: true, Facts: []page.Fact{{Label: "文书", Value: x.Title}, {Label: "内容", Value: dash(x.Body)}}}}}
}

// serve opens or signs for what came by e-mail.
func (w *pages) serve(c *web.Ctx) error {
	values, err := c.Form()
	if err != nil {
		return err
	}
	x, token, err := w.byLink(c, values.Get("token"))
	if err != nil {
		return err
	}
	action := c.Path("action")
	if action != ActOpen && action != ActReceipt {
		return fault.Missing("没有这个操作", "there is no such action")
	}
	ctx := access.With(clock.With(c.Context(), clock.From(c.Context())), access.System)
	err = w.db.Write(ctx, func(tx *db.Tx) error {
		_, err := w.serving.flow.Do(ctx, tx, KindService, x.ID, action, flow.Input{Reason: x.PartyName + "（" + x.Contact + " 的链接）"})
		return err
	})
	if err != nil {
		return err
	}
	if x, err = w.Services.GetTx(ctx, w.db, x.ID); err != nil {
		return err
	}
	return w.draw.Render(c, "kit.stack", servedView(x, token))
}
