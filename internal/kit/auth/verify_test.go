package auth_test

import (
	"log/slog"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/journal"
)

// verify seals the journal and compares it with the rows as they stand.
func (b *bundle) verify(t *testing.T, key journal.Key) *journal.Report {
	t.Helper()
	j := journal.New(b.d, key, slog.New(slog.DiscardHandler))
	if _, err := j.Seal(b.root); err != nil {
		t.Fatal(err)
	}
	report, err := j.Verify(b.root, auth.Hashers(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func (b *bundle) byHand(t *testing.T, query string) {
	t.Helper()
	if err := b.d.Write(b.root, func(tx *db.Tx) error {
		_, err := tx.Exec(b.root, query)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsPutIntoTheTablesByHandIsFound(t *testing.T) {
	key, err := journal.NewKey("test.shian.example/log")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, b *bundle) {
		for range 2 {
			if _, err := b.Issue(b.self, "台账", b.id, 30, []access.Right{"operator.view"}); err != nil {
				t.Fatal(err)
			}
		}
		if err := auth.Looked(clock.With(b.self, b.clk.now), b.d, "complaint.reporter", "r1", "phone", "回访"); err != nil {
			t.Fatal(err)
		}
		b.signIn(t)
		if err := b.ChangePassword(b.self, b.id, good, "Tianshui-2027-honest", ""); err != nil {
			t.Fatal(err)
		}
		b.Usual() // the next sign-in renews the hash
		if _, err := b.SignIn(t.Context(), "zhoulan", "Tianshui-2027-honest", ""); err != nil {
			t.Fatal(err)
		}
		if err := b.SetView(b.self, b.id, "en", true); err != nil {
			t.Fatal(err)
		}
		list, err := b.Tokens(b.self, b.id)
		if err != nil {
			t.Fatal(err)
		}
		if err := b.Revoke(b.self, b.id, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.ByToken(t.Context(), "shian_unknown"); err == nil {
			t.Fatal("an unknown token")
		}
		if r := b.verify(t, key); !r.OK() || r.Records != 3 {
			t.Fatalf("%d records, %+v", r.Records, r.Findings)
		}
		for n, query := range []string{
			`UPDATE auth_account SET disabled = NOT disabled`, `UPDATE auth_token SET rights = ''`, `UPDATE auth_look SET why = 'x'`,
		} {
			b.byHand(t, query)
			if r := b.verify(t, key); len(r.Findings) != n+1 {
				t.Errorf("%s: %+v", query, r.Findings)
			}
		}
		b.byHand(t, `UPDATE auth_account SET disabled = NOT disabled`)
		b.byHand(t, `UPDATE auth_account SET hash = 'x'`)
		if r := b.verify(t, key); len(r.Findings) != 3 || r.Findings[0].Fault != journal.RecordChanged {
			t.Errorf("a password by hand: %+v", r.Findings)
		}
	})
}

func TestTokensSweptAreErasedInTheJournal(t *testing.T) {
	key, err := journal.NewKey("test.shian.example/log")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, b *bundle) {
		if _, err := b.Token(b.self, b.id, 1, nil); err != nil {
			t.Fatal(err)
		}
		b.clk.forward(400 * 24 * 3600e9)
		if err := b.Sweep(b.root); err != nil {
			t.Fatal(err)
		}
		if r := b.verify(t, key); !r.OK() || r.Records != 1 {
			t.Errorf("%d records, %+v", r.Records, r.Findings)
		}
	})
}
