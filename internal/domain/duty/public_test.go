package duty

import (
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/measure"
)

// The portal asks without an account and gets the rates of the whole province, nothing else.
func TestWhatAnybodyMaySee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		furnish(t, d)
		s := &Service{db: d, tree: place.Known}
		got, err := s.Published(clock.With(t.Context(), clock.Fixed(at)))
		if err != nil || len(got) != 2 || got[0].Code != "T3" || got[0].Tally != (Tally{38, 40}) || got[0].Target != 98 || got[1].Tally != (Tally{1, 1}) {
			t.Fatalf("%+v, %v", got, err)
		}
		if len(got[0].Areas) != 15 || got[0].Areas[0].Region != "620100" || got[0].Areas[0].Tally != (Tally{38, 40}) || !got[0].Areas[14].Apart {
			t.Errorf("areas %+v", got[0].Areas)
		}
	}, measure.Schema)
}
