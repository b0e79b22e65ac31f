package laboratory

import (
	"context"
	"fmt"
	"strconv"

	"shian/engine/quality"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindRound names proficiency rounds in rights, scopes and journal.
const KindRound = "laboratory.round"

// rightIdentity shows which laboratory stands behind a participant's code.
const rightIdentity access.Right = "laboratory.round.reveal"

// Scores in the order from best to worst.
var Scores = []form.Choice{{Value: string(quality.Satisfactory), Label: "满意"}, {Value: string(quality.Questionable), Label: "可疑"}, {Value: string(quality.Unsatisfactory), Label: "不满意"}}

// A Participant is one laboratory of a round, under its code.
type Participant struct {
	Code       string
	Laboratory string
	Value      string
	Z          string
	Score      string
}

// Fields binds one row.
func (p *Participant) Fields(f *form.Fields) {
	f.Text("code", "参加代码", &p.Code).Required().Max(20)
	f.Ref("laboratory", "检验机构", &p.Laboratory, Source).VisibleTo(rightIdentity)
	f.Decimal("value", "报告值", &p.Value).Required()
	f.Text("z", "z 比分数", &p.Z).Max(20).Derived()
	form.Choose(f, "score", "评价", &p.Score, Scores).Derived()
}

// fewest participants whose consensus is worth computing (ISO 13528 warns below; 待核).
const fewest = 5

// A Round sets the same sample to several laboratories: what they agree on by Algorithm A, and how far each is from it.
type Round struct {
	record.Meta
	Title        string
	Day          string
	Food         string
	Item         string
	Unit         string
	Values       []Participant
	Mean         string
	SD           string
	Uncertainty  string
	Satisfactory int64
	Total        int64
}

// Fields binds what people fill in; the figures follow.
func (r *Round) Fields(f *form.Fields) {
	f.Text("title", "轮次名称", &r.Title).Required().Max(80).InList()
	f.Day("day", "截止日期", &r.Day).Required().InList().Filter()
	f.Ref("region", "组织地区", &r.Region, place.Regions).Required().InList()
	f.Text("food", "样品", &r.Food).Required().Max(60)
	f.Text("item", "检验项目", &r.Item).Required().Max(60).Filter().InList()
	f.Text("unit", "单位", &r.Unit).Required().Max(20)
	form.Lines(f, "participants", "参加机构", &r.Values).Max(200)
	f.Text("mean", "稳健平均值", &r.Mean).Max(30).Derived()
	f.Text("sd", "稳健标准差", &r.SD).Max(30).Derived()
	f.Text("uncertainty", "不确定度", &r.Uncertainty).Max(30).Derived()
	f.Int("satisfactory", "满意", &r.Satisfactory).Derived().InList()
	f.Int("total", "参加数", &r.Total).Derived().InList()
}

func (s *Service) newRounds(d *db.DB) *record.Kind[Round, *Round] {
	return record.New(d, record.Spec[Round]{Name: KindRound, Label: "能力验证", Local: true, Title: func(r *Round) string { return r.Title }, Note: func(r *Round) string { return r.Item },
		Sort: func(r *Round) string { return r.Day },
		Scopes: func(r *Round) []access.Scope {
			var out []access.Scope
			for _, p := range r.Values {
				if p.Laboratory != "" {
					out = append(out, access.Laboratory(p.Laboratory))
				}
			}
			return out
		}, Prepare: prepareRound})
}

// prepareRound computes the consensus and the scores anew.
func prepareRound(_ context.Context, r *Round) error {
	var values []float64
	seen := map[string]bool{}
	for i := range r.Values {
		p := &r.Values[i]
		p.Z, p.Score = "", ""
		if seen[p.Code] {
			return fault.Invalid(fault.Field{Name: fmt.Sprintf("participants.%d.code", i), Row: i + 1, Label: "参加代码", Zh: "参加代码重复，请改正", En: "this code stands twice"})
		}
		seen[p.Code] = true
		if v, ok := parse(p.Value); ok {
			values = append(values, v)
		}
	}
	r.Mean, r.SD, r.Uncertainty, r.Satisfactory, r.Total = "", "", "", 0, int64(len(r.Values))
	if len(values) != len(r.Values) { // a field says which is no number
		return nil
	}
	if len(values) < fewest {
		return fault.Invalid(fault.Field{Name: "participants", Label: "参加机构", Zh: fmt.Sprintf("至少 %d 家参加才能稳健统计，现有 %d 家", fewest, len(values)), En: fmt.Sprintf("robust statistics take at least %d participants, there are %d", fewest, len(values))})
	}
	c, err := quality.AlgorithmA(values)
	if err != nil {
		return err
	}
	r.Mean, r.SD, r.Uncertainty = figure(c.Mean), figure(c.SD), figure(c.Uncertainty)
	for i := range r.Values {
		z := quality.Z(values[i], c.Mean, c.SD)
		r.Values[i].Score = string(quality.ScoreOf(z))
		if r.Values[i].Score == string(quality.Unscored) {
			continue
		}
		r.Values[i].Z = strconv.FormatFloat(z, 'f', 3, 64)
		if r.Values[i].Score == string(quality.Satisfactory) {
			r.Satisfactory++
		}
	}
	return nil
}

func figure(v float64) string { return strconv.FormatFloat(v, 'g', 6, 64) }
