package laboratory

import (
	"context"
	"math"
	"strconv"
	"strings"

	"shian/engine/quality"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindRun names quality control runs in rights, scopes and journal.
const KindRun = "laboratory.run"

// The controls of a run.
const (
	Reference = "reference" // a reference sample with its mean and standard deviation: Westgard
	Blank     = "blank"     // must stay below the bound
	Duplicate = "duplicate" // two values whose relative difference must stay below the bound, percent
	Spike     = "spike"     // recovery in percent: found, before, added; within the bound of 100
)

// What people choose from.
var (
	Controls = []form.Choice{{Value: Reference, Label: "质控样"}, {Value: Blank, Label: "空白"}, {Value: Duplicate, Label: "平行样"}, {Value: Spike, Label: "加标回收"}}
	RunEnds  = []form.Choice{{Value: "accepted", Label: "在控"}, {Value: "warned", Label: "警告"}, {Value: "rejected", Label: "失控"}}
)

// A Point is one control of a run.
type Point struct {
	Kind   string
	Level  string // name of the reference sample: points of one level make one chart
	Value  string
	Second string // duplicate: the other value; spike: before
	Mean   string // reference: target; spike: added
	SD     string
	Bound  string
	Z      string // reference: deviations from the target; duplicate and spike: percent
	Rules  string
	End    string
}

// Fields binds one row.
func (p *Point) Fields(f *form.Fields) {
	form.Choose(f, "kind", "质控方式", &p.Kind, Controls).Required()
	f.Text("level", "质控样名称", &p.Level).Max(60).Hint("质控样必填")
	f.Decimal("value", "测得值", &p.Value).Required()
	f.Decimal("second", "第二值", &p.Second).Hint("平行样的另一值；加标前的本底")
	f.Decimal("mean", "参考值", &p.Mean).Hint("质控样的定值；加标量")
	f.Decimal("sd", "标准差", &p.SD).Hint("质控样必填")
	f.Decimal("bound", "允许限", &p.Bound).Hint("空白的上限；平行样相对差（%）；回收率偏离 100% 的上限（%）")
	f.Text("z", "z 值或百分数", &p.Z).Max(30).Derived()
	f.Text("rules", "违反规则", &p.Rules).Max(60).Derived()
	form.Choose(f, "outcome", "评价", &p.End, RunEnds).Derived()
}

// A Run is one batch of measurements of an item with its controls. It is judged when it is entered and stays as it is.
type Run struct {
	record.Meta
	Laboratory string
	Number     string
	Item       string
	Method     string
	Day        string
	Instrument string
	Points     []Point
	End        string
}

// Fields binds what people fill in.
func (r *Run) Fields(f *form.Fields) {
	f.Text("number", "质控批号", &r.Number).Required().Max(40).Fixed().Filter().InList()
	f.Text("item", "检验项目", &r.Item).Required().Max(60).Fixed().Filter().InList()
	f.Text("method", "检验方法", &r.Method).Required().Max(80).Fixed().InList()
	f.Day("day", "检验日期", &r.Day).Required().Fixed().InList().Filter()
	f.Text("instrument", "仪器", &r.Instrument).Max(60).Fixed()
	form.Lines(f, "points", "质控点", &r.Points).Max(60)
	form.Choose(f, "outcome", "评价", &r.End, RunEnds).Derived().Filter().InList()
	f.Text("laboratory", "检验机构编号", &r.Laboratory).Max(64).Derived()
}

func (s *Service) newRuns(d *db.DB) *record.Kind[Run, *Run] {
	return record.New(d, record.Spec[Run]{Name: KindRun, Label: "质控批", Local: true, Scopes: func(r *Run) []access.Scope { return own(r.Laboratory) },
		Sort: func(r *Run) string { return r.Day }, Prepare: s.prepareRun, Check: s.checkRun})
}

// prepareRun judges the controls: the reference samples by the Westgard rules together with the twenty before them.
func (s *Service) prepareRun(ctx context.Context, r *Run) error {
	if err := s.settle(ctx, s.db, &r.Meta, &r.Laboratory); err != nil {
		return err
	}
	if len(r.Points) == 0 {
		return fault.Invalid(fault.Field{Name: "points", Label: "质控点", Zh: "至少填一个质控点", En: "enter at least one control"})
	}
	var wrong []fault.Field
	r.End = "accepted"
	before := map[string][]float64{}
	for i := range r.Points {
		p := &r.Points[i]
		if p.Kind == Reference && before[p.Level] == nil && p.Level != "" {
			z, err := s.chart(ctx, s.db, r, p.Level, chartLength)
			if err != nil {
				return err
			}
			for _, x := range z {
				before[p.Level] = append(before[p.Level], x.Z)
			}
		}
		if f := p.judge(i+1, before); f != nil {
			wrong = append(wrong, *f)
		}
		r.End = worse(r.End, p.End)
	}
	if len(wrong) > 0 {
		return fault.Invalid(wrong...)
	}
	return nil
}

// chartLength is how far back the rules and charts look.
const chartLength = 20

func worse(a, b string) string {
	if a == "rejected" || b == "rejected" {
		return "rejected"
	}
	if a == "warned" || b == "warned" {
		return "warned"
	}
	return "accepted"
}

// judge fills in what follows from the values; a fault names what is missing.
func (p *Point) judge(row int, before map[string][]float64) *fault.Field {
	value, ok := parse(p.Value)
	second, two := parse(p.Second)
	mean, target := parse(p.Mean)
	sd, spread := parse(p.SD)
	bound, bounded := parse(p.Bound)
	lack := func(name, label string) *fault.Field {
		return &fault.Field{Name: "points." + strconv.Itoa(row-1) + "." + name, Row: row, Label: label, Zh: "请填写“" + label + "”，这种质控方式要用它评价", En: "needed to judge this kind of control"}
	}
	p.End, p.Rules, p.Z = "accepted", "", ""
	out := false
	switch {
	case !ok:
		return nil // the field itself says so
	case p.Kind == Reference && p.Level == "":
		return lack("level", "质控样名称")
	case p.Kind == Reference && !target:
		return lack("mean", "参考值")
	case p.Kind == Reference && (!spread || sd <= 0):
		return lack("sd", "标准差")
	case p.Kind != Reference && !bounded:
		return lack("bound", "允许限")
	case (p.Kind == Duplicate || p.Kind == Spike) && !two:
		return lack("second", "第二值")
	case p.Kind == Spike && (!target || mean <= 0):
		return lack("mean", "参考值")
	}
	switch p.Kind {
	case Reference:
		z := quality.Z(value, mean, sd)
		p.Z = strconv.FormatFloat(z, 'f', 6, 64)
		before[p.Level] = append(before[p.Level], z)
		all := quality.Westgard(before[p.Level])
		rules := all[len(all)-1]
		var names []string
		for _, r := range rules {
			names = append(names, string(r))
		}
		p.Rules = strings.Join(names, " ")
		if len(rules) > 0 {
			p.End = "warned"
		}
		out = quality.Rejected(rules)
	case Blank:
		out = value > bound
	case Duplicate:
		out = p.percent(quality.RPD(value, second)) > bound
	case Spike:
		out = math.Abs(p.percent(quality.RecoveryPercent(value, second, mean))-100) > bound
	}
	if out {
		p.End = "rejected"
	}
	return nil
}

// percent keeps a figure as it is shown; two zeros do not differ.
func (p *Point) percent(v float64) float64 {
	if math.IsNaN(v) {
		v = 0
	}
	p.Z = strconv.FormatFloat(v, 'f', 1, 64)
	return v
}

func parse(text string) (float64, bool) {
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil
}

// A Mark is one point of a control chart.
type Mark struct {
	Run, Number, Day string
	Z                float64
	Rules, End       string
}

// chart gives the last points of one level of control before a run, or all up to now when the run is not stored yet, oldest first.
func (s *Service) chart(ctx context.Context, q db.Querier, r *Run, level string, n int) ([]Mark, error) {
	rows, err := q.Query(ctx, `SELECT r.id, r.number, r.day, p.z, p.rules, p.outcome FROM laboratory_run r JOIN laboratory_run_points p ON p.parent = r.id
		WHERE r.laboratory = $1 AND r.item = $2 AND r.method = $3 AND p.level = $4 AND p.kind = 'reference' AND NOT r.cancelled AND (r.day < $5 OR r.day = $5 AND ($6 = '' OR r.id <= $6))
		ORDER BY r.day DESC, r.id DESC, p.row DESC LIMIT $7`, r.Laboratory, r.Item, r.Method, level, r.Day, r.ID, n)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Mark
	for rows.Next() {
		var m Mark
		var z string
		if err := rows.Scan(&m.Run, &m.Number, &m.Day, &z, &m.Rules, &m.End); err != nil {
			return nil, err
		}
		m.Z, _ = parse(z)
		out = append([]Mark{m}, out...)
	}
	return out, rows.Err()
}

// checkRun keeps a run as it was entered, and its number the laboratory's only one.
func (s *Service) checkRun(ctx context.Context, q db.Querier, old, r *Run) error {
	if old != nil {
		return fault.Invalid(fault.Field{Name: "number", Label: "质控批号", Zh: "质控批录入后不能修改或注销；有误的，请另录一批并说明", En: "a control run stays as it was entered; enter another one and say why"})
	}
	var n int
	err := q.Row(ctx, `SELECT count(*) FROM laboratory_run WHERE laboratory = $1 AND number = $2 AND NOT cancelled`, r.Laboratory, r.Number).Scan(&n)
	if err == nil && n > 0 {
		err = fault.Invalid(fault.Field{Name: "number", Label: "质控批号", Zh: "本机构已有这个批号，请换一个", En: "the laboratory has a run of this number; choose another"})
	}
	return err
}
