package desk_test

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/desk/desktest"
	"shian/internal/kit/file"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// A report is a record with papers.
type report struct {
	record.Meta
	Title string
	Scans []string
}

func (r *report) Fields(f *form.Fields) {
	f.Text("title", "标题", &r.Title).Required().InList()
	f.Files("scans", "影像", &r.Scans).Max(2)
}

var reportSchema = db.Schema{Name: "report", Files: fstest.MapFS{"migrations/001_report.sql": {Data: []byte(`
CREATE TABLE test_report (
	id TEXT PRIMARY KEY, title TEXT NOT NULL, scans TEXT NOT NULL,
	region TEXT NOT NULL, prefecture TEXT NOT NULL, county TEXT NOT NULL, sort TEXT NOT NULL,
	made_at TEXT NOT NULL, made_by TEXT NOT NULL, changed_at TEXT NOT NULL, changed_by TEXT NOT NULL, cancelled BOOLEAN NOT NULL, version BIGINT NOT NULL
);
`)}}}

// posted is a form with files: pairs of name and value, then of field, name and content of each file.
func posted(csrf string, values []string, files ...[3]string) (body, kind string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("csrf", csrf)
	for i := 0; i < len(values); i += 2 {
		_ = w.WriteField(values[i], values[i+1])
	}
	for _, f := range files {
		part, _ := w.CreateFormFile(f[0], f[1])
		_, _ = part.Write([]byte(f[2]))
	}
	_ = w.Close()
	return b.String(), w.FormDataContentType()
}

func TestAttachmentsComeWithTheFormAndGoToThoseWhoSeeTheRecord(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rights := []access.Right{"test.report.view", "test.report.edit"}
		s := desktest.New(now, map[string]*access.Actor{
			"maker":     {ID: "m", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh", Rights: rights},
			"neighbour": {ID: "n", Region: "620103", Scopes: []access.Scope{"r:620103"}, Lang: "zh", Rights: rights},
			"clerk":     {ID: "c", Region: "620102", Scopes: []access.Scope{"r:620102"}, Lang: "zh"},
		})
		s.Desk.Keep(file.New(d, file.Folder(t.TempDir()), file.Limits{}))
		s.Desk.Mount(record.New[report](d, record.Spec[report]{Name: "test.report", Label: "报告", Title: func(r *report) string { return r.Title }}))
		csrf := s.Do(t, desktest.Scenario{As: "maker", Method: "GET", URL: "/test/csrf"}).Body.String()
		sheet := [3]string{"scans.file", "../检验 报告.csv", "项目,结果\n铅,0.1\n"}
		page := func(values []string, files ...[3]string) (string, int) {
			t.Helper()
			body, kind := posted(csrf, values, files...)
			w := s.Do(t, desktest.Scenario{As: "maker", Method: http.MethodPost, URL: "/desk/test-report/new", Body: body, Type: kind})
			return w.Body.String() + w.Header().Get("Location"), w.Code
		}
		if got, code := page([]string{"title", ""}, sheet); code != 422 || !strings.Contains(got, "检验 报告.csv") || !strings.Contains(got, `name="scans" value="`) {
			t.Fatalf("%d: what was uploaded is lost with another field's fault: %s", code, got)
		}
		if got, code := page([]string{"title", "x"}, [3]string{"scans.file", "p.svg", "<svg/>"}); code != 422 || !strings.Contains(got, "p.svg") {
			t.Errorf("%d: a file of a kind that is not taken: %s", code, got)
		}
		if got, code := page([]string{"title", "x"}, sheet, sheet, sheet); code != 422 || !strings.Contains(got, "最多 2 个附件") {
			t.Errorf("%d: three files in two places: %s", code, got)
		}
		at, code := page([]string{"title", "铅检测报告"}, sheet)
		if code != 303 {
			t.Fatalf("%d %s", code, at)
		}
		at = at[strings.Index(at, "/desk/test-report/"):]
		w := s.Do(t, desktest.Scenario{As: "maker", Method: "GET", URL: at})
		link := regexp.MustCompile(`/file/[0-9a-f-]{36}`).FindString(w.Body.String())
		if link == "" {
			t.Fatalf("no link to the attachment: %s", w.Body.String())
		}
		s.Try(t, []desktest.Scenario{
			{Name: "download", As: "maker", Method: "GET", URL: link, Status: 200, Has: []string{"铅,0.1"}},
			{Name: "original", As: "maker", Method: "GET", URL: link + "/original", Status: 200, Has: []string{"铅,0.1"}},
			{Name: "of another county", As: "neighbour", Method: "GET", URL: link, Status: 404},
			{Name: "without the right to the kind", As: "clerk", Method: "GET", URL: link, Status: 404},
			{Name: "of visitors", Method: "GET", URL: link, Status: 303, Location: "/login"},
			{Name: "of nothing", As: "maker", Method: "GET", URL: "/file/../../etc/passwd", Lacks: []string{"root:"}},
		})
		w = s.Do(t, desktest.Scenario{As: "maker", Method: "GET", URL: link})
		if how := w.Header().Get("Content-Disposition"); !strings.HasPrefix(how, "attachment; filename*=utf-8''") || strings.Contains(how, "..") {
			t.Errorf("sent as %q", how)
		}
		apiAttachments(t, s)
	}, append(append([]db.Schema(nil), schemas...), file.Schema, reportSchema)...)
}

// apiAttachments uploads as a program does: the file first, then the record that names it.
func apiAttachments(t *testing.T, s *desktest.Server) {
	t.Helper()
	body, kind := posted("", nil, [3]string{"file", "a.csv", "项目,结果\n镉,0.2\n"})
	w := s.Do(t, desktest.Scenario{As: "maker", Method: http.MethodPost, URL: "/api/v1/files", Body: body, Type: kind})
	var up struct{ ID, Kind string }
	if err := json.Unmarshal(w.Body.Bytes(), &up); err != nil || w.Code != 201 || up.Kind != "csv" {
		t.Fatalf("%d %s", w.Code, w.Body.String())
	}
	create := func(as, id string) int {
		return s.Do(t, desktest.Scenario{As: as, Method: http.MethodPost, URL: "/api/v1/test-report", Body: `{"title":"x","scans":["` + id + `"]}`}).Code
	}
	if code := create("neighbour", up.ID); code != 422 {
		t.Errorf("somebody else's upload taken: %d", code)
	}
	if code := create("maker", up.ID); code != 201 {
		t.Errorf("one's own upload refused: %d", code)
	}
	if code := create("maker", up.ID); code != 422 {
		t.Errorf("another record's attachment taken: %d", code)
	}
}
