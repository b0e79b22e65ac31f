package record

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/search"
)

// A plan is how one list is run.
type plan struct {
	actor  *access.Actor
	where  *where // on the table t
	from   string // more tables, before WHERE
	area   string // asked region, without trailing zeros
	narrow bool   // something besides region and scopes narrows the list
	walk   bool   // by the actor's scopes in access_scope alone
	counts bool   // record_count has the total
	none   bool   // nothing can be there
	more   bool   // a text found more than it gave
}

// List gives one page of the records that the actor sees. KindRefused without the right View, KindInvalid for a filter
// that is none.
func (k *Kind[T, P]) List(ctx context.Context, q Query) (Page[T], error) {
	limit := usualRows
	if q.Limit > 0 {
		limit = min(q.Limit, mostRows)
	}
	p, err := k.plan(ctx, q)
	if err != nil || p.none {
		return Page[T]{}, err
	}
	page, err := k.page(ctx, p, q, limit)
	if err != nil || q.Uncounted {
		return page, err
	}
	page.Total, err = k.total(ctx, p, q, len(page.Rows), page.Next == "" && page.Prev == "")
	if page.Total > mostTotal || p.more {
		page.Total, page.More = min(page.Total, mostTotal), true
	}
	return page, err
}

func (k *Kind[T, P]) plan(ctx context.Context, q Query) (*plan, error) {
	if err := k.mayView(ctx); err != nil {
		return nil, err
	}
	a := access.From(ctx)
	if !q.Public && !k.Common {
		a = a.Concerned()
	}
	p := &plan{actor: a, where: &where{}, area: area(q.Region)}
	if p.area == "" || p.area == "62" { // the whole province
		p.area = ""
	} else if _, ok := column(p.area); !ok || strings.Trim(p.area, "0123456789") != "" {
		return nil, fault.Invalid(fault.Field{Name: "region", Label: "所在地区", Zh: "地区代码应为 2、4、6 或 9 位数字，请重新选择", En: "a region's code has 2, 4, 6 or 9 digits; choose again"})
	}
	if own, ok := k.ownArea(a); ok {
		switch {
		case strings.HasPrefix(own, p.area):
			p.area = own
		case !strings.HasPrefix(p.area, own):
			p.none = true
			return p, nil
		}
	}
	if len(q.Filter) > 0 {
		shown := form.Bind(P(new(T))).For(a, k.Name)
		if err := k.filters(ctx, p.where, shown, q.Filter, p.area); err != nil {
			return nil, err
		}
	}
	p.narrow = len(p.where.args) > 0 || q.Text != "" || q.Cancelled
	if col, ok := column(p.area); ok {
		p.where.add("t."+col, "=", p.area)
	}
	if q.Text != "" {
		ids, more, err := search.IDs(ctx, k.d, a, k.Name, q.Text, mostFound)
		if err != nil || len(ids) == 0 {
			p.none = true
			return p, err
		}
		p.more = more
		p.where.in("t.id", padded(ids))
	}
	if q.Cancelled {
		p.where.cond("t.sort = ''", nil)
	} else {
		p.where.cond("t.sort > ''", nil)
	}
	return p, k.scope(ctx, p)
}

// padded rounds the number of parameters up to a power of two, so that SQL texts stay few.
func padded(ids []string) []any {
	out := db.Args(ids)
	n := 1
	for n < len(out) {
		n *= 2
	}
	for len(out) < n {
		out = append(out, ids[len(ids)-1])
	}
	return out
}

// scope adds what the actor may see, in the cheapest way that says the same.
func (k *Kind[T, P]) scope(ctx context.Context, p *plan) error {
	a := p.actor
	switch {
	case a.All, p.area != "" && a.Holds(p.area):
		p.counts = !p.narrow && len(p.area) <= 6
		return nil
	case !p.narrow && p.area == "":
		p.walk = true
		return nil
	}
	size, err := k.sizes.Of(ctx, a, k.Name)
	if err != nil {
		return err
	}
	if size > smallView {
		cond, args := access.Predicate(a, k.Name, "t.id", p.where.next())
		p.where.cond(cond, args)
		return nil
	}
	seen := a.Seen()
	n := p.where.next()
	p.where.args = append(append(p.where.args, k.Name), db.Args(seen)...)
	p.from = " JOIN (SELECT DISTINCT record FROM access_scope WHERE kind = $" + strconv.Itoa(n) + " AND scope " +
		db.In(n+1, len(seen)) + ") s ON s.record = t.id"
	return nil
}

// official reports that the actor sees by regions and offices alone, not as a business or a laboratory.
func official(a *access.Actor) bool {
	for _, s := range a.Scopes {
		if len(s) < 2 || s[:2] != "r:" && s[:2] != "b:" {
			return false
		}
	}
	return true
}

// ownArea is what an actor of one region sees of records that only their region scopes: the column says the same.
func (k *Kind[T, P]) ownArea(a *access.Actor) (string, bool) {
	if a.All || k.Scopes != nil && !(k.Local && official(a)) {
		return "", false
	}
	own := ""
	for _, s := range a.Scopes {
		if code, is := regionOf(s); is {
			if own != "" {
				return "", false
			}
			if own = area(code); own != code {
				return "", false // of that office alone, not of all that lies below it
			}
		}
	}
	_, ok := column(own)
	return own, ok
}

func regionOf(s access.Scope) (string, bool) {
	if len(s) > 2 && s[:2] == "r:" {
		return string(s[2:]), true
	}
	return "", false
}

func (k *Kind[T, P]) page(ctx context.Context, p *plan, q Query, limit int) (Page[T], error) {
	from, back, err := place(q)
	if err != nil {
		return Page[T]{}, err
	}
	rows, err := k.rows(ctx, p, from, back, limit+1)
	if err != nil {
		return Page[T]{}, err
	}
	beyond := len(rows) > limit
	if beyond {
		rows = rows[:limit]
	}
	if back {
		slices.Reverse(rows)
	}
	page := Page[T]{Rows: rows}
	if len(rows) == 0 {
		return page, nil
	}
	if beyond && !back || back {
		page.Next = k.cursor(&rows[len(rows)-1])
	}
	if beyond && back || !back && q.After != "" {
		page.Prev = k.cursor(&rows[0])
	}
	return page, nil
}

func (k *Kind[T, P]) cursor(t *T) string { return writeCursor(k.place(t), P(t).Base().ID) }

func place(q Query) (from access.Key, back bool, err error) {
	switch {
	case q.Before != "":
		back = true
		from.Sort, from.ID, err = readCursor(q.Before)
	case q.After != "":
		from.Sort, from.ID, err = readCursor(q.After)
	}
	return from, back, err
}

// rows reads the next rows in the direction wanted, nearest first.
func (k *Kind[T, P]) rows(ctx context.Context, p *plan, from access.Key, back bool, limit int) ([]T, error) {
	ascending := k.Ascending != back
	if p.walk {
		return k.walked(ctx, p.actor, from, ascending, limit)
	}
	w, cmp, dir := p.where, "<", "DESC"
	if ascending {
		cmp, dir = ">", "ASC"
	}
	if from != (access.Key{}) {
		w = w.copy()
		n := w.next()
		w.cond("(t.sort, t.id) "+cmp+" ($"+strconv.Itoa(n)+", $"+strconv.Itoa(n+1)+")", []any{from.Sort, from.ID})
	}
	text := k.texts.sel + p.from + w.String() + " ORDER BY t.sort " + dir + ", t.id " + dir + " LIMIT " + strconv.Itoa(limit)
	return k.scan(ctx, limit, text, w.args...)
}

func (k *Kind[T, P]) scan(ctx context.Context, most int, text string, args ...any) ([]T, error) {
	found, err := k.d.Query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	return k.read(found, min(most, usualRows+1))
}

// walked lists by the actor's scopes: places first, then their rows in one reading.
func (k *Kind[T, P]) walked(ctx context.Context, a *access.Actor, from access.Key, ascending bool, limit int) ([]T, error) {
	if ascending && from == (access.Key{}) {
		from = access.Key{Sort: "", ID: "~"} // behind the cancelled ones
	}
	keys, err := access.ListIDs(ctx, k.d, a, access.Walk{Kind: k.Name, From: from, Ascending: ascending, Limit: limit})
	if err != nil {
		return nil, err
	}
	ids := make([]string, 0, len(keys))
	for _, key := range keys {
		if key.Sort != "" {
			ids = append(ids, key.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	dir := "DESC"
	if ascending {
		dir = "ASC"
	}
	padded := padded(ids)
	return k.scan(ctx, limit, k.texts.sel+" WHERE t.id "+db.In(1, len(padded))+" AND t.sort > '' ORDER BY t.sort "+dir+", t.id "+dir, padded...)
}

// total counts up to one more than is shown exactly.
func (k *Kind[T, P]) total(ctx context.Context, p *plan, q Query, rows int, whole bool) (int, error) {
	var n int
	switch {
	case whole && q.After == "" && q.Before == "":
		return rows, nil
	case p.walk:
		return access.CountUpTo(ctx, k.d, p.actor, k.Name, mostTotal+1)
	case p.counts && len(p.area) == 6:
		err := k.d.Row(ctx, `SELECT coalesce(sum(n), 0) FROM record_count WHERE kind = $1 AND area = $2`, k.Name, p.area).Scan(&n)
		return n, err
	case p.counts:
		err := k.d.Row(ctx, `SELECT coalesce(sum(n), 0) FROM record_count WHERE kind = $1 AND area >= $2 AND area < $3`,
			k.Name, p.area, p.area+":").Scan(&n) // a colon follows the digits
		return n, err
	}
	text := "SELECT count(*) FROM (SELECT 1 FROM " + k.texts.table + " t" + p.from + p.where.String() + " LIMIT " + strconv.Itoa(mostTotal+1) + ") AS head"
	err := k.d.Row(ctx, text, p.where.args...).Scan(&n)
	return n, err
}

// Each runs through all records of the query that the actor sees, in the order of the list, reading some hundred at a
// time; fn's error ends it. Limit, After and Before of the query do not count.
func (k *Kind[T, P]) Each(ctx context.Context, q Query, fn func(*T) error) error {
	p, err := k.plan(ctx, q)
	if err != nil || p.none {
		return err
	}
	var from access.Key
	const chunk = 500
	for {
		rows, err := k.rows(ctx, p, from, false, chunk)
		if err != nil {
			return err
		}
		for i := range rows {
			if err := fn(&rows[i]); err != nil {
				return err
			}
		}
		if len(rows) < chunk {
			return nil
		}
		last := &rows[len(rows)-1]
		from = access.Key{Sort: k.place(last), ID: P(last).Base().ID}
	}
}
