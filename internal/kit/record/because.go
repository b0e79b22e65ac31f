package record

import "context"

type reasonKey struct{}

// Because gives a reason to whatever is made or changed with the context; it stays in the record's history.
func Because(ctx context.Context, reason string) context.Context {
	return context.WithValue(ctx, reasonKey{}, reason)
}

// ReasonOf is the reason given by Because; empty when none was.
func ReasonOf(ctx context.Context) string {
	s, _ := ctx.Value(reasonKey{}).(string)
	return s
}
