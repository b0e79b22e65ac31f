package place

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"shian/data/post"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// seed writes the reference data into the tables, unless they hold this very data already. Rows that the data no longer has
// stay: records may point at them.
func seed(ctx context.Context, d *db.DB) error {
	tree := NewTree(facts())
	bodies, posts := offices(tree), post.Catalogue()
	sum := sha256.Sum256(fmt.Appendf(nil, "%v\n%v\n%v", tree.all, bodies, posts))
	hash := hex.EncodeToString(sum[:])
	var have string
	err := d.Row(ctx, `SELECT hash FROM place_seed WHERE name = $1`, "place").Scan(&have)
	if have == hash || err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if err := upsert(ctx, tx, "place_region", "code, parent, level, name, name_en, population, population_note, valid_from, valid_to, tile_row, tile_col, note", regionRows(tree)); err != nil {
			return err
		}
		if err := upsert(ctx, tx, "place_body", officeColumns, officeRows(bodies)); err != nil {
			return err
		}
		if err := upsert(ctx, tx, "place_post", "code, ord, name, name_en, side, body, levels, sees, doing, rights", postRows(posts)); err != nil {
			return err
		}
		return upsert(ctx, tx, "place_seed", "name, hash, seeded_at", [][]any{{"place", hash, clock.Instant(clock.Now(ctx))}})
	})
}

// upsert writes rows whose first column is the key.
func upsert(ctx context.Context, tx *db.Tx, table, columns string, rows [][]any) error {
	names := strings.Split(columns, ", ")
	set := make([]string, 0, len(names))
	for _, n := range names[1:] {
		set = append(set, n+" = excluded."+n)
	}
	return db.InsertRows(ctx, tx, table, names, "ON CONFLICT ("+names[0]+") DO UPDATE SET "+strings.Join(set, ", "), rows)
}

func regionRows(t *Tree) [][]any {
	var rows [][]any
	for _, r := range t.all {
		rows = append(rows, []any{r.Code, r.Parent, string(r.Level), r.Name, r.NameEn, r.Population, r.PopulationNote, r.ValidFrom, r.ValidTo, r.Row, r.Col, r.Note})
	}
	return rows
}

func officeRows(all []Office) [][]any {
	var rows [][]any
	for _, o := range all {
		rows = append(rows, []any{o.ID, o.Body, o.Level, o.Region, o.Name, o.NameEn, o.Note})
	}
	return rows
}

func postRows(posts []post.Post) [][]any {
	var rows [][]any
	for i, p := range posts {
		rows = append(rows, []any{p.Code, i, p.Name, p.NameEn, p.Side, p.Body, strings.Join(p.Levels, " "), string(p.Sees), p.Doing, strings.Join(p.Rights, " ")})
	}
	return rows
}
