package tlog

import (
	"bytes"
	"encoding/base64"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// maxProofFile bounds a proof file, in bytes, and with it the extra data.
const maxProofFile = 256 << 10

const proofHeader = "c2sp.org/tlog-proof@v1\n"

// A Proof ties one entry to a signed checkpoint, to be checked offline: C2SP tlog-proof, file extension .tlog-proof.
//
// Extra is not authenticated by the format. We carry the salt in it that makes a public page into the bytes of its leaf;
// a wrong salt gives another leaf and the check fails.
type Proof struct {
	Index      int64
	Extra      []byte
	Hashes     []Hash
	Checkpoint []byte // the signed checkpoint as it was issued
}

// Prove makes the proof that leaf index is in the tree of the signed checkpoint, whose size is given.
func Prove(size, index int64, signed, extra []byte, r Reader) (Proof, error) {
	hashes, err := ProveInclusion(size, index, r)
	if err != nil {
		return Proof{}, err
	}
	return Proof{Index: index, Extra: extra, Hashes: hashes, Checkpoint: signed}, nil
}

// Encode writes the proof as a file.
func (p Proof) Encode() []byte {
	var b bytes.Buffer
	b.WriteString(proofHeader)
	if len(p.Extra) > 0 {
		b.WriteString("extra " + base64.StdEncoding.EncodeToString(p.Extra) + "\n")
	}
	b.WriteString("index " + strconv.FormatInt(p.Index, 10) + "\n")
	for _, h := range p.Hashes {
		b.WriteString(base64.StdEncoding.EncodeToString(h[:]) + "\n")
	}
	b.WriteByte('\n')
	b.Write(p.Checkpoint)
	return b.Bytes()
}

// ParseProof reads a proof file, which may end its lines with CR LF as mail and editors do. It checks the form alone; Check does the
// rest. The error is a *Failure.
func ParseProof(file []byte) (Proof, error) {
	bad := func(zh, en string) (Proof, error) {
		return Proof{}, failed(Form, nil, "这不是一份有效的证明文件："+zh, "this is no valid proof file: "+en)
	}
	if len(file) > maxProofFile {
		return bad("文件过大", "it is too large")
	}
	text := strings.TrimPrefix(strings.ReplaceAll(string(file), "\r\n", "\n"), "\ufeff")
	rest, ok := strings.CutPrefix(text, proofHeader)
	if !ok {
		return bad("首行应为 "+strings.TrimSpace(proofHeader), "the first line must be "+strings.TrimSpace(proofHeader))
	}
	var p Proof
	if line, after, _ := strings.Cut(rest, "\n"); strings.HasPrefix(line, "extra ") {
		extra, err := base64.StdEncoding.Strict().DecodeString(line[len("extra "):])
		if err != nil || len(extra) == 0 {
			return bad("extra 行不是 base64", "the line extra is not base64")
		}
		p.Extra, rest = extra, after
	}
	line, rest, _ := strings.Cut(rest, "\n")
	digits, ok := strings.CutPrefix(line, "index ")
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil || n < 0 || strconv.FormatInt(n, 10) != digits {
		return bad("缺少 index 行或序号不对", "the line index is missing or has no number")
	}
	p.Index = n
	for {
		line, after, more := strings.Cut(rest, "\n")
		if !more {
			return bad("缺少检查点", "the checkpoint is missing")
		}
		rest = after
		if line == "" {
			break
		}
		h, err := hash(line)
		if err != nil || len(p.Hashes) == maxProof {
			return bad("哈希行不对", "a line of it is no hash, or there are too many")
		}
		p.Hashes = append(p.Hashes, h)
	}
	if rest == "" || len(rest) > maxCheckpoint {
		return bad("检查点缺失或过大", "the checkpoint is missing or too large")
	}
	p.Checkpoint = []byte(rest)
	return p, nil
}

// Check checks the whole proof for an entry's leaf hash: the checkpoint is of the log named origin and signed by one of the
// verifiers, and the leaf is in its tree. It returns that checkpoint. The error is a *Failure.
func (p Proof) Check(leaf Hash, origin string, known ...note.Verifier) (Checkpoint, error) {
	c, _, err := Open(p.Checkpoint, origin, known...)
	if err != nil {
		return Checkpoint{}, err
	}
	if err := CheckInclusion(p.Hashes, c.Size, c.Root, p.Index, leaf); err != nil {
		return Checkpoint{}, err
	}
	return c, nil
}
