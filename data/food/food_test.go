package food

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// published reads a table beside the repository, or skips the test when it is not there.
func published(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open(filepath.Join("../../../shared/data/china", name))
	if err != nil {
		t.Skipf("skipped: the published table china/%s is not beside the repository", name)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records[1:]
}

func TestCategories(t *testing.T) {
	roots := map[string]int{}
	for _, c := range Categories() {
		if c.Name == "" || c.NameEn == "" || c.Farm != strings.HasPrefix(c.Code, "F") {
			t.Errorf("%+v", c)
		}
		roots[c.Code[:1]]++
		if c.Parent != "" {
			if p, ok := Lookup(c.Parent); !ok || p.Farm != c.Farm {
				t.Errorf("%s lies below %q", c.Code, c.Parent)
			}
		}
	}
	if n := roots["0"] + roots["1"] + roots["2"] + roots["3"]; n != 32 {
		t.Errorf("%d licence categories, want 32", n)
	}
	if len(Kinds()) != 3 || len(Stages()) < 4 {
		t.Error("kinds or stages are missing")
	}
}

func TestLicenceCategoriesAgreeWithPublishedTable(t *testing.T) {
	// The table shortens one name and marks sub-kinds with a different comma.
	plain := strings.NewReplacer("、", "", "，", "", "特殊医学用途配方食品", "特医食品")
	for _, row := range published(t, "zhsyj/producer_static_risk_scores.csv") {
		c, ok := Lookup(row[0])
		if !ok || plain.Replace(c.Name) != plain.Replace(row[1]) {
			t.Errorf("%s %s: have %q", row[0], row[1], c.Name)
		}
	}
}

func TestClassify(t *testing.T) {
	cases := []struct {
		product, code string
		sure          bool
	}{
		{"泥鳅", "F0301", true}, {"红茶", "14", true}, {"韭菜", "F0201", true}, {"枸杞蜂蜜", "26", true}, {"花生油", "02", true},
		{"花生", "F07", true}, {"绿豆", "F06", true}, {"绿豆芽", "F0210", true}, {"绿豆糕", "24", true}, {"鸡蛋挂面", "01", true},
		{"牛肉味方便面", "07", true}, {"兰州百合", "F0201", true}, {"草莓酸奶", "05", true}, {"饼干（草莓味）", "08", true},
		{"蔬菜（芹菜）", "F0203", true}, {"普通白菜（小油菜）", "F0203", true}, {"新鲜倍跃草鸡蛋15枚装", "F05", true},
		{"武夷山市皇金叶岩茶厂生产的岩乳（大红袍）", "14", true}, {"婴幼儿配方乳粉", "29", true}, {"康蓓健牌芦荟软胶囊", "27", true},
		{"香菇", "F0211", false}, {"枸杞", "17", false}, {"某某鱼", "F03", false}, {"猪肉片", "F0101", false}, {"芹菜（红茶）", "F0203", false},
		{"炸鸡翅", "", false}, {"婴幼儿饼干", "30", false}, {"特殊医学用途婴儿配方食品", "28", true}, {"肉桂", "", false}, {"西瓜汁", "", false}, {"", "", false}, {"未知之物", "", false}, {"（）", "", false}, {"123", "", false},
	}
	for _, c := range cases {
		if code, sure := Classify(c.product); code != c.code || sure != c.sure {
			t.Errorf("%q: %q %v, want %q %v", c.product, code, sure, c.code, c.sure)
		}
	}
}

// The published tables name what was sampled. The keywords were written with these tables at hand, so this holds the ground
// and does not measure how other names fare.
func TestClassifyCoversPublishedResults(t *testing.T) {
	for _, c := range []struct {
		file       string
		column     int
		want, sure float64
	}{{"foodkg/sampling_failures_2019.csv", 1, 1, 0.93}, {"foodkg/sampling_failures_pesticide.csv", 0, 0.995, 0.96}} {
		rows := published(t, c.file)
		known, sure := 0, 0
		for _, row := range rows {
			code, s := Classify(row[c.column])
			if code != "" {
				known++
			}
			if s {
				sure++
			}
		}
		n := float64(len(rows))
		t.Logf("%s: %d rows, %d classified (%.1f %%), %d surely (%.1f %%)", c.file, len(rows), known, 100*float64(known)/n, sure, 100*float64(sure)/n)
		if float64(known)/n < c.want || float64(sure)/n < c.sure {
			t.Errorf("%s: %d of %d classified, %d surely", c.file, known, len(rows), sure)
		}
	}
}

// The licence table lists varieties under the category they belong to; the keywords were not written from it, but the
// rules for cooked and infant food were. Names said to be
// sure must nearly always be right.
func TestClassifyAgreesWithLicenceVarieties(t *testing.T) {
	cut := func(r rune) bool { return strings.ContainsRune("，、；。:：()（）[]【】0123456789. ", r) }
	seen := map[string]bool{}
	total, known, sure, wrong := 0, 0, 0, 0
	for _, row := range published(t, "zhsyj/producer_static_risk_scores.csv") {
		for _, name := range strings.FieldsFunc(row[4], cut) {
			if name == "其他" || name == "其他类" || len([]rune(name)) < 2 || seen[name] {
				continue
			}
			seen[name] = true
			total++
			code, s := Classify(name)
			if code != "" {
				known++
			}
			if s {
				sure++
				if code != row[0] {
					wrong++
					t.Logf("%s: %s, the licence table says %s", name, code, row[0])
				}
			}
		}
	}
	t.Logf("%d varieties: %d classified, %d surely, of these %d otherwise than the licence table", total, known, sure, wrong)
	if known*100 < total*65 || wrong*100 > sure*2 {
		t.Errorf("%d of %d varieties classified; %d of %d sure ones wrong", known, total, wrong, sure)
	}
}

func TestClassifyKnowsEveryKeyword(t *testing.T) {
	for k, w := range vocabulary().words {
		if code, _ := Classify(k); code != w.code {
			t.Errorf("%q: %q, want %q", k, code, w.code)
		}
	}
}

func TestClassifyIsSureOnlyOfKnownCategories(t *testing.T) {
	var words []string
	for k := range vocabulary().words {
		words = append(words, k)
	}
	rapid.Check(t, func(t *rapid.T) {
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom(append(words, "（", "）", "味", "生产的", "特级", "A")), 0, 5).Draw(t, "name"), "")
		code, sure := Classify(name)
		if _, ok := Lookup(code); code != "" && !ok || code == "" && sure {
			t.Fatalf("%q: %q %v", name, code, sure)
		}
	})
}

func FuzzClassify(f *testing.F) {
	for _, s := range []string{"泥鳅", "蔬菜（芹菜）", "岩茶厂生产的岩乳（大红袍）", "((", "））", "\xff茶"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if code, sure := Classify(s); code == "" && sure {
			t.Errorf("%q is surely nothing", s)
		}
	})
}

func TestParsersRefuse(t *testing.T) {
	if _, err := parseCategories("code,name,name_en\nF01,肉,Meat\n"); err == nil {
		t.Error("a category without the one above it: accepted")
	}
	for _, text := range []string{"", "code,sure,keywords\n99,yes,茶\n", "code,sure,keywords\n14,maybe,茶\n", "code,sure,keywords\n14,yes,茶\n15,yes,茶\n"} {
		if _, err := parseKeywords(text); err == nil {
			t.Errorf("keywords %q: accepted", text)
		}
	}
}

func BenchmarkClassify(b *testing.B) {
	for b.Loop() {
		Classify("武夷山市皇金叶岩茶厂生产的岩乳（大红袍）")
	}
}
