package operator

import (
	"context"
	"embed"
	"net/http"

	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/desk"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Files are the templates operator.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// rightReveal shows who is responsible and the telephone: whoever may see the people of a business may see these.
const (
	rightView   access.Right = "operator.view"
	rightEdit   access.Right = "operator.edit"
	rightReveal access.Right = "operator.person.reveal"
)

type pages struct {
	*Service
	page *page.Pages
	desk *desk.Desk
}

// Mount puts the five kinds of record, the file page and the use cases on the mux.
func (s *Service) Mount(m *web.Mux, p *page.Pages, d *desk.Desk) {
	if d.Looked == nil {
		d.Looked = func(ctx context.Context, kind, record, field, why string) error {
			return auth.Looked(ctx, s.db, kind, record, field, why)
		}
	}
	w := &pages{s, p, d}
	d.Mount(s.Operators, desk.Under("主体"), desk.OwnDetail(), desk.Doubting(w.doubt), desk.RevealedBy(rightReveal))
	for _, k := range s.Kinds()[1:] {
		d.Mount(k, desk.Under("主体"))
	}
	if s.flow != nil {
		d.Mount(s.Matters, desk.Under("主体"), desk.ReadOnly(), desk.Without("cause", "href"), desk.Beside(w.matter))
	}
	m.Handle("GET /desk/operator/{id}", web.Right(rightView), w.file)
	m.Handle("GET /desk/operator/{id}/code.svg", web.Right(rightView), w.code)
	m.Handle("GET /desk/operator/{id}/same", web.Right(rightEdit), w.same)
	m.Handle("GET /desk/operator/{id}/merge", web.Right(RightMerge), w.askMerge)
	m.Handle("POST /desk/operator/{id}/merge", web.Right(RightMerge), w.merge)
	m.Handle("GET /desk/operator/{id}/status", web.Right(rightEdit), w.askStatus)
	m.Handle("POST /desk/operator/{id}/status", web.Right(rightEdit), w.setStatus)
	m.Handle("GET /api/v1/operator/{id}/same", web.Right(rightEdit), w.apiSame)
	m.Handle("POST /api/v1/operator/{id}/merge", web.Right(RightMerge), w.apiMerge)
	m.Handle("POST /api/v1/operator/{id}/status", web.Right(rightEdit), w.apiStatus)
}

func (w *pages) crumbs(here ...page.Link) []page.Link {
	return append([]page.Link{{Label: "主体"}, {Label: "食品经营主体", Href: "/desk/operator"}}, here...)
}

// open opens a business for a page; a merged one leads on to the file that stayed.
func (w *pages) open(c *web.Ctx) (*Operator, *record.Draft, error) {
	r, err := w.Operators.Open(c.Context(), c.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	o, err := w.Find(c.Context(), r.ID)
	return o, r, err
}

// moved follows a business that was merged into another.
func moved(c *web.Ctx, err error) error {
	to, ok := record.MovedTo(err)
	if !ok {
		return err
	}
	if c.API() {
		c.W.Header().Set("Location", "/api/v1/operator/"+to)
		return err
	}
	c.SetFlash(web.Flash{Tone: "ok", Text: c.T("原主体已并入本档案")})
	http.Redirect(c.W, c.R, "/desk/operator/"+to, http.StatusSeeOther)
	return nil
}
