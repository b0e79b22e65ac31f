package law

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestEveryArticleIsWhole(t *testing.T) {
	for _, a := range Articles() {
		if a.Title == "" || a.TitleEn == "" || a.Summary == "" || a.Source == "" {
			t.Errorf("%+v", a)
		}
		if a.ValidTo != "" && a.ValidTo < a.ValidFrom {
			t.Errorf("%s ends before it begins", a.ID)
		}
		if got, ok := Lookup(a.ID); !ok || got != a {
			t.Errorf("%s cannot be looked up", a.ID)
		}
	}
	if _, ok := Lookup("none"); ok {
		t.Error("an article that is not there was found")
	}
	unverified := 0
	for _, a := range Articles() {
		if !a.Verified {
			unverified++
		}
	}
	t.Logf("%d articles, %d of them still to be checked; %d deadlines", len(Articles()), unverified, len(Deadlines()))
}

func TestDeadlines(t *testing.T) {
	for _, c := range []struct {
		id, article, unit string
		n, extend         int
		from, to          string
		verified          bool
	}{
		{"apply-retest", "sampling-30", "workday", 7, 0, "2019-10-01", "", true},
		{"apply-retest-2014", "sampling-2014-34", "workday", 5, 0, "2015-02-01", "2019-09-30", true},
		{"end-mediation-2020", "complaint-2020-21", "workday", 45, 0, "2020-01-01", "2026-04-14", true},
		{"end-mediation", "complaint-23", "day", 60, 0, "2026-04-15", "", true},
		{"verify-clue", "complaint-27", "workday", 15, 15, "2026-04-15", "", true},
		{"publish-inspection-2016", "inspection-2016-publish", "workday", 2, 0, "2016-05-01", "2022-03-14", true},
		{"publish-inspection", "inspection-39", "workday", 20, 0, "2022-03-15", "", true},
		{"decide-penalty", "penalty-60", "day", 90, 0, "2021-07-15", "", true},
		{"serve-penalty", "penalty-61", "workday", 7, 0, "2021-07-15", "", true},
		{"dispose-failure", "sampling-45", "day", 90, 0, "2019-10-01", "", false},
		{"apply-retest-rapid", "fsl-88", "hour", 4, 0, "2021-04-29", "2025-11-30", true},
		{"apply-retest-rapid-2025", "fsl-2025-88", "hour", 4, 0, "2025-12-01", "", false},
	} {
		d, ok := Clock(c.id)
		if !ok || d.Article != c.article || d.Unit != c.unit || d.N != c.n || d.Extend != c.extend || d.Extendable() != (c.extend > 0) ||
			d.ValidFrom != c.from || d.ValidTo != c.to || d.Verified != c.verified {
			t.Errorf("%s: %+v", c.id, d)
		}
	}
	for _, d := range Deadlines() {
		if d.Title == "" || d.TitleEn == "" || d.Anchor == "" {
			t.Errorf("%+v", d)
		}
		if d.Unit == "hour" && d.RollForward {
			t.Errorf("%s: hours run through holidays", d.ID)
		}
	}
}

// published holds the statutes whose text lies beside the repository.
var published = map[string]string{
	"fsl": "食品安全法(2021-04-29).md", "fsr": "食品安全法实施条例(2019-10-11).md", "farm": "农产品质量安全法(2022-09-02).md",
	"penalty": "行政处罚法(2021-01-22).md", "sampling-2014": "食品安全抽样检验管理办法_2014_已废止.txt",
	"inspection": "食品生产经营监督检查管理办法(2021-12-24).md", "complaint-2020": "市场监督管理投诉举报处理暂行办法(2022-03-24).md",
	"complaint": "市场监督管理投诉举报处理办法_令121号_2026.json", "publicity": "市场监督管理行政处罚信息公示规定(2021-07-30).md",
}

// Every verified deadline stands, with its figure and unit, in the published text of its article.
func TestVerifiedDeadlinesStandInTheirArticles(t *testing.T) {
	checked := 0
	for _, d := range Deadlines() {
		a, _ := Lookup(d.Article)
		file, ok := published[a.Statute]
		if !ok || !d.Verified || a.Article == "" {
			continue
		}
		text := provision(t, file, a.Article)
		checked++
		for _, n := range []int{d.N, d.Extend} {
			if n > 0 && !states(text, n, d.Unit) {
				t.Errorf("%s: %s %s says nothing of %d %s: %.200s", d.ID, a.Title, a.Article, n, d.Unit, text)
			}
		}
	}
	t.Logf("%d deadlines found in the published text", checked)
	if checked < 30 {
		t.Errorf("only %d deadlines were checked", checked)
	}
}

// Every article we name exists in the published text.
func TestArticlesExist(t *testing.T) {
	for _, a := range Articles() {
		if file, ok := published[a.Statute]; ok && a.Article != "" && provision(t, file, a.Article) == "" {
			t.Errorf("%s: no article %s", a.Title, a.Article)
		}
	}
}

// provision returns the text of one article, up to the next.
func provision(t *testing.T, file, article string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("../../../shared/data/china/laws", file))
	if err != nil {
		t.Skipf("skipped: the text of %s is not beside the repository", file)
	}
	text := string(b)
	if strings.HasSuffix(file, ".json") {
		text = regexp.MustCompile(`"article": ?"(第[^"]*条)"`).ReplaceAllString(text, "\n$1 ")
	}
	n, _ := strconv.Atoi(article)
	head := regexp.MustCompile(`(?m)^\s*第` + chinese(n) + `条`)
	at := head.FindStringIndex(text)
	if at == nil {
		return ""
	}
	rest := text[at[1]:]
	if next := regexp.MustCompile(`(?m)^\s*第[一二三四五六七八九十百]+条`).FindStringIndex(rest); next != nil {
		rest = rest[:next[0]]
	}
	return rest
}

// states reports whether a text gives n units, in figures or in Chinese numerals.
func states(text string, n int, unit string) bool {
	word := map[string]string{"hour": "小时", "day": "日", "workday": "(?:个工作)?日", "month": "个月", "year": "年"}[unit]
	if n == 2 && strings.Contains(text, "两"+word) {
		return true
	}
	return regexp.MustCompile(`(?:^|[^0-9一二三四五六七八九十])(?:` + strconv.Itoa(n) + `|` + chinese(n) + `)` + word).MatchString(text)
}

func chinese(n int) string {
	digits := []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}
	s := ""
	if n >= 100 {
		s = digits[n/100] + "百"
		if n%100 > 0 && n%100 < 10 {
			s += "零"
		}
	}
	if ten := n / 10 % 10; ten > 0 {
		if ten > 1 || n >= 100 {
			s += digits[ten]
		}
		s += "十"
	}
	return s + digits[n%10]
}

func TestParseRefuses(t *testing.T) {
	const (
		s = "id,title,title_en,number,valid_from,valid_to,source,note\nx,法,Law,,2020-01-01,,S,\n"
		a = "id,statute,article,summary,valid_from,valid_to,mark\nx-1,x,1,要,,,源\n"
		d = "id,article,title,title_en,anchor,n,unit,roll,extend,valid_from,valid_to,mark\n"
	)
	if _, err := parse(s, a, d+"k,x-1,题,T,起,7,day,true,0,,,源\n"); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]string{
		"article": "k,x-2,题,T,起,7,day,true,0,,,源", "number": "k,x-1,题,T,起,0,day,true,0,,,源", "unit": "k,x-1,题,T,起,7,week,true,0,,,源",
		"extend": "k,x-1,题,T,起,7,day,true,x,,,源", "roll": "k,x-1,题,T,起,7,day,perhaps,0,,,源", "mark": "k,x-1,题,T,起,7,day,true,0,,,是",
		"twice": "k,x-1,题,T,起,7,day,true,0,,,源\nk,x-1,题,T,起,7,day,true,0,,,源",
	} {
		if _, err := parse(s, a, d+row+"\n"); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	for name, row := range map[string]string{"statute": "y-1,y,1,要,,,源\n", "twice": "x-1,x,1,要,,,源\n"} {
		if _, err := parse(s, a+row, d); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("id,article,title,title_en,anchor,n,unit,roll,extend,valid_from,valid_to,mark\nk,sampling-30,题,T,起,7,day,true,0,,,源\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(statutesCSV, articlesCSV, text)
		if err != nil {
			return
		}
		for _, d := range got.deadlines {
			if _, ok := got.article[d.Article]; !ok || d.N <= 0 {
				t.Errorf("%+v", d)
			}
		}
	})
}
