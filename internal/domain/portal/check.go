package portal

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"shian/engine/tlog"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
)

// MostProof is the longest proof file or statement that is read, in bytes; a real one has a few thousand.
const MostProof = 256 << 10

// A Step is one step of checking a proof: what was looked at, and what it means that it holds or does not.
type Step struct {
	Name    string // form, entry, content, inclusion, signature
	OK      bool
	Skipped bool   // nothing was given to check it with
	Zh, En  string // one sentence each
	Value   string // the hash or text it rests on
}

// Text is the sentence in the given language ("en", otherwise Chinese), with whether the step holds in front.
func (s Step) Text(lang string) string {
	mark := [2]string{"不成立", "fails"}
	switch {
	case s.OK:
		mark = [2]string{"成立", "holds"}
	case s.Skipped:
		mark = [2]string{"未核对", "not compared"}
	}
	return pick(lang, mark[0]+"："+s.Zh, mark[1]+": "+s.En)
}

// Proved reports that every step was taken and holds.
func Proved(steps []Step) bool {
	for _, s := range steps {
		if !s.OK || s.Skipped {
			return false
		}
	}
	return len(steps) > 0
}

// Intact reports that no step failed; some may have been skipped.
func Intact(steps []Step) bool {
	for _, s := range steps {
		if !s.OK && !s.Skipped {
			return false
		}
	}
	return len(steps) > 0
}

// A statement is what /proof/{record}.json gives: the publication and the salt that ties it to its leaf.
type statement struct {
	Record string `json:"record"`
	Salt   string `json:"salt"`
	Public string `json:"public"`
}

// CheckProof checks a C2SP tlog-proof file step by step against the public key of the log (name+hash+base64). public is the
// content of /proof/{record}.json, which holds the publication and its salt; without it the step that compares the content is
// skipped. Steps after one that fails are left out when they rest on it. The error is for what cannot be read at all.
//
// Nothing of the platform's database is asked: anybody gets the same answer from the same three inputs.
func CheckProof(r io.Reader, public []byte, key string) ([]Step, error) {
	file, err := io.ReadAll(io.LimitReader(r, MostProof+1))
	if err != nil {
		return nil, err
	}
	if len(file) > MostProof || len(public) > MostProof {
		return nil, fault.Invalid(fault.Field{Name: "proof", Label: "证明文件", Zh: "文件超过 256 KB，不是证明文件，请重选", En: "the file is above 256 KB and so no proof; choose another"})
	}
	c := &checking{}
	p, ok := c.form(file)
	if !ok {
		return c.steps, nil
	}
	leaf, ok := c.entry(p.Extra)
	if ok {
		c.content(leaf, public)
	}
	c.tree(p, strings.TrimSpace(key))
	return c.steps, nil
}

type checking struct{ steps []Step }

func (c *checking) good(name, value, zh, en string) {
	c.steps = append(c.steps, Step{Name: name, OK: true, Value: value, Zh: zh, En: en})
}

// bad notes a step that fails, with the sentence of the engine where it has one.
func (c *checking) bad(name, value, zh, en string, cause error) {
	var f *tlog.Failure
	if errors.As(cause, &f) {
		zh, en = zh+"："+f.Zh, en+": "+f.En
	}
	c.steps = append(c.steps, Step{Name: name, Value: value, Zh: zh, En: en})
}

func (c *checking) form(file []byte) (tlog.Proof, bool) {
	p, err := tlog.ParseProof(file)
	if err != nil {
		c.bad("form", "", "这不是一份完整的证明文件", "this is not a whole proof file", err)
		return p, false
	}
	c.good("form", fmt.Sprintf("c2sp.org/tlog-proof@v1, index %d", p.Index), "文件是一份完整的 C2SP 日志证明", "the file is a whole C2SP log proof")
	return p, true
}

func (c *checking) entry(extra []byte) (journal.Leaf, bool) {
	var leaf journal.Leaf
	if err := json.Unmarshal(extra, &leaf); err != nil || leaf.V != 1 {
		c.bad("entry", "", "证明里没有可读的日志条目", "the proof holds no readable log entry", nil)
		return leaf, false
	}
	if leaf.Public == "" || leaf.Record == "" {
		c.bad("entry", leaf.Kind, "这条日志不是一次公示", "this log entry is no publication", nil)
		return leaf, false
	}
	c.good("entry", leaf.Record, "日志条目说明：这项记录在 "+leaf.At+" 公示", "the log entry says that this record was published at "+leaf.At)
	return leaf, true
}

func (c *checking) content(leaf journal.Leaf, public []byte) {
	const name = "content"
	if len(strings.TrimSpace(string(public))) == 0 {
		c.steps = append(c.steps, Step{Name: name, Skipped: true, Zh: "没有给出公示内容（证明编号.json），这一步没有核对", En: "the published content (the .json beside the proof) was not given, so this was not compared"})
		return
	}
	var s statement
	salt, err := []byte(nil), json.Unmarshal(public, &s)
	if err == nil {
		salt, err = hex.DecodeString(s.Salt)
	}
	switch {
	case err != nil || len(salt) == 0:
		c.bad(name, "", "公示内容不是 /proof/编号.json 的原文，里面没有盐值", "the content is not that of /proof/{id}.json: it has no salt", nil)
		return
	case s.Public == "":
		c.steps = append(c.steps, Step{Name: name, Skipped: true, Zh: "公示已撤回，内容不再提供，无法比对", En: "the publication was withdrawn and its content is no longer given, so it cannot be compared"})
		return
	case s.Record != leaf.Record:
		c.bad(name, s.Record, "公示内容是另一项记录的", "the content is that of another record", nil)
		return
	}
	sum := sha256.Sum256(append(salt, s.Public...))
	if got := hex.EncodeToString(sum[:]); got != leaf.Public {
		c.bad(name, got, "公示内容与日志条目不一致：内容被改过，或不是这一次公示的", "the content does not match the log entry: it was changed, or is of another publication", nil)
		return
	}
	c.good(name, leaf.Public, "公示内容一字未改：盐值加内容的 SHA-256 与日志条目相同", "the content is unchanged: SHA-256 of salt and content is that of the log entry")
}

// tree checks the path to the root and who signed it. The signature comes first in time and last for the reader: the root it
// signs is what the path must lead to.
func (c *checking) tree(p tlog.Proof, key string) {
	v, err := tlog.Verifier(key)
	if err != nil {
		c.bad("signature", key, "公钥不可用，应形如 名称+编号+base64", "the key cannot be used; it looks like name+hash+base64", nil)
		return
	}
	checkpoint, _, err := tlog.Open(p.Checkpoint, v.Name(), v)
	if err != nil {
		c.bad("signature", v.Name(), "检查点的签名不成立", "the checkpoint's signature does not hold", err)
		return
	}
	hash := tlog.Leaf(p.Extra)
	if err := tlog.CheckInclusion(p.Hashes, checkpoint.Size, checkpoint.Root, p.Index, hash); err != nil {
		c.bad("inclusion", hash.String(), "这条日志不在所签的日志里", "the entry is not in the signed log", err)
	} else {
		c.good("inclusion", hash.String(), fmt.Sprintf("由条目的哈希沿 %d 个节点算出的根，与检查点的根相同：条目在日志里", len(p.Hashes)),
			fmt.Sprintf("the entry's hash leads over %d nodes to the root of the checkpoint: the entry is in the log", len(p.Hashes)))
	}
	c.good("signature", checkpoint.Root.String(), fmt.Sprintf("检查点（%d 条）由公钥 %s 签名", checkpoint.Size, v.Name()), fmt.Sprintf("the checkpoint of %d entries is signed by the key %s", checkpoint.Size, v.Name()))
}
