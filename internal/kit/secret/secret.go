// Package secret seals what must not lie in the database in the clear: the secrets of webhooks, the addresses of people who
// subscribed. A value is sealed by AES-256-GCM under a key of the data folder and bound to where it stands, so that a sealed
// value moved into another row does not open.
//
// A sealed value names the key that sealed it, so that keys can be changed one day; changing them is not there yet. Several
// nodes on one database need the same key file.
package secret

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"strings"
)

const (
	keySize = 32
	form    = "s1" // of sealed values, before key id and content
)

// ErrSealed says that a value does not open: it was changed, stands elsewhere than where it was sealed, or another key sealed it.
var ErrSealed = errors.New("secret: the value does not open with this key; is the data folder's secret.key the one it was sealed with?")

// A Box seals and opens. It is safe for concurrent use.
type Box struct {
	id   string // of the key: the beginning of its hash
	aead cipher.AEAD
	mac  []byte // of blind indexes and tokens
}

// Load reads the key file, or makes one readable by its owner alone.
func Load(path string) (*Box, error) {
	key, err := os.ReadFile(path)
	if err == nil {
		return New(key)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	key = make([]byte, keySize)
	if _, err := rand.Read(key); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) { // another node was first
		return Load(path)
	}
	if err != nil {
		return nil, err
	}
	if _, err := f.Write(key); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return nil, err
	}
	return New(key)
}

// New makes a box of a key of 32 bytes.
func New(key []byte) (*Box, error) {
	if len(key) != keySize {
		return nil, errors.New("secret: a key has 32 bytes")
	}
	block, err := aes.NewCipher(derive(key, "seal"))
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	id := sha256.Sum256(derive(key, "id"))
	return &Box{id: hex.EncodeToString(id[:4]), aead: aead, mac: derive(key, "mac")}, nil
}

// derive gives each use a key of its own.
func derive(key []byte, use string) []byte {
	m := hmac.New(sha256.New, key)
	m.Write([]byte("shian/" + use))
	return m.Sum(nil)
}

// Key is the id of the key that seals now.
func (b *Box) Key() string { return b.id }

// Seal closes a value. where names its place, such as notify_hook.secret and the row's id; Open wants the same. The same value
// sealed twice looks different.
func (b *Box) Seal(value, where string) string {
	nonce := make([]byte, b.aead.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		panic(err) // crypto/rand never fails on the systems Go runs on
	}
	return form + "." + b.id + "." + base64.RawURLEncoding.EncodeToString(b.aead.Seal(nonce, nonce, []byte(value), []byte(form+where)))
}

// Open gives a sealed value back. ErrSealed: it cannot.
func (b *Box) Open(sealed, where string) (string, error) {
	parts := strings.Split(sealed, ".")
	if len(parts) != 3 || parts[0] != form || parts[1] != b.id {
		return "", ErrSealed
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[2])
	if n := b.aead.NonceSize(); err == nil && len(raw) >= n {
		if plain, err := b.aead.Open(nil, raw[:n], raw[n:], []byte(form+where)); err == nil {
			return string(plain), nil
		}
	}
	return "", ErrSealed
}

// Blind gives a value by which an equal one is found again, though neither can be read from it: a blind index.
func (b *Box) Blind(value, use string) string { return b.sum("blind", use, value) }

// Token gives the secret part of a link about something: whoever has the link may do what it is for, and nobody can guess it.
func (b *Box) Token(about, use string) string { return b.sum("token", use, about) }

// Good reports whether a token is the one for that.
func (b *Box) Good(token, about, use string) bool {
	return hmac.Equal([]byte(token), []byte(b.Token(about, use)))
}

func (b *Box) sum(what, use, value string) string {
	m := hmac.New(sha256.New, b.mac)
	m.Write([]byte(what + "\x00" + use + "\x00" + value))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:20])
}
