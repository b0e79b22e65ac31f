package sampling

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// proof ties what is published to the public log: the digest of exactly what the portal shows, the leaf that says so.
func (w *pages) proof(c *web.Ctx, r *Result) any {
	if w.Proofs == nil || r.State != Published && r.State != Withdrawn {
		return nil
	}
	shown := public(r)
	p := page.Proof{OK: true, Index: -1, Verify: w.VerifyAt + r.ID, File: "/proof/" + r.ID}
	if shown != nil {
		p.Digest = digest(shown)
	}
	found, err := w.Proofs.Prove(c.Context(), r.ID)
	switch {
	case err != nil: // not sealed yet, for about a second
		p.State, p.Verify, p.File = "待封存", "", ""
	case found.Withdrawn != "":
		p.State, p.Index = "已撤回", found.Index
	default:
		p.OK, p.Index = bytes.Equal(shown, []byte(found.Public)), found.Index
	}
	if p.Index >= 0 {
		p.Size, p.Root = w.tree(c)
	}
	body := []any{p}
	if r.PublicReason != "" {
		body = append(body, page.Detail{One: true, Facts: []page.Fact{{Label: "撤回公示原因", Value: pickLang(c, r.PublicReason, r.PublicReasonEn)}}})
	}
	return page.Panel{Title: "存证", Body: body}
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// tree reads size and root out of the newest checkpoint.
func (w *pages) tree(c *web.Ctx) (int64, string) {
	b, err := w.Proofs.Checkpoint(c.Context())
	lines := strings.SplitN(string(b), "\n", 4)
	if err != nil || len(lines) < 4 {
		return 0, ""
	}
	size, _ := strconv.ParseInt(lines[1], 10, 64)
	return size, lines[2]
}
