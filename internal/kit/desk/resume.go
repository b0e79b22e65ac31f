package desk

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/record"
)

// Resume takes up again the checks of imports that an end of the program interrupted, as whoever brought them; people gives
// the account as it stands today. Call it at the start and now and then.
func (d *Desk) Resume(ctx context.Context, store *db.DB, people func(ctx context.Context, account string) (*access.Actor, error)) error {
	left, err := record.TakeInterrupted(ctx, store)
	if err != nil {
		return err
	}
	for _, i := range left {
		if _, err := record.Of(d.Kinds(), i.Kind); err != nil {
			continue // a kind that this program does not import any more
		}
		who, err := people(ctx, i.MadeBy)
		if err != nil {
			return err
		}
		if err := d.begin(access.With(ctx, who), task{Kind: i.Kind, Import: i.ID, Step: "inspect"}); err != nil {
			return err
		}
	}
	return nil
}
