package desk

import (
	"encoding/json"
	"net/http"
	"sync"

	"shian/internal/kit/fault"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

var jsonBuffers = sync.Pool{New: func() any { b := make([]byte, 0, 32<<10); return &b }}

// answer writes what fn appends to a pooled buffer.
func answer(c *web.Ctx, fn func(b []byte) ([]byte, error)) error {
	p := jsonBuffers.Get().(*[]byte)
	defer jsonBuffers.Put(p)
	b, err := fn((*p)[:0])
	if err != nil {
		return err
	}
	if cap(b) <= 256<<10 {
		*p = b
	}
	return c.JSONBytes(b)
}

func (d *Desk) apiList(c *web.Ctx, m *mounted) error {
	q, filters := m.query(c)
	known := map[string]bool{"q": true, "region": true, "after": true, "before": true, "limit": true, "cancelled": true, "public": true}
	for _, x := range filters {
		known[x.Name], known[x.Name+"_to"] = true, true
	}
	for name := range c.Queries() {
		if !known[name] {
			return fault.Invalid(fault.Field{Name: name, Label: name, Zh: "没有这个查询参数，请对照接口说明", En: "there is no such query parameter; see the API's description"})
		}
	}
	return answer(c, func(b []byte) ([]byte, error) { return m.AppendList(c.Context(), b, q) })
}

func (d *Desk) apiOne(c *web.Ctx, m *mounted) error {
	return answer(c, func(b []byte) ([]byte, error) {
		b, err := m.AppendOne(c.Context(), b, c.Path("id"))
		if to, ok := record.MovedTo(err); ok {
			c.W.Header().Set("Location", "/api/v1/"+m.slug+"/"+to)
		}
		if err == nil {
			err = d.looked(c, m, c.Path("id"), c.T("接口查询"))
		}
		return b, err
	})
}

func (d *Desk) apiCreate(c *web.Ctx, m *mounted) error {
	r, err := m.Draft(c.Context())
	if err != nil {
		return err
	}
	if err := d.apiSave(c, m, r); err != nil {
		return err
	}
	c.W.Header().Set("Location", "/api/v1/"+m.slug+"/"+r.ID)
	c.Code(http.StatusCreated)
	return answer(c, func(b []byte) ([]byte, error) { return r.AppendJSON(b), nil })
}

func (d *Desk) apiUpdate(c *web.Ctx, m *mounted) error {
	r, err := m.Open(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	if err := d.apiSave(c, m, r); err != nil {
		return err
	}
	return answer(c, func(b []byte) ([]byte, error) { return r.AppendJSON(b), nil })
}

func (d *Desk) apiSave(c *web.Ctx, m *mounted, r *record.Draft) error {
	body, err := c.Body()
	if err != nil {
		return err
	}
	if !json.Valid(body) {
		return fault.Invalid(fault.Field{Name: "body", Label: "请求内容", Zh: "不是合格的 JSON，请检查格式", En: "not well-formed JSON; check it"})
	}
	if err := r.ReadJSON(body); err != nil {
		return err
	}
	if doubt, err := m.doubted(c.Context(), r); err != nil || doubt != nil {
		if err == nil {
			err = doubt.fault()
		}
		return err
	}
	return r.Save(c.Context())
}

func (d *Desk) apiCancel(c *web.Ctx, m *mounted) error {
	var in struct {
		Version int64  `json:"version"`
		Reason  string `json:"reason"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	if err := m.Cancel(c.Context(), c.Path("id"), in.Version, in.Reason); err != nil {
		return err
	}
	return answer(c, func(b []byte) ([]byte, error) { return m.AppendOne(c.Context(), b, c.Path("id")) })
}
