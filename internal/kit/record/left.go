package record

import (
	"context"
	"slices"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/i18n"
	"shian/internal/kit/journal"
	"shian/internal/kit/search"
	"shian/internal/kit/timeline"
)

// left is what a change leaves behind, all in its own transaction.
type left[T any] struct {
	action   string
	old, new *T
	scopes   []access.Scope
	content  []byte         // canonical JSON after the change
	together *[]journal.Row // where it is noted with others under one leaf; nil: by itself
}

func (k *Kind[T, P]) left(ctx context.Context, tx *db.Tx, l left[T]) error {
	if err := k.placed(ctx, tx, l); err != nil {
		return err
	}
	if err := k.attached(ctx, tx, l); err != nil {
		return err
	}
	if err := k.noted(ctx, tx, l); err != nil {
		return err
	}
	if k.Title != nil {
		if err := k.searched(ctx, tx, l); err != nil {
			return err
		}
	}
	if line, ok := k.told(ctx, l); ok {
		if err := timeline.Add(ctx, tx, line); err != nil {
			return err
		}
	}
	if k.Then != nil && (l.together == nil || k.ThenAll == nil) {
		return k.Then(ctx, tx, l.action, l.old, l.new)
	}
	return nil
}

// noted tells the journal. What is published has a leaf of its own, by which it can be proved.
func (k *Kind[T, P]) noted(ctx context.Context, tx *db.Tx, l left[T]) error {
	m := P(l.new).Base()
	c := journal.Change{Kind: k.Name, Record: m.ID, Action: l.action, Version: m.Version, Content: l.content}
	if k.Public != nil && !m.Cancelled {
		c.Public = k.Public(l.new)
	}
	if l.together != nil && c.Public == nil {
		*l.together = append(*l.together, journal.Row{Record: m.ID, Version: m.Version, Content: l.content})
		return nil
	}
	if err := journal.Note(ctx, tx, c); err != nil || k.Public == nil || !m.Cancelled {
		return err
	}
	return journal.Withdraw(ctx, tx, k.Name, m.ID)
}

// placed keeps the record's scopes, its place in lists and the counts by area. A cancelled record stays visible where it
// was, without a place in lists.
func (k *Kind[T, P]) placed(ctx context.Context, tx *db.Tx, l left[T]) error {
	m, place := P(l.new).Base(), k.place(l.new)
	if l.old == nil {
		access.Put(tx, k.Name, m.ID, place, l.scopes)
		tx.Append(counts, k.Name, counted(m.Region), int64(1))
		return nil
	}
	before := P(l.old).Base()
	if k.place(l.old) != place || !slices.Equal(k.scopes(l.old), l.scopes) {
		if err := access.Replace(ctx, tx, k.Name, m.ID, place, l.scopes); err != nil {
			return err
		}
	}
	if counted(before.Region) != counted(m.Region) || m.Cancelled {
		tx.Append(counts, k.Name, counted(before.Region), int64(-1))
		if !m.Cancelled {
			tx.Append(counts, k.Name, counted(m.Region), int64(1))
		}
	}
	return nil
}

// counts are folded over a group commit and written in the order of their key, so that two PostgreSQL writers never wait
// for each other crosswise.
var counts = &db.Batch{
	Table: "record_count", Columns: []string{"kind", "area", "n"},
	Tail:  "ON CONFLICT (kind, area) DO UPDATE SET n = record_count.n + excluded.n",
	Merge: foldCounts,
}

func foldCounts(rows [][]any) [][]any {
	sums := map[[2]string]int64{}
	for _, r := range rows {
		sums[[2]string{r[0].(string), r[1].(string)}] += r[2].(int64)
	}
	out := rows[:0:0]
	for key, n := range sums {
		if n != 0 {
			out = append(out, []any{key[0], key[1], n})
		}
	}
	slices.SortFunc(out, func(a, b []any) int {
		if c := strings.Compare(a[0].(string), b[0].(string)); c != 0 {
			return c
		}
		return strings.Compare(a[1].(string), b[1].(string))
	})
	return out
}

func (k *Kind[T, P]) searched(ctx context.Context, tx *db.Tx, l left[T]) error {
	m := P(l.new).Base()
	if l.action == Merged {
		return search.Remove(ctx, tx, k.Name, m.ID)
	}
	d := search.Doc{Kind: k.Name, ID: m.ID, Title: k.Title(l.new), Sort: m.MadeAt, Href: k.Href(m.ID), Scopes: l.scopes}
	if k.Sort != nil && !m.Cancelled {
		d.Sort = k.place(l.new)
	}
	if k.Note != nil {
		d.Note = k.Note(l.new)
	}
	if m.Cancelled {
		d.Note = strings.TrimSpace("已注销 " + d.Note)
	}
	if k.Text != nil {
		d.Text = k.Text(l.new)
	}
	return search.Put(ctx, tx, d)
}

// told is the line for the timeline of the business.
func (k *Kind[T, P]) told(ctx context.Context, l left[T]) (timeline.Line, bool) {
	if k.Line != nil {
		return k.Line(l.action, l.old, l.new)
	}
	if k.Owner == nil || l.action != Created && l.action != Cancelled {
		return timeline.Line{}, false
	}
	m, owner, title := P(l.new).Base(), k.Owner(l.new), ""
	if k.Title != nil {
		title = k.Title(l.new)
	}
	zh, en := "登记", "recorded: "
	if l.action == Cancelled {
		zh, en = "注销", "cancelled: "
	}
	zh += k.Label
	en += i18n.T("en", k.Label)
	if title != "" {
		zh, en = zh+"："+title, en+" "+title
	}
	return timeline.Line{Operator: owner, Day: clock.Day(clock.Now(ctx)), Kind: k.Name, Record: m.ID, Zh: zh, En: en, Scopes: l.scopes}, owner != ""
}

// Href is the address of a record's page.
func (k *Kind[T, P]) Href(id string) string { return k.Path + "/" + id }
