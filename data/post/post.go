// Package post holds the catalogue of posts: what each kind of post is called, which bodies and levels of government have
// it, whose records it sees and what it may do. posts.csv says who, rights.csv may do what; both are this project's own.
package post

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"sync"

	"shian/data/policy"
)

// Sees says which records a post sees.
type Sees string

// All records of the province; those of the region served; those of one's own laboratory or business.
const (
	All        Sees = "all"
	Region     Sees = "region"
	Laboratory Sees = "laboratory"
	Operator   Sees = "operator"
)

// A Post is one kind of post.
//
// Side is official, laboratory or enterprise; Body the code of the body it belongs to, empty outside government; Levels
// where that body has it: province, prefecture, county, township, or unit for the parts of a body with a hierarchy of its
// own. Doing marks posts that work through a to-do list rather than watch figures. Rights are kind.verb.
type Post struct {
	Code         string
	Name, NameEn string
	Side, Body   string
	Levels       []string
	Sees         Sees
	Doing        bool
	Rights       []string
	Note         string
}

// Verbs are what a right may end in; original is a file as it was uploaded, with what the shared copy leaves out.
var Verbs = []string{"view", "edit", "check", "publish", "withdraw", "reveal", "merge", "import", "export", "original", "receipt"}

// Kinds are what a right may begin with.
var Kinds = []string{"operator", "operator.licence", "operator.premises", "operator.product", "operator.person", "operator.matter", "standard",
	"sampling.result", "sampling.task", "sampling.sample", "laboratory", "laboratory.scope", "laboratory.person", "laboratory.bar", "laboratory.order", "laboratory.test", "laboratory.reading", "laboratory.run", "laboratory.round", "laboratory.spare", "disposal", "dispute.objection", "dispute.retest", "plan", "plan.share", "plan.vote", "place", "duty", "journal", "import", "file", "service", "delivery", "warning", "auth.account"}

// each stands in a code for the body's own, one post for each of the 33.
const each = "{body}"

//go:embed posts.csv
var postsCSV string

//go:embed rights.csv
var rightsCSV string

var parsed = sync.OnceValue(func() []Post {
	posts, err := parse(postsCSV, rightsCSV)
	if err != nil {
		panic(err) // the files are part of the program; a test reads them
	}
	return posts
})

// Catalogue returns every kind of post in the order of the file, the one for each body last. The slice is the caller's own.
func Catalogue() []Post { return slices.Clone(parsed()) }

// Find returns the post with this code, and whether there is one.
func Find(code string) (Post, bool) {
	i := slices.IndexFunc(parsed(), func(p Post) bool { return p.Code == code })
	if i < 0 {
		return Post{}, false
	}
	return parsed()[i], true
}

// At reports whether the body has this post at the level.
func (p Post) At(level string) bool { return slices.Contains(p.Levels, level) }

func parse(posts, rights string) ([]Post, error) {
	may, err := parseRights(rights)
	if err != nil {
		return nil, err
	}
	records, err := table("posts", posts, "code,name,name_en,side,body,levels,sees,doing,note")
	if err != nil {
		return nil, err
	}
	var out []Post
	for i, r := range records {
		p := Post{Code: r[0], Name: r[1], NameEn: r[2], Side: r[3], Body: r[4], Levels: strings.Fields(r[5]), Sees: Sees(r[6]),
			Doing: r[7] == "true", Rights: may[r[0]], Note: r[8]}
		if len(p.Rights) == 0 {
			return nil, fmt.Errorf("post: posts line %d: %s may do nothing; give it rights in rights.csv", i+2, p.Code)
		}
		delete(may, p.Code)
		if p.Body != "*" {
			if _, ok := policy.Find(p.Body); !ok && p.Side == "official" {
				return nil, fmt.Errorf("post: posts line %d: body %q is not known", i+2, p.Body)
			}
			out = append(out, p)
			continue
		}
		for _, b := range policy.Bodies() {
			if b.Kind != policy.Collective {
				q := p
				q.Code, q.Body = strings.Replace(p.Code, each, b.Code, 1), b.Code
				out = append(out, q)
			}
		}
	}
	for code := range may {
		return nil, fmt.Errorf("post: rights are given to %q, which is no post", code)
	}
	return out, nil
}

func parseRights(text string) (map[string][]string, error) {
	records, err := table("rights", text, "post,kind,verbs")
	if err != nil {
		return nil, err
	}
	may := map[string][]string{}
	for i, r := range records {
		if !slices.Contains(Kinds, r[1]) {
			return nil, fmt.Errorf("post: rights line %d: kind %q is not known", i+2, r[1])
		}
		for _, verb := range strings.Fields(r[2]) {
			if !slices.Contains(Verbs, verb) {
				return nil, fmt.Errorf("post: rights line %d: verb %q is not known", i+2, verb)
			}
			may[r[0]] = append(may[r[0]], r[1]+"."+verb)
		}
	}
	return may, nil
}

func table(name, text, header string) ([][]string, error) {
	records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("post: %s: %w", name, err)
	}
	if len(records) == 0 || strings.Join(records[0], ",") != header {
		return nil, fmt.Errorf("post: %s: the first line must be %s", name, header)
	}
	return records[1:], nil
}
