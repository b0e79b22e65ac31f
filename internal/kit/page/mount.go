package page

import (
	"net/http"

	"shian/internal/kit/web"
)

// Mount puts what every page needs on the mux: /static/…, GET /prefer, and how a fault looks.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET /static/{file}", web.Public(), func(c *web.Ctx) error {
		p.Static().ServeHTTP(c.W, c.R)
		return nil
	})
	m.Handle("GET /prefer", web.Public(), p.Prefer)
	m.Handle("GET /favicon.ico", web.Public(), func(c *web.Ctx) error {
		http.Redirect(c.W, c.R, p.files.url("seal.svg"), http.StatusMovedPermanently)
		return nil
	})
	m.Errors = p.Error
}

// MountGallery shows every component and page with sample data at /dev/pages.
func (p *Pages) MountGallery(m *web.Mux) {
	m.Handle("GET /dev/pages", web.Public(), p.Gallery)
	m.Handle("GET /dev/pages/{name}", web.Public(), p.Gallery)
}
