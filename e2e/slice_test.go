package e2e

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// published is a table as regulators publish it: a part of the real one where it is at hand, else one of our own in the same shape.
func published(t *testing.T) string {
	t.Helper()
	rows := [][]string{{"地区", "产品", "规格型号", "生产/批号", "生产企业", "不合格项", "标准值", "检验结果", "发布单位", "发布日期"}}
	f, err := os.Open("../../shared/data/china/foodkg/sampling_failures_2019.csv")
	if err == nil {
		all, err := csv.NewReader(f).ReadAll()
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		rows = all[:1]
		for _, r := range all[1:] {
			if r[0] == "甘肃" && len(rows) < 40 {
				rows = append(rows, r)
			}
		}
		rows = append(rows, all[1:4]...)
	}
	rows = append(rows, []string{"甘肃", "演示辣椒面", "500g/袋", "2019/10/8", "演示调味品厂", "苯甲酸", "不得使用", "0.35g/kg", "甘肃省市场监督管理局", "2019/11/30"},
		[]string{"甘肃", "演示韭菜" + stamp, "散装", "2019/10/9", "暂无数据", "腐霉利", "≤0.2mg/kg", "1.3mg/kg", "甘肃省市场监督管理局", "2019/11/30"},
		[]string{"甘肃", "演示无限量", "散装", "2019/10/9", "暂无数据", "某未知项目", "", "1.3mg/kg", "甘肃省市场监督管理局", "2019/11/30"})
	path := filepath.Join(t.TempDir(), "published.csv")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := csv.NewWriter(out).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// until reloads the page until it says one of the texts, and gives which.
func (p *person) until(texts ...string) string {
	p.t.Helper()
	for range 60 {
		body := p.text()
		for _, x := range texts {
			if strings.Contains(body, x) {
				return x
			}
		}
		time.Sleep(500 * time.Millisecond)
		p.open(p.at())
	}
	p.fail("none of %q came:\n%s", texts, clip(p.text()))
	return ""
}

var numbered = regexp.MustCompile(`/desk/sampling-result/([0-9a-f-]{36})`)

// idOf is the record whose page is in the window.
func (p *person) idOf() string {
	p.t.Helper()
	m := numbered.FindStringSubmatch(p.at())
	if m == nil {
		p.fail("not on the page of a result: %s", p.at())
	}
	return m[1]
}

// A published table comes in, is judged, checked and published by three people, stands on the portal, and its proof holds.
func TestFromPublishedTableToPublicProof(t *testing.T) {
	s := as(t, "sampler-gs", desktop)
	s.open("/desk/sampling-result/import")
	s.sees("上传并校验")
	s.shot("choose")
	s.upload("#sheet", published(t))
	s.follow("上传并校验")
	s.until("只写入有效行", "无法判读")
	s.shot("checked")
	s.follow("写入")
	s.until("整批撤销")
	s.shot("stored")

	s.open("/desk/sampling-result?q=演示韭菜" + stamp)
	s.sees("演示韭菜"+stamp, "不合格", "待审核")
	s.shot("list")
	s.press("main tbody tr a")
	s.sees("腐霉利", "≤0.2mg/kg", "1.3mg/kg", "不符合")
	s.shot("drafted")
	id := s.idOf()
	s.seesNot("审核通过") // the one who recorded it is not offered to check it

	c := as(t, "checker-gs", desktop)
	c.open("/desk/todo")
	c.sees("抽检结果")
	c.shot("todo")
	c.open("/desk/sampling-result/" + id)
	c.follow("审核通过")
	c.settle("审核通过")
	c.stands("演示韭菜"+stamp, "待公示")

	p := as(t, "publisher-gs", desktop)
	p.open("/desk/sampling-result/" + id)
	p.follow("公示")
	p.settle("公示")
	p.stands("演示韭菜"+stamp, "已公示")
	p.open("/desk/sampling-result/" + id)
	p.shot("published")

	v := visitor(t, phone)
	v.open("/result/" + id)
	v.sees("演示韭菜"+stamp, "腐霉利")
	v.shot("portal")
	v.open("/failing?food=演示韭菜" + stamp)
	v.sees("演示韭菜" + stamp)
	v.fits("failing")
	v.proved(id)
}

// stands wants the list to say how the result found by the text stands.
func (p *person) stands(text, state string) {
	p.t.Helper()
	p.open("/desk/sampling-result?q=" + text)
	row := eval[string](p, `(document.querySelector('main tbody tr') || {innerText: ''}).innerText`)
	if !strings.Contains(row, state) {
		p.fail("%s does not stand at %s: %s", text, state, row)
	}
}

// settle confirms where an action asks before it is taken.
func (p *person) settle(label string) {
	p.t.Helper()
	if p.count("main form[data-keys], main form.panel") > 0 && p.count(`main form [name=reason], main dialog[open]`) > 0 {
		p.follow(label)
	}
}

// proved checks the proof of a publication on the page and by the program, and wants a changed one to be refused.
func (p *person) proved(id string) {
	p.t.Helper()
	p.open("/verify?id=" + id)
	p.until("核验通过")
	p.fits("verify")
	p.shot("verified")
	dir := p.t.TempDir()
	for name, at := range map[string]string{"p.tlog-proof": "/proof/" + id, "p.json": "/proof/" + id + ".json"} {
		status, body, _ := site.get(p.t, at)
		if status != 200 {
			p.t.Fatalf("%s answered %d: %s", at, status, body)
		}
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
			p.t.Fatal(err)
		}
	}
	_, key, _ := site.get(p.t, "/log/key")
	args := []string{"proof", filepath.Join(dir, "p.tlog-proof"), "--json", filepath.Join(dir, "p.json"), "--key", strings.TrimSpace(string(key))}
	if out, code := site.command(p.t, "", args...); code != 0 {
		p.t.Errorf("shian proof: %d %s", code, out)
	}
	b, err := os.ReadFile(filepath.Join(dir, "p.json"))
	if err != nil {
		p.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "p.json"), []byte(strings.Replace(string(b), "演示韭菜"+stamp, "演示芹菜", 1)), 0o600); err != nil {
		p.t.Fatal(err)
	}
	if out, code := site.command(p.t, "", args...); code == 0 {
		p.t.Errorf("shian proof takes a changed record: %s", out)
	}
}
