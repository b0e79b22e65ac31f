package journal

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"

	"shian/engine/tlog"
	"shian/internal/kit/fault"
)

// A Proof shows that a publication is in the log. It is checked in two steps, with nothing from us but the public key:
// the salted hash of Public is the member "public" of Entry; and Entry's leaf hash with the path of File gives the signed
// root at its end.
type Proof struct {
	Kind      string `json:"kind"`
	Record    string `json:"record"`
	Index     int64  `json:"index"`             // number of the leaf
	Entry     string `json:"entry"`             // the leaf's data, byte for byte
	Salt      string `json:"salt"`              // hexadecimal, 32 bytes; SHA-256(salt ‖ public) is Entry's "public"
	Public    string `json:"public"`            // the publication's canonical JSON, byte for byte; empty once withdrawn
	Withdrawn string `json:"withdrawn"`         // when the publication was withdrawn; empty while it stands
	Withdraws *int64 `json:"withdrawn_by_leaf"` // number of the leaf that says so; null while it stands or is not yet sealed
	Key       string `json:"key"`               // public key of the log
	File      []byte `json:"-"`                 // c2sp.org/tlog-proof@v1, with Entry as extra data
}

// Prove gives the proof of the record's latest publication. A publication not yet sealed is missing for about a second.
func (j *Journal) Prove(ctx context.Context, record string) (*Proof, error) {
	var e entry
	err := e.scan(j.db.Row(ctx, `SELECT `+entryColumns+` FROM journal_entry WHERE record = $1 AND public_hash <> ''
		ORDER BY revision DESC, at DESC, id DESC LIMIT 1`, record))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing("没有这项公示，无从出具证明", "nothing was published under this number, so there is nothing to prove")
	}
	if err != nil {
		return nil, err
	}
	checkpoint, err := j.Checkpoint(ctx)
	if err != nil {
		return nil, err
	}
	if !e.Leaf.Valid || len(checkpoint) == 0 {
		return nil, errUnsealed
	}
	tree, err := j.key.open(checkpoint)
	if err != nil {
		return nil, err
	}
	if e.Leaf.Int64 >= tree.Size { // sealed between the two reads
		return nil, errUnsealed
	}
	line := e.line()
	file, err := tlog.Prove(tree.Size, e.Leaf.Int64, checkpoint, line, newTiles(ctx, j.db))
	if err != nil {
		return nil, err
	}
	p := &Proof{Kind: e.Kind, Record: e.Record, Index: e.Leaf.Int64, Entry: string(line),
		Salt: hex.EncodeToString(derive(e.Salt, "public")), Public: e.Public.String, Key: j.key.Public(), File: file.Encode()}
	return p, j.withdrawn(ctx, p, &e)
}

var errUnsealed = fault.Missing("这项公示刚刚发布，证明约一秒后可取", "this was published a moment ago; its proof is there in about a second")

// withdrawn looks whether the publication was withdrawn after it was made.
func (j *Journal) withdrawn(ctx context.Context, p *Proof, e *entry) error {
	var w entry
	err := w.scan(j.db.Row(ctx, `SELECT `+entryColumns+` FROM journal_entry WHERE record = $1 AND action = $2
		ORDER BY at DESC, id DESC LIMIT 1`, e.Record, ActionWithdraw))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case w.Leaf.Valid && w.Leaf.Int64 < e.Leaf.Int64: // published again since
		return nil
	}
	p.Withdrawn, p.Public = w.At, ""
	if w.Leaf.Valid {
		p.Withdraws = &w.Leaf.Int64
	}
	return nil
}
