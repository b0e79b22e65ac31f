package page

import (
	"context"
	"strconv"
	"strings"

	"shian/internal/kit/form"
)

// refLabels asks each source once what its values are called, child rows included. Keys are "source value".
func refLabels(ctx context.Context, f *form.Fields) (map[string]string, error) {
	wanted := map[string][]string{}
	sources := map[string]form.Source{}
	gather(f, wanted, sources)
	out := map[string]string{}
	for name, values := range wanted {
		labels, err := sources[name].Label(ctx, values)
		if err != nil {
			return nil, err
		}
		for v, l := range labels {
			out[name+" "+v] = l
		}
	}
	return out, nil
}

func gather(f *form.Fields, wanted map[string][]string, sources map[string]form.Source) {
	for _, x := range f.All() {
		if x.Source != nil && x.Value() != "" {
			wanted[x.Source.Name()] = append(wanted[x.Source.Name()], x.Value())
			sources[x.Source.Name()] = x.Source
		}
		for _, row := range x.Rows() {
			gather(row, wanted, sources)
		}
	}
}

// numbered gives a child row another number: quotas.3.amount becomes quotas.9999.amount.
func numbered(row []Input, field string, n int) []Input {
	out := make([]Input, len(row))
	copy(out, row)
	for i := range out {
		rest := strings.TrimPrefix(out[i].Name, field+".")
		_, name, _ := strings.Cut(rest, ".")
		out[i].Name = field + "." + strconv.Itoa(n) + "." + name
	}
	return out
}

// Differences lists the fields that differ between what a person typed and what somebody else stored meanwhile.
func Differences(mine, theirs *form.Fields) []Difference {
	var out []Difference
	for _, x := range mine.All() {
		y := theirs.Get(x.Name)
		if y == nil || x.Kind == form.KindLines {
			continue
		}
		if a, b := labelled(x), labelled(y); a != b {
			out = append(out, Difference{Label: x.Label, Mine: a, Theirs: b})
		}
	}
	return out
}

func labelled(x *form.Field) string {
	v := x.Value()
	for _, c := range x.Choices {
		if c.Value == v {
			return c.Label
		}
	}
	return v
}

// Facts draws bound fields as a record is read: label and value, child rows and files left to the page. Empty values
// are —.
func Facts(ctx context.Context, f *form.Fields) ([]Fact, error) {
	labels, err := refLabels(ctx, f)
	if err != nil {
		return nil, err
	}
	var out []Fact
	for _, x := range f.All() {
		if x.Kind == form.KindLines || x.Kind == form.KindFiles {
			continue
		}
		out = append(out, Fact{Label: x.Label, Value: valueOf(x, labels)})
	}
	return out, nil
}

func valueOf(x *form.Field, labels map[string]string) any {
	v := x.Value()
	switch {
	case x.Kind == form.KindBool && v == "true":
		return Word("是")
	case x.Kind == form.KindBool:
		return Word("否")
	case v == "":
		return "—"
	case x.Kind == form.KindChoice:
		return Word(labelled(x))
	case x.Source != nil && labels[x.Source.Name()+" "+v] != "":
		return labels[x.Source.Name()+" "+v]
	}
	return v
}
