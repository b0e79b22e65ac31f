package record

import (
	"context"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/form"
)

// SeeLargely makes every actor count as one who sees many records, for the rest of a test.
func SeeLargely(t *testing.T) {
	was := smallView
	smallView = -1
	t.Cleanup(func() { smallView = was })
}

// Driver names the filter that a list of the actor runs along.
func (k *Kind[T, P]) Driver(ctx context.Context, filter map[string]string, area string) (string, error) {
	return k.driver(ctx, form.Bind(P(new(T))).For(access.From(ctx), k.Name), filter, area)
}
