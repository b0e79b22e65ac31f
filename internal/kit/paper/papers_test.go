package paper_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
	"shian/internal/kit/paper"
)

func TestADocumentIsNumberedKeptAndProved(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		x := issue(t, d, p, draft("请于三日内改正。"), today)
		if x.Number != "城关区示字〔2026〕1号" {
			t.Errorf("number %s", x.Number)
		}
		got, pdf, err := p.Open(as(t, clerk, today), x.ID)
		if err != nil || *got != *x {
			t.Fatalf("%v\n%+v\n%+v", err, got, x)
		}
		words, err := p.Read(as(t, clerk, today), x.ID)
		if sum := sha256.Sum256([]byte(words)); err != nil || hex.EncodeToString(sum[:]) != x.Words {
			t.Errorf("%v: the footer's hash is not of the words %q", err, words)
		}
		want := "城关区示例局\n城关区示字〔2026〕1号\n示例通知\n请于三日内改正。\n扫码核验真伪和现行状态：\nhttps://shian.example.cn/paper/" + x.ID +
			"\n城关区示例局\n2026年7月31日\n（印章）\n1/1\n内容SHA-256：" + x.Words + "\n"
		text := read(t, pdf)
		head, body, _ := strings.Cut(text, "示例通知\n")
		if !strings.Contains(body, "城关区示例局\n城关区示字〔2026〕1号\n") || head != "" {
			t.Errorf("no head: %q", text)
		}
		for _, part := range strings.Split(want, "\n") {
			if !strings.Contains(solid(text), part) {
				t.Errorf("%q is not in %q", part, text)
			}
		}
		j := journal.New(d, key(t), nil)
		if _, err := j.Seal(t.Context()); err != nil {
			t.Fatal(err)
		}
		proof, err := j.Prove(t.Context(), x.ID)
		if err != nil || !strings.Contains(proof.Public, x.Words) || !strings.Contains(proof.Public, x.PDF) || strings.Contains(proof.Public, "示例通知") {
			t.Errorf("%v: the log says %+v", err, proof)
		}
		if report, err := j.Verify(access.With(t.Context(), access.System), paper.Hashers(), nil); err != nil || !report.OK() || report.Records != 1 {
			t.Errorf("%v %+v", err, report)
		}
	})
}

func TestADocumentIsSeenByItsScopesAndByEverybodyWhenPublished(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		other := &access.Actor{ID: "other", Side: access.SideOfficial, Region: "620402", Scopes: []access.Scope{access.Region("620402")}}
		shut := issue(t, d, p, draft("内部"), today)
		dr := draft("公开")
		dr.Published = true
		open := issue(t, d, p, dr, today)
		for _, a := range []*access.Actor{other, access.Nobody} {
			if _, _, err := p.Open(as(t, a, today), shut.ID); !fault.Is(err, fault.KindMissing) {
				t.Errorf("%s opens what is not theirs: %v", a.ID, err)
			}
			if _, _, err := p.Open(as(t, a, today), open.ID); err != nil {
				t.Errorf("%s does not open what is published: %v", a.ID, err)
			}
		}
	})
}

func TestNumbersHaveNoGapsPerOfficeYearAndKind(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		const each, workers = 5, 8
		all := []paper.Series{series, {Office: "620102", Kind: "report", Prefix: "城关区检字"}, {Office: "620402", Kind: "notice", Prefix: "白银区示字"}}
		var wg sync.WaitGroup
		errs := make(chan error, workers)
		for w := range workers {
			wg.Go(func() {
				ctx := as(t, clerk, today)
				for i := range each {
					dr := draft(fmt.Sprintf("第 %d 份", i))
					dr.Series = all[(w+i)%len(all)]
					refused := (w+i)%4 == 3 // a change that comes to nothing gives its number back
					err := d.Write(ctx, func(tx *db.Tx) error {
						if _, err := p.Issue(ctx, tx, dr); err != nil {
							return err
						}
						if refused {
							return errRefused
						}
						return nil
					})
					if refused != errors.Is(err, errRefused) || err != nil && !refused {
						errs <- err
						return
					}
				}
			})
		}
		wg.Wait()
		close(errs)
		for err := range errs {
			t.Error(err)
		}
		issued := 0
		for _, s := range all {
			serials := serialsOf(t, d, s)
			for i, n := range serials {
				if n != int64(i+1) {
					t.Fatalf("%s %s: %v", s.Office, s.Kind, serials)
				}
			}
			issued += len(serials)
			var last int64
			if err := d.Row(t.Context(), `SELECT last FROM paper_number WHERE office = $1 AND year = 2026 AND kind = $2`, s.Office, s.Kind).Scan(&last); err != nil || last != int64(len(serials)) {
				t.Errorf("%v: counted %d, there are %d", err, last, len(serials))
			}
		}
		if issued != 30 {
			t.Errorf("%d issued, want 30 of 40", issued)
		}
	})
}

var errRefused = errors.New("came to nothing")

func serialsOf(t *testing.T, d *db.DB, s paper.Series) []int64 {
	t.Helper()
	rows, err := d.Query(t.Context(), `SELECT ordinal FROM paper_document WHERE office = $1 AND kind = $2 ORDER BY ordinal`, s.Office, s.Kind)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []int64
	for rows.Next() {
		var n int64
		if err := rows.Scan(&n); err != nil {
			t.Fatal(err)
		}
		out = append(out, n)
	}
	return out
}

func TestTheYearOfANumberBeginsAtMidnightInChina(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		var got []string
		for _, at := range []time.Time{time.Date(2026, 12, 31, 15, 59, 59, 0, time.UTC), time.Date(2026, 12, 31, 16, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 1, 0, 0, 0, time.UTC)} {
			got = append(got, issue(t, d, p, draft("示例"), at).Number)
		}
		if want := []string{"城关区示字〔2026〕1号", "城关区示字〔2027〕1号", "城关区示字〔2027〕2号"}; !slices.Equal(got, want) {
			t.Errorf("%v", got)
		}
	})
}

func TestWhatTookItsPlaceIsSaidAndTheOldOneStays(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		old := issue(t, d, p, draft("旧"), today)
		_, before, err := p.Open(as(t, clerk, today), old.ID)
		if err != nil {
			t.Fatal(err)
		}
		var x *paper.Document
		supersede := func() error {
			return d.Write(as(t, clerk, today), func(tx *db.Tx) error {
				y, err := p.Supersede(as(t, clerk, today), tx, old.ID, "结果改变", draft("新"))
				if err == nil {
					x = y
				}
				return err
			})
		}
		if err := supersede(); err != nil {
			t.Fatal(err)
		}
		now, after, err := p.Open(as(t, clerk, today), old.ID)
		if err != nil || string(after) != string(before) || now.InForce() || now.SupersededBy != x.ID || now.Reason != "结果改变" || x.Supersedes != old.ID {
			t.Errorf("%v: %+v", err, now)
		}
		taken := x.Serial
		if err := supersede(); !fault.Is(err, fault.KindConflict) {
			t.Errorf("superseded twice: %v", err)
		}
		if next := issue(t, d, p, draft("又"), today); next.Serial != taken+1 {
			t.Errorf("the refused one took a number: %d", next.Serial)
		}
		void := func(id, reason string) error {
			return d.Write(as(t, clerk, today), func(tx *db.Tx) error { return p.Void(as(t, clerk, today), tx, id, reason) })
		}
		if err := void(x.ID, " "); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("void without a reason: %v", err)
		}
		if err := void(x.ID, "误发"); err != nil {
			t.Fatal(err)
		}
		if all, err := p.Of(t.Context(), d, "example", "r1"); err != nil || len(all) != 3 || all[1].InForce() || all[1].Reason != "误发" {
			t.Errorf("%v %+v", err, all)
		}
		j := journal.New(d, key(t), nil)
		if report, err := j.Verify(access.With(t.Context(), access.System), paper.Hashers(), nil); err != nil || !report.OK() {
			t.Errorf("%v %+v", err, report)
		}
	})
}

func TestAFileThatIsNotTheIssuedOneIsNotGivenOut(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		x := issue(t, d, p, draft("原文"), today)
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE paper_content SET pdf = $1 WHERE document = $2`, []byte("%PDF-1.7 换过的"), x.ID)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := p.Open(as(t, clerk, today), x.ID); !fault.Is(err, fault.KindInternal) {
			t.Errorf("given out: %v", err)
		}
	})
}

func TestACharacterThatNoFontHasIsNamedAndNothingIsIssued(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, p *paper.Papers) {
		ctx := as(t, clerk, today)
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := p.Issue(ctx, tx, draft("收件人：示例𰻝𰻝面馆"))
			return err
		})
		if f := fault.Of(err); f == nil || f.Kind != fault.KindRefused || !strings.Contains(f.Zh, "“𰻝”（U+30EDD）") || !strings.Contains(f.En, "U+30EDD") {
			t.Fatalf("%v", err)
		}
		if x := issue(t, d, p, draft("示例"), today); x.Serial != 1 {
			t.Errorf("the refused one took number 1: %d", x.Serial)
		}
	})
}

func TestPreviewIsMarkedAndHasNeitherNumberNorProof(t *testing.T) {
	p := paper.New(nil, paper.Config{})
	b, err := p.Preview(clock.With(context.Background(), clock.Fixed(today)), letter("拟办"))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := read(t, b), "草稿\n示例通知\n拟办\n城关区示例局\n2026年7月31日\n（印章）\n城关区示例局\n（草稿，未编号）\n1 / 1\n\f"; got != want {
		t.Errorf("%q\n%q", got, want)
	}
}

func key(t *testing.T) journal.Key {
	t.Helper()
	k, err := journal.LoadKey(t.TempDir()+"/key", "example/log")
	if err != nil {
		t.Fatal(err)
	}
	return k
}
