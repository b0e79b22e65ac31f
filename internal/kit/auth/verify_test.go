package auth_test

import (
	"database/sql"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

// sealed collects what the hashers say of the rows now.
func (b *bundle) sealed(t *testing.T) map[string]string {
	t.Helper()
	out := map[string]string{}
	for kind, h := range auth.Hashers() {
		if err := h(t.Context(), b.d, func(id string, content []byte) error { out[kind+" "+id] = string(content); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// entries counts the entries of a kind and record that hold a content, and whether the last one erases.
func (b *bundle) entries(t *testing.T, kind, record string) (n int, erased bool) {
	t.Helper()
	var erases sql.NullInt64
	err := b.d.Row(t.Context(), `SELECT COUNT(CASE WHEN hash <> '' THEN 1 END), SUM(CASE WHEN action = 'erase' THEN 1 ELSE 0 END) FROM journal_entry WHERE kind = $1 AND record = $2`, kind, record).Scan(&n, &erases)
	if err != nil {
		t.Fatal(err)
	}
	return n, erases.Int64 > 0
}

func TestEveryRowIsSealedAndHandWorkWouldShow(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		if _, err := b.Issue(b.self, "台账", b.id, 30, []access.Right{"operator.view"}); err != nil {
			t.Fatal(err)
		}
		if err := auth.Looked(clock.With(b.self, b.clk.now), b.d, "complaint.reporter", "r1", "phone", "回访"); err != nil {
			t.Fatal(err)
		}
		b.signIn(t)
		before := b.sealed(t)
		if len(before) != 3 {
			t.Fatalf("%d rows", len(before))
		}
		for key := range before {
			kind, id, _ := strings.Cut(key, " ")
			if n, _ := b.entries(t, kind, id); n != 1 {
				t.Errorf("%s: %d entries with a content", key, n)
			}
		}
		if err := b.Disable(b.root, b.id, true); err != nil {
			t.Fatal(err)
		}
		if n, _ := b.entries(t, "auth.account", b.id); n != 2 {
			t.Errorf("a change is not sealed: %d", n)
		}
		for _, byHand := range []string{
			`UPDATE auth_account SET hash = 'x'`, `UPDATE auth_token SET rights = ''`, `UPDATE auth_look SET why = 'x'`, `UPDATE auth_account SET disabled = NOT disabled`,
		} {
			was := b.sealed(t)
			if err := b.d.Write(b.root, func(tx *db.Tx) error { _, err := tx.Exec(b.root, byHand); return err }); err != nil {
				t.Fatal(err)
			}
			same := true
			for key, content := range b.sealed(t) {
				same = same && was[key] == content
			}
			if same {
				t.Errorf("%s would not show", byHand)
			}
		}
	})
}

func TestTokensThatEndAreErasedInTheJournal(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for range 2 {
			if _, err := b.Token(b.self, b.id, 1, nil); err != nil {
				t.Fatal(err)
			}
		}
		list, err := b.Tokens(b.self, b.id)
		if err != nil || len(list) != 2 {
			t.Fatal(err)
		}
		if err := b.Revoke(b.self, b.id, list[0].ID); err != nil {
			t.Fatal(err)
		}
		b.clk.forward(400 * 24 * 3600e9)
		if err := b.Sweep(b.root); err != nil {
			t.Fatal(err)
		}
		for _, tok := range list {
			if _, erased := b.entries(t, "auth.token", tok.ID); !erased {
				t.Error("a token is gone and the journal does not say so")
			}
		}
		if rows := b.sealed(t); len(rows) != 1 {
			t.Errorf("left: %v", rows)
		}
	})
}
