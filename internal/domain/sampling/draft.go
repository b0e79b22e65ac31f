package sampling

import (
	"context"
	"database/sql"
	"errors"
	"net/url"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
)

// A draft is a sheet being filled in step by step: what was posted so far, kept for the one who posts it.
type draft struct {
	ID, ChangedAt string
	Values        url.Values
}

const mostDraft = 64 << 10 // bytes of a draft; photos are ids in it

func (s *Service) draftOf(ctx context.Context, key string) (*draft, error) {
	var body string
	d := &draft{ID: key}
	err := s.db.Row(ctx, `SELECT body, changed_at FROM sampling_draft WHERE id = $1 AND account = $2`, key, access.From(ctx).ID).Scan(&body, &d.ChangedAt)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.Missing("没有这份草稿，可能已经提交或超过保存期限", "there is no such draft; it may have been sent in or have grown too old")
	}
	if err == nil {
		d.Values, err = url.ParseQuery(body)
	}
	return d, err
}

// keepDraft stores a draft under an id made here or by the phone.
func (s *Service) keepDraft(ctx context.Context, d *draft) error {
	body := d.Values.Encode()
	if len(body) > mostDraft {
		return fault.Invalid(fault.Field{Name: "note", Label: "备注", Zh: "填写内容过长", En: "too much was typed"})
	}
	if d.ID == "" {
		d.ID = id.New()
	} else if !id.Valid(d.ID) {
		return fault.Missing("编号格式不对", "the id is not well-formed")
	}
	now, who := clock.Instant(clock.Now(ctx)), access.From(ctx).ID
	return s.db.Write(ctx, func(tx *db.Tx) error {
		res, err := tx.Exec(ctx, `INSERT INTO sampling_draft (id, account, body, made_at, changed_at, version) VALUES ($1, $2, $3, $4, $4, 1)
			ON CONFLICT (id) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at, version = sampling_draft.version + 1 WHERE sampling_draft.account = excluded.account`, d.ID, who, body, now)
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n != 1 {
			return errors.Join(err, fault.Missing("没有这份草稿", "there is no such draft"))
		}
		return nil
	})
}

// dropDraft forgets a draft that became a sheet, and those nobody touched for thirty days.
func (s *Service) dropDraft(ctx context.Context, tx *db.Tx, key string) error {
	_, err := tx.Exec(ctx, `DELETE FROM sampling_draft WHERE id = $1 AND account = $2 OR changed_at < $3`, key, access.From(ctx).ID, clock.Instant(clock.Now(ctx).AddDate(0, 0, -30)))
	return err
}

func (s *Service) drafts(ctx context.Context) ([]draft, error) {
	rows, err := s.db.Query(ctx, `SELECT id, body, changed_at FROM sampling_draft WHERE account = $1 ORDER BY changed_at DESC, id DESC LIMIT 20`, access.From(ctx).ID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []draft
	for rows.Next() {
		var d draft
		var body string
		if err := rows.Scan(&d.ID, &body, &d.ChangedAt); err != nil {
			return nil, err
		}
		if d.Values, err = url.ParseQuery(body); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}
