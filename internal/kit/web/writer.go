package web

import (
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
)

// gzipLeast is the size below which compressing costs more than it saves: one packet.
const gzipLeast = 1300

// writer watches what is sent and compresses it when that is worth it. It holds back the first gzipLeast bytes until it
// knows, which also lets a handler fail after it began to write. A body whose Content-Length is set goes out as it is.
type writer struct {
	http.ResponseWriter
	c         *Ctx
	code      int  // status asked for by Ctx.Code
	status    int  // status settled by the first write
	sent      bool // the header is out
	routed    bool // a route of ours answers, not the mux itself
	swallowed int  // status of the mux's own error answer, whose text is dropped
	noGzip    bool
	held      []byte
	zip       *gzip.Writer
	size      int64
	gone      bool // the reader went away
}

// Unwrap lets http.ResponseController find the connection.
func (w *writer) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// WriteHeader settles the status; it goes out with the first bytes.
func (w *writer) WriteHeader(status int) {
	switch {
	case status < 200:
		w.ResponseWriter.WriteHeader(status)
	case w.status != 0:
	case !w.routed && status >= 400:
		w.swallowed = status
	default:
		w.status = status
		w.noGzip = w.noGzip || !compressible(status, w.Header())
		if w.noGzip && w.Header().Get("Content-Length") != "" {
			w.plain()
		}
	}
}

// Write sends b, now or when enough is gathered to decide on compression.
func (w *writer) Write(b []byte) (int, error) {
	if w.swallowed != 0 && !w.routed {
		return len(b), nil
	}
	if w.status == 0 {
		if w.Header().Get("Content-Type") == "" {
			w.Header().Set("Content-Type", http.DetectContentType(b))
		}
		w.WriteHeader(w.final())
	}
	w.size += int64(len(b))
	switch {
	case w.zip != nil:
		return w.zip.Write(b)
	case w.sent:
		return w.ResponseWriter.Write(b)
	case len(w.held)+len(b) < gzipLeast:
		w.held = append(w.held, b...)
		return len(b), nil
	}
	if w.noGzip {
		w.plain()
		return w.ResponseWriter.Write(b)
	}
	w.compress()
	return w.zip.Write(b)
}

// Flush sends what is held back: the answer goes on for longer.
func (w *writer) Flush() {
	if w.status == 0 {
		w.WriteHeader(w.final())
	}
	if w.zip != nil {
		_ = w.zip.Flush()
	} else if !w.sent {
		w.plain()
	}
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

var zips = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed)
	return z
}}

func (w *writer) compress() {
	h := w.Header()
	h.Del("Content-Length")
	h.Set("Content-Encoding", "gzip")
	h.Add("Vary", "Accept-Encoding")
	w.ResponseWriter.WriteHeader(w.status)
	w.sent = true
	w.zip = zips.Get().(*gzip.Writer)
	w.zip.Reset(w.ResponseWriter)
	_, _ = w.zip.Write(w.held)
	w.held = nil
}

func (w *writer) plain() {
	w.ResponseWriter.WriteHeader(w.status)
	w.sent = true
	if len(w.held) > 0 {
		_, _ = w.ResponseWriter.Write(w.held)
		w.held = nil
	}
}

// finish sends what is still held and ends the compression.
func (w *writer) finish() {
	if w.status == 0 && w.swallowed == 0 {
		w.status = w.final()
	}
	if w.status != 0 && !w.sent {
		w.plain()
	}
	if w.zip != nil {
		_ = w.zip.Close()
		w.zip.Reset(nil)
		zips.Put(w.zip)
		w.zip = nil
	}
}

// discard forgets an answer of which nothing has left yet.
func (w *writer) discard() {
	if !w.sent {
		w.status, w.code, w.held, w.size = 0, 0, nil, 0
		for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition", "Etag", "Last-Modified", "Cache-Control"} {
			w.Header().Del(name)
		}
	}
	w.routed = true
}

// final is the status of the answer as it stands.
func (w *writer) final() int {
	switch {
	case w.status != 0:
		return w.status
	case w.code != 0:
		return w.code
	}
	return http.StatusOK
}

// compressible reports whether an answer with this status and header may be compressed, small ones aside.
func compressible(status int, h http.Header) bool {
	if status == http.StatusNoContent || status == http.StatusNotModified || status == http.StatusPartialContent {
		return false
	}
	if h.Get("Content-Encoding") != "" || h.Get("Content-Range") != "" {
		return false
	}
	kind, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	switch {
	case strings.HasPrefix(kind, "text/"):
		return kind != "text/event-stream"
	case strings.HasSuffix(kind, "json"), strings.HasSuffix(kind, "xml"), strings.HasSuffix(kind, "javascript"):
		return true
	}
	return kind == "" || kind == "application/wasm" || kind == "font/ttf"
}

func acceptsGzip(h http.Header) bool {
	for part := range strings.SplitSeq(h.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name == "gzip" || name == "*" {
			q = strings.ReplaceAll(q, " ", "")
			return q != "q=0" && !strings.HasPrefix(q, "q=0.0")
		}
	}
	return false
}
