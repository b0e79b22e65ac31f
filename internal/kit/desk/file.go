package desk

import (
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

const uploadMost = 64 << 20 // bytes of one request with attachments

// Keep lets forms take attachments, and gives them out at /file/{id} to those who see the record. Before Mount.
func (d *Desk) Keep(f *file.Files) {
	d.keeps = f
	if d.NameFile == nil {
		d.NameFile = d.nameOf
	}
	d.mux.Handle("GET /file/{id}", web.SignedIn(), d.shared, web.Stream())
	d.mux.Handle("GET /file/{id}/original", web.SignedIn(), d.original, web.Stream())
	d.mux.Handle("POST /api/v1/files", web.SignedIn(), d.apiUpload, web.Body(uploadMost), web.Rate(120, 60))
}

// uploads are the options of a route that takes the kind's form.
func (d *Desk) uploads(k record.Any) []web.Option {
	if d.keeps == nil || !attachable(k.Schema()) {
		return nil
	}
	return []web.Option{web.Body(uploadMost)}
}

// attachable reports that the record has attachments.
func attachable(schema map[string]any) bool {
	properties, _ := schema["properties"].(map[string]any)
	for _, p := range properties {
		if x, ok := p.(map[string]any); ok && x["x-attachments"] != nil {
			return true
		}
	}
	return false
}

// take keeps the files posted beside the form and puts their ids among its values, so that they stay when the form comes back.
// What is wrong with them stands beside their field once the form is read: call refuse.
func (d *Desk) take(c *web.Ctx, r *record.Draft, v map[string][]string) (refuse func() error, err error) {
	return d.Take(c, r.Fields, v)
}

// Take keeps the files posted beside a form of the domain's own, as the standard pages do: their ids go among the values, what
// is wrong with them beside their fields once refuse is called after the form was read.
func (d *Desk) Take(c *web.Ctx, fields *form.Fields, v map[string][]string) (refuse func() error, err error) {
	var faults []fault.Field
	for _, x := range fields.All() {
		if x.Kind != form.KindFiles || x.ReadOnly || d.keeps == nil {
			continue
		}
		wrong, err := d.takeField(c, x, v)
		if err != nil {
			return nil, err
		}
		faults = append(faults, wrong...)
	}
	return func() error {
		for _, f := range faults {
			fields.Refuse(f.Name, f.Zh, f.En)
		}
		return fields.Err()
	}, nil
}

func (d *Desk) takeField(c *web.Ctx, x *form.Field, v map[string][]string) ([]fault.Field, error) {
	posted, err := c.Files(x.Input() + ".file")
	if err != nil || len(posted) == 0 {
		return nil, err
	}
	held := 0
	for _, id := range v[x.Input()] {
		if strings.TrimSpace(id) != "" {
			held++
		}
	}
	wrong := func(zh, en string) fault.Field {
		return fault.Field{Name: x.Name, Label: x.Label, Zh: zh, En: en}
	}
	if n := held + len(posted); n > x.MaxLen {
		return []fault.Field{wrong(fmt.Sprintf("最多 %d 个附件，这样会有 %d 个，本次所选都没有保存，请减少后重选", x.MaxLen, n),
			fmt.Sprintf("at most %d attachments, this would make %d; none of those just chosen was kept, choose fewer", x.MaxLen, n))}, nil
	}
	var faults []fault.Field
	for _, h := range posted {
		in, err := h.Open()
		if err != nil {
			return nil, err
		}
		b, err := d.keeps.Take(c.Context(), h.Filename, in)
		_ = in.Close()
		if err != nil {
			f := fault.Of(err)
			if f.Kind != fault.KindInvalid {
				return nil, err
			}
			faults = append(faults, wrong("“"+h.Filename+"”没有保存："+f.Zh, `"`+h.Filename+`" was not kept: `+f.En))
			continue
		}
		v[x.Input()] = append(v[x.Input()], b.ID)
	}
	return faults, nil
}

// nameOf tells what an attachment is called and where it is, to those who may see it.
func (d *Desk) nameOf(c *web.Ctx, id string) page.File {
	found, err := d.keeps.Of(c.Context(), []string{id})
	if err != nil || len(found) == 0 {
		return page.File{ID: id, Name: id}
	}
	return page.File{ID: id, Name: found[0].Name, Href: "/file/" + id, Size: bytesOf(found[0].SharedSize)}
}

// bytesOf writes a size for people: 1.9 MB.
func bytesOf(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(max(1, (n+512)>>10), 10) + " KB"
	}
	return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB"
}

func (d *Desk) shared(c *web.Ctx) error { return d.send(c, d.keeps.Open, false) }

func (d *Desk) original(c *web.Ctx) error { return d.send(c, d.keeps.OpenOriginal, true) }

// send gives out an attachment to those who see its record and hold the right to its kind. The browser shows pictures and
// saves everything else; nothing in it runs.
func (d *Desk) send(c *web.Ctx, open func(context.Context, string) (file.Blob, io.ReadCloser, error), whole bool) error {
	b, content, err := open(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	defer content.Close()
	for _, m := range d.kinds {
		if m.Kind() == b.RecordKind && !may(c.Actor, m.view) {
			return fault.Missing("没有这个附件，或不在您的查看范围内", "there is no such attachment, or it is not yours to see")
		}
	}
	how, size := "attachment", b.SharedSize
	if whole {
		size = b.Size
	} else if b.Kind.Picture() {
		how = "inline"
	}
	h := c.W.Header()
	h.Set("Content-Type", b.Kind.Type())
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", mime.FormatMediaType(how, map[string]string{"filename": b.Name}))
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	_, _ = io.Copy(c.W, content) // the reader may have gone
	return nil
}

// apiUpload keeps one file, posted as "file", for a record that is sent afterwards with its id.
func (d *Desk) apiUpload(c *web.Ctx) error {
	posted, err := c.Files("file")
	if err != nil {
		return err
	}
	if len(posted) != 1 {
		return fault.Invalid(fault.Field{Name: "file", Label: "附件", Zh: "请以 multipart/form-data 提交一个名为 file 的文件", En: "post one file named file as multipart/form-data"})
	}
	in, err := posted[0].Open()
	if err != nil {
		return err
	}
	defer in.Close()
	b, err := d.keeps.Take(c.Context(), posted[0].Filename, in)
	if err != nil {
		return err
	}
	c.W.Header().Set("Location", "/file/"+b.ID)
	c.Code(http.StatusCreated)
	return c.JSON(struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Kind string `json:"kind"`
		Size int64  `json:"size"`
	}{b.ID, b.Name, string(b.Kind), b.Size})
}
