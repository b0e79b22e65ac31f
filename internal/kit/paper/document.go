package paper

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
)

// A Document was issued under a number.
type Document struct {
	ID                 string
	Office             string // key of the series
	Year               int
	Kind               string // of the series
	Serial             int64
	Number             string // 甘市监食公〔2026〕12号
	Issuer, Title      string
	RecordKind, Record string
	Published          bool   // published: everybody may open it
	Words, PDF         string // SHA-256 in hexadecimal of its words, which its footer shows, and of its bytes
	Size               int64  // bytes
	IssuedAt, IssuedBy string
	Supersedes         string // id of the document whose place it took; empty: none
	SupersededBy       string // id of the one that took its place
	EndedAt, EndedBy   string // empty while it is in force
	Reason             string // why it ended
	Version            int64
}

// InForce reports whether neither another document took its place nor anybody made it void.
func (x *Document) InForce() bool { return x.EndedAt == "" }

const columns = `id, office, year, kind, ordinal, number, issuer, title, record_kind, record, published, words, pdf, size, issued_at, issued_by,
	supersedes, superseded_by, ended_at, ended_by, reason, version`

func (x *Document) scan(row interface{ Scan(dest ...any) error }) error {
	return row.Scan(&x.ID, &x.Office, &x.Year, &x.Kind, &x.Serial, &x.Number, &x.Issuer, &x.Title, &x.RecordKind, &x.Record, &x.Published, &x.Words, &x.PDF, &x.Size,
		&x.IssuedAt, &x.IssuedBy, &x.Supersedes, &x.SupersededBy, &x.EndedAt, &x.EndedBy, &x.Reason, &x.Version)
}

func insert(ctx context.Context, tx *db.Tx, x *Document, pdf []byte, words string) error {
	err := db.InsertRows(ctx, tx, "paper_document", strings.Split(strings.Join(strings.Fields(columns), ""), ","), "", [][]any{{
		x.ID, x.Office, x.Year, x.Kind, x.Serial, x.Number, x.Issuer, x.Title, x.RecordKind, x.Record, x.Published, x.Words, x.PDF, x.Size, x.IssuedAt, x.IssuedBy,
		x.Supersedes, x.SupersededBy, x.EndedAt, x.EndedBy, x.Reason, x.Version}})
	if err != nil {
		return err
	}
	return db.InsertRows(ctx, tx, "paper_content", []string{"document", "pdf", "words"}, "", [][]any{{x.ID, pdf, words}})
}

var errMissing = fault.Missing("没有这份文书，或不在您的查看范围内", "there is no such document, or it is not yours to see")

// find reads a document whoever asks.
func find(ctx context.Context, q db.Querier, document string) (*Document, error) {
	var x Document
	err := x.scan(q.Row(ctx, `SELECT `+columns+` FROM paper_document WHERE id = $1`, document))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, errMissing
	}
	return &x, err
}

// end marks a document as no longer in force.
func (x *Document) end(ctx context.Context, tx *db.Tx, reason, by string) error {
	at, who := clock.Instant(clock.Now(ctx)), access.From(ctx).ID
	res, err := tx.Exec(ctx, `UPDATE paper_document SET superseded_by = $1, ended_at = $2, ended_by = $3, reason = $4, version = version + 1
		WHERE id = $5 AND ended_at = ''`, by, at, who, reason, x.ID)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n != 1 {
		return errors.Join(err, ended(x))
	}
	x.SupersededBy, x.EndedAt, x.EndedBy, x.Reason, x.Version = by, at, who, reason, x.Version+1
	what := "void"
	if by != "" {
		what = "supersede"
	}
	return x.note(ctx, tx, what)
}

func ended(x *Document) error {
	return fault.Conflict(x.Number+" 已被替代或作废，请刷新后查看现行文书", x.Number+" was superseded or made void; reload to see the one in force")
}

// A statement is what everybody may know of any document: that it was issued, by whom, its hashes, whether it is in force.
type statement struct {
	ID           string `json:"id"`
	Number       string `json:"number"`
	Issuer       string `json:"issuer"`
	Kind         string `json:"kind"`
	IssuedAt     string `json:"issued"`
	Words        string `json:"words_sha256"`
	PDF          string `json:"pdf_sha256"`
	Ended        string `json:"ended,omitempty"`
	SupersededBy string `json:"superseded_by,omitempty"`
}

func (x *Document) statement() ([]byte, error) {
	return json.Marshal(statement{x.ID, x.Number, x.Issuer, x.Kind, x.IssuedAt, x.Words, x.PDF, x.EndedAt, x.SupersededBy})
}

// note leaves an entry with the row as it stands, and the statement for the public log.
func (x *Document) note(ctx context.Context, tx *db.Tx, action string) error {
	content, err := json.Marshal(x)
	if err != nil {
		return err
	}
	public, err := x.statement()
	if err != nil {
		return err
	}
	return journal.Note(ctx, tx, journal.Change{Kind: Kind, Record: x.ID, Action: action, Version: x.Version, Content: content, Public: public})
}

// Hashers let the journal compare documents with what it was told of them.
func Hashers() map[string]journal.Hasher {
	return map[string]journal.Hasher{Kind: func(ctx context.Context, q db.Querier, each func(string, []byte) error) error {
		all, err := where(ctx, q, `id <> '' ORDER BY id`)
		if err != nil {
			return err
		}
		for _, x := range all {
			content, err := json.Marshal(x)
			if err != nil {
				return err
			}
			if err := each(x.ID, content); err != nil {
				return err
			}
		}
		return nil
	}}
}

func where(ctx context.Context, q db.Querier, cond string, args ...any) ([]Document, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM paper_document WHERE `+cond, args...) //nolint:gosec // conditions are constants of this package
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Document
	for rows.Next() {
		var x Document
		if err := x.scan(rows); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, rows.Err()
}
