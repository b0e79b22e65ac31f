package demo

import (
	"context"
	"fmt"

	"shian/internal/domain/laboratory"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/record"
)

// laboratories are three with their scopes, the people of the first, its orders in every state, its control runs and a round.
func (f *filler) laboratories(ctx context.Context) error {
	var ids []string
	for i, name := range []string{"演示省食品检验研究院", "演示兰州检验检测中心", "演示河西检验所"} {
		l := &laboratory.Laboratory{Name: name, Number: fmt.Sprintf("26000000000%d", i+1), From: f.day(-900), To: f.day(900), Prefix: "演检食字", Retest: i < 2, Meta: record.Meta{Region: []string{"620102", "620103", "620602"}[i]}}
		if i == 2 {
			l.To = f.day(-20) // one whose certificate ran out
		}
		if err := f.Laboratory.Laboratories.Create(ctx, l); err != nil {
			return err
		}
		ids = append(ids, l.ID)
		for _, x := range []struct{ item, method string }{{"腐霉利", "GB 23200.113-2018"}, {"毒死蜱", "GB 23200.113-2018"}, {"铅", "GB 5009.12-2023"}, {"镉", "GB 5009.15-2023"}} {
			if err := f.Laboratory.Scopes.Create(ctx, &laboratory.Scope{Laboratory: l.ID, Item: x.item, Method: x.method, LOQ: "0.01mg/kg", From: f.day(-900)}); err != nil {
				return err
			}
		}
	}
	hands, err := f.hands(ctx, ids[0])
	if err != nil {
		return err
	}
	if err := f.controls(access.With(ctx, hands["lab-analyst"])); err != nil {
		return err
	}
	for i, food := range []string{"韭菜", "菠菜", "油麦菜", "芹菜", "韭菜", "韭菜"} {
		if err := f.ordered(ctx, hands, i, food); err != nil {
			return err
		}
	}
	return f.round(ctx, ids)
}

func (f *filler) day(n int) string { return clock.Day(f.today.AddDate(0, 0, n)) }

// hands seats the people of a laboratory and authorises them.
func (f *filler) hands(ctx context.Context, id string) (map[string]*access.Actor, error) {
	out := map[string]*access.Actor{}
	roles := map[string]string{"lab-analyst": laboratory.RoleAnalyst, "lab-checker": laboratory.RoleChecker, "lab-approver": laboratory.RoleSignatory}
	for _, a := range Accounts() {
		if a.Post != "lab-manager" && roles[a.Post] == "" {
			continue
		}
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			return f.seat(ctx, tx, a, place.Appointment{Holder: id, From: f.day(-365)}, string(access.SideLaboratory))
		})
		if err != nil {
			return nil, err
		}
		if out[a.Post], err = f.Place.Actor(ctx, f.actor[a.Post+" "]); err != nil {
			return nil, err
		}
		if role := roles[a.Post]; role != "" {
			if err := f.Laboratory.People.Create(ctx, &laboratory.Person{Laboratory: id, Name: a.Name, Login: a.Login, Role: role, From: f.day(-365)}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// controls are the runs of lead, the last but one out of control.
func (f *filler) controls(ctx context.Context) error {
	for i, v := range []string{"0.201", "0.196", "0.205", "0.199", "0.208", "0.194", "0.202", "0.198", "0.211", "0.203", "0.224", "0.200"} {
		r := &laboratory.Run{Number: fmt.Sprintf("QC-Pb-%02d", i+1), Item: "铅", Method: "GB 5009.12-2023", Day: f.day(i - 24), Instrument: "ICP-MS 演示 1 号",
			Points: []laboratory.Point{{Kind: laboratory.Reference, Level: "大米粉质控样", Value: v, Mean: "0.200", SD: "0.007"}, {Kind: laboratory.Blank, Value: "0.001", Bound: "0.005"}}}
		if err := f.Laboratory.Runs.Create(ctx, r); err != nil {
			return err
		}
	}
	return nil
}

// ordered takes an entrusted sample so far: the first stays expected, the last is reported.
func (f *filler) ordered(ctx context.Context, hands map[string]*access.Actor, far int, food string) error {
	o := &laboratory.Order{Food: food, Category: "F0201", Made: f.day(-12), Items: "腐霉利、铅", Client: "演示委托单位"}
	as := func(post string) context.Context { return access.With(ctx, hands[post]) }
	if err := f.Laboratory.Orders.Create(as("lab-manager"), o); err != nil || far == 0 {
		return err
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		return f.Laboratory.Receive(as("lab-manager"), tx, o.ID, laboratory.Arrival{Sealed: true, Temperature: "4.2", Quantity: "2 袋 × 500g"})
	})
	if err != nil || far == 1 {
		return err
	}
	for _, x := range []struct{ item, value, run string }{{"腐霉利", []string{"0.05mg/kg", "9.6mg/kg"}[far%2], ""}, {"铅", "0.02mg/kg", "QC-Pb-12"}} {
		if err := f.Laboratory.Readings.Create(as("lab-analyst"), &laboratory.Reading{Code: o.Code, Item: x.item, Value: x.value, Run: x.run, Instrument: "演示仪器"}); err != nil {
			return err
		}
	}
	steps := []struct{ post, action string }{{"lab-analyst", laboratory.ActSubmit}, {"lab-checker", laboratory.ActCheck}, {"lab-approver", laboratory.ActApprove}}
	for _, s := range steps[:far-2] {
		err := f.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := f.Flow.Do(as(s.post), tx, laboratory.KindOrder, o.ID, s.action, flow.Input{})
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// round is a proficiency round of eight, one of them far off.
func (f *filler) round(ctx context.Context, ids []string) error {
	r := &laboratory.Round{Title: "演示：米粉中铅的能力验证", Day: f.day(-30), Food: "米粉", Item: "铅", Unit: "mg/kg", Meta: record.Meta{Region: "620000"}}
	for i, v := range []string{"0.201", "0.195", "0.208", "0.199", "0.203", "0.219", "0.251", "0.197"} {
		p := laboratory.Participant{Code: fmt.Sprintf("P%02d", i+1), Value: v}
		if i < len(ids) {
			p.Laboratory = ids[i]
		}
		r.Values = append(r.Values, p)
	}
	return f.Laboratory.Rounds.Create(ctx, r)
}
