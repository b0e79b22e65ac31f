package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"shian/engine/tlog"
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
		if errors.Is(err, errUnsealed) {
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
	t, err := tlog.ParsePath("tile/" + r.PathValue("tile"))
	if err != nil {
		return errNoTile
	}
	var size int64
	if err := j.db.Row(r.Context(), `SELECT size FROM journal_log WHERE name = 'log'`).Scan(&size); err != nil {
		return err
	}
	if !t.In(size) {
		return errNoTile
	}
	var b []byte
	if t.Entries {
		b, err = j.bundle(r.Context(), t)
	} else {
		b, err = t.Data(newTiles(r.Context(), j.db))
	}
	if err != nil {
		return err
	}
	return send(w, "application/octet-stream", "public, max-age=31536000, immutable", b)
}

var errNoTile = fault.Missing("没有这一块日志", "there is no such tile")

// bundle gives leaves as they were hashed.
func (j *Journal) bundle(ctx context.Context, t tlog.Tile) ([]byte, error) {
	first := t.Index * tileWidth
	es, err := list(ctx, j.db, `SELECT `+entryColumns+` FROM journal_entry WHERE leaf >= $1 AND leaf < $2 ORDER BY leaf`, first, first+int64(t.Width))
	if err != nil {
		return nil, err
	}
	if len(es) != t.Width {
		return nil, fmt.Errorf("%d leaves from %d, want %d", len(es), first, t.Width)
	}
	lines := make([][]byte, len(es))
	for i := range es {
		lines[i] = es[i].line()
	}
	return tlog.Bundle(lines)
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
