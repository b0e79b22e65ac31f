package sampling

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"shian/data/food"
	"shian/engine/limit"
	"shian/internal/kit/db"
	"shian/internal/kit/i18n"
)

// Limits finds the limit for an item in a food that was valid on a day; package standard does.
type Limits interface {
	For(ctx context.Context, q db.Querier, category, food, item, day string) (limit.Rule, bool, error)
}

// settle fills in all that follows from what was typed: category and stream, files of the businesses, verdicts, conclusion.
func (s *Service) settle(ctx context.Context, r *Result) error {
	if r.Version == 0 {
		r.State = Drafted
	}
	if r.Category == "" {
		r.Category, _ = food.Classify(r.Food)
	}
	r.Stream = streamOf(r.Category)
	if err := r.needDay(); err != nil {
		return err
	}
	if err := s.link(ctx, r); err != nil {
		return err
	}
	if err := s.sheetOf(ctx, r); err != nil {
		return err
	}
	return s.judge(ctx, s.db, r)
}

// streamOf tells food from main farm produce; a food of no known category belongs to neither and is counted in neither.
func streamOf(category string) Stream {
	switch {
	case category == "":
		return ""
	case food.IsFarm(category):
		return Farm
	}
	return Food
}

// judge judges every item anew and concludes.
//
// 食品安全法 第二十六条, 第三十四条: what was made is judged by the standard in force on the day it was made.
func (s *Service) judge(ctx context.Context, q db.Querier, r *Result) error {
	day := cmp.Or(r.Made, r.SampledAt)
	for i := range r.Items {
		if err := s.judgeItem(ctx, q, r, &r.Items[i], day); err != nil {
			return err
		}
	}
	r.Failing = failing(r.Items)
	r.Conclusion, r.Disputed = agree(conclude(r.Items), r.Declared)
	return nil
}

// judgeItem judges by the limit as written, else by the standard's.
func (s *Service) judgeItem(ctx context.Context, q db.Querier, r *Result, i *Item, day string) error {
	text, mode := i.Limit, i.Mode
	if i.Standard != "" { // looked up before
		i.Basis, i.Standard = "", ""
	}
	i.Applied = ""
	var rule limit.Rule
	if text == "" {
		var ok bool
		var err error
		rule, ok, err = s.needs.Limits.For(ctx, q, r.Category, r.Food, i.Name, day)
		if err != nil {
			return err
		}
		if ok {
			text, i.Applied, i.Standard = rule.Text, rule.Text, rule.ID
			i.Basis = strings.TrimSpace(rule.Basis + " " + rule.Clause)
			mode = cmp.Or(mode, rule.Mode)
		}
	}
	j := limit.Judge(text, i.Result, mode)
	if sum, of := r.sum(i, text, rule.Item); of != "" {
		j = limit.Judge(text, sum, mode)
		j.Zh, j.En = "以"+of+"之和 "+sum+" 计："+j.Zh, "Sum of "+of+", "+sum+": "+j.En
	}
	i.Verdict, i.ReasonZh, i.ReasonEn = j.Verdict, j.Zh, j.En
	if i.Verdict == limit.NoLimit && text == "" {
		zh := "没有写标准值，也没有查到当日有效的限量，不作判定"
		i.ReasonZh, i.ReasonEn = zh, i18n.T("en", zh)
	}
	return nil
}

// sum adds what the limit means together (以恩诺沙星与环丙沙星之和计) where the report gives each by itself. A single figure is
// taken to be the sum, as laboratories report it. of names the parts; empty: nothing was added.
func (r *Result) sum(i *Item, text, item string) (sum, of string) {
	parts := limit.Parts(text)
	if parts == nil {
		parts = limit.Parts(item)
	}
	if parts == nil {
		parts = limit.Parts(i.Name)
	}
	if !slices.Contains(parts, plain(i.Name)) {
		return "", ""
	}
	var names, results []string
	for _, p := range parts {
		for _, x := range r.Items {
			if plain(x.Name) == p {
				names, results = append(names, p), append(results, x.Result)
				break
			}
		}
	}
	if len(names) < 2 {
		return "", ""
	}
	sum, err := limit.Sum(results)
	if err != nil {
		return "", ""
	}
	return sum, strings.Join(names, "、")
}

// plain is an item's name without what stands in brackets.
func plain(name string) string {
	if i := strings.IndexAny(name, "（("); i > 0 {
		name = name[:i]
	}
	return strings.TrimSpace(name)
}

// conclude says what the items together mean. One failing item makes the sample fail; no limit is never a pass; what cannot
// be read leaves the sample unjudged.
func conclude(items []Item) Conclusion {
	verdicts := func(yield func(limit.Verdict) bool) {
		for i := range items {
			if !yield(items[i].Verdict) {
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

// agree compares with what the report or the publisher concluded. Where the figures say the opposite, the platform takes
// neither side: the sample stays unjudged and the disagreement is shown until somebody has found which is wrong.
func agree(ours, declared Conclusion) (Conclusion, bool) {
	if declared == "" || ours == Unjudged || ours == declared {
		return ours, false
	}
	return Unjudged, true
}

func failing(items []Item) string {
	var out []string
	for _, i := range items {
		if i.Verdict == limit.Fail {
			out = append(out, i.Name)
		}
	}
	return strings.Join(out, "、")
}
