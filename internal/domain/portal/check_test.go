package portal

import (
	"context"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/journal"
)

const published = `{"id":"0197","food":"花椒粉","spec":"","brand":"","made":"2026-06-12","batch":"20260612","conclusion":"fail","failing":[{"item":"二氧化硫残留量","result":"0.42 g/kg","limit":"≤0.15 g/kg"}],"maker_name":"武都区示例花椒调味品厂","maker_address":"","operator_name":"城关区示例超市","operator_address":""}`

func newLog(t testing.TB, d *db.DB) *journal.Journal {
	t.Helper()
	key, err := journal.NewKey("test.example/log")
	if err != nil {
		t.Fatal(err)
	}
	return journal.New(d, key, slog.New(slog.DiscardHandler))
}

// publish notes publications among other changes, and seals them.
func publish(t testing.TB, d *db.DB, j *journal.Journal, records map[string]string) {
	t.Helper()
	ctx := access.With(t.Context(), access.System)
	err := d.Write(ctx, func(tx *db.Tx) error {
		for record, public := range records {
			for i := range 3 {
				if err := journal.Note(ctx, tx, journal.Change{Kind: "sampling.result", Record: record, Action: "update", Version: int64(i + 1), Content: []byte(`{}`)}); err != nil {
					return err
				}
			}
			if err := journal.Note(ctx, tx, journal.Change{Kind: "sampling.result", Record: record, Action: "publish", Version: 4, Content: []byte(`{}`), Public: []byte(public)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	seal(t, j)
}

func seal(t testing.TB, j *journal.Journal) {
	t.Helper()
	if _, err := j.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func prove(t testing.TB, j *journal.Journal, record string) (file, statement string) {
	t.Helper()
	p, err := j.Prove(context.WithoutCancel(t.Context()), record)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(p.File), string(b)
}

// outcome is the steps in short: form+ content- inclusion? (skipped).
func outcome(steps []Step) string {
	var out []string
	for _, s := range steps {
		mark := map[bool]string{true: "+", false: "-"}[s.OK]
		if s.Skipped {
			mark = "?"
		}
		out = append(out, s.Name+mark)
	}
	return strings.Join(out, " ")
}

func TestCheckingAProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		j := newLog(t, d)
		publish(t, d, j, map[string]string{"0197": published, "0198": `{"id":"0198"}`})
		file, statement := prove(t, j, "0197")
		other, otherStatement := prove(t, j, "0198")
		lines := strings.Split(file, "\n")
		edit := func(n int, from, to string) string {
			l := slices.Clone(lines)
			l[n] = strings.Replace(l[n], from, to, 1)
			return strings.Join(l, "\n")
		}
		swap := func(n int) string { // another letter at the front of what the line holds
			first := lines[n][:1]
			if first == "A" {
				return edit(n, first, "B")
			}
			return edit(n, first, "A")
		}
		foreign, err := journal.NewKey("test.example/log")
		if err != nil {
			t.Fatal(err)
		}
		all := "form+ entry+ content+ inclusion+ signature+"
		for _, x := range []struct{ name, file, statement, key, want string }{
			{"as it is", file, statement, j.Public(), all},
			{"through mail", strings.ReplaceAll(file, "\n", "\r\n"), statement, " " + j.Public() + "\n", all},
			{"another one", other, otherStatement, j.Public(), all},
			{"without content", file, "", j.Public(), "form+ entry+ content? inclusion+ signature+"},
			{"content changed", file, strings.Replace(statement, "0.42", "0.12", 1), j.Public(), "form+ entry+ content- inclusion+ signature+"},
			{"content of another", file, otherStatement, j.Public(), "form+ entry+ content- inclusion+ signature+"},
			{"content without salt", file, published, j.Public(), "form+ entry+ content- inclusion+ signature+"},
			{"content unreadable", file, "{", j.Public(), "form+ entry+ content- inclusion+ signature+"},
			{"a node changed", swap(3), statement, j.Public(), "form+ entry+ content+ inclusion- signature+"},
			{"another index", edit(2, lines[2], "index 1"), statement, j.Public(), "form+ entry+ content+ inclusion- signature+"},
			{"key of another", file, statement, foreign.Public(), "form+ entry+ content+ signature-"},
			{"no key", file, statement, "", "form+ entry+ content+ signature-"},
			{"root changed", edit(len(lines)-4, lines[len(lines)-4][:1], unlike(lines[len(lines)-4])), statement, j.Public(), "form+ entry+ content+ signature-"},
			{"entry not ours", edit(1, lines[1], "extra e30="), statement, j.Public(), "form+ entry- inclusion- signature+"},
			{"not a proof", "hello", statement, j.Public(), "form-"},
			{"empty", "", "", j.Public(), "form-"},
			{"cut short", strings.Join(lines[:4], "\n"), statement, j.Public(), "form-"},
		} {
			steps, err := CheckProof(strings.NewReader(x.file), []byte(x.statement), x.key)
			if err != nil || outcome(steps) != x.want {
				t.Errorf("%s: %s, %v; want %s", x.name, outcome(steps), err, x.want)
			}
			if Proved(steps) != (x.want == all) {
				t.Errorf("%s: proved %v", x.name, Proved(steps))
			}
			for _, s := range steps {
				if s.Zh == "" || s.En == "" || stepNames[s.Name] == "" {
					t.Errorf("%s: step without words: %+v", x.name, s)
				}
			}
		}
		if _, err := CheckProof(strings.NewReader(strings.Repeat("x", MostProof+1)), nil, j.Public()); err == nil {
			t.Error("a file without end was read")
		}
	}, access.Schema, journal.Schema)
}

// A later, larger log still proves the same; a withdrawal keeps the proof and takes the content away.
func TestAWithdrawnPublicationIsStillProved(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, access.Schema, journal.Schema)
	j := newLog(t, d)
	publish(t, d, j, map[string]string{"0197": published})
	ctx := access.With(t.Context(), access.System)
	if err := d.Write(ctx, func(tx *db.Tx) error { return journal.Withdraw(ctx, tx, "sampling.result", "0197") }); err != nil {
		t.Fatal(err)
	}
	seal(t, j)
	file, statement := prove(t, j, "0197")
	steps, err := CheckProof(strings.NewReader(file), []byte(statement), j.Public())
	if err != nil || outcome(steps) != "form+ entry+ content? inclusion+ signature+" || !Intact(steps) || Proved(steps) || withdrawn(statement) == "" {
		t.Errorf("%s, %v, withdrawn %q", outcome(steps), err, withdrawn(statement))
	}
}

func FuzzCheckProof(f *testing.F) {
	f.Add("c2sp.org/tlog-proof@v1\nindex 0\n\norigin\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— origin AAAA\n", `{"salt":"00","public":"{}"}`, "origin+00000000+AQ==")
	f.Fuzz(func(t *testing.T, file, public, key string) {
		steps, err := CheckProof(strings.NewReader(file), []byte(public), key)
		if err == nil && Proved(steps) {
			t.Fatalf("proved from nothing: %q %q %q", file, public, key)
		}
	})
}

// unlike is a base64 digit that the text does not begin with.
func unlike(text string) string {
	if strings.HasPrefix(text, "/") {
		return "A"
	}
	return "/"
}
