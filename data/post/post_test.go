package post

import (
	"slices"
	"strings"
	"testing"
)

func TestEachOfThe33BodiesHasATaskReporter(t *testing.T) {
	n := 0
	for _, p := range Catalogue() {
		if strings.HasPrefix(p.Code, "duty-") {
			n++
			if p.Body == "" || !slices.Contains(p.Rights, "duty.edit") {
				t.Errorf("%s: body %q, rights %v", p.Code, p.Body, p.Rights)
			}
		}
	}
	if n != 33 {
		t.Errorf("%d task reporters, want 33", n)
	}
}

// 抽样检验 asks for different hands: nobody who enters results may check them, nobody who checks may publish.
func TestSamplingDutiesAreSeparate(t *testing.T) {
	for _, p := range Catalogue() {
		var hands []string
		for _, verb := range []string{"edit", "check", "publish"} {
			if slices.Contains(p.Rights, "sampling.result."+verb) {
				hands = append(hands, verb)
			}
		}
		if len(hands) > 1 {
			t.Errorf("%s may %v", p.Code, hands)
		}
	}
}

func TestCodesAreUniqueAndSidesKnown(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range Catalogue() {
		if seen[p.Code] {
			t.Errorf("%s stands twice", p.Code)
		}
		seen[p.Code] = true
		official := p.Side == "official"
		if !official && p.Side != "laboratory" && p.Side != "enterprise" {
			t.Errorf("%s: side %q", p.Code, p.Side)
		}
		if official != (len(p.Levels) > 0) || official != (p.Body != "") {
			t.Errorf("%s: body %q and levels %v do not suit side %s", p.Code, p.Body, p.Levels, p.Side)
		}
		if p.NameEn == "" || p.Name == "" {
			t.Errorf("%s lacks a name", p.Code)
		}
	}
}

func TestDoingPostsAreInspectorsSamplersAndLaboratories(t *testing.T) {
	for code, want := range map[string]bool{"county-inspector": true, "sampler": true, "lab-analyst": true, "market-director": false, "duty-agri": false} {
		p, ok := Find(code)
		if !ok || p.Doing != want {
			t.Errorf("%s: found %v, doing %v, want %v", code, ok, p.Doing, want)
		}
	}
}

func TestFilesWithFaultsAreRefused(t *testing.T) {
	const head = "code,name,name_en,side,body,levels,sees,doing,note\n"
	for name, c := range map[string][2]string{
		"unknown verb":   {head, "post,kind,verbs\na,duty,fly\n"},
		"unknown kind":   {head, "post,kind,verbs\na,ship,view\n"},
		"unknown post":   {head, "post,kind,verbs\na,duty,view\n"},
		"without rights": {head + "a,甲,A,official,market,county,region,false,\n", "post,kind,verbs\n"},
		"unknown body":   {head + "a,甲,A,official,navy,county,region,false,\n", "post,kind,verbs\na,duty,view\n"},
		"header":         {"code\n", "post,kind,verbs\n"},
	} {
		if _, err := parse(c[0], c[1]); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
