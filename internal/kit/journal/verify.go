package journal

import (
	"context"
	"fmt"
	"slices"

	"shian/engine/tlog"
	"shian/internal/kit/db"
)

// A Hasher gives every record of a kind with its canonical content, the same that Change.Content held.
type Hasher func(ctx context.Context, q db.Querier, each func(id string, content []byte) error) error

// A Fault is what a Finding is about.
type Fault string

// What Verify finds.
const (
	RecordChanged Fault = "record-changed" // a record is not as its latest entry says
	RecordMissing Fault = "record-missing" // a record with entries is gone
	RecordUnnoted Fault = "record-unnoted" // a record that no entry knows
	LeafMissing   Fault = "leaf-missing"   // an entry is gone
	LeafChanged   Fault = "leaf-changed"   // an entry is not the one that was sealed
	TreeDamaged   Fault = "tree-damaged"   // the stored hashes do not give the signed root
	BadSignature  Fault = "bad-signature"  // a checkpoint is not by this log's key
	RolledBack    Fault = "rolled-back"    // the kept checkpoint is of a longer log: the database was set back
	Rewritten     Fault = "rewritten"      // the log up to the kept checkpoint is not what it was
)

// A Finding is one thing wrong.
type Finding struct {
	Fault        Fault
	Kind, Record string // for records
	Leaf         int64  // for leaves; otherwise -1
	Zh, En       string // one sentence each
}

// A Report is what Verify found.
type Report struct {
	Size     int64 // leaves in the log
	Unsealed int64 // entries not in it yet
	Records  int64 // records compared
	Findings []Finding
	More     int64 // findings beyond the first thousand
}

// OK reports that nothing is wrong.
func (r *Report) OK() bool { return len(r.Findings) == 0 }

const findingsMost = 1000

func (r *Report) add(f Finding) {
	if len(r.Findings) == findingsMost {
		r.More++
		return
	}
	r.Findings = append(r.Findings, f)
}

// Verify compares records, entries, tree and signature, all in one view of the database. Records are compared for the
// kinds that have a hasher. kept is a checkpoint kept elsewhere; nil when there is none: without it a database set back as
// a whole, or a log rewritten by somebody who has the key, cannot be told. The error is for what kept Verify from looking;
// what it saw is in the report.
//
// It holds about 150 bytes of memory for each record of the kinds compared.
func (j *Journal) Verify(ctx context.Context, hashers map[string]Hasher, kept []byte) (*Report, error) {
	v := &verification{journal: j, report: &Report{}, hashers: hashers, latest: map[string]map[[16]byte]latest{}, unsealed: map[[16]byte]string{}}
	err := j.db.Read(ctx, func(q db.Querier) error {
		v.q = q
		if err := v.log(ctx, kept); err != nil {
			return err
		}
		kinds := make([]string, 0, len(hashers))
		for kind := range hashers {
			kinds = append(kinds, kind)
		}
		slices.Sort(kinds)
		for _, kind := range kinds {
			if err := v.records(ctx, kind); err != nil {
				return fmt.Errorf("records of %s: %w", kind, err)
			}
		}
		return nil
	})
	return v.report, err
}

type verification struct {
	journal  *Journal
	q        db.Querier
	report   *Report
	hashers  map[string]Hasher
	latest   map[string]map[[16]byte]latest // kind → key of record
	unsealed map[[16]byte]string            // key of record → record, of entries not in the log yet
	place    int64                          // of the entry among those
}

// log reads the whole log once: every leaf against the tree, the tree against the signature and the kept checkpoint.
func (v *verification) log(ctx context.Context, kept []byte) error {
	var size int64
	var checkpoint string
	if err := v.q.Row(ctx, `SELECT size, checkpoint FROM journal_log WHERE name = 'log'`).Scan(&size, &checkpoint); err != nil {
		return err
	}
	signed, keptTree := v.open([]byte(checkpoint)), v.open(kept)
	v.report.Size = size
	walk := &walk{v: v, sealed: newTiles(ctx, v.q), grown: addition{tiles: &tiles{held: map[place][]tlog.Hash{}}}, keptSize: keptTree.Size}
	if err := walk.leaves(ctx, size); err != nil {
		return err
	}
	if size > 0 && (signed.Size != size || signed.Root != walk.root) || size == 0 && signed.Size > 0 {
		v.report.add(Finding{Fault: TreeDamaged, Leaf: -1,
			Zh: fmt.Sprintf("日志共 %d 条，与签名的检查点不符：树或检查点被改动", size),
			En: fmt.Sprintf("the log of %d leaves does not match its signed checkpoint: the tree or the checkpoint was altered", size)})
	}
	switch {
	case keptTree.Size > size:
		v.report.add(Finding{Fault: RolledBack, Leaf: -1,
			Zh: fmt.Sprintf("留存的检查点有 %d 条，现在的日志只有 %d 条：数据库被退回到更早的状态", keptTree.Size, size),
			En: fmt.Sprintf("the kept checkpoint has %d leaves, the log now only %d: the database was set back", keptTree.Size, size)})
	case keptTree.Size > 0 && walk.keptRoot != keptTree.Root:
		v.report.add(Finding{Fault: Rewritten, Leaf: -1,
			Zh: fmt.Sprintf("日志前 %d 条与留存的检查点不符：历史被改写", keptTree.Size),
			En: fmt.Sprintf("the first %d leaves do not match the kept checkpoint: history was rewritten", keptTree.Size)})
	}
	return nil
}

// open reads a checkpoint; one that is not signed by this log is a finding, an empty one is none.
func (v *verification) open(checkpoint []byte) tlog.Checkpoint {
	if len(checkpoint) == 0 {
		return tlog.Checkpoint{}
	}
	t, err := v.journal.key.open(checkpoint)
	if err != nil {
		v.report.add(Finding{Fault: BadSignature, Leaf: -1,
			Zh: "检查点不是用本日志的密钥签名的，或已损坏", En: "a checkpoint is not signed with this log's key, or is damaged"})
		return tlog.Checkpoint{}
	}
	return t
}
