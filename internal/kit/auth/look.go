package auth

import (
	"context"
	"encoding/json"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/id"
	"shian/internal/kit/journal"
)

// A Look is one reading of a sensitive field in the clear: who, which, when and why (个人信息保护法第五十一条、第五十五条).
type Look struct {
	ID      string `json:"id"`
	Kind    string `json:"kind"`
	Record  string `json:"record"`
	Field   string `json:"field"`
	Why     string `json:"why"`
	Account string `json:"account"`
	At      string `json:"at"`
}

const whyMost = 200

// Looked keeps that the actor of ctx looks at a sensitive field and why. Call it before showing the field, and show
// nothing when it fails. Errors: KindInvalid without a reason; KindRefused for a visitor.
func Looked(ctx context.Context, d *db.DB, kind, record, field, why string) error {
	who := access.From(ctx)
	why = strings.TrimSpace(why)
	switch {
	case who.ID == "":
		return fault.Refused("请先登录", "please sign in first")
	case why == "":
		return wrong("why", "查看理由", "请写明为何查看此项个人信息", "say why you need to see this personal information")
	case len([]rune(why)) > whyMost:
		return wrong("why", "查看理由", "查看理由最多 200 个字", "the reason has at most 200 characters")
	}
	l := Look{ID: id.New(), Kind: kind, Record: record, Field: field, Why: why, Account: who.ID, At: clock.Instant(clock.Now(ctx))}
	content, err := json.Marshal(l)
	if err != nil {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		tx.Append(looks, l.ID, l.Kind, l.Record, l.Field, l.Why, l.Account, l.At)
		return journal.Note(ctx, tx, journal.Change{Kind: kindLook, Record: l.ID, Action: "look", Content: content})
	})
}

var looks = &db.Batch{Table: "auth_look", Columns: []string{"id", "kind", "record", "field", "why", "account", "at"}}

// looksMost bounds the list of one record.
const looksMost = 500

// Looks lists who looked at the sensitive fields of a record, latest first, 500 at most. Who may read the list is the
// caller's matter.
func Looks(ctx context.Context, q db.Querier, kind, record string) ([]Look, error) {
	rows, err := q.Query(ctx, `SELECT `+lookColumns+` FROM auth_look WHERE kind = $1 AND record = $2 ORDER BY id DESC LIMIT $3`, kind, record, looksMost)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Look
	for rows.Next() {
		l, err := scanLook(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	return out, rows.Err()
}

const lookColumns = `id, kind, record, field, why, account, at`

func scanLook(row scanner) (l Look, err error) {
	err = row.Scan(&l.ID, &l.Kind, &l.Record, &l.Field, &l.Why, &l.Account, &l.At)
	return l, err
}
