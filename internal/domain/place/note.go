package place

import (
	"context"
	"encoding/json"

	"shian/internal/kit/db"
	"shian/internal/kit/journal"
)

// note leaves a change of an appointment or an order in the journal.
func note(ctx context.Context, tx *db.Tx, kind, record, action string, version int64, row any) error {
	content, err := json.Marshal(row)
	if err != nil {
		return err
	}
	return journal.Note(ctx, tx, journal.Change{Kind: kind, Record: record, Action: action, Version: version, Content: content})
}

// Hashers let the journal compare appointments and orders with what it was told of them.
func (s *Service) Hashers() map[string]journal.Hasher {
	return map[string]journal.Hasher{
		KindPerson: func(ctx context.Context, q db.Querier, each func(string, []byte) error) error {
			all, err := s.peopleWhere(ctx, q, `id <> '' ORDER BY id`)
			return eachRow(all, err, func(a Appointment) string { return a.ID }, each)
		},
		KindActing: func(ctx context.Context, q db.Querier, each func(string, []byte) error) error {
			all, err := s.actingWhere(ctx, q, `id <> '' ORDER BY id`)
			return eachRow(all, err, func(a Acting) string { return a.ID }, each)
		},
	}
}

func eachRow[T any](all []T, err error, key func(T) string, each func(string, []byte) error) error {
	for _, row := range all {
		content, e := json.Marshal(row)
		if e != nil {
			return e
		}
		if e := each(key(row), content); e != nil {
			return e
		}
	}
	return err
}
