package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"shian/internal/domain/place"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
)

// Whichever way a restricted account looks, it finds the same businesses.
func TestListCountSearchSuggestionAndExportAgree(t *testing.T) {
	s := furnished(t)
	for _, x := range []struct{ name, region string }{{"演示丙面馆", homeArea}, {"演示丁粮油", "620103"}, {"演示戊果蔬", far}} {
		s.business(x.name, x.region)
	}
	every := []string{"演示甲酒家", "演示乙酒家", "演示丙面馆", "演示丁粮油", "演示戊果蔬"}
	for post, seen := range map[string][]string{
		"county-inspector":     {"演示甲酒家", "演示丙面馆"},
		"county-inspector far": {"演示乙酒家", "演示戊果蔬"},
		"township-inspector":   {"演示甲酒家"},
		"enterprise-owner":     {"演示甲酒家"},
		"lab-analyst":          {},
		"auditor":              every,
	} {
		c := s.caller(post)
		for _, at := range []string{"/desk/operator", "/api/v1/operator?limit=100", "/desk/operator/export?format=csv", "/desk/search?q=演示", "/desk/suggest/operator?q=演示"} {
			r := c.get(escape(at))
			if r.Code == http.StatusForbidden && len(seen) == 0 || r.Code == http.StatusForbidden && strings.Contains(at, "export") {
				continue
			}
			if r.Code != http.StatusOK {
				t.Errorf("%s %s: %d", post, at, r.Code)
				continue
			}
			for _, name := range every {
				if found := strings.Contains(r.Body.String(), name); found != slices.Contains(seen, name) {
					t.Errorf("%s %s: %s found %v", post, at, name, found)
				}
			}
			if strings.HasPrefix(at, "/api/") {
				var list struct{ Total int }
				if err := json.Unmarshal(r.Body.Bytes(), &list); err != nil || list.Total != len(seen) {
					t.Errorf("%s counts %d, sees %d: %v", post, list.Total, len(seen), err)
				}
			}
		}
	}
}

func escape(at string) string {
	path, query, _ := strings.Cut(at, "?")
	return path + "?" + strings.ReplaceAll(url.PathEscape(query), "%3D", "=")
}

// A draft is nobody's beyond its scope, in any way; once published it is everybody's, with its proof.
func TestDraftsAreSeenWithinTheirScopeAlone(t *testing.T) {
	s := furnished(t)
	for post, seen := range map[string]bool{"sampler": true, "lab-analyst": true, "enterprise-owner": true, "sampler far": false, "publisher far": false} {
		c := s.caller(post)
		for _, at := range []string{"/desk/sampling-result", "/api/v1/sampling-result", "/desk/search?q=H0001", "/desk/sampling-result/export?format=csv"} {
			r := c.get(at)
			if r.Code == http.StatusForbidden && strings.Contains(at, "export") {
				continue
			}
			// A search that finds one record leads to it.
			if found := strings.Contains(r.Body.String()+r.Header().Get("Location"), s.own["result"]) || strings.Contains(r.Body.String(), "H0001,"); found != seen {
				t.Errorf("%s %s: found %v", post, at, found)
			}
		}
	}
	out := s.caller("")
	for _, at := range []string{"/proof/", "/result/"} {
		if code := out.get(at + s.own["result"]).Code; code != http.StatusNotFound {
			t.Errorf("%s of a draft answers %d", at, code)
		}
		if code := out.get(at + s.own["published"]).Code; code != http.StatusOK {
			t.Errorf("%s of a publication answers %d", at, code)
		}
	}
	if body := out.get("/data/sampling.json").Body.String(); strings.Contains(body, s.own["result"]) || !strings.Contains(body, s.own["published"]) {
		t.Errorf("open data shows drafts, or lacks what was published: %s", body)
	}
}

// What is masked appears in no page, answer, sheet, search or history of somebody without the right to see it.
func TestMaskedFieldsAppearNowhere(t *testing.T) {
	s := furnished(t)
	id := s.own["person"]
	if p, err := s.Operator.People.Get(s.system(), id); err != nil {
		t.Fatal(err)
	} else {
		p.Phone, p.Post = phoneHome+"0", "worker"
		if err := s.Operator.People.Update(s.system(), p); err != nil {
			t.Fatal(err)
		}
	}
	for _, post := range []string{"food-office-director", "food-office-lead", "township-inspector", "auditor", "enterprise-owner", "sampler", "market-lead", "county-inspector"} {
		c := s.caller(post)
		reveals := holds(post, "operator.person.reveal")
		for _, at := range []string{"/desk/operator-person", "/desk/operator-person/" + id, "/desk/operator-person/" + id + "/history", "/desk/operator-person/" + id + "/edit",
			"/desk/operator/" + s.own["operator"], "/desk/operator/" + s.own["operator"] + "?tab=people", "/desk/operator/" + s.own["operator"] + "/edit", "/api/v1/operator-person",
			"/api/v1/operator-person/" + id, "/api/v1/operator", "/api/v1/operator/" + s.own["operator"], "/desk/operator/export?format=csv", "/desk/operator-person/export?format=csv",
			"/desk/search?q=" + phoneHome, "/desk/search?q=" + residentHome, "/api/v1/operator-person?q=" + phoneHome} {
			body := c.get(at).Body.String()
			if strings.Contains(at, "q=") {
				body = strings.ReplaceAll(body, at[strings.Index(at, "q=")+2:], "") // what was asked for comes back
			}
			// One record read by a program or opened to be changed is kept as a look; lists and exports mask for everybody, and a
			// business reads its own file.
			one := strings.HasPrefix(at, "/api/v1/operator/") || strings.HasPrefix(at, "/api/v1/operator-person/")
			own := post == "enterprise-owner" && strings.HasPrefix(at, "/desk/operator") && !strings.Contains(at, "/export") && at != "/desk/operator-person"
			clear := reveals && (one || strings.HasSuffix(at, "/edit")) || own
			for _, secret := range []string{residentHome, phoneHome, nameHome, "13900001234"} {
				if strings.Contains(body, secret) && !clear {
					t.Errorf("%s reads %s at %s", post, secret, at)
				}
			}
		}
	}
}

// A form without the token of its session changes nothing.
func TestWithoutTokenNothingChanges(t *testing.T) {
	s := open(t)
	s.crew()
	c := s.caller("county-inspector")
	token := c.csrf
	form := url.Values{"name": {"演示无令牌"}, "trade": {"stall"}, "region": {homeArea}, "address": {"演示路"}}
	for _, wrong := range []string{"", "x", s.caller("sampler").csrf} {
		c.csrf = wrong
		if code := c.post("/desk/operator/new", form).Code; code != http.StatusForbidden {
			t.Errorf("token %q: %d", wrong, code)
		}
		if code := c.send("POST", "/api/v1/operator", `{"name":"演示无令牌","trade":"stall","region":"620102","address":"演示路"}`).Code; code != http.StatusForbidden {
			t.Errorf("token %q by the API: %d", wrong, code)
		}
	}
	c.csrf = token
	if code := c.post("/desk/operator/new", form).Code; code != http.StatusSeeOther {
		t.Errorf("with the token: %d", code)
	}
}

// 食品安全抽样检验管理办法 第二十六条: whoever recorded a result does not check it, neither do they publish it, whatever posts they hold
// and for whomever they act.
func TestTheSecondHandIsRefusedToTheFirst(t *testing.T) {
	s := open(t)
	s.crew()
	refused := func(post, id, action string) {
		t.Helper()
		if err := s.step(post, id, action, flow.Input{}); !fault.Is(err, fault.KindRefused) {
			t.Errorf("%s may %s: %v", post, action, err)
		}
	}
	// One person with all three posts.
	all := s.seat("all", "all", place.Appointment{Post: "sampler", Region: homeArea})
	day := clock.Day(clock.Now(s.system()).AddDate(0, 0, -1))
	for _, p := range []string{"sampling-checker", "publisher"} {
		if err := s.Place.Appoint(s.system(), &place.Appointment{Account: all.ID, Name: "三职", Post: p, Region: homeArea, From: day}); err != nil {
			t.Fatal(err)
		}
	}
	s.renew("all")
	mine := sample("T0001", homeArea)
	if err := s.Sampling.Results.Create(s.as("all"), mine); err != nil {
		t.Fatal(err)
	}
	refused("all", mine.ID, sampling.ActCheck)
	if err := s.step("sampling-checker", mine.ID, sampling.ActCheck, flow.Input{}); err != nil {
		t.Fatal(err)
	}
	refused("all", mine.ID, sampling.ActPublish)
	refused("sampling-checker", mine.ID, sampling.ActPublish)

	// The checker acts for the sampler: what the sampler recorded counts as the checker's own.
	theirs := sample("T0002", homeArea)
	if err := s.Sampling.Results.Create(s.as("sampler"), theirs); err != nil {
		t.Fatal(err)
	}
	today := clock.Day(clock.Now(s.system()))
	order := &place.Acting{Account: s.cast["sampling-checker"].ID, For: s.cast["sampler"].ID, From: today, To: today, Reason: "出差"}
	if err := s.Place.Ask(s.system(), order); err != nil {
		t.Fatal(err)
	}
	if err := s.Place.Approve(s.system(), order.ID, order.Version); err != nil {
		t.Fatal(err)
	}
	s.renew("sampling-checker")
	if len(s.cast["sampling-checker"].ActsFor) != 1 {
		t.Fatal("the checker does not act for the sampler")
	}
	refused("sampling-checker", theirs.ID, sampling.ActCheck)
}

// renew reads the person's posts again.
func (s *stage) renew(key string) {
	s.tb.Helper()
	who, err := s.Place.Actor(s.system(), s.cast[key].ID)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.cast[key] = who
}

// An owner changes the file of their own business and reaches no other.
func TestOwnersReachTheirOwnBusinessAlone(t *testing.T) {
	s := furnished(t)
	for id, kind := range map[string]fault.Kind{s.own["operator"]: "", s.other["operator"]: fault.KindMissing} {
		o, err := s.Operator.Operators.Get(s.system(), id)
		if err != nil {
			t.Fatal(err)
		}
		o.Note = "owner was here"
		err = s.Operator.Operators.Update(access.With(s.system(), s.cast["enterprise-owner"]), o)
		if kind == "" && err != nil || kind != "" && !fault.Is(err, kind) {
			t.Errorf("owner changes %s: %v", o.Name, err)
		}
	}
}
