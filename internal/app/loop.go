package app

import (
	"context"

	"shian/internal/domain/sampling"
	"shian/internal/kit/db"
	"shian/internal/kit/outbox"
)

// A reaction is one row of the closed loop: when something is published under a topic, something else follows.
type reaction struct {
	when, then string
	do         func(ctx context.Context, tx *db.Tx, m outbox.Message) error
}

// loop is the table of reactions between domains, readable top to bottom. Each is handled once, in a transaction of its own;
// one that fails is tried again and shown at /desk/outbox.
func (a *App) loop() {
	for _, r := range []reaction{
		{sampling.TopicPublished, "timeline of the business and of the maker", a.tellFiles},
		{sampling.TopicFailed, "raise the mark of the business and of the maker", a.markFailing},
		{sampling.TopicWithdrawn, "take both back", a.untell},
	} {
		a.Outbox.On(r.when, r.then, r.do)
	}
}
