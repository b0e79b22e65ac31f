package app_test

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
)

// A rule is one line of the table: a route, who may call it, and how an empty request ends for them.
type rule struct {
	route string
	who   string // public, signed-in, or the rights of which one is needed (holders says whose they are)
	with  string // which record {id} is; each rule with one is tried in the caller's own scope and in another's
	own   int    // status in one's own scope; 0: see expected
	or    int    // another status in one's own scope, where it depends on what was done before
	no    int    // status for those without the right; 0: 403
	other int    // status in another's scope; 0: 404, as if there were no such record
	fill  string // values of the other parts of the path: name=value, separated by spaces
	ask   string // query of the address
	body  string // a whole request, sent where it must come to nothing: beyond one's scope
}

// holders says which posts have a right, independently of data/post: whoever changes one changes the other knowingly.
// duty-* is the reporter of each of the 33 bodies.
var holders = map[string]string{
	"operator.view":             "planner food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor enterprise-owner duty-*",
	"operator.edit":             "county-inspector township-inspector enterprise-owner",
	"operator.merge":            "county-inspector",
	"operator.import":           "county-inspector",
	"operator.export":           "food-office-director food-office-lead market-director market-lead county-inspector",
	"operator.licence.view":     "food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor enterprise-owner duty-*",
	"operator.licence.edit":     "county-inspector township-inspector",
	"operator.premises.view":    "food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor enterprise-owner duty-*",
	"operator.premises.edit":    "county-inspector township-inspector enterprise-owner",
	"operator.product.view":     "food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor enterprise-owner duty-*",
	"operator.product.edit":     "county-inspector township-inspector enterprise-owner",
	"operator.person.view":      "food-office-director food-office-lead market-director market-lead county-inspector township-inspector auditor enterprise-owner",
	"operator.person.edit":      "county-inspector township-inspector enterprise-owner",
	"operator.person.reveal":    "market-director market-lead county-inspector",
	"operator.matter.check":     "market-director market-lead county-inspector township-inspector",
	"operator.parts.import":     "county-inspector",
	"standard.view":             "planner food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher standards-keeper auditor lab-analyst lab-approver enterprise-owner duty-* lab-checker lab-manager",
	"standard.edit":             "standards-keeper",
	"sampling.result.view":      "planner food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher standards-keeper auditor lab-analyst lab-approver enterprise-owner duty-*",
	"sampling.result.edit":      "sampler lab-analyst",
	"sampling.result.import":    "sampler lab-analyst",
	"sampling.result.export":    "planner food-office-director food-office-lead market-director market-lead county-inspector sampler sampling-checker publisher lab-analyst lab-approver",
	"sampling.task.view":        "food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor",
	"sampling.task.edit":        "market-director market-lead",
	"sampling.task.import":      "market-director market-lead",
	"sampling.task.export":      "food-office-director food-office-lead market-director market-lead sampler",
	"sampling.sample.view":      "food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor lab-approver lab-manager enterprise-owner",
	"sampling.sample.edit":      "county-inspector sampler",
	"sampling.sample.import":    "sampler",
	"sampling.sample.export":    "food-office-director food-office-lead market-director market-lead county-inspector sampler sampling-checker publisher",
	"sampling.sample.reveal":    "market-director market-lead county-inspector sampler",
	"sampling.sample.check":     "lab-approver lab-manager",
	"sampling.result.check":     "sampling-checker lab-approver",
	"sampling.result.publish":   "publisher",
	"laboratory.view":           "market-director market-lead county-inspector sampler auditor lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.edit":           "market-director",
	"laboratory.import":         "market-director",
	"laboratory.export":         "market-director",
	"laboratory.reveal":         "market-director",
	"laboratory.scope.edit":     "market-director",
	"laboratory.scope.import":   "market-director",
	"laboratory.bar.edit":       "market-director",
	"laboratory.person.view":    "market-director lab-checker lab-approver lab-manager",
	"laboratory.person.edit":    "lab-manager",
	"laboratory.person.export":  "lab-manager",
	"laboratory.order.view":     "market-director market-lead auditor lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.order.edit":     "lab-manager",
	"laboratory.order.check":    "lab-checker",
	"laboratory.order.publish":  "lab-approver",
	"laboratory.order.export":   "market-director lab-checker lab-approver lab-manager",
	"laboratory.test.view":      "lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.test.edit":      "lab-manager",
	"laboratory.test.export":    "lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.reading.view":   "lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.reading.edit":   "lab-analyst",
	"laboratory.reading.import": "lab-analyst",
	"laboratory.reading.export": "lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.run.view":       "lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.run.edit":       "lab-analyst",
	"laboratory.run.export":     "lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.spare.view":     "lab-approver lab-manager",
	"laboratory.spare.edit":     "lab-manager",
	"laboratory.spare.export":   "lab-manager",
	"laboratory.round.view":     "market-director market-lead auditor lab-analyst lab-checker lab-approver lab-manager",
	"laboratory.round.edit":     "market-director",
	"laboratory.round.export":   "market-director",
	"plan.view":                 "food-office-director food-office-lead market-director market-lead county-inspector sampler sampling-checker publisher planner auditor",
	"plan.edit":                 "planner",
	"plan.check":                "sampling-checker",
	"plan.export":               "food-office-director market-director market-lead sampler planner",
	"plan.vote.view":            "food-office-director market-director planner auditor",
	"plan.vote.edit":            "planner",
	"plan.vote.export":          "planner",
	"duty.view":                 "planner food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher standards-keeper administrator county-administrator auditor duty-*",
	"duty.export":               "food-office-director food-office-lead market-director market-lead duty-*",
	"disposal.view":             "food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor enterprise-owner",
	"disposal.edit":             "county-inspector township-inspector",
	"disposal.export":           "food-office-director market-director market-lead county-inspector",
	"place.view":                "planner food-office-director food-office-lead market-director market-lead county-inspector township-inspector sampler sampling-checker publisher standards-keeper administrator county-administrator auditor duty-*",
	"place.edit":                "administrator county-administrator",
	"place.check":               "administrator county-administrator",
	"file.original":             "market-director market-lead county-inspector sampling-checker auditor",
	"journal.view":              "food-office-director market-director administrator auditor",
	"journal.edit":              "administrator",
	"service.view":              "market-director market-lead county-inspector township-inspector sampler sampling-checker publisher auditor lab-approver enterprise-owner",
	"warning.view":              "market-director market-lead county-inspector publisher auditor",
	"warning.edit":              "county-inspector publisher",
	"delivery.view":             "market-director market-lead administrator auditor",
	"delivery.edit":             "administrator",
}

func holds(post, rights string) bool {
	if strings.HasPrefix(post, "duty-") {
		post = "duty-*"
	}
	for right := range strings.SplitSeq(rights, "|") {
		if slices.Contains(strings.Fields(holders[right]), post) {
			return true
		}
	}
	return false
}

// expected is how an empty request by somebody who may call the route ends when the rule does not say: a page is there, a
// form is found wanting.
func (r rule) expected(status int, own bool) bool {
	want := r.own
	if !own {
		if want = r.other; want == 0 {
			want = http.StatusNotFound
		}
	}
	switch {
	case want != 0:
		return status == want || own && status == r.or
	case strings.HasPrefix(r.route, "GET "):
		return status == http.StatusOK
	}
	return status == http.StatusUnprocessableEntity || status == http.StatusConflict || status == http.StatusSeeOther || status == http.StatusOK
}

// path fills the route's pattern in.
func (r rule) path(id string) (method, path string) {
	method, path, _ = strings.Cut(r.route, " ")
	for _, f := range strings.Fields(r.fill) {
		name, value, _ := strings.Cut(f, "=")
		path = strings.NewReplacer("{"+name+"}", value, "{"+name+"...}", value).Replace(path)
	}
	if path = strings.Replace(path, "{id}", id, 1); r.ask != "" {
		path += "?" + r.ask
	}
	return method, path
}

// Every route of the mux, for every post, in one's own scope and in another's.
func TestEveryRouteForEveryPostInOwnAndOtherScope(t *testing.T) {
	s := furnished(t)
	rules := map[string]rule{}
	for _, r := range table() {
		if _, twice := rules[r.route]; twice {
			t.Errorf("the table lists %s twice", r.route)
		}
		rules[r.route] = r
	}
	var order []rule
	for _, route := range s.Mux.Routes() {
		r, ok := rules[route.Pattern]
		if !ok {
			t.Errorf("the table does not list %s (%s): say who may call it", route.Pattern, route.Guard)
			continue
		}
		delete(rules, route.Pattern)
		if _, path := r.path("x"); strings.Contains(path, "{") {
			t.Errorf("%s: the table does not say what %s stands for", r.route, path)
			continue
		}
		order = append(order, r)
	}
	for route := range rules {
		t.Errorf("the table lists %s, which is no route", route)
	}
	slices.SortStableFunc(order, func(a, b rule) int { return last(a) - last(b) })
	s.tryNobody(t, order)
	for _, p := range s.Place.Posts() {
		s.tryPost(t, p.Code, order)
	}
}

// last puts what ends a session behind everything else.
func last(r rule) int {
	if r.route == "POST /logout" {
		return 1
	}
	return 0
}

// tryNobody wants a visitor to be let in where everybody is, and to be sent to sign in anywhere else.
func (s *stage) tryNobody(t *testing.T, rules []rule) {
	c := s.caller("")
	for _, r := range rules {
		method, path := r.path(s.own[r.with])
		w := c.send(method, path, "")
		switch {
		case r.who == "public":
			if !r.expected(w.Code, true) {
				t.Errorf("nobody %s: %d", r.route, w.Code)
			}
		case strings.HasPrefix(path, "/api/"):
			if w.Code != http.StatusUnauthorized {
				t.Errorf("nobody %s: %d, want 401", r.route, w.Code)
			}
		case w.Code != http.StatusSeeOther || !strings.HasPrefix(w.Header().Get("Location"), "/login"):
			t.Errorf("nobody %s: %d to %q, want the sign-in page", r.route, w.Code, w.Header().Get("Location"))
		}
	}
}

func (s *stage) tryPost(t *testing.T, post string, rules []rule) {
	who, c := s.cast[post], s.caller(post)
	for _, r := range rules {
		may := r.who == "public" || r.who == "signed-in" || holds(post, r.who)
		try(t, c, r, s.own[r.with], may, s.reaches(who, r.with))
		if r.with != "" && s.other[r.with] != "" && !who.All { // to province-wide posts nothing is another's
			try(t, c, r, s.other[r.with], may, r.who == "public")
		}
	}
}

// reaches reports whether the record of home is within somebody's scope: the people of a township or of a laboratory do not
// reach those of the county's offices.
func (s *stage) reaches(who *access.Actor, with string) bool {
	office := who.Side == access.SideOfficial && len(place.Short(who.Region)) <= len(homeArea)
	switch with {
	case "service": // served on the business of home, no concern of a laboratory
		return who.Side != access.SideLaboratory
	case "appointment", "acting", "office":
		return office
	case "task", "custody": // the county's work, and the laboratory's
		return office || who.Side == access.SideLaboratory
	case "sample": // and the business's own
		return office || who.Side != access.SideOfficial
	}
	return true
}

// try makes the request and wants: refused without the right, found within scope, missing beyond it. Without the right a
// record beyond one's scope may be missing as well.
func try(t *testing.T, c *caller, r rule, id string, may, seen bool) {
	method, path := r.path(id)
	body := ""
	if !seen || !may {
		body = r.body
	}
	code := c.send(method, path, body).Code
	switch {
	case !may:
		if code != cmp.Or(r.no, http.StatusForbidden) && code != r.or && (seen || code != http.StatusNotFound) {
			t.Errorf("%s may not call %s %s, but got %d", c.name, method, path, code)
		}
	case !r.expected(code, seen):
		t.Errorf("%s %s (seen %v): %d", c.name, r.route, seen, code)
	}
}
