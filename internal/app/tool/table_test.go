package tool

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"
)

func run(t *testing.T, work func(io.Reader, io.Writer, io.Writer) error, in string) (rows [][]string, note string) {
	t.Helper()
	var out, notes strings.Builder
	if err := work(strings.NewReader(in), &out, &notes); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows, notes.String()
}

func TestIdent(t *testing.T) {
	rows := []struct{ code, kind, ok, says string }{
		{"91152201078377449P", "uscc", "true", ""},
		{"9115 2201 0783 7744 9p", "uscc", "true", ""},
		{"91110000600037341N", "uscc", "false", "校验不符"},
		{"A1110000600037341L", "uscc", "false", "首位"},
		{"360426199101010071", "resident-id", "true", ""},
		{"360426199113010079", "resident-id", "false", "1991-13-01"},
		{"T60426199101010078", "resident-id", "false", "第 1 位"},
		{"SC12434017430075", "food-licence", "true", "GB/T 2260"},
		{"JY15101000000000", "food-licence", "false", "校验不符"},
		{"12345", "unknown", "false", "5 位"},
		{"", "unknown", "false", "没有填写"},
	}
	in := "\ufeff编号,Code \r\n"
	for i, r := range rows {
		in += fmt.Sprintf("%d,\"%s\"\r\n", i, r.code)
	}
	got, note := run(t, Ident, in)
	if strings.Join(got[0], ",") != "code,kind,ok,reason" || len(got) != len(rows)+1 {
		t.Fatalf("%v", got)
	}
	for i, r := range rows {
		g := got[i+1]
		if strings.Join(g[:3], "|") != r.code+"|"+r.kind+"|"+r.ok || !strings.Contains(g[3], r.says) || r.says == "" && g[3] != "" {
			t.Errorf("%q, want %+v", g, r)
		}
	}
	if !strings.Contains(note, "passed 4, failed 7") {
		t.Errorf("note %q", note)
	}
}

func TestWorkday(t *testing.T) {
	got, note := run(t, Workday, "n,start\n5,2024-02-08\n1,2026-12-31\n0,2024-01-01\nx,2024-01-01\n3,2024-02-30\n 3 , 2025-01-06\n9999999999999999999,2024-01-01\n4\n")
	want := "[[start n due] [2024-02-08 5 2024-02-21] [2026-12-31 1 ] [2024-01-01 0 ] [2024-01-01 x ] [2024-02-30 3 ] [ 2025-01-06  3  2025-01-09] [2024-01-01 9999999999999999999 ] [ 4 ]]"
	if fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
	for _, says := range []string{"row 2: 2027 年的放假安排尚未公布", "row 3: n 应为正整数", "row 5: \"2024-02-30\" 不是日期", "row 8"} {
		if !strings.Contains(note, says) {
			t.Errorf("note %q lacks %q", note, says)
		}
	}
	_, note = run(t, Workday, "start,n\n"+strings.Repeat("2027-01-01,1\n", mostNotes+5))
	if strings.Count(note, "\n") != mostNotes+1 || !strings.Contains(note, "105 rows") {
		t.Errorf("note has %d lines", strings.Count(note, "\n"))
	}
}

// TestPublishedTables sends the published tables through the tools as they are.
func TestPublishedTables(t *testing.T) {
	f, err := os.ReadFile("../../../../shared/data/china/workday-vectors/nth_workday.csv")
	if err != nil {
		t.Skip("skipped: the published tables are not beside the repository")
	}
	want, err := csv.NewReader(strings.NewReader(string(f))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	got, _ := run(t, Workday, string(f))
	for i := range want[1:] {
		if w, g := want[i+1], got[i+1]; strings.Join(w[:3], ",") != strings.Join(g, ",") {
			t.Errorf("%v, want %v", g, w)
		}
	}
	if f, err = os.ReadFile("../../../../shared/data/china/id-codes/food_licence_numbers.csv"); err != nil {
		t.Fatal(err)
	}
	want, _ = csv.NewReader(strings.NewReader(string(f))).ReadAll()
	got, _ = run(t, Ident, string(f))
	for i := range want[1:] {
		if w, g := want[i+1], got[i+1]; w[0] != g[0] || w[1] != g[2] {
			t.Errorf("%v, want %v", g, w)
		}
	}
}

// TestWrongTablesAreRefused: the tools say what is wrong with a table they cannot read, and it is no fault of usage.
func TestWrongTablesAreRefused(t *testing.T) {
	for name, c := range map[string]struct {
		in   io.Reader
		says string
	}{
		"empty":         {strings.NewReader(""), "not even a header"},
		"other columns": {strings.NewReader("name\n1\n"), `"code" is missing`},
		"twice":         {strings.NewReader("code,CODE\n1,2\n"), "twice"},
		"GBK":           {strings.NewReader("\xb4\xfa\xc2\xeb,code\n"), "UTF-8"},
		"stray quote":   {strings.NewReader("code\nab\"c\n"), "line 2"},
		"open quote":    {io.MultiReader(strings.NewReader("code\n\""), strings.NewReader(strings.Repeat("食品安全\n", 200_000))), "1 MiB"},
		"broken pipe":   {io.MultiReader(strings.NewReader("code\n1\n"), iotest.ErrReader(io.ErrUnexpectedEOF)), "unexpected EOF"},
	} {
		err := Ident(c.in, io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), c.says) || errors.Is(err, ErrUsage) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, work := range map[string]func(io.Reader, io.Writer, io.Writer) error{"ident": Ident, "workday": Workday, "judge": Judge} {
		in := "code,start,n,item,limit,result\n" + strings.Repeat("1,2024-01-01,1,铅,1,2\n", 5000)
		if err := work(strings.NewReader(in), full{}, io.Discard); !errors.Is(err, io.ErrShortWrite) {
			t.Errorf("%s to a full disk: %v", name, err)
		}
		if err := work(strings.NewReader("code,start,n,item,limit,result\n"), io.Discard, io.Discard); err != nil {
			t.Errorf("%s of no rows: %v", name, err)
		}
	}
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// endless is a table without end but for its bound.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p, strings.Repeat("91152201078377449P\n", len(p)/19+1)[:len(p)/19*19])
	e.left -= n
	return n, nil
}

// TestLongTablesStream: a table far longer than the bound of a row passes.
func TestLongTablesStream(t *testing.T) {
	n := 0
	in := io.MultiReader(strings.NewReader("code\n"), &endless{left: 8 << 20})
	if err := eachRow(in, []string{"code"}, nil, func(row map[string]string) error {
		if row["code"] != "91152201078377449P" {
			return fmt.Errorf("row %d is %q", n, row["code"])
		}
		n++
		return nil
	}); err != nil || n < 8<<20/19 {
		t.Errorf("%d rows, %v", n, err)
	}
}

func FuzzEachRow(f *testing.F) {
	for _, s := range []string{"code\n1\n", "\ufeffcode,x\r\n\"a\nb\",2\n", "", "code\n\"", "a,code\n1\n", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		rows := 0
		err := eachRow(strings.NewReader(in), []string{"code"}, []string{"mode"}, func(row map[string]string) error {
			rows++
			if _, ok := row["code"]; !ok {
				t.Fatal("a row without the column")
			}
			return nil
		})
		if err != nil && errors.Is(err, ErrUsage) {
			t.Fatal(err)
		}
		if rows > strings.Count(in, "\n")+strings.Count(in, "\r")+1 {
			t.Fatalf("%d rows of %q", rows, in)
		}
	})
}
