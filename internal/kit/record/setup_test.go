package record_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/form"
	"shian/internal/kit/journal"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

var schemas = []db.Schema{access.Schema, journal.Schema, search.Schema, timeline.Schema, record.Schema, file.Schema, shopSchema, batchSchema}

// fixed is a Source with a few entries.
type fixed struct {
	name string
	of   map[string]string
}

func (s fixed) Name() string { return s.name }

func (s fixed) Suggest(_ context.Context, q string, limit int) ([]form.Choice, error) {
	var out []form.Choice
	for v, l := range s.of {
		if strings.Contains(l, q) && len(out) < limit {
			out = append(out, form.Choice{Value: v, Label: l})
		}
	}
	return out, nil
}

func (s fixed) Label(_ context.Context, values []string) (map[string]string, error) {
	out := map[string]string{}
	for _, v := range values {
		if l, ok := s.of[v]; ok {
			out[v] = l
		}
	}
	return out, nil
}

var (
	counties = &fixed{"region", map[string]string{"620102": "城关区", "620103": "七里河区", "620402": "白银区", "620100": "兰州市", "620102001": "酒泉路街道"}}
	makers   = &fixed{"maker", map[string]string{"m1": "一号厂", "m2": "二号厂"}}
)

var clockAt = clock.Fixed(time.Date(2026, 5, 1, 8, 0, 0, 0, time.UTC))

func as(t testing.TB, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), clockAt)
}

var (
	province  = &access.Actor{ID: "p", All: true, Lang: "zh", Region: "620000", Rights: []access.Right{"test.*"}}
	chengguan = &access.Actor{ID: "c", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh",
		Rights: []access.Right{"test.shop.view", "test.shop.edit", "test.batch.view", "test.batch.edit"}}
	lanzhou  = &access.Actor{ID: "l", Region: "620100", Scopes: []access.Scope{"r:6201", "b:market-6201"}, Rights: chengguan.Rights, Lang: "zh"}
	baiyin   = &access.Actor{ID: "b", Region: "620402", Scopes: []access.Scope{"r:620402"}, Rights: chengguan.Rights, Lang: "zh"}
	makerOne = &access.Actor{ID: "m", Operator: "m1", Scopes: []access.Scope{"o:m1"}, Rights: []access.Right{"test.batch.view"}, Lang: "zh"}
)

func create[T any, P record.Ptr[T]](t testing.TB, k *record.Kind[T, P], a *access.Actor, r T) *T {
	t.Helper()
	if err := k.Create(as(t, a), &r); err != nil {
		t.Fatal(err)
	}
	return &r
}

func isKind(t testing.TB, err error, kind fault.Kind) *fault.Error {
	t.Helper()
	var e *fault.Error
	if !errors.As(err, &e) || e.Kind != kind {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
	if e.Zh == "" || e.En == "" {
		t.Errorf("fault %v does not speak both languages", e)
	}
	return e
}

// paper uploads an attachment.
func paper(t testing.TB, d *db.DB, a *access.Actor) string {
	t.Helper()
	b, err := file.New(d, file.Folder(t.TempDir()), file.Limits{}).Take(as(t, a), "报告.csv", strings.NewReader("项目,结果\n铅,0.1\n"))
	if err != nil {
		t.Fatal(err)
	}
	return b.ID
}

func names(shops []shop) []string {
	out := []string{}
	for _, s := range shops {
		out = append(out, s.Name)
	}
	slices.Sort(out)
	return out
}

func count(t testing.TB, d *db.DB, text string, args ...any) int {
	t.Helper()
	var n int
	if err := d.Row(t.Context(), text, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
