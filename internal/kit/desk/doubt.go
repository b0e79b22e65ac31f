package desk

import (
	"context"
	"net/http"

	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// A Doubt is why a new record may be one that is on file already. It is stored all the same once somebody says why.
type Doubt struct {
	Zh, En string // one sentence
	Panel  any    // what was found, drawn above the form
	Theirs any    // the same for the API, as JSON
}

// Doubting asks, before a new record is stored, whether it may be on file already; nil: no doubt. Whoever insists gives a
// reason: the field _confirm of the form, the member confirm of the JSON.
func Doubting(fn func(ctx context.Context, r *record.Draft) (*Doubt, error)) Option {
	return func(m *mounted) { m.doubt = fn }
}

// doubted gives the doubt about a draft that nobody has confirmed.
func (m *mounted) doubted(ctx context.Context, r *record.Draft) (*Doubt, error) {
	if m.doubt == nil || !r.New() || r.Confirm != "" {
		return nil, nil //nolint:nilnil // no doubt is no error
	}
	return m.doubt(ctx, r)
}

// fault is the doubt for a program.
func (x *Doubt) fault() error {
	return fault.ConflictWith(x.Theirs, x.Zh+"；确认不是同一条的，请在 confirm 里写明理由再提交", x.En+"; if it is another one, send the reason as confirm")
}

func (d *Desk) askDoubt(c *web.Ctx, m *mounted, r *record.Draft, x *Doubt) error {
	c.Code(http.StatusConflict)
	v, err := d.formView(c, m, r)
	if err != nil {
		return err
	}
	f := v.Data.(page.Form) //nolint:forcetypeassert // formView gives nothing else
	f.Sections = append(f.Sections, confirmation(""))
	f.Acts[len(f.Acts)-1].Label = "仍要登记"
	v.Notice = &page.Notice{Tone: page.Near, Text: fault.Conflict(x.Zh, x.En).Text(c.Lang()), Own: true}
	v.Data = []any{x.Panel, f}
	return d.pages.Render(c, "desk.detail", v)
}

func confirmation(why string) page.Section {
	return page.Section{Title: "仍要登记", Note: "理由记入修改记录和时间线", Inputs: []page.Input{
		{Name: "_confirm", Label: "不是同一条的理由", Kind: form.KindText, Value: why, Needed: true, Wide: true, Max: 200}}}
}
