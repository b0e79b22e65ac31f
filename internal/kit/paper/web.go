package paper

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"strconv"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// Mount puts the page that QR codes open on the mux, and the files for whoever may see them.
func (p *Papers) Mount(m *web.Mux, draw *page.Pages) {
	w := pages{p, draw}
	m.Handle("GET /paper/{id}", web.Public(), w.show, web.Rate(120, 60))
	m.Handle("GET /paper/{id}/pdf", web.Public(), w.pdf, web.Rate(60, 30))
	m.Handle("GET /paper/{id}/words", web.Public(), w.words, web.Rate(60, 30))
}

type pages struct {
	*Papers
	draw *page.Pages
}

// show tells anybody who holds a sheet whether it is genuine and in force; what it says is told to those who may see it.
func (w pages) show(c *web.Ctx) error {
	x, err := find(c.Context(), w.d, c.Path("id"))
	if err != nil {
		return err
	}
	facts := []page.Fact{{Label: "文书编号", Value: x.Number, Code: true}, {Label: "出具单位", Value: x.Issuer}, {Label: "出具时间", Value: clock.Show(x.IssuedAt)}}
	v := page.View{Title: x.Number, Own: true, Bare: true, Crumbs: []page.Link{{Label: "首页", Href: "/"}}}
	_, err = w.Get(c.Context(), x.ID)
	switch {
	case err == nil:
		facts = append([]page.Fact{{Label: "名称", Value: x.Title}}, facts...)
		v.Acts = []page.Act{{Label: "打开文书（PDF）", Href: "/paper/" + x.ID + "/pdf", Tone: "main"}, {Label: "文书文字", Href: "/paper/" + x.ID + "/words"}}
	case !fault.Is(err, fault.KindMissing):
		return err
	}
	verdict, err := w.verdict(c, x, &facts)
	if err != nil {
		return err
	}
	hashes := []page.Fact{{Label: "文字摘要（页脚所印）", Value: x.Words, Code: true}, {Label: "文件摘要", Value: x.PDF, Code: true}}
	body := []any{verdict, page.Panel{Title: "文书", Body: []any{page.Detail{Facts: facts}}},
		page.Panel{Title: "摘要", Note: page.Word("SHA-256；与手中文书页脚所印一致的，内容未被改动"), Body: []any{page.Detail{One: true, Facts: hashes}}}}
	proof, err := w.proof(c, x)
	if err != nil {
		return err
	}
	v.Data = append(body, proof...)
	return w.draw.Render(c, "kit.stack", v)
}

// verdict says whether the document is in force, and adds what took its place.
func (w pages) verdict(c *web.Ctx, x *Document, facts *[]page.Fact) (page.Verdict, error) {
	if x.Supersedes != "" {
		old, err := find(c.Context(), w.d, x.Supersedes)
		if err != nil {
			return page.Verdict{}, err
		}
		*facts = append(*facts, page.Fact{Label: "替代", Value: old.Number, Href: "/paper/" + old.ID})
	}
	if x.InForce() {
		return page.Verdict{Tone: page.OK, Text: "这份文书真实有效", Note: "请核对编号、出具单位和页脚摘要与手中的文书一致"}, nil
	}
	*facts = append(*facts, page.Fact{Label: "失效时间", Value: clock.Show(x.EndedAt)})
	if x.Published || c.Actor != nil && c.Actor.ID != "" {
		*facts = append(*facts, page.Fact{Label: "失效理由", Value: x.Reason})
	}
	if x.SupersededBy == "" {
		return page.Verdict{Tone: page.Late, Text: "这份文书已作废", Note: "编号不再使用"}, nil
	}
	next, err := find(c.Context(), w.d, x.SupersededBy)
	if err != nil {
		return page.Verdict{}, err
	}
	*facts = append(*facts, page.Fact{Label: "现行文书", Value: next.Number, Href: "/paper/" + next.ID})
	return page.Verdict{Tone: page.Late, Text: "这份文书已被 {1} 替代", Args: []any{next.Number}, Note: "以替代它的文书为准"}, nil
}

// proof ties the register to the public log: the statement the log has must say the same.
func (w pages) proof(c *web.Ctx, x *Document) ([]any, error) {
	if w.Proofs == nil {
		return nil, nil
	}
	shown, err := x.statement()
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(shown)
	out := page.Proof{OK: true, Index: -1, State: "待封存", Digest: hex.EncodeToString(sum[:])}
	found, err := w.Proofs.Prove(c.Context(), x.ID)
	switch {
	case err == nil:
		out.OK, out.Index, out.State = bytes.Equal(shown, []byte(found.Public)), found.Index, ""
		out.Verify, out.File = "/verify?id="+url.QueryEscape(x.ID), "/proof/"+x.ID
		if b, err := w.Proofs.Checkpoint(c.Context()); err == nil {
			if lines := strings.SplitN(string(b), "\n", 4); len(lines) == 4 {
				out.Size, _ = strconv.ParseInt(lines[1], 10, 64)
				out.Root = lines[2]
			}
		}
	case !fault.Is(err, fault.KindMissing):
		return nil, err
	}
	return []any{page.Panel{Title: "存证", Note: page.Word("不登录即可核验"), Body: []any{out}}}, nil
}

func (w pages) pdf(c *web.Ctx) error {
	x, pdf, err := w.Open(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return Send(c, x.Number, pdf)
}

// Send answers with a PDF that the browser shows and saves under the name.
func Send(c *web.Ctx, name string, pdf []byte) error {
	h := c.W.Header()
	h.Set("Content-Disposition", `inline; filename="document.pdf"; filename*=UTF-8''`+url.PathEscape(name+".pdf"))
	h.Set("Cache-Control", "private, no-cache")
	return c.Bytes("application/pdf", pdf)
}

func (w pages) words(c *web.Ctx) error {
	words, err := w.Read(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "private, no-cache")
	return c.Bytes("text/plain; charset=utf-8", []byte(words))
}

// Panel lists the documents about a record with what is in force, for the record's page; nil: there are none.
func Panel(all []Document) any {
	if len(all) == 0 {
		return nil
	}
	t := page.Table{Caption: "文书", Columns: []page.Column{{Label: "编号", Card: "head"}, {Label: "名称", Card: "wide"}, {Label: "状态", Card: "mark"}, {Label: "出具时间", NoWrap: true}}}
	for i := len(all) - 1; i >= 0; i-- {
		x := all[i]
		lamp := page.Lamp{Tone: page.OK, Text: "有效"}
		switch {
		case x.SupersededBy != "":
			lamp = page.Lamp{Tone: page.Shut, Text: "已被替代"}
		case !x.InForce():
			lamp = page.Lamp{Tone: page.Shut, Text: "已作废"}
		}
		t.Rows = append(t.Rows, page.Row{Href: "/paper/" + x.ID, Cells: page.Cells(x.Number, x.Title, lamp, clock.Show(x.IssuedAt))})
	}
	return page.Panel{Title: "文书", Flush: true, Body: []any{t}}
}
