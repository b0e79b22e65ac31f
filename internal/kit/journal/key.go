package journal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"shian/engine/tlog"
)

// A Key signs the checkpoints of one log (Ed25519). All nodes on one database share it. It prints as its name only.
type Key struct {
	signer   note.Signer
	verifier note.Verifier
	public   string
	secret   string
}

// NewKey makes a key for the log of the given origin: a name without spaces or plus signs, such as gansu.example/log.
func NewKey(origin string) (Key, error) {
	secret, public, err := tlog.NewKey(rand.Reader, origin)
	if err != nil {
		return Key{}, fmt.Errorf("make a key for the journal: %w", err)
	}
	return ParseKey(secret + "\n" + public)
}

// ParseKey reads the two lines of a key file: the private and the public half.
func ParseKey(text string) (Key, error) {
	secret, public, ok := strings.Cut(strings.TrimSpace(text), "\n")
	if !ok {
		return Key{}, errors.New("the journal's key file needs two lines")
	}
	k := Key{secret: strings.TrimSpace(secret), public: strings.TrimSpace(public)}
	var err error
	if k.signer, err = tlog.Signer(k.secret); err != nil {
		return Key{}, errors.New("the first line of the journal's key file is not a private key") // the cause would quote it
	}
	if k.verifier, err = tlog.Verifier(k.public); err != nil {
		return Key{}, fmt.Errorf("the second line of the journal's key file: %w", err)
	}
	if k.signer.KeyHash() != k.verifier.KeyHash() || k.signer.Name() != k.verifier.Name() {
		return Key{}, errors.New("the two lines of the journal's key file do not belong together")
	}
	return k, nil
}

// LoadKey reads the key of a data folder, or makes one there when it has none. Two programs that start together get the
// same key.
func LoadKey(path, origin string) (Key, error) {
	for range 2 {
		b, err := os.ReadFile(path)
		if err == nil {
			return ParseKey(string(b))
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return Key{}, err
		}
		k, err := NewKey(origin)
		if err != nil {
			return Key{}, err
		}
		if err := k.keep(path); err != nil && !errors.Is(err, fs.ErrExist) {
			return Key{}, err
		}
	}
	return Key{}, fmt.Errorf("the journal's key %s could be neither read nor made", path)
}

// keep writes the key to a file of its own and then names it, so that nobody ever reads half a key.
func (k Key) keep(path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // the link stays
	_, err = f.WriteString(k.secret + "\n" + k.public + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path)
}

// Public is the key that verifies, for whoever checks a proof: name+hash+base64.
func (k Key) Public() string { return k.public }

// Origin is the name of the log.
func (k Key) Origin() string { return k.verifier.Name() }

// String is the origin; a key never shows itself in a log.
func (k Key) String() string { return "journal key of " + k.Origin() }

// GoString does the same for %#v.
func (k Key) GoString() string { return k.String() }

func (k Key) sign(size int64, root tlog.Hash) ([]byte, error) {
	return tlog.Sign(tlog.Checkpoint{Origin: k.Origin(), Size: size, Root: root}, k.signer)
}

// open reads a checkpoint and checks its signature.
func (k Key) open(checkpoint []byte) (tlog.Checkpoint, error) {
	c, _, err := tlog.Open(checkpoint, k.Origin(), k.verifier)
	return c, err
}
