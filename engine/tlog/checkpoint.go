package tlog

import (
	"encoding/base64"
	"io"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// maxCheckpoint bounds a checkpoint with its signatures, in bytes.
const maxCheckpoint = 32 << 10

// A Checkpoint says how long the log was and what its root hash: C2SP tlog-checkpoint. Lines are extension lines, normally none.
type Checkpoint struct {
	Origin string // the name of the log, its address without scheme
	Size   int64
	Root   Hash
	Lines  []string
}

// Text is what is signed.
func (c Checkpoint) Text() string {
	text := c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + base64.StdEncoding.EncodeToString(c.Root[:]) + "\n"
	for _, line := range c.Lines {
		text += line + "\n"
	}
	return text
}

// ParseCheckpoint reads the text of a checkpoint without its signatures, exactly as Text writes it. The error is a *Failure.
func ParseCheckpoint(text string) (Checkpoint, error) {
	bad := failed(Form, nil, "检查点格式不对", "this is no checkpoint of a log")
	body, ended := strings.CutSuffix(text, "\n")
	if !ended || len(text) > maxCheckpoint {
		return Checkpoint{}, bad
	}
	lines := strings.Split(body, "\n")
	if len(lines) < 3 {
		return Checkpoint{}, bad
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > 1<<62 {
		return Checkpoint{}, bad
	}
	root, err := hash(lines[2])
	if err != nil {
		return Checkpoint{}, bad
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	if len(lines) > 3 {
		c.Lines = lines[3:]
	}
	for _, line := range append([]string{c.Origin}, c.Lines...) {
		if line == "" {
			return Checkpoint{}, bad
		}
	}
	if c.Text() != text {
		return Checkpoint{}, bad
	}
	return c, nil
}

// hash reads the base64 of a hash, in its one proper spelling.
func hash(s string) (h Hash, err error) {
	b, err := base64.StdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != HashSize || strings.ContainsAny(s, "\r\n") {
		return Hash{}, failed(Form, err, "哈希格式不对", "this is no hash")
	}
	return Hash(b), nil
}

// Sign writes the checkpoint as a signed note. A log signs none that does not continue the one it signed before.
func Sign(c Checkpoint, signers ...note.Signer) ([]byte, error) {
	if _, err := ParseCheckpoint(c.Text()); err != nil {
		return nil, err
	}
	return note.Sign(&note.Note{Text: c.Text()}, signers...)
}

// Open checks that a signed checkpoint is of the log named origin and signed by at least one of the verifiers; signatures of others
// are passed over. It gives the verifiers' names and keys in the note. The error is a *Failure.
func Open(signed []byte, origin string, known ...note.Verifier) (Checkpoint, *note.Note, error) {
	if len(signed) > maxCheckpoint {
		return Checkpoint{}, nil, failed(Form, nil, "检查点过大", "the checkpoint is too large")
	}
	n, err := note.Open(signed, note.VerifierList(known...))
	if err != nil {
		return Checkpoint{}, nil, failed(Signature, err, "检查点的签名不是由公布的密钥签出的", "the checkpoint is not signed by the published key")
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, nil, err
	}
	if c.Origin != origin {
		return Checkpoint{}, nil, failed(Origin, nil, "检查点属于另一个日志", "the checkpoint is of another log")
	}
	return c, n, nil
}

// NewKey makes an Ed25519 key of the log named name: the secret key to sign with, which must be kept, and the public key to publish.
func NewKey(random io.Reader, name string) (secret, public string, err error) {
	return note.GenerateKey(random, name)
}

// Signer and Verifier read the two keys.
func Signer(secret string) (note.Signer, error)     { return note.NewSigner(secret) }
func Verifier(public string) (note.Verifier, error) { return note.NewVerifier(public) }
