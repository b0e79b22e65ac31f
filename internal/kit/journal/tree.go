package journal

import (
	"context"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"

	merkle "golang.org/x/mod/sumdb/tlog"

	"shian/engine/tlog"
	"shian/internal/kit/db"
)

const (
	tileHeight = tlog.Height
	tileWidth  = tlog.Wide
)

// A place is where a tile lies: level 0 holds the hashes of leaves, each tile of level n+1 the roots of 256 tiles below.
type place struct{ level, number int64 }

// tiles are the hashes of the tree as stored: a tlog.Reader.
type tiles struct {
	ctx  context.Context
	q    db.Querier            // nil: nothing is stored
	held map[place][]tlog.Hash // what was read or added
}

func newTiles(ctx context.Context, q db.Querier) *tiles {
	return &tiles{ctx: ctx, q: q, held: map[place][]tlog.Hash{}}
}

// tile gives the hashes of a tile; none when it does not exist yet.
func (t *tiles) tile(p place) ([]tlog.Hash, error) {
	if h, ok := t.held[p]; ok {
		return h, nil
	}
	if t.q == nil {
		return nil, nil
	}
	var text string
	err := t.q.Row(t.ctx, `SELECT hashes FROM journal_tile WHERE level = $1 AND number = $2`, p.level, p.number).Scan(&text)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	h, err := unpack(text)
	if err != nil {
		return nil, fmt.Errorf("tile %d/%d: %w", p.level, p.number, err)
	}
	t.held[p] = h
	return h, nil
}

// ReadHashes gives the hashes at these places of tlog's numbering, computed from the tiles that hold what is below them.
func (t *tiles) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		level, n := merkle.SplitStoredHashIndex(index)
		within := level % tileHeight
		first := n << within
		h, err := t.tile(place{int64(level / tileHeight), first / tileWidth})
		if err != nil {
			return nil, err
		}
		at := int(first % tileWidth)
		if at+1<<within > len(h) {
			return nil, fmt.Errorf("the tree lacks hash %d of level %d", n, level)
		}
		out[i] = fold(h[at : at+1<<within])
	}
	return out, nil
}

// fold is the root over a power of two of hashes.
func fold(h []tlog.Hash) tlog.Hash {
	if len(h) == 1 {
		return h[0]
	}
	return merkle.NodeHash(fold(h[:len(h)/2]), fold(h[len(h)/2:]))
}

// An addition is what new leaves change of a tree: whole tiles to write over.
type addition struct {
	tiles *tiles
	dirty []place
}

// add appends a hash at a level, where n were before; a full tile gives a hash to the level above.
func (a *addition) add(level, n int64, h tlog.Hash) error {
	p := place{level, n / tileWidth}
	old, err := a.tiles.tile(p)
	if err != nil {
		return err
	}
	if int64(len(old)) < n%tileWidth {
		return fmt.Errorf("tile %d/%d holds %d hashes, expected %d", level, p.number, len(old), n%tileWidth)
	}
	grown := append(old[:n%tileWidth], h)
	a.tiles.held[p] = grown
	if !slices.Contains(a.dirty, p) {
		a.dirty = append(a.dirty, p)
	}
	if len(grown) < tileWidth {
		return nil
	}
	return a.add(level+1, n/tileWidth, fold(grown))
}

func pack(h []tlog.Hash) string {
	b := make([]byte, 0, len(h)*tlog.HashSize)
	for i := range h {
		b = append(b, h[i][:]...)
	}
	return base64.StdEncoding.EncodeToString(b)
}

func unpack(text string) ([]tlog.Hash, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b)%tlog.HashSize != 0 || len(b) > tileWidth*tlog.HashSize {
		return nil, errors.New("damaged")
	}
	h := make([]tlog.Hash, 0, tileWidth)
	for part := range slices.Chunk(b, tlog.HashSize) {
		h = append(h, tlog.Hash(part))
	}
	return h, nil
}
