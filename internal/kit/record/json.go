package record

import (
	"context"
	"strconv"

	"shian/internal/kit/access"
	"shian/internal/kit/form"

	"github.com/go-json-experiment/json/jsontext"
)

// AppendRecord appends a record as JSON: id and version, the fields as the actor of f may see them, child rows too, then
// who made and changed it. f must be bound to t.
func (k *Kind[T, P]) AppendRecord(b []byte, f *form.Fields, t *T) []byte {
	return k.appendRecord(b, f, t, true)
}

func (k *Kind[T, P]) appendRecord(b []byte, f *form.Fields, t *T, lines bool) []byte {
	m := P(t).Base()
	b = append(b, `{"id":"`...)
	b = append(b, m.ID...)
	b = append(b, `","version":`...)
	b = strconv.AppendInt(b, m.Version, 10)
	b = append(b, ',')
	n := len(b)
	if b = f.AppendMembers(b, lines); len(b) > n {
		b = append(b, ',')
	}
	if !k.region {
		b = appendMember(b, `"region":`, m.Region)
		b = append(b, ',')
	}
	b = appendMember(b, `"made_at":`, m.MadeAt)
	b = appendMember(b, `,"made_by":`, m.MadeBy)
	b = appendMember(b, `,"changed_at":`, m.ChangedAt)
	b = appendMember(b, `,"changed_by":`, m.ChangedBy)
	b = append(b, `,"cancelled":`...)
	return append(strconv.AppendBool(b, m.Cancelled), '}')
}

func appendMember(b []byte, name, value string) []byte {
	b, _ = jsontext.AppendQuote(append(b, name...), value)
	return b
}

// AppendOne appends one record as JSON for the actor of ctx.
func (k *Kind[T, P]) AppendOne(ctx context.Context, b []byte, id string) ([]byte, error) {
	t, err := k.Get(ctx, id)
	if err != nil {
		return b, err
	}
	f := k.bind(t)
	defer k.release(f)
	return k.AppendRecord(b, f.For(access.From(ctx), k.Name), t), nil
}

// AppendList appends a page of the list as JSON for the actor of ctx: rows without their child rows, the total (exact to
// 10,000, else more is true), and the keys for after and before.
func (k *Kind[T, P]) AppendList(ctx context.Context, b []byte, q Query) ([]byte, error) {
	page, err := k.List(ctx, q)
	if err != nil {
		return b, err
	}
	a := access.From(ctx)
	f := k.bound.Get().(*form.Fields)
	defer k.release(f)
	f.Shut()
	defer f.Plain()
	b = append(b, `{"rows":[`...)
	for i := range page.Rows {
		if i > 0 {
			b = append(b, ',')
		}
		f.Rebind(P(&page.Rows[i]))
		f.For(a, k.Name)
		b = k.appendRecord(b, f, &page.Rows[i], false)
	}
	b = append(b, `],"total":`...)
	b = strconv.AppendInt(b, int64(page.Total), 10)
	b = append(b, `,"more":`...)
	b = strconv.AppendBool(b, page.More)
	b = appendMember(b, `,"next":`, page.Next)
	b = appendMember(b, `,"prev":`, page.Prev)
	return append(b, '}'), nil
}
