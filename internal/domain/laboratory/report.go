package laboratory

import (
	"cmp"
	"context"
	"strings"

	"shian/data/law"
	"shian/engine/limit"
	"shian/engine/workday"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/paper"
	"shian/internal/kit/record"
)

// The measures of laboratories, counted where the laboratory lies. Dims: the laboratory, then
// report: intime, late or unknown; conclusion. days: working days used, three digits. reading: first or again.
const (
	MeasureReport  = "laboratory.report"
	MeasureDays    = "laboratory.days"
	MeasureReading = "laboratory.reading"
)

// Reported is what a laboratory found in a sample of the platform.
type Reported struct {
	Order          string         `json:"order"`
	Sample         string         `json:"sample"`
	Laboratory     string         `json:"laboratory"`
	LaboratoryName string         `json:"laboratory_name"`
	Report         string         `json:"report"`
	Document       string         `json:"document"`
	Day            string         `json:"day"`
	Items          []ReportedItem `json:"items"`
	Declared       Conclusion     `json:"declared"`
	Grave          bool           `json:"grave"`
	Supersedes     bool           `json:"supersedes"` // it takes an older report's place
	Why            string         `json:"why"`
}

// A ReportedItem is one item of a report.
type ReportedItem struct {
	Name   string     `json:"name"`
	Limit  string     `json:"limit"`
	Result string     `json:"result"`
	Basis  string     `json:"basis"`
	Mode   limit.Mode `json:"mode"`
}

// conclude says what the tests together mean: one failure fails the sample, no limit is never a pass.
func conclude(tests []Test) Conclusion {
	verdicts := func(yield func(limit.Verdict) bool) {
		for i := range tests {
			if !yield(tests[i].Verdict) {
				return
			}
		}
	}
	switch limit.Conclude(verdicts) {
	case limit.Fail:
		return Fail
	case limit.Pass:
		return Pass
	case limit.NoLimit, limit.Unreadable:
	}
	return Unjudged
}

// report issues the report, counts it and tells of it.
func (s *Service) report(ctx context.Context, tx *db.Tx, o *Order, run *flow.Run) error {
	l, err := s.find(ctx, tx, o.Laboratory)
	if err != nil {
		return err
	}
	tests, err := s.testsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	readings, err := s.readingsOf(ctx, tx, o.ID)
	if err != nil {
		return err
	}
	o.Conclusion = conclude(tests)
	draft := paper.Draft{Series: paper.Series{Office: l.ID, Kind: KindOrder, Prefix: l.Prefix}, RecordKind: KindOrder, Record: o.ID, Content: s.content(ctx, l, o, tests, readings, run), Scopes: orderScopes(o)}
	why, old := superseding(run), o.Document
	var doc *paper.Document
	if old == "" {
		doc, err = s.needs.Papers.Issue(ctx, tx, draft)
	} else {
		doc, err = s.needs.Papers.Supersede(ctx, tx, old, why, draft)
	}
	if err != nil {
		return err
	}
	at := clock.Instant(clock.Now(ctx))
	x, err := s.Orders.MoveTx(record.Because(ctx, doc.Number), tx, o.ID, "issue", func(x *Order) {
		x.Conclusion, x.ReportNo, x.Document, x.ReportedAt = o.Conclusion, doc.Number, doc.ID, at
	})
	if err != nil {
		return err
	}
	if err := s.concludeSpare(ctx, tx, x); err != nil {
		return err
	}
	if old == "" {
		s.count(ctx, tx, x)
	}
	if x.Sample == "" || x.Origin != FromSampling {
		return nil
	}
	p := Reported{Order: x.ID, Sample: x.Sample, Laboratory: l.ID, LaboratoryName: l.Name, Report: doc.Number, Document: doc.ID, Day: today(ctx), Declared: x.Conclusion, Grave: x.Grave, Supersedes: old != "", Why: why}
	for _, t := range tests {
		p.Items = append(p.Items, ReportedItem{t.Item, t.Limit, t.Result, t.Basis, t.Mode})
	}
	return outbox.Publish(ctx, tx, TopicReported, x.ID, p)
}

// superseding is why the report before this one does not hold; empty when there was none.
func superseding(run *flow.Run) string {
	why := ""
	for _, st := range run.Steps {
		if st.Action == ActSupersede {
			why = st.Reason
		}
	}
	return why
}

// content is the report on paper. Both readings of a retest are in it: what counts and what was measured first.
func (s *Service) content(ctx context.Context, l *Laboratory, o *Order, tests []Test, readings []Reading, run *flow.Run) paper.Content {
	r := paper.Report{Office: l.Name, Title: "检验报告", Day: today(ctx),
		Facts: paper.Facts{{Label: "样品名称", Value: o.Food}, {Label: "盲样编号", Value: o.Code}, {Label: "抽样单编号", Value: o.Number}, {Label: "委托方", Value: o.Client},
			{Label: "生产日期", Value: o.Made}, {Label: "到样日期", Value: dayOf(o.ReceivedAt)}, {Label: "到样状态", Value: arrived(o), Wide: true}, {Label: "资质认定", Value: l.Number + "，有效期至 " + l.To, Wide: true}},
		Table: paper.Table{Columns: []paper.Column{{Label: "检验项目", Weight: 2}, {Label: "检验方法", Weight: 2.4}, {Label: "结果", Weight: 1.6, Align: paper.Right}, {Label: "标准指标", Weight: 1.4, Align: paper.Right},
			{Label: "单项判定", Weight: 1.2, Align: paper.Center}, {Label: "判定依据", Weight: 2}}},
		Conclusion: sentence(o.Conclusion),
		Notes:      []string{"本报告仅对来样负责。", "未经本机构书面批准，不得部分复制本报告。", "扫描二维码可以核对本报告的真伪和是否仍然有效。"}}
	for _, t := range tests {
		r.Table.Rows = append(r.Table.Rows, []string{t.Item, t.Method, t.Result, cmp.Or(t.Limit, "/"), label(Verdicts, string(t.Verdict)), t.Basis})
	}
	for _, x := range readings {
		if t := of(tests, x.Item); t != nil && t.Readings > 1 {
			r.Notes = append(r.Notes, x.Item+"测定："+x.Value+"（"+x.Day+"，"+cmp.Or(x.Why, "首次")+"）")
		}
	}
	if why := superseding(run); why != "" {
		r.Notes = append(r.Notes, "本报告代替原报告 "+o.ReportNo+"，原因："+why)
	}
	r.Signatures = paper.Signatures{{Role: "主检", Name: analysts(readings), Day: lastDay(readings)}}
	for _, st := range []struct{ action, role string }{{ActCheck, "审核"}, {ActApprove, "批准"}} {
		sig := paper.Signature{Role: st.role}
		for _, x := range run.Steps {
			if x.Action == st.action {
				sig.Name, sig.Day = x.ActorName, dayOf(x.At)
			}
		}
		if st.action == ActApprove && sig.Name == "" {
			sig.Name, sig.Day = access.From(ctx).Name, today(ctx)
		}
		r.Signatures = append(r.Signatures, sig)
	}
	return r.Content()
}

func of(tests []Test, item string) *Test {
	for i := range tests {
		if tests[i].Item == item {
			return &tests[i]
		}
	}
	return nil
}

func sentence(c Conclusion) string {
	switch c {
	case Pass:
		return "所检项目中有限量的均符合要求。"
	case Fail:
		return "所检项目中有不符合要求的。"
	case Unjudged:
	}
	return "没有可以判定的项目，仅报告数据。"
}

func arrived(o *Order) string {
	text := "封条完好"
	if !o.Sealed {
		text = "封条不完好：" + o.Remark
	}
	if o.Temperature != "" {
		text += "，" + o.Temperature + " ℃"
	}
	return text + "，" + o.Quantity
}

func analysts(all []Reading) string {
	var out []string
	seen := map[string]bool{}
	for _, r := range all {
		if !seen[r.Analyst] {
			seen[r.Analyst] = true
			out = append(out, r.Analyst)
		}
	}
	return strings.Join(out, "、")
}

func lastDay(all []Reading) string {
	day := ""
	for _, r := range all {
		day = max(day, r.Day)
	}
	return day
}

// dayOf is the day in China of an instant; empty for none.
func dayOf(instant string) string {
	t, err := clock.ParseInstant(instant)
	if err != nil {
		return ""
	}
	return clock.Day(t)
}

// count adds the facts of a first report.
func (s *Service) count(ctx context.Context, tx *db.Tx, o *Order) {
	day, end := today(ctx), "unknown"
	if used, ok := s.used(o.ReceivedAt, day); ok {
		term, _ := law.Clock("report-test")
		end = "late"
		if used <= term.N {
			end = "intime"
		}
		measure.Add(tx, measure.Fact{Measure: MeasureDays, Day: day, Region: o.Region, Dims: [3]string{o.Laboratory, padded(used), ""}, N: 1})
	}
	measure.Add(tx, measure.Fact{Measure: MeasureReport, Day: day, Region: o.Region, Dims: [3]string{o.Laboratory, end, string(o.Conclusion)}, N: 1})
}

// used is how many working days went by from receipt to the day; not ok where the calendar is not published.
func (s *Service) used(received, day string) (int, bool) {
	from, err := workday.ParseDay(dayOf(received))
	if err != nil {
		return 0, false
	}
	to, err := workday.ParseDay(day)
	if err != nil {
		return 0, false
	}
	n, err := s.needs.Calendar.Between(from, to)
	return max(n, 0), err == nil
}
