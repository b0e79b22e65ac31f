package app

import (
	"context"

	"shian/internal/domain/laboratory"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/outbox"
)

// A reaction is one row of the closed loop: when something is published under a topic, something else follows.
type reaction struct {
	when, then string
	do         func(ctx context.Context, tx *db.Tx, m outbox.Message) error
}

// loop is the table of reactions between domains, readable top to bottom. Each is handled once, in a transaction of its own,
// by the platform itself; one that fails is tried again and shown at /desk/outbox.
func (a *App) loop() {
	for _, r := range []reaction{
		{sampling.TopicFailed, "open a disposal for the business, the maker and whoever has the same batch, each at its own office", a.attend},
		{sampling.TopicWithdrawn, "end the disposals", a.lapse},
		{"flow.late", "mark a disposal whose ninety days ran out", a.overdue},
		{sampling.TopicWithdrawn, "supersede the notices and bulletins that publish it", a.renotify},
		{sampling.TopicFailed, "serve the result on the business and the maker, tell their regulators", a.serveResult},
		{sampling.TopicWithdrawn, "end its service", a.unserve},
		{sampling.TopicPublished, "tell whoever follows it", a.news},
		{sampling.TopicWithdrawn, "tell whoever followed it, with the reason", a.recall},
		{sampling.TopicSent, "open the laboratory's order", a.expect},
		{laboratory.TopicReceived, "note on the sampling sheet that it arrived", a.arrived},
		{laboratory.TopicRejected, "send the sample back", a.arrived},
		{laboratory.TopicReported, "draft the result of the sample", a.reported},
		{sampling.TopicPublished, "count the month anew", a.recount},
		{sampling.TopicWithdrawn, "count the month anew", a.recount},
	} {
		a.Outbox.On(r.when, r.then, func(ctx context.Context, tx *db.Tx, m outbox.Message) error {
			return r.do(access.With(ctx, access.System), tx, m)
		})
	}
}

// renotify: a document that publishes a withdrawn result is superseded by one that says so.
func (a *App) renotify(ctx context.Context, tx *db.Tx, m outbox.Message) error {
	var s sampling.Message
	if err := m.Read(&s); err != nil {
		return err
	}
	return a.Sampling.Renotify(ctx, tx, s.ID)
}
