package house

import (
	"slices"
	"strings"
	"testing"
)

// kitOrder is the list in docs/design/kit.md: a package imports its own line and those above.
var kitOrder = [][]string{
	{"clock", "id", "fault", "i18n"},
	{"db", "access"},
	{"journal", "outbox", "measure", "timeline", "search", "file", "job", "sheet", "stream", "secret"},
	{"form", "record"},
	{"auth", "web"},
	{"flow"},
	{"page"},
	{"paper"},
	{"desk", "notify"},
}

// engineMay lists the modules beyond the standard library that an engine may use, with why.
var engineMay = map[string][]string{
	"limit":    {"github.com/cockroachdb/apd/v3"},                       // decimals that keep their digits
	"tlog":     {"golang.org/x/mod"},                                    // the Merkle log and signed notes themselves
	"epcis":    {"github.com/go-json-experiment/json"},                  // JSON that keeps order and numbers
	"draw":     {"filippo.io/", "golang.org/x/crypto"},                  // a verifiable random function
	"survey":   {"gonum.org/v1/gonum"},                                  // distributions
	"alert":    {"gonum.org/v1/gonum"},                                  // distributions
	"grade":    {"github.com/cockroachdb/apd/v3"},                       // decimals
	"trace":    {"gonum.org/v1/gonum"},                                  // graphs
	"exposure": {"gonum.org/v1/gonum", "github.com/cockroachdb/apd/v3"}, // distributions, decimals
}

// everyDomain may import these two domains.
var everyDomain = []string{"place", "operator"}

func TestImportDirections(t *testing.T) {
	for _, s := range sources() {
		for _, imported := range s.imports {
			if why := refused(s, imported); why != "" {
				t.Errorf("%s imports %s: %s", s.path, imported, why)
			}
		}
	}
}

// refused says why the file may not import the package; empty when it may. Tests are held to the same, save that they may use
// what only tests need.
func refused(s source, imported string) string {
	ours, inside := strings.CutPrefix(imported, "shian/")
	if !inside && !strings.HasPrefix(s.dir, "engine/") {
		return ""
	}
	from := strings.Split(s.dir, "/")
	switch {
	case from[0] == "engine":
		return refusedByEngine(from[1], s.test, imported)
	case from[0] == "data":
		if strings.HasPrefix(ours, "internal/") {
			return "reference data knows facts and engines only"
		}
	case from[0] == "cmd":
		if strings.HasPrefix(ours, "internal/domain/") {
			return "a command goes through internal/app"
		}
	case len(from) > 2 && from[1] == "kit":
		return refusedByKit(from[2], s.test, ours)
	case len(from) > 2 && from[1] == "domain":
		return refusedByDomain(from[2], ours)
	}
	if strings.HasPrefix(ours, "internal/app") && from[0] == "internal" && from[1] != "app" {
		return "only commands know the application"
	}
	return ""
}

func refusedByEngine(engine string, test bool, imported string) string {
	switch {
	case strings.HasPrefix(imported, "shian/engine/"):
		return ""
	case strings.HasPrefix(imported, "shian/"):
		if test && strings.HasPrefix(imported, "shian/data/") {
			return ""
		}
		return "an engine is useful alone: it knows nothing of the platform"
	case imported == "database/sql", imported == "net/http" && !test, imported == "log", imported == "log/slog":
		return "an engine has no database, no HTTP and no log"
	case !strings.Contains(strings.Split(imported, "/")[0], "."):
		return "" // the standard library
	case test && imported == "pgregory.net/rapid":
		return ""
	}
	for _, m := range engineMay[engine] {
		if strings.HasPrefix(imported, m) {
			return ""
		}
	}
	return "not on this engine's list of modules (engineMay)"
}

func refusedByKit(from string, test bool, ours string) string {
	switch {
	case strings.HasPrefix(ours, "internal/domain/"), strings.HasPrefix(ours, "internal/app"):
		return "the kit knows no domain"
	case strings.HasPrefix(ours, "engine/"):
		if from == "journal" && ours == "engine/tlog" || from == "flow" && ours == "engine/workday" || test {
			return ""
		}
		return "of the engines the kit knows the log (journal) and the calendar (flow)"
	case strings.HasPrefix(ours, "data/"):
		if from == "flow" || test {
			return "" // deadlines and their articles
		}
		return "the kit knows no trade; only flow reads deadlines"
	case !strings.HasPrefix(ours, "internal/kit/"):
		return ""
	}
	to := strings.Split(ours, "/")[2]
	if a, b := rank(from), rank(to); a >= 0 && b > a && !test {
		return "in docs/design/kit.md " + to + " stands below " + from
	}
	return ""
}

func refusedByDomain(from, ours string) string {
	rest, isDomain := strings.CutPrefix(ours, "internal/domain/")
	to := strings.Split(rest, "/")[0]
	switch {
	case strings.HasPrefix(ours, "internal/app"):
		return "a domain does not know the application"
	case !isDomain || to == from:
		return ""
	case from == "place", from == "operator" && to != "place":
		return "places and businesses stand below every other domain"
	case !slices.Contains(everyDomain, to):
		return "say what you need as a small interface; internal/app passes the other's service"
	}
	return ""
}

func rank(kit string) int {
	return slices.IndexFunc(kitOrder, func(line []string) bool { return slices.Contains(line, kit) })
}

func TestTheRulesOfDirectionRefuse(t *testing.T) {
	for _, c := range []struct {
		dir, imports string
		may          bool
	}{
		{"internal/domain/sampling", "shian/internal/domain/duty", false},
		{"internal/domain/sampling", "shian/internal/domain/operator", true},
		{"internal/domain/place", "shian/internal/domain/operator", false},
		{"internal/domain/sampling", "shian/internal/app", false},
		{"internal/kit/db", "shian/internal/domain/place", false},
		{"internal/kit/db", "shian/internal/kit/page", false},
		{"internal/kit/journal", "shian/engine/tlog", true},
		{"internal/kit/form", "shian/engine/limit", false},
		{"engine/limit", "shian/internal/kit/clock", false},
		{"engine/limit", "net/http", false},
		{"engine/limit", "github.com/google/uuid", false},
		{"engine/limit", "github.com/cockroachdb/apd/v3", true},
		{"cmd/shian", "shian/internal/domain/place", false},
		{"cmd/shian", "shian/internal/app", true},
		{"data/law", "shian/internal/kit/db", false},
	} {
		why := refused(source{file: file{path: c.dir + "/x.go"}, dir: c.dir}, c.imports)
		if (why == "") != c.may {
			t.Errorf("%s → %s: %q, may %v", c.dir, c.imports, why, c.may)
		}
	}
}
