package web

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const bufferKept = 256 << 10

// JSON answers with v, under the status set by Code.
func (c *Ctx) JSON(v any) error {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	defer func() {
		if b.Cap() <= bufferKept {
			buffers.Put(b)
		}
	}()
	if err := json.NewEncoder(b).Encode(v); err != nil {
		return err
	}
	return c.JSONBytes(b.Bytes())
}

// JSONBytes answers with JSON already made.
func (c *Ctx) JSONBytes(b []byte) error { return c.Bytes("application/json; charset=utf-8", b) }

// Bytes answers with b under the content type; an upload-like type is never run by the browser (nosniff).
func (c *Ctx) Bytes(contentType string, b []byte) error {
	h := c.W.Header()
	h.Set("Content-Type", contentType)
	if len(b) < gzipLeast || c.out.noGzip || !compressible(c.out.final(), h) {
		h.Set("Content-Length", strconv.Itoa(len(b)))
	}
	_, err := c.W.Write(b)
	if err != nil {
		c.out.gone = true
	}
	return nil // the reader went away: nobody is left to be told
}

// Redirect sends the browser to a page of this site by GET, with a message shown once on it. An address outside the
// site leads to "/".
func (c *Ctx) Redirect(to string, message ...string) error {
	if len(message) > 0 {
		c.SetFlash(Flash{Tone: "ok", Text: strings.Join(message, " ")})
	}
	h := c.W.Header()
	h.Set("Location", Local(to))
	c.W.WriteHeader(http.StatusSeeOther)
	return nil
}

// Local is the address if it stays on this site, else "/".
func Local(to string) string {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t\x00") {
		return "/"
	}
	return to
}

// Fresh names the version of what is about to be answered and reports whether the caller has it already; then 304 is
// sent and nothing more is to be written. The tag is any text that changes with the content, language and rights.
func (c *Ctx) Fresh(tag string) bool {
	etag := `W/"` + strings.ReplaceAll(tag, `"`, "") + `"`
	h := c.W.Header()
	h.Set("Etag", etag)
	h.Set("Cache-Control", "private, no-cache")
	if !matches(c.R.Header.Get("If-None-Match"), etag) {
		return false
	}
	c.W.WriteHeader(http.StatusNotModified)
	return true
}

func matches(header, etag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		part = strings.TrimSpace(part)
		if part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(etag, "W/") {
			return part != ""
		}
	}
	return false
}

// Cache lets browsers and proxies keep the answer for age; only for what everybody may see and what carries no
// session's mark.
func (c *Ctx) Cache(age time.Duration) {
	c.W.Header().Add("Vary", "Cookie") // language and text size
	c.W.Header().Set("Cache-Control", "public, max-age="+strconv.Itoa(int(age/time.Second)))
}
