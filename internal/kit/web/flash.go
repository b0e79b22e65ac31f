package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// A Flash is a message shown once, on the page after a redirect.
type Flash struct {
	Tone string `json:"t"` // ok, near, late; empty: plain
	Text string `json:"x"`
	Till int64  `json:"e"` // unix second after which it is not shown
}

const (
	flashCookie = "shian_flash"
	flashAge    = time.Minute
	flashMost   = 300 // characters
)

// SetFlash keeps the message in a signed cookie until the next page.
func (c *Ctx) SetFlash(f Flash) {
	if r := []rune(f.Text); len(r) > flashMost {
		f.Text = string(r[:flashMost-1]) + "…"
	}
	f.Till = time.Now().Add(flashAge).Unix()
	b, err := json.Marshal(f)
	if err != nil {
		return
	}
	enc := base64.RawURLEncoding.EncodeToString
	c.SetCookie(flashCookie, enc(b)+"."+enc(c.mux.flashMark(b)), flashAge)
}

// Flash takes the message left by the page before; ok is false when there is none. The page that shows it calls this
// before it writes.
func (c *Ctx) Flash() (f Flash, ok bool) {
	if c.flash != nil {
		return *c.flash, true
	}
	raw := cookie(c.R, flashCookie)
	if raw == "" {
		return Flash{}, false
	}
	c.SetCookie(flashCookie, "", 0)
	body, mark, _ := strings.Cut(raw, ".")
	b, err1 := base64.RawURLEncoding.DecodeString(body)
	sum, err2 := base64.RawURLEncoding.DecodeString(mark)
	if err1 != nil || err2 != nil || !hmac.Equal(sum, c.mux.flashMark(b)) || json.Unmarshal(b, &f) != nil || f.Till < time.Now().Unix() {
		return Flash{}, false
	}
	c.flash = &f
	return f, true
}

func (m *Mux) flashMark(b []byte) []byte {
	h := hmac.New(sha256.New, m.cfg.Key)
	h.Write([]byte("flash\x00"))
	h.Write(b)
	return h.Sum(nil)[:markSize]
}
