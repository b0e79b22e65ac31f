package sampling_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shian/engine/limit"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// shared is a file of the test material beside the repository; the test is skipped where there is none.
func shared(t testing.TB, name string) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
	}
	path := filepath.Join(dir, "..", "shared", "data", "china", "foodkg", name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("%s is not here; the published tables are test material beside the repository", path)
	}
	return path
}

func reader(t testing.TB, name string, b []byte) *sheet.Reader {
	t.Helper()
	r, err := sheet.Open(bytes.NewReader(b), int64(len(b)), name, sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func (h *house) bring(t testing.TB, a *access.Actor, name string, b []byte) (*record.Import, []sheet.Problem) {
	t.Helper()
	hash, err := record.Hash(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	i, problems, err := h.ImportReader(as(t, a), reader(t, name, b), record.File{Name: name, Hash: hash, Size: int64(len(b))}, false, nil)
	if err != nil {
		t.Fatal(err)
	}
	return i, problems
}

// Every row of the published tables that is well written is judged and stored; every other is refused by row, with why. A
// row that was officially failing and does not fail by its own figures is stored as disputed, never as passing.
func TestPublishedTablesAreTakenAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, name := range []string{"sampling_failures_2019.csv", "sampling_failures_pesticide.csv"} {
			path := shared(t, name)
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			at := map[string]int{}
			for n, head := range rows[0] {
				at[head] = n
			}
			readable, seen := 0, map[string]bool{}
			for _, row := range rows[1:] {
				if key := strings.Join(row, "\x00"); !seen[key] {
					seen[key] = true
					if limit.Judge(row[at["标准值"]], row[at["检验结果"]], "").Verdict != limit.Unreadable {
						readable++
					}
				}
			}
			i, problems := h.bring(t, province, name, b)
			refused := map[int]bool{}
			for _, p := range problems {
				if !p.Warning {
					refused[p.Row] = true
				}
				if p.Zh == "" || p.En == "" {
					t.Errorf("row %d is refused without a reason in both languages", p.Row)
				}
			}
			t.Logf("%s: %d rows, %d stored, %d refused", name, i.Total, i.Stored, i.Faulty)
			if int(i.Total) != len(rows)-1 || i.Stored != i.Valid || i.Total != i.Valid+i.Faulty || len(refused) != int(i.Faulty) {
				t.Errorf("%s: %+v, %d rows in the file, %d refused by row", name, i, len(rows)-1, len(refused))
			}
			if int(i.Valid) != readable {
				t.Errorf("%s: %d stored, %d rows can be read", name, i.Valid, readable)
			}
		}
		var passing, failing, disputed int
		if err := h.d.Row(t.Context(), `SELECT coalesce(sum(CASE WHEN conclusion = 'pass' THEN 1 ELSE 0 END), 0), coalesce(sum(CASE WHEN conclusion = 'fail' THEN 1 ELSE 0 END), 0),
			coalesce(sum(CASE WHEN disputed THEN 1 ELSE 0 END), 0) FROM sampling_result`).Scan(&passing, &failing, &disputed); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d fail, %d are disputed", failing, disputed)
		if passing != 0 || failing < 500 || disputed == 0 || disputed > 20 {
			t.Errorf("%d pass, %d fail, %d are disputed; all were officially failing", passing, failing, disputed)
		}
		// The same file again stores nothing.
		b, _ := os.ReadFile(shared(t, "sampling_failures_2019.csv"))
		if again, _ := h.bring(t, province, "again.csv", b); !again.Again {
			t.Errorf("%+v", again)
		}
	})
}

const labSheet = `抽样单编号,样品名称,抽样日期,地区,抽样环节,被抽样单位名称,检验项目,标准值,检验结果
L1,韭菜,2026-05-10,620102,流通,示例超市,腐霉利,≤0.5mg/kg,0.1mg/kg
L1,韭菜,2026-05-10,620102,流通,示例超市,毒死蜱,,0.01mg/kg
L2,芹菜,2026/5/10,城关区,流通,示例超市,毒死蜱,≤0.05mg/kg,0.2mg/kg
L3,芹菜,2026-05-10,620102,流通,示例超市,毒死蜱,≤0.05mg/kg,0.01mg/kg
L3,芹菜,2026-05-10,620102,流通,示例超市,腐霉利,≤0.05mg/kg,82/8mg/kg
L4,芹菜,2026-13-10,620102,太空,示例超市,毒死蜱,≤0.05mg/kg,0.01mg/kg
L1,韭菜,2026-05-10,620102,流通,示例超市,克百威,≤0.02mg/kg,0.01mg/kg
`

func TestALaboratorysSheetIsGroupedBySample(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i, problems := h.bring(t, sampler, "lab.csv", []byte(labSheet))
		if i.Total != 5 || i.Stored != 2 || i.Faulty != 3 {
			t.Fatalf("%+v %+v", i, problems)
		}
		at := map[int]int{}
		for _, p := range problems {
			at[p.Row]++
		}
		if at[6] != 1 || at[7] != 2 || at[8] != 1 { // the corrupt figure, the day and the stage, the number of another sample
			t.Errorf("problems by row: %v", problems)
		}
		found, err := h.Results.List(as(t, sampler), record.Query{})
		if err != nil || len(found.Rows) != 2 {
			t.Fatalf("%+v %v", found, err)
		}
		for _, r := range found.Rows {
			whole := h.get(t, r.ID)
			if r.Number == "L1" && (len(whole.Items) != 2 || whole.Conclusion != sampling.Pass || whole.Region != "620102" || whole.MadeBy != sampler.ID) {
				t.Errorf("%+v", whole)
			}
			if r.Number == "L2" && (whole.Conclusion != sampling.Fail || whole.SampledAt != "2026-05-10") {
				t.Errorf("%+v", whole)
			}
			// What was imported goes the same way, by other hands.
			if err := h.do(t, sampler, r.ID, sampling.ActCheck); !fault.Is(err, fault.KindRefused) {
				t.Errorf("the importer checks: %v", err)
			}
		}
		if err := h.undo(t, i); err != nil {
			t.Fatal(err)
		}
		if found, _ := h.Results.List(as(t, sampler), record.Query{}); len(found.Rows) != 0 {
			t.Error("still there after undoing")
		}
		// The corrected sheet may then come again.
		if again, p := h.bring(t, sampler, "lab.csv", []byte(labSheet)); again.Again || again.Stored != 2 {
			t.Errorf("%+v %v", again, p)
		}
	})
}

func (h *house) undo(t testing.TB, i *record.Import) error {
	_, err := h.Results.Undo(as(t, sampler), i.ID, nil)
	return err
}

func TestAnImportThatWasCheckedIsNotUndone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		i, _ := h.bring(t, sampler, "lab.csv", []byte(labSheet))
		found, err := h.Results.List(as(t, sampler), record.Query{})
		if err != nil {
			t.Fatal(err)
		}
		h.must(t, checker, found.Rows[0].ID, sampling.ActCheck)
		var e *fault.Error
		if err := h.undo(t, i); !errors.As(err, &e) || e.Kind != fault.KindRefused {
			t.Errorf("%v", err)
		}
	})
}

func TestASheetWithoutResultsIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		b := []byte("样品名称,检验项目\n韭菜,铅\n")
		i, problems, err := h.ImportReader(as(t, sampler), reader(t, "x.csv", b), record.File{Name: "x.csv", Hash: "x"}, false, nil)
		if err != nil || i.State != record.Refused || len(problems) == 0 {
			t.Errorf("%+v %v %v", i, problems, err)
		}
	})
}

func FuzzImport(f *testing.F) {
	f.Add(labSheet)
	f.Add("地区,产品,规格型号,生产/批号,生产企业,不合格项,标准值,检验结果,发布单位,发布日期\n四川,泥鳅,非定量,2019/10/15,暂无数据,恩诺沙星,(≤100μg/kg),248μg/kg,四川省市场监督管理局,2019/11/30\n")
	h := openBare(f)
	f.Fuzz(func(t *testing.T, text string) {
		r, err := sheet.Open(strings.NewReader(text), int64(len(text)), "x.csv", sheet.Limits{})
		if err != nil {
			return
		}
		defer r.Close()
		i, _, err := h.ImportReader(as(t, sampler), r, record.File{Name: "x.csv"}, true, nil)
		var e *fault.Error
		if err != nil && !errors.As(err, &e) {
			t.Fatal(err)
		}
		if i != nil && i.Total != i.Valid+i.Faulty {
			t.Fatalf("%+v", i)
		}
	})
}
