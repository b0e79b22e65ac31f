package file

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"embed"
	"encoding/hex"
	"errors"
	"io"
	"path"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the table of attachments; it needs access.Schema beside it.
var Schema = db.Schema{Name: "file", Files: migrations}

// KindBlob is the kind under which attachments stand in the table of scopes.
const KindBlob = "file"

// RightOriginal lets somebody see originals, with the place and time a camera wrote into them: evidence.
const RightOriginal access.Right = "file.original"

// A Blob is one attachment.
type Blob struct {
	ID, Name         string
	Kind             Kind
	Size             int64  // bytes of the original
	Original, Shared string // SHA-256 in hexadecimal of what was uploaded, and of the copy for others
	SharedSize       int64
	RecordKind       string // the record it belongs to; empty: none yet
	Record           string
	MadeAt, MadeBy   string
}

// Files takes attachments and gives them out.
type Files struct {
	d     *db.DB
	store Store
	lim   Limits
	slots chan struct{} // uploads looked at together: each is held in memory
}

const takenAtOnce = 4

// New keeps attachments in the store and their rows in the database.
func New(d *db.DB, s Store, lim Limits) *Files {
	return &Files{d: d, store: s, lim: lim.withDefaults(), slots: make(chan struct{}, takenAtOnce)}
}

// Take keeps an uploaded file for the actor of ctx: bounded, known by its content, stripped for others. It belongs to no
// record until Attach.
func (f *Files) Take(ctx context.Context, name string, r io.Reader) (Blob, error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return Blob{}, ctx.Err()
	}
	content, err := io.ReadAll(io.LimitReader(r, f.lim.Size+1))
	if err != nil {
		return Blob{}, err
	}
	if int64(len(content)) > f.lim.Size {
		return Blob{}, tooLarge(f.lim.Size)
	}
	kind, err := Sniff(content[:min(len(content), SniffLen)], name)
	if err != nil {
		return Blob{}, err
	}
	var shared bytes.Buffer
	if err := f.lim.Strip(kind, bytes.NewReader(content), &shared); err != nil {
		return Blob{}, err
	}
	b := Blob{ID: id.New(), Name: tidy(name, kind), Kind: kind, Size: int64(len(content)), Original: hash(content),
		Shared: hash(shared.Bytes()), SharedSize: int64(shared.Len()), MadeAt: clock.Instant(clock.Now(ctx)), MadeBy: access.From(ctx).ID}
	if err := f.store.Put(ctx, b.Original, content); err != nil {
		return Blob{}, err
	}
	if err := f.store.Put(ctx, b.Shared, shared.Bytes()); err != nil {
		return Blob{}, err
	}
	return b, f.d.Write(ctx, func(tx *db.Tx) error {
		return db.InsertRows(ctx, tx, "file_blob", strings.Split(columns, ", "), "", [][]any{{b.ID, b.Name, string(b.Kind), b.Size,
			b.Original, b.Shared, b.SharedSize, b.RecordKind, b.Record, b.MadeAt, b.MadeBy}})
	})
}

// Attach gives attachments to a record, and the record's scopes to them and to those it had before. Somebody else's file,
// or another record's, is refused: it would be seen through the wrong record. Call it again when the scopes change.
func Attach(ctx context.Context, tx *db.Tx, kind, record, sort string, ids []string, scopes []access.Scope) error {
	actor := access.From(ctx)
	for _, one := range ids {
		res, err := tx.Exec(ctx, `UPDATE file_blob SET record_kind = $1, record = $2 WHERE id = $3
			AND (record = '' AND (made_by = $4 OR $5) OR record = $2 AND record_kind = $1)`, kind, record, one, actor.ID, actor.Side == access.SideSystem)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.Invalid(fault.Field{Name: "files", Label: "附件",
				Zh: "附件不存在或属于别处，请重新上传", En: "the attachment is gone or belongs elsewhere; upload it again"}))
		}
	}
	all, err := attached(ctx, tx, kind, record)
	if err != nil {
		return err
	}
	for _, b := range all {
		if err := access.Replace(ctx, tx, KindBlob, b.ID, sort, scopes); err != nil {
			return err
		}
	}
	return nil
}

const columns = "id, name, kind, size, original, shared, shared_size, record_kind, record, made_at, made_by"

func attached(ctx context.Context, q db.Querier, kind, record string) ([]Blob, error) {
	rows, err := q.Query(ctx, `SELECT `+columns+` FROM file_blob WHERE record = $1 AND record_kind = $2 ORDER BY id`, record, kind)
	if err != nil {
		return nil, err
	}
	return scan(rows)
}

// Of describes the attachments of those ids that the actor of ctx may see, in the order of ids.
func (f *Files) Of(ctx context.Context, ids []string) ([]Blob, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := f.d.Query(ctx, `SELECT `+columns+` FROM file_blob WHERE id `+db.In(1, len(ids))+` ORDER BY id`, db.Args(ids)...)
	if err != nil {
		return nil, err
	}
	all, err := scan(rows)
	if err != nil {
		return nil, err
	}
	byID := map[string]Blob{}
	for _, b := range all {
		if may, err := f.may(ctx, b); err != nil {
			return nil, err
		} else if may {
			byID[b.ID] = b
		}
	}
	var out []Blob
	for _, one := range ids {
		if b, ok := byID[one]; ok {
			out = append(out, b)
		}
	}
	return out, nil
}

// Open gives the copy for others of an attachment that the actor of ctx may see; close it.
func (f *Files) Open(ctx context.Context, one string) (Blob, io.ReadCloser, error) {
	return f.open(ctx, one, func(b Blob) string { return b.Shared })
}

// OpenOriginal gives what was uploaded, to whoever uploaded it and to holders of RightOriginal who may see the record.
func (f *Files) OpenOriginal(ctx context.Context, one string) (Blob, io.ReadCloser, error) {
	return f.open(ctx, one, func(b Blob) string {
		if a := access.From(ctx); a.Is(b.MadeBy) || a.May(RightOriginal) {
			return b.Original
		}
		return ""
	})
}

func (f *Files) open(ctx context.Context, one string, which func(Blob) string) (Blob, io.ReadCloser, error) {
	found, err := f.Of(ctx, []string{one})
	if err != nil {
		return Blob{}, nil, err
	}
	if len(found) == 0 {
		return Blob{}, nil, fault.Missing("没有这个附件，或不在您的查看范围内", "there is no such attachment, or it is not yours to see")
	}
	name := which(found[0])
	if name == "" {
		return Blob{}, nil, fault.Refused("原件含拍摄地点和时间，您的岗位只能查看副本", "the original tells where and when it was taken; your post sees the copy only")
	}
	content, err := f.store.Open(ctx, name)
	return found[0], content, err
}

// may is the one predicate; a file without a record is seen by its maker alone.
func (f *Files) may(ctx context.Context, b Blob) (bool, error) {
	a := access.From(ctx)
	if a.All || b.Record == "" {
		return a.All || a.Is(b.MadeBy), nil
	}
	return access.MaySee(ctx, f.d, a, KindBlob, b.ID)
}

func scan(rows *sql.Rows) ([]Blob, error) {
	defer rows.Close()
	var out []Blob
	for rows.Next() {
		var b Blob
		if err := rows.Scan(&b.ID, &b.Name, &b.Kind, &b.Size, &b.Original, &b.Shared, &b.SharedSize, &b.RecordKind, &b.Record, &b.MadeAt, &b.MadeBy); err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

const longestName = 120 // characters

// tidy leaves of a name what may be shown and saved under: no folders, no control characters, the ending of its kind.
func tidy(name string, kind Kind) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), "\\", "/"))
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 || strings.ContainsRune(`"<>|:*?`, r) {
			return -1
		}
		return r
	}, name)
	stem := []rune(strings.TrimLeft(strings.TrimSuffix(name, path.Ext(name)), "."))
	if len(stem) == 0 {
		stem = []rune("附件")
	}
	return string(stem[:min(len(stem), longestName)]) + kind.Ext()
}
