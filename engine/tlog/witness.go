package tlog

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// cosignature is the kind of a witness's key in a signed note: C2SP tlog-cosignature, Ed25519 with the time (cosignature/v1).
const cosignature = 0x04

var errWitnessKey = errors.New("tlog: this is no public key of a witness")

// A witness checks, and with its secret makes, cosignatures.
type witness struct {
	name   string
	id     uint32
	public ed25519.PublicKey
	secret ed25519.PrivateKey
	now    func() time.Time
}

// NewWitness makes a cosigner of the name with this secret key, its public key to publish, and a clock.
func NewWitness(name string, secret ed25519.PrivateKey, now func() time.Time) (signer note.Signer, public string) {
	w := newWitness(name, secret.Public().(ed25519.PublicKey))
	w.secret, w.now = secret, now
	key := base64.StdEncoding.EncodeToString(append([]byte{cosignature}, w.public...))
	return w, fmt.Sprintf("%s+%08x+%s", name, w.id, key)
}

// WitnessVerifier reads the public key of a witness.
func WitnessVerifier(public string) (note.Verifier, error) {
	name, rest, _ := strings.Cut(public, "+")
	id, key64, _ := strings.Cut(rest, "+")
	key, err := base64.StdEncoding.DecodeString(key64)
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != cosignature || name == "" {
		return nil, errWitnessKey
	}
	w := newWitness(name, key[1:])
	if id != fmt.Sprintf("%08x", w.id) {
		return nil, errWitnessKey
	}
	return w, nil
}

func newWitness(name string, public ed25519.PublicKey) *witness {
	sum := sha256.Sum256(append([]byte(name+"\n"+string(rune(cosignature))), public...))
	return &witness{name: name, id: binary.BigEndian.Uint32(sum[:]), public: public}
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.id }

func cosigned(seconds uint64, msg []byte) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatUint(seconds, 10)+"\n"), msg...)
}

func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(w.public, cosigned(binary.BigEndian.Uint64(sig), msg), sig[8:])
}

func (w *witness) Sign(msg []byte) ([]byte, error) {
	seconds := uint64(w.now().Unix())
	return append(binary.BigEndian.AppendUint64(nil, seconds), ed25519.Sign(w.secret, cosigned(seconds, msg))...), nil
}
