package clock

import (
	"context"
	"time"
)

type key struct{}

// With puts a clock into the context, for a test or a demonstration whose time is its own.
func With(ctx context.Context, c Clock) context.Context { return context.WithValue(ctx, key{}, c) }

// From gives the clock of the context; System when there is none.
func From(ctx context.Context) Clock {
	if c, ok := ctx.Value(key{}).(Clock); ok && c != nil {
		return c
	}
	return System
}

// Now is the time by the clock of the context.
func Now(ctx context.Context) time.Time { return From(ctx)() }
