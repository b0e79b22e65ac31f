package place_test

import (
	"sync"
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
)

// Two administrators end the same appointment at once while others ask what the person may do and the tree is read anew: one of
// the two is told that the other was first.
func TestConcurrentEndsOfOneAppointment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, ctx := province(t, d)
		a := appoint(t, s, ctx, place.Appointment{Account: "x", Post: "county-inspector", Region: "620102"})
		const hands = 8
		errs := make([]error, hands)
		var all sync.WaitGroup
		for i := range hands {
			all.Go(func() { errs[i] = s.End(ctx, a.ID, "2026-12-31", a.Version) })
			all.Go(func() {
				if err := s.Refresh(ctx); err != nil {
					t.Error(err)
				}
			})
			all.Go(func() {
				if who, err := s.Actor(ctx, "x"); err != nil || !who.Sees(access.Regions("620102")) {
					t.Errorf("%+v, %v", who, err)
				}
				if len(s.Tree().Suggest("城关", 5)) == 0 {
					t.Error("no suggestion")
				}
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Is(err, fault.KindConflict) {
				t.Errorf("%v, want a conflict", err)
			}
		}
		if won != 1 {
			t.Errorf("%d of %d ended the appointment, want one", won, hands)
		}
	}, schemas...)
}
