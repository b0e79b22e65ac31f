package policy

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// published reads a table beside the repository, or skips the test when it is not there.
func published(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/policy", name))
	if err != nil {
		t.Skipf("skipped: the published table policy/%s is not beside the repository", name)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

func TestRowsAndBodiesAreComplete(t *testing.T) {
	rows := Rows()
	if len(rows) != 48 {
		t.Fatalf("%d rows", len(rows))
	}
	for i, r := range rows {
		want := strconv.Itoa(i + 1)
		if i >= 44 {
			want = "保" + strconv.Itoa(i-43)
		}
		if r.Number != want || r.Title == "" || r.TitleEn == "" || r.Group == "" || r.GroupEn == "" || r.Chapter == "" || len(r.Duties) == 0 {
			t.Errorf("row %d: %+v", i, r)
		}
	}
	kinds, codes := map[Kind]int{}, map[string]bool{}
	for _, b := range Bodies() {
		if codes[b.Code] || b.Name == "" || b.Short == "" || b.NameEn == "" {
			t.Errorf("body %+v", b)
		}
		codes[b.Code] = true
		kinds[b.Kind]++
	}
	if kinds[ByRegion]+kinds[Own] != 33 || kinds[Collective] != 6 || kinds[Own] != 6 {
		t.Errorf("kinds of body: %v", kinds)
	}
}

func TestGoals(t *testing.T) {
	for i, g := range Goals() {
		if g.Code != "T"+strconv.Itoa(i+1) || g.Row != Whole || g.Inferred {
			t.Errorf("%+v", g)
		}
	}
	if len(Goals()) != 5 {
		t.Errorf("%d goals", len(Goals()))
	}
	known := map[string]bool{"T1": true, "T2": true, "T3": true, "T4": true, "T5": true}
	for _, r := range Rows() {
		for _, g := range r.Goals {
			if !known[g] {
				t.Errorf("row %s counts towards %s", r.Number, g)
			}
		}
	}
}

func TestEveryDutyOfThePolicy(t *testing.T) {
	var have [][3]string
	for _, r := range Rows() {
		for _, d := range r.Duties {
			have = append(have, [3]string{r.Number, d.Body, string(d.Role)})
		}
	}
	want := published(t, "departments.csv")
	if len(have) != len(want) || len(want) != 208 {
		t.Fatalf("%d duties, policy has %d", len(have), len(want))
	}
	for i, w := range want {
		b, ok := Find(w[1])
		if !ok || have[i] != [3]string{w[0], b.Code, w[2]} {
			t.Errorf("line %d: have %v, policy %v", i+2, have[i], w)
		}
	}
}

func TestEveryTargetOfThePolicy(t *testing.T) {
	all := Targets()
	stated, implied := published(t, "targets.csv"), published(t, "targets-implied.csv")
	if len(all) != len(stated)+len(implied) {
		t.Fatalf("%d targets, policy %d and %d", len(all), len(stated), len(implied))
	}
	inRows := 0
	for _, r := range Rows() {
		inRows += len(r.Targets)
	}
	whole := 0
	for i, w := range append(stated, implied...) {
		g := all[i]
		if g.Row == Whole {
			whole++
		}
		if [7]string(w[:7]) != [7]string{g.Row, g.Name, g.Operator, g.Value, g.Unit, g.Deadline, g.Scope} || g.Inferred != (i >= len(stated)) || g.NameEn == "" {
			t.Errorf("have %+v, policy %v", g, w)
		}
	}
	if inRows+whole != len(all) {
		t.Errorf("%d targets in rows and %d of the province, of %d", inRows, whole, len(all))
	}
}

func TestFirst(t *testing.T) {
	for n, want := range map[int]string{8: "grain", 30: "agri", 43: "customs", 6: "development", 19: "prefecture-leadership"} {
		if got := Rows()[n-1].First(); got != want {
			t.Errorf("row %d: %s, want %s", n, got, want)
		}
	}
}

func TestLower(t *testing.T) {
	cases := []struct{ body, level, name, above, want string }{
		{"market", "prefecture", "兰州市", "甘肃省", "兰州市市场监管局"},
		{"market", "county", "城关区", "兰州市", "城关区市场监管局"},
		{"market", "township", "张掖路街道", "城关区", "张掖路市场监管所"},
		{"market", "county", "兰州新区", "兰州市", "兰州新区市场监管局"},
		{"market", "county", "嘉峪关市", "嘉峪关市", ""},
		{"market", "prefecture", "嘉峪关市", "甘肃省", "嘉峪关市市场监管局"},
		{"agri", "county", "积石山保安族东乡族撒拉族自治县", "临夏回族自治州", "积石山县农业农村局"},
		{"police", "county", "城关区", "兰州市", "兰州市公安局城关分局"},
		{"police", "county", "永登县", "兰州市", "永登县公安局"},
		{"ecology", "county", "环县", "庆阳市", "庆阳市生态环境局环县分局"},
		{"ecology", "county", "兰州新区", "兰州市", "兰州新区生态环境局"},
		{"publicity", "prefecture", "临夏回族自治州", "甘肃省", "临夏州委宣传部"},
		{"publicity", "county", "兰州新区", "兰州市", "兰州新区党工委宣传部"},
		{"discipline", "county", "兰州新区", "兰州市", "兰州新区纪检监察工委"},
		{"court", "prefecture", "甘南藏族自治州", "甘肃省", "甘南藏族自治州中级人民法院"},
		{"court", "county", "嘉峪关市", "嘉峪关市", "嘉峪关市城区人民法院"},
		{"procuratorate", "county", "玉门市", "酒泉市", "玉门市人民检察院"},
		{"banking", "prefecture", "兰州市", "甘肃省", ""},
		{"banking", "prefecture", "平凉市", "甘肃省", "平凉市银保监分局"},
		{"customs", "prefecture", "天水市", "甘肃省", ""},
		{"prefecture-leadership", "prefecture", "天水市", "甘肃省", "天水市委和天水市政府"},
		{"railway", "county", "城关区", "兰州市", ""},
	}
	for _, c := range cases {
		b, ok := Find(c.body)
		if !ok {
			t.Fatalf("no body %s", c.body)
		}
		got, ok := b.Lower(Place{c.level, c.name, c.above})
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s at %s: %q %v, want %q", c.body, c.name, got, ok, c.want)
		}
	}
}

// Every body that follows regions has an office in every prefecture and county, and no two bodies share a name.
func TestLowerNamesAreDistinct(t *testing.T) {
	for _, p := range []Place{{"prefecture", "临夏回族自治州", "甘肃省"}, {"county", "东乡族自治县", "临夏回族自治州"}, {"county", "秦州区", "天水市"}, {"county", "兰州新区", "兰州市"}} {
		seen := map[string]string{}
		for _, b := range Bodies() {
			name, ok := b.Lower(p)
			if b.Kind == ByRegion && !ok {
				t.Errorf("%s has no office at %s", b.Code, p.Name)
			}
			if ok && seen[name] != "" {
				t.Errorf("%s and %s are both %s", seen[name], b.Code, name)
			}
			seen[name] = b.Code
		}
	}
}

func TestUnitsFromMemorySaySo(t *testing.T) {
	n := 0
	for _, b := range Bodies() {
		for _, u := range b.Units {
			n++
			if b.Kind != Own || u.Verified || len(u.Prefecture) != 6 {
				t.Errorf("%s: %+v", b.Code, u)
			}
		}
	}
	if n == 0 {
		t.Error("no units")
	}
}

func TestParseRefuses(t *testing.T) {
	f := read()
	for name, duties := range map[string]string{
		"header": "row,body\n", "row": "row,body,role\n99,market,lead\n", "body": "row,body,role\n1,nobody,lead\n", "role": "row,body,role\n1,market,boss\n",
	} {
		if _, err := parseRows(rowsCSV, duties, f); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	if _, err := parseBodies(bodiesCSV, "body,name,name_en,prefecture,note\nnobody,x,x,620100,待核\n"); err == nil {
		t.Error("a unit of no body: accepted")
	}
	if _, err := parseRows(rowsCSV, dutiesCSV, facts{bodies: f.bodies, targets: []Target{{Row: "99"}}}); err == nil {
		t.Error("a target of no row: accepted")
	}
}

func FuzzLines(f *testing.F) {
	f.Add("row,body,role\n1,market,lead\n")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := parseRows(rowsCSV, text, read())
		if err == nil && len(rows) != 48 {
			t.Errorf("%d rows", len(rows))
		}
	})
}
