package paper_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/journal"
	"shian/internal/kit/paper"
	"shian/internal/kit/paper/papertest"
)

var (
	schemas = []db.Schema{access.Schema, journal.Schema, paper.Schema}
	today   = time.Date(2026, 7, 31, 2, 0, 0, 0, time.UTC)
	clerk   = &access.Actor{ID: "clerk", Name: "示例", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{access.Region("620102")}, Lang: "zh"}
	series  = paper.Series{Office: "620102", Kind: "notice", Prefix: "城关区示字"}
)

func as(t testing.TB, a *access.Actor, at time.Time) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(at))
}

func each(t *testing.T, fn func(t *testing.T, d *db.DB, p *paper.Papers)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, d, paper.New(d, paper.Config{Site: "https://shian.example.cn/"})) }, schemas...)
}

func letter(text string) paper.Content {
	return paper.Content{Office: "城关区示例局", Title: "示例通知", Blocks: []paper.Block{paper.Text(text)}, Seal: &paper.Seal{Office: "城关区示例局", Day: "2026-07-31"}}
}

func draft(text string) paper.Draft {
	return paper.Draft{Series: series, RecordKind: "example", Record: "r1", Content: letter(text), Scopes: []access.Scope{access.Region("620102")}}
}

func issue(t testing.TB, d *db.DB, p *paper.Papers, dr paper.Draft, at time.Time) *paper.Document {
	t.Helper()
	var x *paper.Document
	err := d.Write(as(t, clerk, at), func(tx *db.Tx) (err error) {
		x, err = p.Issue(as(t, clerk, at), tx, dr)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func read(t testing.TB, pdf []byte) string {
	t.Helper()
	text, err := papertest.Text(pdf)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// solid is a text without the spaces and line ends that breaking may add or drop.
func solid(s string) string { return strings.Join(strings.Fields(s), "") }
