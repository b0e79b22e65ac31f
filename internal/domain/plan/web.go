package plan

import (
	"embed"
	"net/url"

	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Files are the templates plan.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// pages are the handlers of this package.
type pages struct {
	*Service
	draw *page.Pages
	desk *desk.Desk
}

// Mount gives plans, shares and votes their pages, and the public its ballot.
func (s *Service) Mount(m *web.Mux, p *page.Pages, d *desk.Desk) {
	w := &pages{s, p, d}
	d.Mount(s.Plans, desk.Under("抽检检验"), desk.OwnDetail(), desk.OwnImport(), desk.Draw(cell))
	d.Mount(s.Shares, desk.Under("抽检检验"), desk.OwnDetail(), desk.ReadOnly(), desk.ByRegion(place.Regions), desk.Draw(cell))
	d.Mount(s.Votes, desk.Under("抽检检验"), desk.OwnImport(), desk.Beside(w.besideVote))
	m.Handle("GET /desk/plan/{id}", web.Right(RightView), w.detail)
	m.Handle("GET /desk/plan/{id}/do/{action}", web.Right(RightView), w.ask)
	m.Handle("GET /desk/plan/{id}/allocate", web.Right(RightView), w.allocate)
	m.Handle("POST /desk/plan/{id}/allocate", web.Right(RightEdit), w.allocated)
	m.Handle("GET /desk/plan/{id}/cells", web.Right(RightView), w.cells)
	m.Handle("POST /desk/plan/{id}/cells", web.Right(RightEdit), w.celled)
	m.Handle("GET /desk/plan/{id}/sheet", web.Right("plan.export"), w.sheet, web.Stream())
	m.Handle("GET /desk/plan/{id}/bring", web.Right(RightEdit), w.bring)
	m.Handle("POST /desk/plan/{id}/bring", web.Right(RightEdit), w.brought, web.Body(20<<20))
	m.Handle("GET /desk/plan/{id}/editions", web.Right(RightView), w.editions)
	m.Handle("GET /desk/plan/progress", web.Right(RightView), w.progress)
	m.Handle("GET /desk/plan-share/{id}", web.Right(RightView), w.share)
	m.Handle("GET /desk/plan-share/{id}/do/{action}", web.Right(RightView), w.askShare)
	m.Handle("GET /api/v1/plan/{id}/cells", web.Right(RightView), w.apiCells)
	m.Handle("POST /api/v1/plan/{id}/cells", web.Right(RightEdit), w.apiEdit)
	m.Handle("POST /api/v1/plan/{id}/allocate", web.Right(RightEdit), w.apiAllocate)
	m.Handle("GET /api/v1/plan/progress", web.Right(RightView), w.apiProgress)
	m.Handle("GET /vote", web.Public(), w.vote, web.Rate(60, 30))
	m.Handle("POST /vote", web.Public(), w.voted, web.Rate(10, 10), web.Body(8<<10))
	m.Handle("GET /vote/results", web.Public(), w.results, web.Rate(60, 30))
	examples(p)
}

// cell draws states as lamps.
func cell(_ *web.Ctx, name string, v record.Cell) any {
	if name == "state" {
		return lampOf(v.Value)
	}
	return nil
}

func lampOf(state string) page.Lamp {
	l := page.Lamp{Text: labelOf(States, state), Tone: page.Near}
	if l.Text == state {
		l.Text = labelOf(ShareStates, state)
	}
	switch state {
	case string(Issued), string(Accepted):
		l.Tone = page.OK
	case string(Questioned):
		l.Tone = page.Late
	case string(Closed), string(Ended):
		l.Tone = page.Shut
	}
	return l
}

func (w *pages) crumbs(p *Plan) []page.Link {
	out := []page.Link{{Label: "抽检检验"}, {Label: "抽检计划", Href: w.Plans.Address()}}
	if p != nil {
		out = append(out, page.Link{Label: p.Title, Href: w.Plans.Href(p.ID), Own: true})
	}
	return out
}

func (w *pages) stack(c *web.Ctx, v page.View, body ...any) error {
	v.Data = body
	return w.draw.Render(c, "kit.stack", v)
}

func address(path string, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func word(all []form.Choice, value string) any {
	if value == "" {
		return "—"
	}
	return page.Word(labelOf(all, value))
}

// toForm tells a fault that a page shows in its place from one that it does not.
func toForm(err error) (*fault.Error, bool) {
	f := fault.Of(err)
	return f, f != nil && (f.Kind == fault.KindInvalid || f.Kind == fault.KindConflict || f.Kind == fault.KindRefused)
}
