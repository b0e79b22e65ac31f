package journal

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"math"
	"slices"
)

// latest is what the newest entry of a record says about its content.
type latest struct {
	version int64
	leaf    int64 // number, or beyond every number when unsealed
	salt    [16]byte
	hash    [sha256.Size]byte
	row     bool // of a batch
	seen    bool
	erased  bool
}

// says reports whether the entry says this of the record.
func (l *latest) says(record string, content []byte) bool {
	part := "content"
	if l.row {
		part = rowPart + record
	}
	return commit(derive(hex.EncodeToString(l.salt[:]), part), content) == hex.EncodeToString(l.hash[:])
}

// beyond is the place of entries not yet sealed: after all leaves, in the order in which they would be sealed.
const beyond = int64(1) << 62

func recordKey(record string) [16]byte {
	sum := sha256.Sum256([]byte(record))
	return [16]byte(sum[:16])
}

// note keeps the entry if it is the newest that tells the content of a record to be compared; row: as one of a batch.
func (v *verification) note(e *entry, row bool) {
	if v.hashers[e.Kind] == nil || e.Hash == "" && e.Action != ActionErase {
		return
	}
	of := v.latest[e.Kind]
	if of == nil {
		of = map[[16]byte]latest{}
		v.latest[e.Kind] = of
	}
	l := latest{version: e.Version, leaf: beyond + v.place, row: row, erased: e.Action == ActionErase}
	if e.Leaf.Valid {
		l.leaf = e.Leaf.Int64
	} else {
		v.unsealed[recordKey(e.Record)] = e.Record
	}
	_, _ = hex.Decode(l.salt[:], fit(e.Salt, 32)) // what was altered into something unreadable matches nothing
	_, _ = hex.Decode(l.hash[:], fit(e.Hash, 64))
	if l.erased {
		l.version = math.MaxInt64 // the end, whatever version the record had
	}
	old, known := of[recordKey(e.Record)]
	if !known || cmp.Or(cmp.Compare(old.version, l.version), cmp.Compare(old.leaf, l.leaf)) < 0 {
		of[recordKey(e.Record)] = l
	}
}

func fit(s string, n int) []byte {
	if len(s) != n {
		return nil
	}
	return []byte(s)
}

// records compares every record of a kind with its newest entry.
func (v *verification) records(ctx context.Context, kind string) error {
	of := v.latest[kind]
	err := v.hashers[kind](ctx, v.q, func(id string, content []byte) error {
		v.report.Records++
		l, known := of[recordKey(id)]
		switch {
		case !known:
			v.report.add(Finding{Fault: RecordUnnoted, Kind: kind, Record: id, Leaf: -1,
				Zh: kind + " " + id + " 不是由平台写入的：日志中没有它", En: kind + " " + id + " was not written by the platform: the log does not know it"})
			return nil
		case l.erased:
			v.report.add(Finding{Fault: RecordUnnoted, Kind: kind, Record: id, Leaf: leafOf(l),
				Zh: kind + " " + id + " 已按期清除，却又出现", En: kind + " " + id + " was erased when its time had come, and is there again"})
		case !l.says(id, content):
			v.report.add(Finding{Fault: RecordChanged, Kind: kind, Record: id, Leaf: leafOf(l),
				Zh: kind + " " + id + " 与日志中最近一次变更不符：绕过平台被改动", En: kind + " " + id + " is not as its latest entry says: it was altered behind the platform's back"})
		}
		l.seen = true
		of[recordKey(id)] = l
		return nil
	})
	if err != nil {
		return err
	}
	return v.gone(ctx, kind, of)
}

func leafOf(l latest) int64 {
	if l.leaf >= beyond {
		return -1
	}
	return l.leaf
}

// gone reports the records that have entries but are no longer there.
func (v *verification) gone(ctx context.Context, kind string, of map[[16]byte]latest) error {
	type lost struct {
		key  [16]byte
		leaf int64
	}
	var all []lost
	for key, l := range of {
		if !l.seen && !l.erased {
			all = append(all, lost{key, l.leaf})
		}
	}
	slices.SortFunc(all, func(a, b lost) int {
		return cmp.Or(cmp.Compare(a.leaf, b.leaf), bytes.Compare(a.key[:], b.key[:]))
	})
	for _, x := range all {
		record, err := v.unsealed[x.key], error(nil)
		if record == "" && len(v.report.Findings) < findingsMost {
			if record, err = v.named(ctx, x.leaf, x.key); err != nil {
				return err
			}
		}
		v.report.add(Finding{Fault: RecordMissing, Kind: kind, Record: record, Leaf: leafOf(latest{leaf: x.leaf}),
			Zh: kind + " " + record + " 在日志中有变更，记录却不见了", En: kind + " " + record + " has entries in the log, but is gone"})
	}
	return nil
}

// named finds a record by its key among those of a leaf.
func (v *verification) named(ctx context.Context, leaf int64, key [16]byte) (string, error) {
	rows, err := v.q.Query(ctx, `SELECT record FROM journal_entry WHERE leaf = $1
		UNION SELECT r.record FROM journal_row r JOIN journal_entry e ON e.id = r.entry WHERE e.leaf = $1 ORDER BY record`, leaf)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	found := ""
	for rows.Next() {
		var record string
		if err := rows.Scan(&record); err != nil {
			return "", err
		}
		if recordKey(record) == key {
			found = record
		}
	}
	return found, rows.Err()
}
