package app

import (
	"context"
	"time"

	"shian/internal/domain/sampling"
	"shian/internal/domain/subscribe"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/outbox"
)

// digestEvery is how often e-mails to subscribers are written; each gets one an hour at most.
const digestEvery = time.Minute

// subscriptions makes what anybody may follow. After the journal, the flow engine and what tells people.
func (a *App) subscriptions() {
	a.Subscribe = subscribe.New(a.DB, subscribe.Needs{Flow: a.Flow, Tree: a.Place.Tree, Tells: a.Notify, Box: a.Secrets, Proofs: a.Journal,
		Business: func(ctx context.Context, id string) (string, bool) {
			o, err := a.Operator.Public(ctx, id)
			if err != nil {
				return "", false
			}
			return o.Name, true
		}})
}

// digests writes e-mails to subscribers until ctx ends.
func (a *App) digests(ctx context.Context) {
	ctx = access.With(ctx, access.System)
	tick := time.NewTicker(digestEvery)
	defer tick.Stop()
	for {
		if _, err := a.Subscribe.Digest(ctx); err != nil && ctx.Err() == nil {
			a.cfg.log().Error("subscribers not told", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

var conclusionWords = map[sampling.Conclusion]string{sampling.Pass: "抽检合格：", sampling.Fail: "抽检不合格：", sampling.Unjudged: "抽检未作判定："}

// news: what is published is told to whoever follows it.
func (a *App) news(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	n := subscribe.News{ID: s.ID, Kind: subscribe.Results, Title: conclusionWords[s.Conclusion] + s.Food, Food: s.Food, Category: s.Category, Region: s.Region,
		Operator: s.Operator, Maker: s.Maker, Conclusion: string(s.Conclusion)}
	if s.Failing != "" {
		n.Summary = "不合格项目：" + s.Failing
	}
	return a.Subscribe.Record(asOf(ctx, m), tx, n)
}

// asOf is the moment of the publication, however late it is handled.
func asOf(ctx context.Context, m outbox.Message) context.Context {
	at, err := clock.ParseInstant(m.At)
	if err != nil {
		return ctx
	}
	return clock.With(ctx, clock.Fixed(at))
}

// recall: and so is its withdrawal, with the public reason.
func (a *App) recall(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	r, err := a.Sampling.Results.GetTx(ctx, tx, s.ID)
	if err != nil {
		return err
	}
	return a.Subscribe.Record(asOf(ctx, m), tx, subscribe.News{ID: s.ID, Kind: subscribe.Results, Withdrawn: true, Why: r.PublicReason, WhyEn: r.PublicReasonEn})
}
