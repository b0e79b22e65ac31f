package place

import (
	"context"
	"embed"
	"fmt"
	"sync/atomic"

	"shian/internal/kit/db"
	"shian/internal/kit/form"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is the tables of regions, offices, posts and people.
var Schema = db.Schema{Name: "place", Files: migrations}

// Service answers what the province looks like and who holds which post. It is safe for use by several goroutines.
type Service struct {
	db    *db.DB
	tree  atomic.Pointer[Tree]
	posts atomic.Pointer[map[string]Post]

	// Changed, when set before the first use, is told whose posts have just changed, so that whoever remembers actors forgets
	// this one: auth.Changed. AppointTx leaves telling to its caller, who knows when the change is durable.
	Changed func(account string)
	// Accounts makes and closes the accounts of people; set before Mount.
	Accounts Accounts
	// Holders names businesses and laboratories, and finds them for the form that appoints their people; nil: by their ids.
	Holders form.Source
}

// New seeds the reference data where it is missing or older, reads it, and makes the regions those that forms offer.
// The database must be migrated.
func New(ctx context.Context, d *db.DB) (*Service, error) {
	if err := seed(ctx, d); err != nil {
		return nil, fmt.Errorf("place: seed reference data: %w", err)
	}
	s := &Service{db: d}
	if err := s.Refresh(ctx); err != nil {
		return nil, fmt.Errorf("place: read reference data: %w", err)
	}
	return s, nil
}

// Tree is the regions as last read.
func (s *Service) Tree() *Tree { return s.tree.Load() }

// Refresh reads regions and posts again after a change made outside this service.
func (s *Service) Refresh(ctx context.Context) error {
	regions, err := readRegions(ctx, s.db)
	if err != nil {
		return err
	}
	posts, err := readPosts(ctx, s.db)
	if err != nil {
		return err
	}
	t := NewTree(regions)
	s.tree.Store(t)
	s.posts.Store(&posts)
	current.Store(t)
	return nil
}

// write runs fn and tells Changed about the account when it is durable.
func (s *Service) write(ctx context.Context, fn func(tx *db.Tx) (account string, err error)) error {
	var account string
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		account, err = fn(tx)
		return err
	})
	if err == nil && s.Changed != nil {
		s.Changed(account)
	}
	return err
}

func readRegions(ctx context.Context, q db.Querier) ([]Region, error) {
	rows, err := q.Query(ctx, `SELECT code, parent, level, name, name_en, population, population_note, valid_from, valid_to, tile_row, tile_col, note FROM place_region ORDER BY code`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Region
	for rows.Next() {
		var r Region
		if err := rows.Scan(&r.Code, &r.Parent, &r.Level, &r.Name, &r.NameEn, &r.Population, &r.PopulationNote, &r.ValidFrom, &r.ValidTo, &r.Row, &r.Col, &r.Note); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
