package laboratory

import (
	"embed"

	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Files are the templates laboratory.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// pages are the handlers of this package.
type pages struct {
	*Service
	draw *page.Pages
	desk *desk.Desk
}

// Mount gives the register, orders, work lists, results, controls, rounds and spares their pages.
func (s *Service) Mount(m *web.Mux, p *page.Pages, d *desk.Desk) {
	w := &pages{s, p, d}
	under := desk.Under("检验机构")
	d.Source(Source)
	d.Mount(s.Laboratories, under, desk.ByRegion(place.Regions), desk.Beside(w.besideLaboratory), desk.Draw(cell))
	d.Mount(s.Scopes, under)
	d.Mount(s.People, under, desk.OwnImport(), desk.Without("account"))
	d.Mount(s.Bars, under, desk.OwnImport())
	d.Mount(s.Orders, under, desk.OwnImport(), desk.Beside(w.besideOrder), desk.Draw(cell), desk.Without("document", "sent_at", "received_at", "reported_at"), desk.Shortcuts(orderShortcuts...))
	d.Mount(s.Tests, under, desk.OwnImport(), desk.Beside(w.besideTest), desk.Draw(cell), desk.Shortcuts(testShortcuts...), desk.Without("laboratory", "order_id", "reading"))
	d.Mount(s.Readings, under, desk.Draw(cell), desk.Without("laboratory", "order_id", "test"))
	d.Mount(s.Runs, under, desk.OwnImport(), desk.Beside(w.besideRun), desk.Draw(cell), desk.Without("laboratory"))
	d.Mount(s.Rounds, under, desk.OwnImport(), desk.Beside(w.besideRound))
	d.Mount(s.Spares, under, desk.OwnImport(), desk.Beside(w.besideSpare), desk.Draw(cell), desk.Without("laboratory", "order_id"))
	m.Handle("GET /desk/laboratory-order/{id}/do/{action}", web.Right("laboratory.order.view"), w.ask)
	m.Handle("GET /desk/laboratory-order/{id}/receive", web.Right(rightOrder), w.askReceive)
	m.Handle("POST /desk/laboratory-order/{id}/receive", web.Right(rightOrder), w.receive)
	m.Handle("GET /desk/laboratory-order/{id}/grave", web.AnyRight(rightMeasure, rightCheck, rightApprove), w.askGrave)
	m.Handle("POST /desk/laboratory-order/{id}/grave", web.AnyRight(rightMeasure, rightCheck, rightApprove), w.grave)
	m.Handle("GET /desk/laboratory-order/{id}/compare", web.Right(rightSpare), w.askCompare)
	m.Handle("POST /desk/laboratory-order/{id}/compare", web.Right(rightSpare), w.compare)
	m.Handle("GET /desk/laboratory-grave/{id}", web.Right("laboratory.order.view"), w.toOrder)
	m.Handle("GET /desk/laboratory-spare/{id}/do/{action}", web.Right("laboratory.spare.view"), w.askSpare)
}

var (
	orderShortcuts = []desk.Shortcut{{Label: "全部", Put: map[string]string{"state": ""}}, {Label: "待收样", Put: map[string]string{"state": string(Coming)}},
		{Label: "检验中", Put: map[string]string{"state": string(Testing)}}, {Label: "待校核", Put: map[string]string{"state": string(Checking)}}, {Label: "待批准", Put: map[string]string{"state": string(Approving)}},
		{Label: "已出报告", Put: map[string]string{"state": string(Finished)}}}
	testShortcuts = []desk.Shortcut{{Label: "全部", Put: map[string]string{"state": ""}}, {Label: "待检", Put: map[string]string{"state": "open"}}, {Label: "已有结果", Put: map[string]string{"state": "entered"}}}
)

// tones are how states, conclusions and verdicts look.
var tones = map[string]page.Tone{"reported": page.OK, "rejected": page.Late, "pass": page.OK, "fail": page.Late, "accepted": page.OK, "warned": page.Near, "destroyed": page.Shut, "handed": page.Shut,
	"coming": page.Near, "testing": page.Near, "checking": page.Near, "approving": page.Near, "open": page.Near, "entered": page.OK, "active": page.OK, "suspended": page.Late, "closed": page.Shut,
	"no-limit": page.Shut, "unjudged": page.Shut, "unreadable": page.Near, "satisfactory": page.OK, "questionable": page.Near, "unsatisfactory": page.Late, "kept": page.OK, "kept-pass": page.OK, "kept-fail": page.OK}

// cell draws what has a tone as a lamp.
func cell(_ *web.Ctx, name string, v record.Cell) any {
	switch name {
	case "state", "conclusion", "verdict", "outcome", "status":
		if v.Value != "" {
			return lamp(v.Text, v.Value)
		}
	}
	return nil
}

func lamp(text, value string) page.Lamp { return page.Lamp{Text: text, Tone: tones[value]} }

func (w *pages) crumbs(o *Order) []page.Link {
	return []page.Link{{Label: "检验机构"}, {Label: "检验委托", Href: w.Orders.Address()}, {Label: o.Code, Href: w.Orders.Href(o.ID), Own: true}}
}

func (w *pages) stack(c *web.Ctx, v page.View, body ...any) error {
	v.Data = body
	return w.draw.Render(c, "kit.stack", v)
}

// toOrder leads from a grave risk to its order.
func (w *pages) toOrder(c *web.Ctx) error {
	o, err := w.Orders.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return c.Redirect(w.Orders.Href(o.ID))
}
