package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"time"

	"shian/engine/quota"
	"shian/internal/domain/plan"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// Of every 52 batches that T1 asks for, the demonstration plans one: it has so many results.
const planScale = 52

// plans makes this year's plan, in force and scaled down to the results there are, next year's in full being drafted, and a round
// of votes for each.
func (f *filler) plans(ctx context.Context) error {
	year := int64(f.today.In(clock.China).Year())
	residents, _ := plan.Residents(f.Place.Tree(), "620000")
	now, total := f.planOf(year, quota.Target(residents)/planScale), quota.Target(residents)
	now.Title, now.Note = fmt.Sprintf("%d 年度抽检计划（演示，按五十二分之一）", year), "演示数据：批次按 T1 的五十二分之一编制，与演示的抽检结果相称。"
	planner, err := f.Place.Actor(ctx, f.actor["planner 620000"])
	if err != nil {
		return err
	}
	began := time.Date(int(year)-1, 12, 1, 2, 0, 0, 0, time.UTC)
	at := func(a *access.Actor, when time.Time) context.Context {
		return access.With(clock.With(ctx, clock.Fixed(when)), a)
	}
	if err := f.voting(at(planner, began), year, began.AddDate(0, -2, 0), began, 60, "征集结果已并入计划：得票多的类别按比例增加了监督抽检和风险监测批次。"); err != nil {
		return err
	}
	if err := f.put(at(planner, began), now, quota.ByResidents); err != nil {
		return err
	}
	for _, x := range []struct{ post, action string }{{"planner", plan.ActSubmit}, {"sampling-checker", plan.ActCheck}, {"market-director", plan.ActIssue}} {
		a, err := f.Place.Actor(ctx, f.actor[x.post+" 620000"])
		if err != nil {
			return err
		}
		began = began.AddDate(0, 0, 3)
		if err := f.take(at(a, began), plan.Kind, now.ID, x.action, ""); err != nil {
			return err
		}
	}
	if err := f.accept(ctx, now.ID, began.AddDate(0, 0, 5)); err != nil {
		return err
	}
	next := f.planOf(year+1, total)
	next.Title = fmt.Sprintf("%d 年度抽检计划（演示）", year+1)
	if err := f.voting(at(planner, f.today), year+1, f.today.AddDate(0, 0, -20), f.today.AddDate(0, 0, 40), 90, ""); err != nil {
		return err
	}
	return f.put(at(planner, f.today), next, quota.ByRisk)
}

// planOf is a plan with four fifths of supervision, and more of what fails more.
func (f *filler) planOf(year, total int64) *plan.Plan {
	monitoring, evaluation := total*12/100, total*8/100
	return &plan.Plan{Year: year, Supervision: total - monitoring - evaluation, Monitoring: monitoring, Evaluation: evaluation, Explore: 10, Votes: 5, Kept: 80, Back: 3,
		Kinds: []plan.Sort{{Category: "F02", Weight: 4}, {Category: "F01", Weight: 3}, {Category: "04", Weight: 2}, {Category: "05", Weight: 2}, {Category: "01", Weight: 2}}, Meta: record.Meta{Region: "620000"}}
}

func (f *filler) put(ctx context.Context, p *plan.Plan, way quota.Way) error {
	if err := f.Plan.Plans.Create(ctx, p); err != nil {
		return err
	}
	return f.Plan.Choose(ctx, p.ID, way, 0)
}

func (f *filler) take(ctx context.Context, kind, id, action, reason string) error {
	return f.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := f.Flow.Do(ctx, tx, kind, id, action, flow.Input{Reason: reason})
		return err
	})
}

// accept lets the counties of four prefectures take their share, and one say what is wrong with its.
func (f *filler) accept(ctx context.Context, id string, when time.Time) error {
	for _, c := range plan.Counties(f.Place.Tree(), "620000") {
		account := f.actor["market-lead "+c.Code]
		if account == "" || c.Code > "620500" {
			continue
		}
		a, err := f.Place.Actor(ctx, account)
		if err != nil {
			return err
		}
		var share string
		if err := f.DB.Row(ctx, `SELECT id FROM plan_share WHERE plan = $1 AND region = $2`, id, c.Code).Scan(&share); err != nil {
			return err
		}
		action, reason := plan.ActAccept, ""
		if c.Code == "620121" {
			action, reason = plan.ActQuestion, "本县没有水产品养殖，建议水产品的种植养殖环节批次调到流通环节。"
		}
		if err := f.take(access.With(clock.With(ctx, clock.Fixed(when)), a), plan.KindShare, share, action, reason); err != nil {
			return err
		}
	}
	return nil
}

// asks are what the public of the demonstration votes for.
var asks = []plan.Ballot{{Category: "F02", Food: "韭菜"}, {Category: "F02", Food: "辣椒"}, {Category: "05", Food: "酸奶"}, {Category: "04", Food: "酱牛肉"}, {Category: "06", Food: "桶装水"}, {Category: "24", Food: "月饼"},
	{Category: "C", Food: "牛肉面"}, {Category: "F01", Food: "羊肉"}, {Category: "15", Food: "散装白酒"}, {Category: "02", Food: "胡麻油"}, {Category: "29"}, {Category: "F02", Food: "韭菜", Region: "6201"}}

// voting opens a round and casts votes in it, one device each, over its days.
func (f *filler) voting(ctx context.Context, year int64, opens, closes time.Time, votes int, answer string) error {
	v := &plan.Vote{Title: strconv.FormatInt(year, 10) + " 年你点我检（演示）", Year: year, Opens: clock.Day(opens), Closes: clock.Day(closes), Note: "演示：想查什么，请您来点。", Answer: answer, Meta: record.Meta{Region: "620000"}}
	if err := f.Plan.Votes.Create(ctx, v); err != nil {
		return err
	}
	rnd := rand.New(rand.NewPCG(Seed, uint64(year))) //nolint:gosec // years are positive
	for i := range votes {
		b := asks[min(rnd.IntN(len(asks)), rnd.IntN(len(asks)))]
		device, _ := f.Plan.Device("")
		on := clock.With(ctx, clock.Fixed(opens.AddDate(0, 0, i%20).Add(time.Duration(i)*time.Minute)))
		if err := f.Plan.Cast(on, b, device, "203.0.113."+strconv.Itoa(i%250)); err != nil {
			return fmt.Errorf("ballot %d: %w", i, err)
		}
	}
	return nil
}
