package record

import (
	"context"
	"errors"

	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// taken puts faults that the store found beside their fields, so that the page draws them there.
func (d *Draft) taken(err error) error {
	var e *fault.Error
	if errors.As(err, &e) && e.Kind == fault.KindInvalid {
		for _, x := range e.Fields {
			d.Fields.Refuse(x.Name, x.Zh, x.En)
		}
	}
	return err
}

// checkRefs refuses keys that lead nowhere the actor may see, of the fields that are asked for.
func checkRefs(ctx context.Context, f *form.Fields, asked func(*form.Field) bool) error {
	if err := refuseLost(ctx, f, asked); err != nil {
		return err
	}
	return f.Err()
}

func refuseLost(ctx context.Context, f *form.Fields, asked func(*form.Field) bool) error {
	for _, x := range f.Every() {
		if x.Kind == form.KindLines {
			if !hasRef(x) {
				continue
			}
			for _, row := range x.Rows() {
				if err := refuseLost(ctx, row, asked); err != nil {
					return err
				}
			}
			continue
		}
		if x.Kind != form.KindRef || x.Source == nil || x.Stored() == "" || !asked(x) {
			continue
		}
		known, err := x.Source.Label(ctx, []string{x.Stored()})
		if err != nil {
			return err
		}
		if _, ok := known[x.Stored()]; !ok {
			f.Refuse(x.Name, "找不到所选的"+x.Label+"，请重新选择", "what was chosen is not known; choose again")
		}
	}
	return nil
}

func hasRef(x *form.Field) bool {
	for _, y := range x.Blank().Every() {
		if y.Kind == form.KindRef {
			return true
		}
	}
	return false
}
