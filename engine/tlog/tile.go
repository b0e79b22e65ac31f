package tlog

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Height is the height of a tile and Wide the number of hashes in a full one, as C2SP tlog-tiles fixes them.
const (
	Height = 8
	Wide   = 1 << Height
)

// maxIndex bounds the number of a tile so that every leaf number below it fits.
const maxIndex = 1 << 54

// A Tile names a tile of hashes, or a bundle of entries, of the published log. Width is 1 to 256; below 256 it is partial.
type Tile struct {
	Entries bool // a bundle of entries; Level is 0
	Level   int  // 0 has the leaf hashes
	Index   int64
	Width   int
}

var errPath = errors.New("tlog: no tile has such a path")

// Path is where the tile is published below the log's address: tile/0/x001/234.p/8.
func (t Tile) Path() string {
	level := "entries"
	if !t.Entries {
		level = strconv.Itoa(t.Level)
	}
	digits := fmt.Sprintf("%03d", t.Index%1000)
	for n := t.Index / 1000; n > 0; n /= 1000 {
		digits = fmt.Sprintf("x%03d/%s", n%1000, digits)
	}
	path := "tile/" + level + "/" + digits
	if t.Width < Wide {
		path += ".p/" + strconv.Itoa(t.Width)
	}
	return path
}

// ParsePath reads a path as Path writes it and nothing else.
func ParsePath(path string) (Tile, error) {
	if len(path) > 64 {
		return Tile{}, errPath
	}
	rest, ok := strings.CutPrefix(path, "tile/")
	level, digits, cut := strings.Cut(rest, "/")
	if !ok || !cut {
		return Tile{}, errPath
	}
	t := Tile{Entries: level == "entries", Width: Wide}
	if !t.Entries {
		n, err := strconv.Atoi(level)
		if err != nil || n < 0 || n > 63 {
			return Tile{}, errPath
		}
		t.Level = n
	}
	digits, width, partial := strings.Cut(digits, ".p/")
	if partial {
		n, err := strconv.Atoi(width)
		if err != nil || n < 1 || n >= Wide {
			return Tile{}, errPath
		}
		t.Width = n
	}
	for part := range strings.SplitSeq(digits, "/") {
		n, err := strconv.Atoi(strings.TrimPrefix(part, "x"))
		if err != nil || n < 0 || n > 999 || t.Index > maxIndex/1000 {
			return Tile{}, errPath
		}
		t.Index = t.Index*1000 + int64(n)
	}
	// What is not written the one way Path writes it is no path: leading zeroes, signs, a missing x.
	if t.Index >= maxIndex || t.Path() != path {
		return Tile{}, errPath
	}
	return t, nil
}

// In reports whether a tree of size leaves has the tile.
func (t Tile) In(size int64) bool {
	if t.Level > 7 || t.Index < 0 || t.Index >= maxIndex || t.Width < 1 || t.Width > Wide {
		return false // 256^8 leaves are more than can be
	}
	return t.Index*Wide+int64(t.Width) <= size>>(Height*t.Level)
}

// NewTiles lists the tiles of hashes and the bundles of entries to publish when a tree grows from old to size leaves.
func NewTiles(old, size int64) []Tile {
	var tiles []Tile
	for _, t := range tlog.NewTiles(Height, old, size) {
		if t.L == 0 {
			tiles = append(tiles, Tile{Entries: true, Index: t.N, Width: t.W})
		}
		tiles = append(tiles, Tile{Level: t.L, Index: t.N, Width: t.W})
	}
	return tiles
}

// Data is the content of a tile of hashes: Width hashes one after the other.
func (t Tile) Data(r Reader) ([]byte, error) {
	if t.Entries || t.Level < 0 || t.Level > 7 || t.Index < 0 || t.Index >= maxIndex || t.Width < 1 || t.Width > Wide {
		return nil, errPath
	}
	return tlog.ReadTileData(tlog.Tile{H: Height, L: t.Level, N: t.Index, W: t.Width}, r)
}

// FromTiles is a Reader over published tiles that trusts nothing but the tree of size leaves with this root: every hash it gives
// is proven to be in it. fetch gets the content at a path; a partial tile that is gone is asked for in full.
func FromTiles(size int64, root Hash, fetch func(path string) ([]byte, error)) Reader {
	return tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, fetcher(fetch))
}

type fetcher func(path string) ([]byte, error)

func (fetcher) Height() int                         { return Height }
func (fetcher) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f fetcher) get(t Tile) (content []byte, err error) {
	if content, err = f(t.Path()); err == nil || t.Width == Wide {
		return content, err
	}
	full := t
	full.Width = Wide
	if all, fault := f(full.Path()); fault == nil && len(all) == Wide*HashSize {
		return all[:t.Width*HashSize], nil
	}
	return nil, err
}

func (f fetcher) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, t := range tiles {
		content, err := f.get(Tile{Level: t.L, Index: t.N, Width: t.W})
		if err != nil {
			return nil, err
		}
		if len(content) != t.W*HashSize {
			return nil, failed(Form, nil, "哈希瓦片长度不对", fmt.Sprintf("a tile of %d bytes where %d are due", len(content), t.W*HashSize))
		}
		data[i] = content
	}
	return data, nil
}
