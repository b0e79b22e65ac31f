package journal

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
)

var errIncomplete = errors.New("journal: a change needs a kind, a record and an action")

// An entry is one row of journal_entry.
type entry struct {
	ID      string
	Leaf    sql.NullInt64
	At      string
	Kind    string
	Record  string
	Action  string
	Version int64
	Actor   string
	Salt    string
	Hash    string

	PublicHash string
	Public     sql.NullString
}

const entryColumns = `id, leaf, at, kind, record, action, revision, actor, salt, hash, public_hash, public`

func (e *entry) scan(rows interface{ Scan(...any) error }) error {
	return rows.Scan(&e.ID, &e.Leaf, &e.At, &e.Kind, &e.Record, &e.Action, &e.Version, &e.Actor, &e.Salt, &e.Hash, &e.PublicHash, &e.Public)
}

// A Leaf is what the log holds about one change, as one line of JSON in this order of members. Hashes are lower-case
// hexadecimal: SHA-256 of a salt of 32 bytes followed by the value.
type Leaf struct {
	V          int    `json:"v"` // 1
	At         string `json:"at"`
	Kind       string `json:"kind"`
	Action     string `json:"action"`
	Record     string `json:"record,omitempty"`      // in clear for a publication and its withdrawal
	RecordHash string `json:"record_hash,omitempty"` // otherwise
	Version    int64  `json:"version,omitempty"`     // of the record
	ActorHash  string `json:"actor_hash,omitempty"`
	Hash       string `json:"hash,omitempty"`   // of the record's canonical JSON
	Public     string `json:"public,omitempty"` // of the publication's canonical JSON
}

// line is the leaf's data, a function of the row alone, so that a row altered later no longer gives the leaf in the tree.
func (e *entry) line() []byte {
	l := Leaf{V: 1, At: e.At, Kind: e.Kind, Action: e.Action, Version: e.Version, Hash: e.Hash, Public: e.PublicHash}
	if e.PublicHash != "" || e.Action == ActionWithdraw {
		l.Record = e.Record
	} else {
		l.RecordHash = commit(derive(e.Salt, "record"), []byte(e.Record))
	}
	if e.Actor != "" {
		l.ActorHash = commit(derive(e.Salt, "actor"), []byte(e.Actor))
	}
	b, err := json.Marshal(l)
	if err != nil {
		panic(err) // strings and numbers always marshal
	}
	return b
}

// derive gives the salt for one part of an entry. Telling one salt, as a proof does, tells nothing about the others.
func derive(secret, part string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(part))
	return mac.Sum(nil)
}

// commit is the salted hash of content.
func commit(salt, content []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}
