package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"

	"shian/internal/kit/fault"
)

// Where a changing request of a session carries its CSRF token.
const (
	CSRFField  = "csrf"
	CSRFHeader = "X-Csrf-Token"
)

const markSize = 16

// CSRF is the token that a form of this session must carry; "" without a session. It looks different on every page, so
// that compression does not give it away (BREACH).
func (c *Ctx) CSRF() string {
	if c.cookie == "" {
		return ""
	}
	var b [2 * markSize]byte
	_, _ = rand.Read(b[:markSize])
	mark := c.mux.mark(c.cookie)
	subtle.XORBytes(b[markSize:], b[:markSize], mark[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// mark ties a token to a session: a keyed hash of its secret.
func (m *Mux) mark(cookie string) [markSize]byte {
	h := hmac.New(sha256.New, m.cfg.Key)
	h.Write([]byte("csrf\x00" + cookie))
	return [markSize]byte(h.Sum(nil)[:markSize])
}

func (m *Mux) validCSRF(cookie, token string) bool {
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil || len(b) != 2*markSize {
		return false
	}
	subtle.XORBytes(b[markSize:], b[:markSize], b[markSize:])
	mark := m.mark(cookie)
	return subtle.ConstantTimeCompare(b[markSize:], mark[:]) == 1
}

// sameSite refuses changing requests that another site made the browser send: by Sec-Fetch-Site and Origin for
// everybody, by the token for sessions. A bearer token is never sent by a browser of itself.
func (m *Mux) sameSite(c *Ctx) error {
	switch c.R.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return nil
	}
	if c.bearer {
		return nil
	}
	if err := m.cross.Check(c.R); err != nil {
		return &fault.Error{Kind: fault.KindRefused, Zh: "请求来自其他网站，已拒绝；请在本平台的页面上操作", En: "the request came from another site and was refused; use this platform's own pages", Cause: err}
	}
	if c.cookie == "" {
		return nil
	}
	token := c.R.Header.Get(CSRFHeader)
	if token == "" {
		if kind := c.contentType(); kind == "application/x-www-form-urlencoded" || kind == "multipart/form-data" {
			form, err := c.Form()
			if err != nil {
				return err
			}
			token = form.Get(CSRFField)
		}
	}
	if !m.validCSRF(c.cookie, strings.TrimSpace(token)) {
		return fault.Refused("页面已过期（登录状态变过），请刷新页面后重新提交", "the page is out of date (your sign-in changed); reload it and submit again")
	}
	return nil
}
