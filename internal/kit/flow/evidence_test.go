package flow

import (
	"context"
	"slices"
	"strings"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
)

// Evidence belongs to the run from its step on, is seen as the run is, and another's upload is no evidence.
func TestEvidenceBelongsToTheRun(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files := file.New(d, file.Folder(t.TempDir()), file.Limits{})
		k := newDesk(t, d, "2026-03-02 10:00", disposal())
		k.Evidence = func(ctx context.Context, tx *db.Tx, r *Run, ids []string) error {
			return file.Attach(ctx, tx, RunKind, r.ID, r.BegunAt, ids, r.Scopes)
		}
		take := func(a *access.Actor) string {
			b, err := files.Take(k.ctx(a), "送达回证.csv", strings.NewReader("日期,签收\n2026-03-02,是\n"))
			if err != nil {
				t.Fatal(err)
			}
			return b.ID
		}
		seen := func(a *access.Actor, id string) bool {
			found, err := files.Of(k.ctx(a), []string{id})
			if err != nil {
				t.Fatal(err)
			}
			return len(found) == 1
		}
		k.start(access.System, "test.disposal", "s1", "620102")
		k.refused(inspector, "s1", "serve", Input{Evidence: []string{take(colleague)}}, fault.KindInvalid)
		if r := k.run("s1"); len(r.Steps) != 1 {
			t.Errorf("%d steps after a refusal", len(r.Steps))
		}
		one := take(inspector)
		if seen(leader, one) {
			t.Error("seen before it belongs to the run")
		}
		k.must(inspector, "s1", "serve", Input{Evidence: []string{one}})
		if !seen(leader, one) || seen(elsewhere, one) {
			t.Error("not seen as the run is")
		}
		err := d.Write(k.ctx(access.System), func(tx *db.Tx) error {
			return k.Rescope(k.ctx(access.System), tx, "sample", "s1", "花椒粉", "620103", nil)
		})
		if err != nil || seen(leader, one) || !seen(elsewhere, one) {
			t.Errorf("did not move with the run: %v", err)
		}
	}, append(slices.Clone(schemas), access.Schema, file.Schema)...)
}
