package portal

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"strings"

	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// verifyView is the dot of the page that checks a proof.
type verifyView struct {
	ID, Proof, Statement, Key string
	Checked                   bool
	Verdict                   page.Verdict
	Steps                     page.Table
	Host                      string // this site's address, for the commands shown
}

// verify checks the record named in the address, or shows the empty form.
func (s *Service) verify(c *web.Ctx) error {
	id, err := word(c.Query("id"), "id", "证明编号")
	if err != nil {
		return err
	}
	v := verifyView{ID: id, Key: s.log.Public()}
	if id == "" {
		return s.showVerify(c, v)
	}
	p, err := s.log.Prove(c.Context(), id)
	if err != nil {
		return err
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return err
	}
	steps, err := CheckProof(bytes.NewReader(p.File), b, v.Key)
	if err != nil {
		return err
	}
	v.Proof, v.Statement = string(p.File), string(b)
	v.check(c.Lang(), steps, p.Withdrawn)
	if r, err := s.Results.Result(c.Context(), id); err == nil && r.Withdrawn && r.Why != "" && p.Withdrawn != "" {
		v.Verdict.Note, v.Verdict.With = "{1}", []any{r.why(c.Lang())}
	}
	return s.showVerify(c, v)
}

// verifyPosted checks what was pasted or uploaded, and asks the database nothing: the answer is the arithmetic's alone.
func (s *Service) verifyPosted(c *web.Ctx) error {
	form, err := c.Form()
	if err != nil {
		return err
	}
	if id := strings.TrimSpace(form.Get("id")); id != "" && form.Get("proof") == "" && !uploaded(c, "proof_file") {
		return c.Redirect(address("/verify", "id", id))
	}
	v := verifyView{Key: strings.TrimSpace(form.Get("key"))}
	if v.Key == "" {
		v.Key = s.log.Public()
	}
	if v.Proof, err = given(c, form, "proof"); err != nil {
		return err
	}
	if v.Statement, err = given(c, form, "statement"); err != nil {
		return err
	}
	if strings.TrimSpace(v.Proof) == "" {
		return fault.Invalid(fault.Field{Name: "proof", Label: "证明文件", Zh: "请粘贴或上传证明文件，或填写证明编号", En: "paste or upload a proof file, or give the number of a record"})
	}
	steps, err := CheckProof(strings.NewReader(v.Proof), []byte(v.Statement), v.Key)
	if err != nil {
		return err
	}
	v.check(c.Lang(), steps, withdrawn(v.Statement))
	return s.showVerify(c, v)
}

func withdrawn(statement string) string {
	var s struct {
		Withdrawn string `json:"withdrawn"`
	}
	_ = json.Unmarshal([]byte(statement), &s) // what cannot be read is told by the check itself
	return s.Withdrawn
}

func uploaded(c *web.Ctx, name string) bool {
	files, err := c.Files(name)
	return err == nil && len(files) > 0 && files[0].Size > 0
}

// given is what was uploaded under the name, or else pasted.
func given(c *web.Ctx, form url.Values, name string) (string, error) {
	if !uploaded(c, name+"_file") {
		return strings.ReplaceAll(form.Get(name), "\r\n", "\n"), nil
	}
	files, err := c.Files(name + "_file")
	if err != nil {
		return "", err
	}
	f, err := files[0].Open()
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(f, MostProof+1))
	return string(b), errors.Join(err, f.Close())
}

// stepNames are the steps as people read them.
var stepNames = map[string]page.Word{"form": "读证明文件", "entry": "读日志条目", "content": "比对公示内容", "inclusion": "核对在日志之中", "signature": "核对签名"}

// check fills in verdict and steps.
func (v *verifyView) check(lang string, steps []Step, withdrawn string) {
	v.Checked = true
	switch {
	case Proved(steps) && withdrawn == "":
		v.Verdict = page.Verdict{Tone: page.OK, Text: "核验通过，公示内容没有被改动", Note: "下面每一步都可以用别的工具自己再做一遍"}
	case Intact(steps) && withdrawn != "":
		v.Verdict = page.Verdict{Tone: page.Late, Text: "曾经公示，已于 {1} 撤回", Args: []any{day(withdrawn)}, Note: "日志证明它公示过；撤回后不再提供原内容"}
	case Intact(steps):
		v.Verdict = page.Verdict{Text: "日志证明成立，公示内容没有比对", Note: "附上 /proof/编号.json 才能证明内容没有被改动"}
	default:
		v.Verdict = page.Verdict{Tone: page.Late, Text: "核验不通过", Note: "看下面哪一步不成立；内容、证明或公钥有一样不对"}
	}
	v.Steps = page.Table{Caption: "核验步骤", Columns: []page.Column{{Label: "步骤", Card: "head"}, {Label: "结果", Card: "mark"}, {Label: "说明", Card: "wide"}, {Label: "依据的值", Card: "wide", Code: true}}}
	for _, s := range steps {
		lamp := page.Lamp{Tone: page.Late, Text: "不成立"}
		if s.OK {
			lamp = page.Lamp{Tone: page.OK, Text: "成立"}
		} else if s.Skipped {
			lamp = page.Lamp{Tone: page.Near, Text: "未核对"}
		}
		v.Steps.Rows = append(v.Steps.Rows, page.Row{Bad: !s.OK && !s.Skipped, Cells: page.Cells(stepNames[s.Name], lamp, pick(lang, s.Zh, s.En), s.Value)})
	}
}

func (s *Service) showVerify(c *web.Ctx, v verifyView) error {
	v.Host = "https://" + c.R.Host
	if !c.Secure() {
		v.Host = "http://" + c.R.Host
	}
	return s.pages.Render(c, "portal.verify", verifyPage(v))
}

func verifyPage(v verifyView) page.View {
	return view("核验证明", "核对公示内容是否被改动，不需要登录", v)
}
