package laboratory_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"shian/engine/limit"
	"shian/internal/domain/laboratory"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
)

// 食品安全法 第八十四条: only a qualified laboratory tests.
func TestArticle84OnlyWhatIsInScopeAndInForce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.as(t, province)
		fit := func(category, day string, items ...string) error {
			return h.Fit(ctx, h.d, h.a.ID, category, items, day)
		}
		if err := fit("F02", "2026-05-20", "铅", "腐霉利"); err != nil {
			t.Error(err)
		}
		refused(t, fit("F02", "2026-05-20", "铅", "镉"), "镉", "示例检测中心", "fsl-84")
		refused(t, fit("F02", "2030-01-01", "铅"), "有效期", "2029-12-31")
		refused(t, fit("F02", "2023-12-31", "铅"), "有效期")
		x := &laboratory.Scope{Laboratory: h.a.ID, Category: "F02", Item: "镉", Method: "GB 5009.15", From: "2026-01-01", To: "2026-06-30"}
		h.create(t, h.Scopes.Create(ctx, x))
		if err := fit("F0201", "2026-06-30", "镉"); err != nil {
			t.Error(err)
		}
		refused(t, fit("F02", "2026-07-01", "镉"), "镉", "过期")
		refused(t, fit("F01", "2026-06-01", "镉"), "镉")
		if err := h.Fit(ctx, h.d, "nobody", "", nil, "2026-05-20"); !fault.Is(err, fault.KindMissing) {
			t.Errorf("an unknown laboratory: %v", err)
		}
	})
}

// 食品安全抽样检验管理办法（2014）第四十八条: five years without commissions.
func TestArticle48BarsForFiveYears(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.as(t, province)
		b := &laboratory.Bar{Laboratory: h.a.ID, Fault: "false", Decision: "示市监〔2026〕1号", From: "2026-03-01", Note: "出具虚假报告"}
		h.create(t, h.Bars.Create(ctx, b))
		if b.To != "2031-03-01" {
			t.Errorf("barred until %s", b.To)
		}
		refused(t, h.Fit(ctx, h.d, h.a.ID, "", []string{"铅"}, "2026-05-20"), "不得委托", "2031-03-01", "sampling-2014-48")
		if err := h.Fit(ctx, h.d, h.a.ID, "", []string{"铅"}, "2026-02-28"); err != nil {
			t.Errorf("before the decision: %v", err)
		}
		all, err := h.Eligible(ctx, h.d, "", []string{"铅"}, "2026-05-20", "")
		if err != nil || len(all) != 1 || all[0].ID != h.b.ID {
			t.Errorf("%v %v may be drawn, want the other laboratory only", all, err)
		}
		if all, err = h.Eligible(ctx, h.d, "", []string{"铅"}, "2026-05-20", h.b.ID); err != nil || len(all) != 0 {
			t.Errorf("%v %v: the first laboratory itself may be drawn", all, err)
		}
	})
}

func TestAnUnfitLaboratoryCannotReceiveButCanReject(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.expect(t, "S1", "铅", "镉")
		if o.State != laboratory.Coming {
			t.Fatal(o.State)
		}
		refused(t, h.receive(t, o.ID), "镉", "资质")
		h.create(t, h.write(t, h.manager, func(ctx context.Context, tx *db.Tx) error {
			return h.Refuse(ctx, tx, o.ID, "没有镉的资质", laboratory.Arrival{Sealed: true})
		}))
		if o = h.order(t, o.ID); o.State != laboratory.Rejected || o.Remark != "没有镉的资质" {
			t.Errorf("%+v", o)
		}
		if n := h.told(t, laboratory.TopicRejected); n != 1 {
			t.Errorf("%d messages of the rejection", n)
		}
	})
}

func (h *house) told(t testing.TB, topic string) (n int) {
	t.Helper()
	h.create(t, h.d.Row(t.Context(), `SELECT count(*) FROM outbox_message WHERE topic = $1`, topic).Scan(&n))
	return n
}

func TestReceivingAsksForSealAndQuantity(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.expect(t, "S1", "铅")
		refused(t, h.do(t, h.manager, laboratory.KindOrder, o.ID, laboratory.ActReceive), "封条")
		err := h.write(t, h.manager, func(ctx context.Context, tx *db.Tx) error {
			return h.Receive(ctx, tx, o.ID, laboratory.Arrival{Temperature: "冷"})
		})
		if f := fault.Of(err); len(f.Fields) != 3 {
			t.Errorf("%v: want temperature, quantity and remark", err)
		}
		if again := h.expect(t, "S1", "铅"); again.ID != o.ID {
			t.Error("the same sample opened a second order")
		}
	})
}

// Whoever measures does not learn whose sample it is.
func TestAnalystsSeeTheBlindCodeOnly(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.received(t, "SAMPLE-7", "铅")
		for _, x := range []struct {
			who  *access.Actor
			sees bool
		}{{h.analyst, false}, {h.checker, false}, {h.manager, true}, {h.signer, true}} {
			d, err := h.Orders.Open(h.as(t, x.who), o.ID)
			h.create(t, err)
			b, err := d.Fields.JSON(x.who)
			h.create(t, err)
			if got := strings.Contains(string(b), "SAMPLE-7"); got != x.sees {
				t.Errorf("%s sees the sample: %v in %s", x.who.ID, got, b)
			}
			if !strings.Contains(string(b), o.Code) {
				t.Errorf("%s does not see the blind code", x.who.ID)
			}
		}
	})
}

func TestFromReceiptToReportByThreePeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.received(t, "S1", "腐霉利", "铅")
		refused(t, h.do(t, h.analyst, laboratory.KindOrder, o.ID, laboratory.ActSubmit), "腐霉利", "铅")
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "腐霉利", Value: "13mg/kg"}))
		h.create(t, h.measure(t, h.second, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.01mg/kg"}))
		h.must(t, h.analyst, o.ID, laboratory.ActSubmit)
		refused(t, h.do(t, h.second, laboratory.KindOrder, o.ID, laboratory.ActCheck), "测过", "fsl-85")
		h.must(t, h.checker, o.ID, laboratory.ActCheck)
		refused(t, h.do(t, h.checker, laboratory.KindOrder, o.ID, laboratory.ActApprove), "请换人办理")
		refused(t, h.do(t, h.second, laboratory.KindOrder, o.ID, laboratory.ActApprove), "测过")
		h.must(t, h.signer, o.ID, laboratory.ActApprove)
		o = h.order(t, o.ID)
		if o.State != laboratory.Finished || o.Conclusion != laboratory.Fail || !strings.HasPrefix(o.ReportNo, "示检食字〔2026〕1号") {
			t.Errorf("%+v", o)
		}
		words, err := h.papers.Read(h.as(t, h.signer), o.Document)
		h.create(t, err)
		for _, want := range []string{"腐霉利", "13mg/kg", "不符合", "analyst、second", "checker", "signer", o.Code, "CYS1"} {
			if !strings.Contains(words, want) {
				t.Errorf("the report does not say %q:\n%s", want, words)
			}
		}
		var r laboratory.Reported
		h.last(t, laboratory.TopicReported, &r)
		if r.Sample != "S1" || r.Report != o.ReportNo || len(r.Items) != 2 || r.Declared != laboratory.Fail || r.Supersedes {
			t.Errorf("%+v", r)
		}
		refused(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "铅", Value: "9mg/kg", Again: true, Why: "想改"}), "已批准")
	})
}

func (h *house) last(t testing.TB, topic string, into any) {
	t.Helper()
	var b []byte
	h.create(t, h.d.Row(t.Context(), `SELECT payload FROM outbox_message WHERE topic = $1 ORDER BY id DESC LIMIT 1`, topic).Scan(&b))
	h.create(t, json.Unmarshal(b, into))
}

func TestARetestKeepsTheFirstResult(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.received(t, "S1", "腐霉利")
		first := laboratory.Reading{Code: o.Code, Item: "腐霉利", Value: "13mg/kg"}
		h.create(t, h.measure(t, h.analyst, first))
		refused(t, h.measure(t, h.analyst, first), "复测")
		refused(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "腐霉利", Value: "0.1mg/kg", Again: true}), "原因")
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "腐霉利", Value: "0.1mg/kg", Again: true, Why: "平行样超差"}))
		all, err := h.Readings.List(h.as(t, h.analyst), record.Query{Filter: map[string]string{"code": o.Code}})
		h.create(t, err)
		if len(all.Rows) != 2 {
			t.Fatalf("%d readings", len(all.Rows))
		}
		for i := range all.Rows {
			r := all.Rows[i]
			r.Value = "0mg/kg"
			refused(t, h.Readings.Update(h.as(t, h.analyst), &r), "")
			refused(t, h.Readings.Cancel(h.as(t, h.analyst), r.ID, r.Version, "删掉"), "不能修改或删除")
		}
		tests, err := h.Tests.List(h.as(t, h.analyst), record.Query{Filter: map[string]string{"code": o.Code}})
		h.create(t, err)
		if x := tests.Rows[0]; x.Result != "0.1mg/kg" || x.Readings != 2 || x.Verdict != limit.Pass {
			t.Errorf("%+v", x)
		}
		o = h.submitAndApprove(t, o)
		words, err := h.papers.Read(h.as(t, h.signer), o.Document)
		h.create(t, err)
		if !strings.Contains(words, "13mg/kg") || !strings.Contains(words, "平行样超差") {
			t.Errorf("the report hides the first result:\n%s", words)
		}
	})
}

func (h *house) submitAndApprove(t testing.TB, o *laboratory.Order) *laboratory.Order {
	t.Helper()
	h.must(t, h.analyst, o.ID, laboratory.ActSubmit)
	h.must(t, h.checker, o.ID, laboratory.ActCheck)
	h.must(t, h.signer, o.ID, laboratory.ActApprove)
	return h.order(t, o.ID)
}

func TestAfterApprovalOnlyANewReportTakesThePlace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.report(t, h.received(t, "S1", "腐霉利"), "13mg/kg")
		old := o.Document
		h.must(t, h.signer, o.ID, laboratory.ActSupersede)
		h.create(t, h.measure(t, h.analyst, laboratory.Reading{Code: o.Code, Item: "腐霉利", Value: "0.1mg/kg", Again: true, Why: "稀释倍数录错"}))
		o = h.submitAndApprove(t, o)
		if o.Document == old || o.Conclusion != laboratory.Pass {
			t.Errorf("%+v", o)
		}
		doc, err := h.papers.Get(h.as(t, h.signer), old)
		h.create(t, err)
		if doc.InForce() {
			t.Error("the old report is still in force")
		}
		var r laboratory.Reported
		if h.last(t, laboratory.TopicReported, &r); !r.Supersedes || r.Why != "示例理由" {
			t.Errorf("%+v", r)
		}
	})
}

func TestWhoIsNotAuthorisedMayNot(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.received(t, "S1", "铅")
		stranger := *h.analyst
		stranger.ID, stranger.Name = "stranger", "stranger"
		refused(t, h.measure(t, &stranger, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.01mg/kg"}), "授权")
		h.create(t, h.People.Create(h.as(t, h.manager), &laboratory.Person{Name: "新人", Login: "stranger", Role: "analyst", Items: "镉、腐霉利", From: "2026-01-01"}))
		refused(t, h.measure(t, &stranger, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.01mg/kg"}), "铅", "授权")
		refused(t, h.People.Create(h.as(t, h.manager), &laboratory.Person{Name: "无", Login: "nobody", Role: "analyst", From: "2026-01-01"}), "没有这个登录名")
		other := *h.analyst
		other.Operator, other.Scopes = h.b.ID, []access.Scope{access.Laboratory(h.b.ID)}
		refused(t, h.measure(t, &other, laboratory.Reading{Code: o.Code, Item: "铅", Value: "0.01mg/kg"}), "本机构没有")
	})
}

// 食品安全抽样检验管理办法 第二十九条: a grave risk is told within 24 hours.
func TestArticle29GraveRiskRuns24Hours(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := h.received(t, "S1", "铅")
		grave := func(why string) error {
			return h.write(t, h.analyst, func(ctx context.Context, tx *db.Tx) error { return h.Grave(ctx, tx, o.ID, why) })
		}
		refused(t, grave(" "), "发现")
		h.create(t, grave("检出高毒农药"))
		refused(t, grave("又一次"), "已标记")
		run, err := h.flow.Run(h.as(t, h.signer), h.d, laboratory.KindGrave, o.ID)
		h.create(t, err)
		if len(run.Clocks) != 1 || run.Clocks[0].Deadline != "report-grave" {
			t.Errorf("%+v", run.Clocks)
		}
		if h.told(t, laboratory.TopicGrave) != 1 {
			t.Error("nobody was told")
		}
	})
}

func TestAnEntrustedSampleIsWrittenByHand(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		o := &laboratory.Order{Food: "酱油", Items: "铅、铅", Client: "某超市"}
		h.create(t, h.Orders.Create(h.as(t, h.manager), o))
		if o.Laboratory != h.a.ID || o.Origin != laboratory.FromClient || o.State != laboratory.Coming || o.Code == "" {
			t.Errorf("%+v", o)
		}
		refused(t, h.Orders.Create(h.as(t, h.manager), &laboratory.Order{Food: "酱油", Items: "镉"}), "镉", "资质")
		h.create(t, h.receive(t, o.ID))
		h.report(t, h.order(t, o.ID), "0.1mg/kg")
		if h.told(t, laboratory.TopicReported) != 0 {
			t.Error("a report of an entrusted sample went to the platform's results")
		}
	})
}
