package app

import (
	"context"
	"encoding/json"

	"shian/data/holiday"
	"shian/internal/domain/laboratory"
	"shian/internal/domain/sampling"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/outbox"
)

// laboratories makes the service and lets it find accounts by their logins.
func (a *App) laboratories() {
	a.Laboratory = laboratory.New(a.DB, laboratory.Needs{Flow: a.Flow, Places: a.Place, Limits: a.Standard, Papers: a.Papers, Calendar: holiday.Calendar(),
		Account: func(ctx context.Context, q db.Querier, login string) (string, error) {
			x, err := a.Auth.ByLogin(ctx, q, login)
			if err != nil {
				return "", err
			}
			return x.ID, nil
		}})
}

// expect: a sample sent to a laboratory of the register becomes its order, under a blind code.
func (a *App) expect(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Sent
	if err := json.Unmarshal(m.Payload, &s); err != nil {
		return err
	}
	_, err := a.Laboratory.Expect(ctx, tx, laboratory.Expected{Sample: s.Sample, Number: s.Number, Laboratory: s.Laboratory, Category: s.Category, Food: s.Food, Made: s.Made, Shelf: s.Shelf,
		Region: s.Region, SentAt: s.SentAt, SpareAt: s.SpareAt, Items: s.Items})
	return err
}

// arrived: what the laboratory received or rejected is noted on the sampling sheet, unless somebody did that there already.
func (a *App) arrived(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var t laboratory.Told
	if err := json.Unmarshal(m.Payload, &t); err != nil || t.Sample == "" {
		return err
	}
	x, err := a.Sampling.Samples.GetTx(ctx, tx, t.Sample)
	if fault.Is(err, fault.KindMissing) || err == nil && x.State != sampling.SampleSent {
		return nil
	}
	if err != nil {
		return err
	}
	h := sampling.HandOver{To: t.Person, Sealed: t.Sealed, Temperature: t.Temperature, Note: t.Why}
	if m.Topic == laboratory.TopicRejected {
		return a.Sampling.Reject(ctx, tx, t.Sample, t.Why, h)
	}
	return a.Sampling.Receive(ctx, tx, t.Sample, h)
}

// reported: a laboratory's report becomes the drafted result of its sample; one that supersedes an older report first undoes what
// that set off.
func (a *App) reported(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var r laboratory.Reported
	if err := json.Unmarshal(m.Payload, &r); err != nil {
		return err
	}
	x, err := a.Sampling.Samples.GetTx(ctx, tx, r.Sample)
	if fault.Is(err, fault.KindMissing) {
		return nil // a sample of another platform
	}
	if err != nil {
		return err
	}
	if r.Supersedes && x.Result != "" {
		if err := a.Sampling.Overturn(ctx, tx, x.Result, "检验机构更正报告："+r.Why, "检验机构更正了检验报告", "the laboratory corrected its report"); err != nil {
			return err
		}
	}
	p := sampling.Reported{Sample: r.Sample, Laboratory: r.Laboratory, LaboratoryName: r.LaboratoryName, Report: r.Report, Day: r.Day, Declared: sampling.Conclusion(r.Declared), Grave: r.Grave}
	if r.Declared == laboratory.Unjudged {
		p.Declared = ""
	}
	for _, i := range r.Items {
		p.Items = append(p.Items, sampling.ReportedItem{Name: i.Name, Limit: i.Limit, Result: i.Result, Basis: i.Basis, Mode: i.Mode})
	}
	_, err = a.Sampling.Report(ctx, tx, p)
	return err
}
