package plan

import (
	"context"

	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindVote names the rounds of 你点我检.
const KindVote = "plan.vote"

// A Vote is a round in which the public says what to test in the plan of a year. Opens and Closes are its first and last day;
// Answer tells the public what became of it.
type Vote struct {
	record.Meta
	Title         string
	Year          int64
	Opens, Closes string
	Note, Answer  string
}

// Fields binds what people see and fill in.
func (v *Vote) Fields(f *form.Fields) {
	f.Text("title", "征集名称", &v.Title).Required().Max(60).InList()
	f.Int("year", "用于哪一年的计划", &v.Year).Required().Min(2020).Max(2100).InList()
	f.Ref("region", "征集范围", &v.Region, place.Regions).Required().InList()
	f.Day("opens", "开始日期", &v.Opens).Required().InList()
	f.Day("closes", "截止日期", &v.Closes).Required().After(&v.Opens).InList()
	f.Note("note", "说明（公众可见）", &v.Note).Max(500).WideField()
	f.Note("answer", "采纳情况（公众可见）", &v.Answer).Max(1000).WideField()
}

// OpenOn reports whether ballots are taken on the day.
func (v *Vote) OpenOn(day string) bool { return v.Opens <= day && day <= v.Closes }

func (s *Service) checkVote(_ context.Context, _ db.Querier, _, v *Vote) error {
	if r, ok := s.tree().Find(place.Full(v.Region)); !ok || r.Level != place.Province {
		return fault.Invalid(fault.Field{Name: "region", Label: "征集范围", Zh: "征集面向全省，请填全省（620000）", En: "a round is for the whole province: enter 620000"})
	}
	return nil
}

// rounds gives the rounds of the province, newest first, whoever asks: what the public is asked is public.
func (s *Service) rounds(ctx context.Context) ([]Vote, error) {
	rows, err := s.db.Query(ctx, `SELECT id, title, year, opens, closes, note, answer FROM plan_vote WHERE NOT cancelled ORDER BY opens DESC, id DESC LIMIT 20`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Vote
	for rows.Next() {
		var v Vote
		if err := rows.Scan(&v.ID, &v.Title, &v.Year, &v.Opens, &v.Closes, &v.Note, &v.Answer); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// running is the round that takes ballots today; nil when none does.
func (s *Service) running(ctx context.Context) (*Vote, error) {
	all, err := s.rounds(ctx)
	today := clock.Day(clock.Now(ctx))
	for i := range all {
		if all[i].OpenOn(today) {
			return &all[i], err
		}
	}
	return nil, err
}
