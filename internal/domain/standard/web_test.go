package standard_test

import (
	"testing"
	"time"

	"shian/internal/domain/standard"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/desk/desktest"
)

// Limits go by the rights of standards: who reads them does not thereby take the whole table out.
func TestLimitsAreTakenOutByTheRightOfStandards(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := desktest.New(clock.Fixed(time.Date(2026, 7, 31, 2, 0, 0, 0, time.UTC)), map[string]*access.Actor{
			"reader": {ID: "r", Side: access.SideOfficial, Region: "620102", Lang: "zh", Rights: []access.Right{"standard.view"}},
			"keeper": {ID: "k", Side: access.SideOfficial, Region: "620000", All: true, Lang: "zh", Rights: []access.Right{"standard.view", "standard.edit", "standard.export"}},
		}, standard.Files)
		open(t, d).Mount(s.Mux, s.Pages, s.Desk)
		for _, at := range []string{"/desk/standard", "/desk/standard-limit"} {
			s.Try(t, []desktest.Scenario{
				{Name: at + " by a reader", As: "reader", Method: "GET", URL: at, Status: 200, Lacks: []string{at + "/export"}},
				{Name: at + " taken out by a reader", As: "reader", Method: "GET", URL: at + "/export?format=csv", Status: 403},
				{Name: at + " taken out by the keeper", As: "keeper", Method: "GET", URL: at + "/export?format=csv", Status: 200},
			})
		}
	}, schemas...)
}
