package journal

import (
	"context"
	"fmt"
	"slices"

	"shian/engine/tlog"
)

// A walk reads the entries in the order of their leaves and grows a second tree from them.
type walk struct {
	v        *verification
	sealed   *tiles   // as stored
	grown    addition // as the entries give it
	next     int64    // number of the next leaf
	root     tlog.Hash
	keptSize int64
	keptRoot tlog.Hash
}

const walkMost = 4096 // entries read at a time

// leaves goes through all entries, the sealed ones first.
func (w *walk) leaves(ctx context.Context, size int64) error {
	for from := int64(0); ; {
		es, err := list(ctx, w.v.q, `SELECT `+entryColumns+` FROM journal_entry WHERE leaf >= $1 ORDER BY leaf LIMIT $2`, from, walkMost)
		if err != nil {
			return err
		}
		rows, err := rowsOf(ctx, w.v.q, es)
		if err != nil {
			return err
		}
		for i := range es {
			w.v.take(&es[i], rows)
			if err := w.leaf(&es[i], size); err != nil {
				return err
			}
		}
		if len(es) < walkMost {
			break
		}
		from = es[len(es)-1].Leaf.Int64 + 1
	}
	if err := w.missing(size); err != nil {
		return err
	}
	for p := range w.grown.tiles.held {
		w.compare(p)
	}
	var err error
	if w.root, err = tlog.Root(size, w.grown.tiles); err != nil && size > 0 {
		return err
	}
	return w.unsealed(ctx)
}

func (w *walk) leaf(e *entry, size int64) error {
	n := e.Leaf.Int64
	if n >= size {
		w.v.report.add(Finding{Fault: TreeDamaged, Leaf: n,
			Zh: fmt.Sprintf("第 %d 条超出了日志的长度 %d", n, size), En: fmt.Sprintf("leaf %d lies beyond the log's size %d", n, size)})
		return nil
	}
	if err := w.missing(n); err != nil {
		return err
	}
	h := tlog.Leaf(e.line())
	if stored, ok := w.stored(n); ok && stored != h {
		w.v.report.add(Finding{Fault: LeafChanged, Leaf: n, Kind: e.Kind, Record: e.Record,
			Zh: fmt.Sprintf("第 %d 条（%s %s）封存后被改动", n, e.Kind, e.Action),
			En: fmt.Sprintf("leaf %d (%s %s) was altered after it was sealed", n, e.Kind, e.Action)})
		h = stored
	}
	return w.grow(h)
}

// missing reports the leaves from the next one up to, not including, n. The tree goes on with the hashes stored for them.
func (w *walk) missing(n int64) error {
	for w.next < n {
		w.v.report.add(Finding{Fault: LeafMissing, Leaf: w.next,
			Zh: fmt.Sprintf("第 %d 条被删除", w.next), En: fmt.Sprintf("leaf %d was deleted", w.next)})
		h, _ := w.stored(w.next)
		if err := w.grow(h); err != nil {
			return err
		}
	}
	return nil
}

// stored is the hash of a leaf as the tiles have it.
func (w *walk) stored(n int64) (tlog.Hash, bool) {
	h, err := w.sealed.tile(place{0, n / tileWidth})
	if err != nil || int(n%tileWidth) >= len(h) {
		return tlog.Hash{}, false
	}
	return h[n%tileWidth], true
}

// grow adds a leaf, and compares each tile above that becomes full with the stored one.
func (w *walk) grow(h tlog.Hash) error {
	w.grown.dirty = w.grown.dirty[:0]
	if err := w.grown.add(0, w.next, h); err != nil {
		return err
	}
	w.next++
	if w.next == w.keptSize {
		var err error
		if w.keptRoot, err = tlog.Root(w.next, w.grown.tiles); err != nil {
			return err
		}
	}
	for _, p := range w.grown.dirty {
		if len(w.grown.tiles.held[p]) == tileWidth {
			w.compare(p)
			delete(w.grown.tiles.held, p) // what lies above it is enough from here on
			delete(w.sealed.held, p)
		}
	}
	return nil
}

// compare holds a grown tile against the stored one.
func (w *walk) compare(p place) {
	grown := w.grown.tiles.held[p]
	stored, err := w.sealed.tile(p)
	if err == nil && slices.Equal(stored, grown) {
		return
	}
	w.v.report.add(Finding{Fault: TreeDamaged, Leaf: -1,
		Zh: fmt.Sprintf("树的第 %d 层第 %d 块被改动", p.level, p.number),
		En: fmt.Sprintf("tile %d of level %d was altered", p.number, p.level)})
}

func (w *walk) unsealed(ctx context.Context) error {
	es, err := list(ctx, w.v.q, `SELECT `+entryColumns+` FROM journal_entry WHERE leaf IS NULL ORDER BY at, id`)
	if err != nil {
		return err
	}
	rows, err := rowsOf(ctx, w.v.q, es)
	if err != nil {
		return err
	}
	for i := range es {
		w.v.place = int64(i)
		w.v.take(&es[i], rows)
	}
	w.v.report.Unsealed = int64(len(es))
	return nil
}

// take keeps what an entry, or each row of a batch, says of its record.
func (v *verification) take(e *entry, rows map[string][]batchRow) {
	if e.Record == e.ID {
		v.noteRows(e, rows[e.ID])
		return
	}
	v.note(e, false)
}
