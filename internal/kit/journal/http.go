package journal

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"shian/internal/kit/fault"
)

// Handler serves the log to whoever watches it, without signing in: GET /log/checkpoint, /log/key, /log/tile/… as in
// c2sp.org/tlog-tiles, and /proof/{record} and /proof/{record}.json for publications.
func (j *Journal) Handler() http.Handler {
	m := http.NewServeMux()
	m.HandleFunc("GET /log/checkpoint", j.serve(j.serveCheckpoint))
	m.HandleFunc("GET /log/key", j.serve(j.serveKey))
	m.HandleFunc("GET /log/tile/{tile...}", j.serve(j.serveTile))
	m.HandleFunc("GET /proof/{record}", j.serve(j.serveProof))
	return m
}

// serve answers errors: what is missing plainly, our own failures without their cause.
func (j *Journal) serve(h func(w http.ResponseWriter, r *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		err := h(w, r)
		if err == nil {
			return
		}
		e := fault.Of(err)
		if e.Kind == fault.KindInternal {
			j.log.ErrorContext(r.Context(), "log not served", "path", r.URL.Path, "error", err)
		}
		if err == error(errUnsealed) {
			w.Header().Set("Retry-After", "1")
		}
		w.Header().Set("Cache-Control", "no-store")
		http.Error(w, e.Zh+"\n"+e.En, e.Status())
	}
}

const text = "text/plain; charset=utf-8"

func (j *Journal) serveCheckpoint(w http.ResponseWriter, r *http.Request) error {
	c, err := j.Checkpoint(r.Context())
	if err != nil {
		return err
	}
	if len(c) == 0 {
		return fault.Missing("日志中还没有记录", "nothing is in the log yet")
	}
	return send(w, text, "no-cache", c)
}

func (j *Journal) serveKey(w http.ResponseWriter, _ *http.Request) error {
	return send(w, text, "no-cache", []byte(j.key.Public()+"\n"))
}

func (j *Journal) serveTile(w http.ResponseWriter, r *http.Request) error {
	t, ok := parseTile(r.PathValue("tile"))
	if !ok {
		return errNoTile
	}
	size, err := j.size(r.Context())
	if err != nil {
		return err
	}
	// A whole tile answers for its parts too; a part that is not there yet, or more than there is, does not exist.
	if t.number*tileWidth+int64(t.width) > size>>(tileHeight*max(t.level, 0)) {
		return errNoTile
	}
	var b []byte
	if t.level < 0 {
		b, err = j.bundle(r.Context(), t)
	} else {
		b, err = j.hashes(r.Context(), t)
	}
	if err != nil {
		return err
	}
	return send(w, "application/octet-stream", "public, max-age=31536000, immutable", b)
}

var errNoTile = fault.Missing("没有这一块日志", "there is no such tile")

// A tilePath is the part of the log that a path names: level -1 are the leaves themselves.
type tilePath struct {
	level  int
	number int64
	width  int
}

// parseTile reads 0/x001/x234/067, entries/000.p/17.
func parseTile(s string) (t tilePath, ok bool) {
	level, rest, found := strings.Cut(s, "/")
	if !found {
		return t, false
	}
	if t.level = -1; level != "entries" {
		n, err := strconv.Atoi(level)
		if err != nil || n < 0 || n > 5 || strconv.Itoa(n) != level {
			return t, false
		}
		t.level = n
	}
	t.width = tileWidth
	if number, width, partial := strings.Cut(rest, ".p/"); partial {
		n, err := strconv.Atoi(width)
		if err != nil || n < 1 || n >= tileWidth || strconv.Itoa(n) != width {
			return t, false
		}
		rest, t.width = number, n
	}
	parts := strings.Split(rest, "/")
	if len(parts) > 5 {
		return t, false
	}
	for i, p := range parts {
		if i < len(parts)-1 {
			if p, found = strings.CutPrefix(p, "x"); !found || i == 0 && p == "000" {
				return t, false
			}
		}
		n, err := strconv.ParseUint(p, 10, 16)
		if err != nil || len(p) != 3 {
			return t, false
		}
		t.number = t.number*1000 + int64(n)
	}
	return t, true
}

func (j *Journal) size(ctx context.Context) (n int64, err error) {
	err = j.db.Row(ctx, `SELECT size FROM journal_log WHERE name = 'log'`).Scan(&n)
	return n, err
}

func (j *Journal) hashes(ctx context.Context, t tilePath) ([]byte, error) {
	h, err := newTiles(ctx, j.db).tile(place{int64(t.level), t.number})
	if err != nil {
		return nil, err
	}
	if len(h) < t.width {
		return nil, fmt.Errorf("tile %d/%d holds %d hashes of %d", t.level, t.number, len(h), t.width)
	}
	b := make([]byte, 0, t.width*tlog.HashSize)
	for i := range t.width {
		b = append(b, h[i][:]...)
	}
	return b, nil
}

// bundle gives leaves, each behind its length in two bytes.
func (j *Journal) bundle(ctx context.Context, t tilePath) ([]byte, error) {
	first := t.number * tileWidth
	es, err := list(ctx, j.db, `SELECT `+entryColumns+` FROM journal_entry WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf`, first, first+int64(t.width))
	if err != nil {
		return nil, err
	}
	if len(es) != t.width {
		return nil, fmt.Errorf("%d leaves from %d, want %d", len(es), first, t.width)
	}
	var b []byte
	for i := range es {
		line := es[i].line()
		b = binary.BigEndian.AppendUint16(b, uint16(len(line))) //nolint:gosec // a leaf is some 500 bytes
		b = append(b, line...)
	}
	return b, nil
}

func (j *Journal) serveProof(w http.ResponseWriter, r *http.Request) error {
	record, asJSON := strings.CutSuffix(r.PathValue("record"), ".json")
	p, err := j.Prove(r.Context(), record)
	if err != nil {
		return err
	}
	if asJSON {
		b, err := json.MarshalIndent(p, "", "  ")
		if err != nil {
			return err
		}
		return send(w, "application/json; charset=utf-8", "no-cache", append(b, '\n'))
	}
	if p.Withdrawn != "" {
		w.Header().Set("Shian-Withdrawn", p.Withdrawn)
	}
	w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(record)+`.tlog-proof"`)
	return send(w, text, "no-cache", p.File)
}

// fileName keeps of a record's number what is safe in a file name.
func fileName(record string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, record)
}

func send(w http.ResponseWriter, kind, cache string, b []byte) error {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", cache)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Content-Length", strconv.Itoa(len(b)))
	_, _ = w.Write(b) // the reader may have gone
	return nil
}
