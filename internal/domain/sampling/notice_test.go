package sampling_test

import (
	"strings"
	"testing"

	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/paper"
	"shian/internal/kit/paper/papertest"
)

// press runs fn on both databases with documents.
func press(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.Papers = paper.New(d, paper.Config{Site: "https://shian.example.cn"})
		fn(t, h)
	}, append(append([]db.Schema{}, schemas...), paper.Schema)...)
}

func (h *house) opened(t *testing.T, x *paper.Document) string {
	t.Helper()
	_, pdf, err := h.Papers.Open(as(t, access.Nobody), x.ID)
	if err != nil {
		t.Fatal(err)
	}
	text, err := papertest.Text(pdf)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (h *house) withdraw(t *testing.T, id string) {
	t.Helper()
	h.must(t, another, id, sampling.ActWithdraw)
	if err := h.d.Write(as(t, access.System), func(tx *db.Tx) error { return h.Renotify(as(t, access.System), tx, id) }); err != nil {
		t.Fatal(err)
	}
}

// 食品安全抽样检验管理办法 第四十六条: the notice says exactly what is published.
func TestTheNoticeOfAResultSaysWhatIsPublishedAndItsWithdrawalTakesItsPlace(t *testing.T) {
	press(t, func(t *testing.T, h *house) {
		r := h.create(t, sampler, sample("GC1", "0.9mg/kg"))
		if _, err := h.IssueNotice(as(t, publisher), r.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("a notice of what is not published: %v", err)
		}
		h.publish(t, r.ID)
		x, err := h.IssueNotice(as(t, publisher), r.ID)
		if err != nil || x.Number != "城关区市监食公〔2026〕1号" {
			t.Fatalf("%v %+v", err, x)
		}
		want := "城关区市场监督管理局\n城关区市监食公〔2026〕1号\n食品安全抽样检验结果公示通知\n" +
			"依据《食品安全抽样检验管理办法》第四十六条，现将下列样品的抽样检验结果予以\n公示。结论只对所列批次的样品和所检项目，不涉及同一生产经营者的其他产品。\n" +
			"样品名称\n韭菜\n食品类别\n鳞茎类蔬菜\n规格型号\n/\n商标\n/\n生产日期\n2026-05-09\n批号\n/\n标称生产者\n示例合作社\n生产者地址\n/\n被抽样单位\n示例超市\n被抽样单位地址\n/\n" +
			"抽样地区\n兰州市城关区\n抽样日期\n2026-05-10\n抽检类型\n监督抽检\n结论\n不合格\n不合格项目\n项目\n检验结果\n标准值\n腐霉利\n0.9mg/kg\n≤0.5mg/kg\n" +
			"公示有误或者经复检、异议审核改变结论的，本机关撤回公示，另发文书替代本通\n知。\n扫码核验真伪和现行状态：\nhttps://shian.example.cn/paper/\n"
		text := h.opened(t, x)
		if !strings.HasPrefix(text, want) {
			t.Errorf("the notice reads\n%s", text)
		}
		if !strings.HasSuffix(text, "城关区市场监督管理局\n2026年5月20日\n（印章）\n1 / 1\n内容 SHA-256："+x.Words+"\n\f") {
			t.Errorf("the notice ends\n%s", text)
		}
		if _, err := h.IssueNotice(as(t, publisher), r.ID); !fault.Is(err, fault.KindRefused) {
			t.Errorf("two notices in force: %v", err)
		}
		h.withdraw(t, r.ID)
		all, err := h.Papers.Of(t.Context(), h.d, sampling.Kind, r.ID)
		if err != nil || len(all) != 2 || all[0].InForce() || all[0].SupersededBy != all[1].ID || !all[1].InForce() || all[1].Number != "城关区市监食公〔2026〕2号" {
			t.Fatalf("%v %+v", err, all)
		}
		if text := h.opened(t, &all[1]); !strings.Contains(text, "撤回公示通知") || !strings.Contains(text, "城关区市监食公〔2026〕1号") || strings.Contains(text, "韭菜") || strings.Contains(text, "示例超市") {
			t.Errorf("the withdrawal reads\n%s", text)
		}
		if err := h.d.Write(as(t, access.System), func(tx *db.Tx) error { return h.Renotify(as(t, access.System), tx, r.ID) }); err != nil {
			t.Fatal(err)
		}
		if again, err := h.Papers.Of(t.Context(), h.d, sampling.Kind, r.ID); err != nil || len(again) != 2 {
			t.Errorf("heard twice, superseded twice: %v %d", err, len(again))
		}
		if _, err := h.IssueNotice(as(t, publisher), r.ID); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a notice of what was withdrawn: %v", err)
		}
	})
}

func TestABulletinHoldsTheFailingBatchesAndIsSupersededWhenOneIsWithdrawn(t *testing.T) {
	press(t, func(t *testing.T, h *house) {
		var ids []string
		for i, figure := range []string{"0.9mg/kg", "0.1mg/kg", "0.8mg/kg"} {
			x := sample("GC"+string(rune('1'+i)), figure)
			x.SampledAt, x.OperatorName = "2026-05-1"+string(rune('0'+i)), "示例超市"+string([]rune("甲乙丙")[i])
			r := h.create(t, sampler, x)
			h.publish(t, r.ID)
			ids = append(ids, r.ID)
		}
		if _, err := h.IssueBulletin(as(t, elsewhere), sampling.PublicQuery{Region: "620102"}); !fault.Is(err, fault.KindRefused) {
			t.Errorf("another county's bulletin: %v", err)
		}
		if _, err := h.IssueBulletin(as(t, publisher), sampling.PublicQuery{From: "2026-05-20"}); !fault.Is(err, fault.KindRefused) {
			t.Errorf("an empty bulletin: %v", err)
		}
		b, err := h.Draft(as(t, publisher), sampling.PublicQuery{})
		if text, e := papertest.Text(b); err != nil || e != nil || !strings.Contains(text, "草稿") || strings.Contains(text, "〔") {
			t.Errorf("%v %v: the draft reads\n%s", err, e, text)
		}
		x, err := h.IssueBulletin(as(t, publisher), sampling.PublicQuery{From: "2026-05-01", To: "2026-05-31"})
		if err != nil || x.Number != "城关区市监食告〔2026〕1号" {
			t.Fatalf("%v %+v", err, x)
		}
		text := h.opened(t, x)
		for _, want := range []string{"关于 2 批次食品抽样检验不合格情况的通告", "示例超市甲", "0.9mg/kg", "0.8mg/kg", "2026-05-01至2026-05-31抽样"} {
			if !strings.Contains(strings.ReplaceAll(text, "\n", ""), want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
		if strings.Contains(text, "0.1mg/kg") {
			t.Error("a passing batch is among the failing ones")
		}
		h.withdraw(t, ids[0])
		all, err := h.Bulletins(t.Context(), h.d, "6201", 10)
		if err != nil || len(all) != 1 || all[0].Supersedes != x.ID || all[0].Asked != "2026-05-01至2026-05-31抽样" {
			t.Fatalf("%v %+v", err, all)
		}
		text = h.opened(t, &all[0].Document)
		if !strings.Contains(text, "关于 1 批次") || !strings.Contains(text, "（已撤回公示）") || strings.Contains(text, "0.9mg/kg") || !strings.Contains(text, "0.8mg/kg") || !strings.Contains(text, "本通告替代 城关区市监食告〔2026〕1号") {
			t.Errorf("the new bulletin reads\n%s", text)
		}
	})
}

func TestNoTwoOfficesShareThePrefixOfTheirNumbers(t *testing.T) {
	h := openBare(t)
	seen := map[string]string{}
	for code, prefix := range h.Prefixes() {
		if other, twice := seen[prefix]; twice {
			t.Errorf("%s and %s both begin with %s", code, other, prefix)
		}
		seen[prefix] = code
	}
	for prefix, code := range map[string]string{"甘市监食公": "62", "兰州市监食公": "6201", "城关区市监食公": "620102", "临夏州市监食公": "6229", "临夏市市监食公": "622901", "积石山县市监食公": "622927"} {
		if seen[prefix] != code {
			t.Errorf("%s is of %q, want %s", prefix, seen[prefix], code)
		}
	}
}
