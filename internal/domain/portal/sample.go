package portal

import (
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/page"
)

// examples shows the portal's pages with invented records.
func examples(p *page.Pages) {
	s := &Service{tree: place.Known}
	fail, gone := sampleResult(), &Result{ID: "0198", Withdrawn: true, Changed: "2026-07-30T02:00:00.000Z", Why: "复检合格"}
	rows := []Result{*fail, *fail, *fail}
	b := &operator.Public{ID: "1", Name: "武都区示例花椒调味品厂", Code: "91620702MA7HKD2N0J", Trade: operator.Production, Region: "621202", Status: operator.Active, Grade: "C",
		Licences: []operator.PublicLicence{{Number: "SC10362120200017", Kind: "SC", Ends: "2028-03-14"}, {Number: "JY16212020000174", Kind: "JY", Ends: "2026-01-02", Expired: true}}}
	proof := page.Proof{OK: true, Digest: "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", Index: 1204881, Size: 1310024, Root: "yX3v0mJ7oT1rQm8hJ0e4b9lQ2sH6dU5fKcW1pN3xZ8g=", Verify: "/verify?id=1", File: "/proof/1"}
	p.Example("portal.home", func() (string, any) { return "portal.home", s.homeView("zh", rows, s.sampleFigures()) })
	p.Example("portal.home.empty", func() (string, any) { return "portal.home", s.homeView("zh", nil, nil) })
	p.Example("portal.business.ask", func() (string, any) {
		return "portal.list", view("查企业", "按名称或统一社会信用代码查找，结果只含依法公开的内容", listView{Filter: page.Filter{Action: "/business", Fields: []page.FilterField{{Name: "q", Label: "名称或统一社会信用代码", Grow: true}}}})
	})
	p.Example("portal.business.found", func() (string, any) {
		return "portal.list", view("查企业", "", listView{Asked: true, Filter: page.Filter{Action: "/business", Active: 1, Total: 2}, Table: s.businessTable("zh", []operator.Public{*b, {ID: "2", Name: "示例小吃摊", Trade: operator.Stall, Region: "620102", Status: operator.Suspended}, {ID: "3", Name: "示例副食店", Trade: operator.Sale, Region: "6201", Status: operator.Closed}}), Next: "#"})
	})
	p.Example("portal.business", func() (string, any) { return "portal.business", s.businessView("zh", b, rows, "#", "") })
	p.Example("portal.failing", func() (string, any) {
		q := ResultQuery{Region: "621202", Category: "03"}
		return "portal.list", view("不合格食品", "", listView{Asked: true, Filter: s.failingFilter(q), Table: s.failingTable("zh", rows), Next: "#", First: "#"})
	})
	p.Example("portal.result", func() (string, any) { return "kit.stack", s.resultView("zh", fail, proof) })
	p.Example("portal.result.pass", func() (string, any) {
		return "kit.stack", s.resultView("zh", &Result{ID: "2", Food: "苹果", Conclusion: "pass", Category: "F01", Region: "620523", Purpose: "monitoring"}, page.Proof{OK: true, State: "待封存", Index: -1})
	})
	p.Example("portal.result.withdrawn", func() (string, any) {
		return "kit.stack", s.resultView("zh", gone, page.Proof{OK: true, State: "已撤回", Index: 88, Size: 1310024, Verify: "/verify?id=0198"})
	})
	p.Example("portal.verify", func() (string, any) {
		return "portal.verify", verifyPage(verifyView{Key: "shian.gansu/log+1c0a2f3e+AbCd", Host: "https://example.cn"})
	})
	for name, steps := range map[string][]Step{
		"passed": {{Name: "form", OK: true, Zh: "文件是一份完整的 C2SP 日志证明", En: "the file is a whole C2SP log proof"}, {Name: "content", OK: true, Zh: "公示内容一字未改", En: "the content is unchanged", Value: proof.Digest}},
		"failed": {{Name: "form", OK: true, Zh: "文件是一份完整的 C2SP 日志证明", En: "the file is a whole C2SP log proof"}, {Name: "content", Zh: "公示内容与日志条目不一致", En: "the content does not match the log entry"}},
		"part":   {{Name: "form", OK: true, Zh: "文件是一份完整的 C2SP 日志证明", En: "the file is a whole C2SP log proof"}, {Name: "content", Skipped: true, Zh: "没有给出公示内容", En: "the content was not given"}},
	} {
		p.Example("portal.verify."+name, func() (string, any) {
			v := verifyView{ID: "0197", Key: "shian.gansu/log+1c0a2f3e+AbCd", Host: "https://example.cn"}
			v.check("en", steps, "")
			return "portal.verify", verifyPage(v)
		})
	}
	p.Example("portal.data", func() (string, any) {
		return "portal.data", dataPage(dataView{Size: 1310024, Checkpoint: "shian.gansu/log\n1310024\n" + proof.Root + "\n"})
	})
	p.Example("portal.about", func() (string, any) { return "portal.about", view("公开什么，为什么", "", nil) })
}

func sampleResult() *Result {
	return &Result{ID: "0197", Food: "花椒粉", Spec: "50 g/袋", Brand: "示例", Made: "2026-06-12", Batch: "20260612", Conclusion: "fail",
		Failing: []Item{{"二氧化硫残留量", "0.42 g/kg", "≤0.15 g/kg"}, {"罗丹明 B", "18 μg/kg", "不得检出"}}, MakerName: "武都区示例花椒调味品厂", MakerAddress: "武都区示例路 1 号", OperatorName: "城关区示例超市",
		Maker: "1", Purpose: "supervision", Category: "03", Region: "620102", Day: "2026-07-02", Changed: "2026-07-30T02:00:00.000Z"}
}

func (s *Service) sampleFigures() []Figure {
	t3 := Figure{Code: "T3", Name: "食品合格率", Hits: 44213, Of: 45016, Target: 98}
	for i, r := range s.tree().Children(place.Root) {
		t3.Areas = append(t3.Areas, Area{Region: r.Code, Row: r.Row, Col: r.Col, Hits: int64(970 + 2*i), Of: 1000})
	}
	return []Figure{t3, {Code: "T2", Name: "主要农产品合格率", Hits: 7322, Of: 7491, Target: 97}}
}
