package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"shian/engine/tlog"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

const (
	sealMost = 500              // entries in one transaction: others write between two
	lease    = 10 * time.Second // without a sign of life from its holder another node seals
)

var errHeld = errors.New("another node seals the journal")

// Seal adds the entries committed by now to the log and gives their number. When another node seals, it does nothing.
//
// Which entries are new is said by their missing number alone, never by the order of keys or times: a transaction that
// commits late is sealed late.
func (j *Journal) Seal(ctx context.Context) (int, error) {
	j.one.Lock()
	defer j.one.Unlock()
	total := 0
	for {
		open, err := j.open(ctx)
		if err != nil || len(open) == 0 {
			return total, err
		}
		err = j.hold(ctx)
		if err == nil {
			err = j.seal(ctx, open)
		}
		if err != nil {
			j.token = 0
			if errors.Is(err, errHeld) {
				err = nil
			}
			return total, err
		}
		total += len(open)
	}
}

func (j *Journal) open(ctx context.Context) ([]entry, error) {
	return list(ctx, j.db, `SELECT `+entryColumns+` FROM journal_entry WHERE leaf IS NULL ORDER BY at, id LIMIT $1`, sealMost)
}

func list(ctx context.Context, q db.Querier, query string, args ...any) ([]entry, error) {
	rows, err := q.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []entry
	for rows.Next() {
		var e entry
		if err := e.scan(rows); err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, rows.Err()
}

// hold takes the lease unless this node has it for some time to come. The lease only keeps nodes from working in vain;
// that no two seal the same is ensured by the token.
func (j *Journal) hold(ctx context.Context) error {
	now := j.now()
	if j.token > 0 && now.Before(j.until.Add(-lease/2)) {
		return nil
	}
	var token int64
	until := now.Add(lease)
	err := j.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Row(ctx, `UPDATE journal_log SET holder = $1, token = token + 1, until = $2
			WHERE name = 'log' AND (holder = $1 OR until < $3) RETURNING token`,
			j.name, clock.Instant(until), clock.Instant(now)).Scan(&token)
		if errors.Is(err, sql.ErrNoRows) {
			return errHeld
		}
		return err
	})
	if err != nil {
		j.token = 0
		return err
	}
	j.token, j.until = token, until
	return nil
}

// seal numbers the entries, grows the tree and signs it, all in one transaction.
func (j *Journal) seal(ctx context.Context, open []entry) error {
	tree, stored, err := j.tree(ctx)
	if err != nil {
		return err
	}
	add := addition{tiles: stored}
	size := tree.Size
	for i := range open {
		if err := add.add(0, size, tlog.Leaf(open[i].line())); err != nil {
			return err
		}
		size++
	}
	root, err := tlog.Root(size, stored)
	if err != nil {
		return err
	}
	checkpoint, err := j.key.sign(size, root)
	if err != nil {
		return err
	}
	until := j.now().Add(lease)
	err = j.db.WriteLong(ctx, func(tx *db.Tx) error {
		// First the row of the log: whoever lost the lease meanwhile, or started from another size, stops here.
		err := db.Changed(tx.Exec(ctx, `UPDATE journal_log SET size = $1, checkpoint = $2, until = $3
			WHERE name = 'log' AND token = $4 AND size = $5`, size, string(checkpoint), clock.Instant(until), j.token, tree.Size))
		if err != nil {
			return err
		}
		if err := number(ctx, tx, open, tree.Size); err != nil {
			return err
		}
		rows := make([][]any, len(add.dirty))
		for i, p := range add.dirty {
			rows[i] = []any{p.level, p.number, pack(stored.held[p])}
		}
		return db.InsertRows(ctx, tx, "journal_tile", []string{"level", "number", "hashes"},
			"ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes", rows)
	})
	if errors.Is(err, db.ErrStale) {
		return errHeld
	}
	if err == nil {
		j.until = until
	}
	return err
}

// tree is the sealed tree, checked against its own signature: on a damaged tree nothing is built.
func (j *Journal) tree(ctx context.Context) (tlog.Checkpoint, *tiles, error) {
	stored := newTiles(ctx, j.db)
	checkpoint, err := j.Checkpoint(ctx)
	if err != nil {
		return tlog.Checkpoint{}, nil, err
	}
	if len(checkpoint) == 0 {
		return tlog.Checkpoint{}, stored, nil
	}
	tree, err := j.key.open(checkpoint)
	if err != nil {
		return tree, nil, fmt.Errorf("%w; give every node the key file the log was begun with", err)
	}
	root, err := tlog.Root(tree.Size, stored)
	if err != nil {
		return tree, nil, err
	}
	if root != tree.Root {
		return tree, nil, errors.New("the stored tree does not match its checkpoint: run shian log verify")
	}
	return tree, stored, nil
}

// Checkpoint is the newest signed checkpoint; empty as long as nothing was sealed.
func (j *Journal) Checkpoint(ctx context.Context) ([]byte, error) {
	var text string
	err := j.db.Row(ctx, `SELECT checkpoint FROM journal_log WHERE name = 'log'`).Scan(&text)
	return []byte(text), err
}

// number writes the leaves' numbers, counted from first, in few statements.
func number(ctx context.Context, tx *db.Tx, open []entry, first int64) error {
	for n := 256; len(open) > 0; open, first = open[n:], first+int64(n) {
		for n > len(open) {
			n /= 2
		}
		args := make([]any, 0, 2*n)
		for i := range n {
			args = append(args, open[i].ID, first+int64(i))
		}
		res, err := tx.Exec(ctx, numberText(n), args...)
		if err != nil {
			return err
		}
		if done, err := res.RowsAffected(); err != nil || done != int64(n) {
			return fmt.Errorf("numbered %d of %d entries: %w", done, n, errors.Join(err, db.ErrStale))
		}
	}
	return nil
}

func numberText(n int) string {
	var s strings.Builder
	s.WriteString(`UPDATE journal_entry SET leaf = v.column2 FROM (VALUES (CAST($1 AS TEXT), CAST($2 AS BIGINT))`)
	for i := 1; i < n; i++ {
		s.WriteString(`, ($` + strconv.Itoa(2*i+1) + `, $` + strconv.Itoa(2*i+2) + `)`)
	}
	s.WriteString(`) AS v WHERE journal_entry.id = v.column1 AND journal_entry.leaf IS NULL`)
	return s.String()
}
