package journal

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// Actions with a meaning of their own; all others are words of the domain that notes them.
const (
	ActionWithdraw = "withdraw" // a publication no longer stands
	ActionErase    = "erase"    // the record was removed when its retention ended: Verify no longer looks for it
)

// A Change is what an entry is about.
type Change struct {
	Kind, Record, Action string // operator.licence, id, create|update|publish|…
	Version              int64  // of the record after the change; orders its entries whatever node wrote them; 0: by time
	Content              []byte // canonical JSON of the record after the change; its salted hash goes into the leaf; nil: none
	Public               []byte // for a publication: canonical public JSON, provable at /proof/{Record}; nil otherwise
}

var entries = &db.Batch{Table: "journal_entry", Columns: []string{
	"id", "at", "kind", "record", "action", "revision", "actor", "salt", "hash", "public_hash", "public"}}

// Note leaves an entry about a change, with the actor and the time of ctx.
func Note(ctx context.Context, tx *db.Tx, c Change) error {
	if c.Kind == "" || c.Record == "" || c.Action == "" {
		return fault.Internal(errIncomplete)
	}
	return leave(ctx, tx, c, id.New(), newSecret())
}

// newSecret is what the salts of an entry derive from.
func newSecret() string {
	var secret [16]byte
	_, _ = rand.Read(secret[:]) // never fails
	return hex.EncodeToString(secret[:])
}

// leave appends the entry.
func leave(ctx context.Context, tx *db.Tx, c Change, key, salt string) error {
	e := entry{
		ID: key, At: clock.Instant(clock.Now(ctx)), Kind: c.Kind, Record: c.Record, Action: c.Action,
		Version: c.Version, Actor: access.From(ctx).ID, Salt: salt,
	}
	if c.Content != nil {
		e.Hash = commit(derive(salt, "content"), c.Content)
	}
	if c.Public != nil {
		e.PublicHash = commit(derive(salt, "public"), c.Public)
		e.Public = sql.NullString{String: string(c.Public), Valid: true}
	}
	tx.Append(entries, e.ID, e.At, e.Kind, e.Record, e.Action, e.Version, e.Actor, e.Salt, e.Hash, e.PublicHash, e.Public)
	return nil
}

// Withdraw notes that the publication of a record no longer stands: its proof keeps checking, and says so.
func Withdraw(ctx context.Context, tx *db.Tx, kind, record string) error {
	return Note(ctx, tx, Change{Kind: kind, Record: record, Action: ActionWithdraw})
}
