package desk_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/record"
)

// A sheet that was received just before the program ended is checked when it runs again, without anybody asking.
func TestAnInterruptedCheckIsTakenUpByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, k, _ := open(d)
		as := access.With(t.Context(), people["editor"])
		begun := clock.With(as, now)
		i, err := k.Receive(begun, "x.csv", strings.NewReader("标题,种类\n第一批,甲\n"))
		if err != nil || i.State != record.Checking {
			t.Fatalf("%+v %v", i, err)
		}
		asked := 0
		directory := func(_ context.Context, account string) (*access.Actor, error) {
			asked++
			if account != "e" {
				t.Errorf("taken up as %s", account)
			}
			return people["editor"], nil
		}
		at := func(d time.Duration) context.Context {
			return clock.With(t.Context(), clock.Fixed(now().Add(d)))
		}
		if err := s.Desk.Resume(at(30*time.Second), d, directory); err != nil || asked != 0 {
			t.Fatalf("a check that may still be under way was begun again: %d %v", asked, err)
		}
		for range 2 { // the second finds nothing to do
			if err := s.Desk.Resume(at(2*time.Minute), d, directory); err != nil {
				t.Fatal(err)
			}
		}
		if asked != 1 {
			t.Errorf("taken up %d times", asked)
		}
		for range 200 {
			if i, err = k.Import(begun, i.ID); err != nil {
				t.Fatal(err)
			}
			if i.State == record.Staged {
				return
			}
			time.Sleep(25 * time.Millisecond)
		}
		t.Errorf("left %s", i.State)
	}, schemas...)
}
