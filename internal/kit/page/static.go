package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
)

//go:embed static
var staticFiles embed.FS

// files are the static files of the kit, named by the hash of what is in them and compressed once at start.
type files struct {
	urls  map[string]string // shian.css → /static/shian.1a2b3c4d.css
	byURL map[string]file
}

type file struct {
	kind     string
	raw, zip []byte
}

func loadFiles() *files {
	f := &files{urls: map[string]string{}, byURL: map[string]file{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(fmt.Errorf("page: static: %w", err))
	}
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(fmt.Errorf("page: static: %w", err))
		}
		sum := sha256.Sum256(b)
		ext := path.Ext(e.Name())
		url := "/static/" + strings.TrimSuffix(e.Name(), ext) + "." + hex.EncodeToString(sum[:4]) + ext
		kind := mime.TypeByExtension(ext)
		if ext == ".js" {
			kind = "text/javascript; charset=utf-8"
		}
		f.urls[e.Name()] = url
		f.byURL[url] = file{kind: kind, raw: b, zip: zip(b)}
	}
	return f
}

func zip(b []byte) []byte {
	var out bytes.Buffer
	w, _ := gzip.NewWriterLevel(&out, gzip.BestCompression) // the level is valid
	_, _ = w.Write(b)                                       // a Buffer takes everything
	_ = w.Close()
	return out.Bytes()
}

// url is the address of a static file. An unknown name panics: it is written in a template of ours.
func (f *files) url(name string) string {
	u, ok := f.urls[name]
	if !ok {
		panic("page: no static file " + name)
	}
	return u
}

// Static serves /static/…: a file changes its address when it changes, so it may be kept for ever.
func (p *Pages) Static() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := p.files.byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", f.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		h.Set("X-Content-Type-Options", "nosniff")
		body := f.raw
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			body = f.zip
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method != http.MethodHead {
			_, _ = w.Write(body) // the reader is gone; nothing to do
		}
	})
}

// StaticURL is the address of a static file of the kit, such as shian.css, for pages drawn elsewhere.
func (p *Pages) StaticURL(name string) string { return p.files.url(name) }
