package journal

import (
	"fmt"
	"slices"
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/id"
)

func TestAnHonestDatabaseVerifies(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		if r := f.verify(nil); !r.OK() || r.Size != 0 {
			t.Errorf("an empty log: %+v", r)
		}
		ids := f.create(700)
		f.seal()
		kept := f.checkpoint()
		f.update(ids[3], `{"name":"renamed"}`, 2)
		f.seal()
		f.update(ids[3], `{"name":"renamed again"}`, 3)
		f.create(3)
		f.write(func(tx *db.Tx) error {
			if _, err := tx.Exec(f.ctx(), `DELETE FROM thing_record WHERE id = $1`, ids[5]); err != nil {
				return err
			}
			return Note(f.ctx(), tx, Change{Kind: "thing.record", Record: ids[5], Action: ActionErase})
		})
		r := f.verify(kept)
		if !r.OK() || r.Size != 701 || r.Unsealed != 5 || r.Records != 702 {
			t.Errorf("report %+v", r)
		}
		f.seal()
		if r := f.verify(kept); !r.OK() || r.Size != 706 || r.Unsealed != 0 {
			t.Errorf("report %+v", r)
		}
	})
}

// Each attack is one that a person with the database's password could try.
func TestAttacksAreFound(t *testing.T) {
	const n = 300
	for name, attack := range map[string]struct {
		do    func(f fixture, ids []string)
		find  Fault
		count int
	}{
		"a record edited": {func(f fixture, ids []string) { f.raw(`UPDATE thing_record SET content = '{}' WHERE id = $1`, ids[7]) }, RecordChanged, 1},
		"a record set to an old text": {func(f fixture, ids []string) {
			f.raw(`UPDATE thing_record SET content = '{"name":"thing 9"}' WHERE id = $1`, ids[9])
		}, RecordChanged, 1},
		"a record deleted":    {func(f fixture, ids []string) { f.raw(`DELETE FROM thing_record WHERE id = $1`, ids[8]) }, RecordMissing, 1},
		"a record slipped in": {func(f fixture, _ []string) { f.raw(`INSERT INTO thing_record (id, content) VALUES ('x', '{}')`) }, RecordUnnoted, 1},
		"an entry edited": {func(f fixture, ids []string) {
			f.raw(`UPDATE journal_entry SET actor = 'officer-2' WHERE record = $1`, ids[7])
		}, LeafChanged, 1},
		"an entry redated": {func(f fixture, ids []string) {
			f.raw(`UPDATE journal_entry SET at = '2020-01-01T00:00:00.000Z' WHERE leaf = 0`)
		}, LeafChanged, 1},
		"an entry deleted":         {func(f fixture, _ []string) { f.raw(`DELETE FROM journal_entry WHERE leaf = 200`) }, LeafMissing, 1},
		"the last entries deleted": {func(f fixture, _ []string) { f.raw(`DELETE FROM journal_entry WHERE leaf >= $1`, n) }, LeafMissing, 2},
		"record and entry deleted together": {func(f fixture, ids []string) {
			f.raw(`DELETE FROM journal_entry WHERE record = $1`, ids[7])
			f.raw(`DELETE FROM thing_record WHERE id = $1`, ids[7])
		}, LeafMissing, 1},
		"a record and its hash edited": {func(f fixture, ids []string) {
			salt := ""
			if err := f.d.Row(f.ctx(), `SELECT salt FROM journal_entry WHERE record = $1`, ids[7]).Scan(&salt); err != nil {
				t.Fatal(err)
			}
			f.raw(`UPDATE thing_record SET content = '{}' WHERE id = $1`, ids[7])
			f.raw(`UPDATE journal_entry SET hash = $1 WHERE record = $2`, commit(derive(salt, "content"), []byte("{}")), ids[7])
		}, LeafChanged, 1},
		"a tile altered": {func(f fixture, _ []string) {
			f.raw(`UPDATE journal_tile SET hashes = (SELECT hashes FROM journal_tile WHERE level = 0 AND number = 1) WHERE level = 0 AND number = 0`)
		}, TreeDamaged, 1},
		"an upper tile altered": {func(f fixture, _ []string) {
			f.raw(`UPDATE journal_tile SET hashes = (SELECT substr(hashes, 1, 44) FROM journal_tile WHERE level = 0 AND number = 1) WHERE level = 1 AND number = 0`)
		}, TreeDamaged, 1},
		"the checkpoint altered": {func(f fixture, _ []string) {
			f.raw(`UPDATE journal_log SET checkpoint = replace(checkpoint, '302', '301')`)
		}, BadSignature, 1},
		"two entries exchanged": {func(f fixture, _ []string) {
			f.raw(`UPDATE journal_entry SET leaf = 9000 WHERE leaf = 10`)
			f.raw(`UPDATE journal_entry SET leaf = 10 WHERE leaf = 11`)
			f.raw(`UPDATE journal_entry SET leaf = 11 WHERE leaf = 9000`)
		}, LeafChanged, 2},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, f fixture) {
				ids := f.create(n)
				f.seal()
				f.update(ids[9], `{"name":"renamed"}`, 2)
				f.update(ids[10], `{"name":"renamed"}`, 2)
				f.seal()
				if r := f.verify(nil); !r.OK() {
					t.Fatalf("before the attack: %+v", r.Findings)
				}
				attack.do(f, ids)
				r := f.verify(nil)
				found := 0
				for _, x := range r.Findings {
					if x.Fault == attack.find {
						found++
					}
				}
				if found < attack.count {
					t.Errorf("found %s %d times, want %d; all: %v", attack.find, found, attack.count, faults(r))
				}
			})
		})
	}
}

func faults(r *Report) []string {
	var out []string
	for _, f := range r.Findings[:min(len(r.Findings), 10)] {
		out = append(out, fmt.Sprintf("%s %s", f.Fault, f.En))
	}
	return out
}

func (f fixture) importAll(n int) []string {
	f.t.Helper()
	ids := make([]string, n)
	f.write(func(tx *db.Tx) error {
		rows := make([]Row, n)
		for i := range rows {
			ids[i] = id.New()
			rows[i] = Row{ids[i], 1, []byte(fmt.Sprintf(`{"imported":%d}`, i))}
			if _, err := tx.Exec(f.ctx(), `INSERT INTO thing_record (id, content) VALUES ($1, $2)`, ids[i], string(rows[i].Content)); err != nil {
				return err
			}
		}
		return NoteBatch(f.ctx(), tx, "thing.record", "import", rows)
	})
	return ids
}

func TestABatchHasOneLeafAndEachRecordIsVerified(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.create(3)
		ids := f.importAll(50)
		if r := f.verify(nil); !r.OK() || r.Records != 53 || r.Unsealed != 4 {
			t.Fatalf("before sealing: %+v", r)
		}
		if n := f.seal(); n != 4 {
			t.Fatalf("sealed %d leaves, want 4", n)
		}
		f.update(ids[4], `{"renamed":1}`, 2)
		f.seal()
		if r := f.verify(nil); !r.OK() || r.Records != 53 {
			t.Fatalf("report %+v", r)
		}
		f.raw(`UPDATE thing_record SET content = '{}' WHERE id = $1`, ids[7])
		f.raw(`UPDATE thing_record SET content = '{"imported":4}' WHERE id = $1`, ids[4])
		f.raw(`DELETE FROM thing_record WHERE id = $1`, ids[9])
		want := []string{"record-changed " + ids[4], "record-changed " + ids[7], "record-missing " + ids[9]}
		r := f.verify(nil)
		var got []string
		for _, x := range r.Findings {
			got = append(got, string(x.Fault)+" "+x.Record)
		}
		if slices.Sort(got); !slices.Equal(got, slices.Sorted(slices.Values(want))) {
			t.Errorf("found %v, want %v", got, want)
		}
		f.raw(`DELETE FROM journal_row WHERE record = $1`, ids[9])
		if r := f.verify(nil); !slices.ContainsFunc(r.Findings, func(x Finding) bool { return x.Fault == LeafChanged }) {
			t.Errorf("the row of a batch deleted: %v", faults(r))
		}
	})
}

func TestABatchNamesEachRecordOnce(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		err := f.d.Write(f.ctx(), func(tx *db.Tx) error {
			return NoteBatch(f.ctx(), tx, "thing.record", "import", []Row{{"a", 1, nil}, {"b", 1, nil}, {"a", 2, nil}})
		})
		if err == nil {
			t.Error("a record twice in one batch")
		}
	})
}

func TestADatabaseSetBackIsFoundByAKeptCheckpoint(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.create(300)
		f.seal()
		var early string
		var size int64
		if err := f.d.Row(f.ctx(), `SELECT size, checkpoint FROM journal_log`).Scan(&size, &early); err != nil {
			t.Fatal(err)
		}
		tiles := f.tilesNow()
		later := f.create(10)
		f.seal()
		kept := f.checkpoint()

		// Set back everything to the state before the last ten, as restoring an old backup would.
		f.raw(`DELETE FROM journal_entry WHERE leaf >= $1`, size)
		for _, id := range later {
			f.raw(`DELETE FROM thing_record WHERE id = $1`, id)
		}
		f.raw(`DELETE FROM journal_tile`)
		for p, hashes := range tiles {
			f.raw(`INSERT INTO journal_tile (level, number, hashes) VALUES ($1, $2, $3)`, p.level, p.number, hashes)
		}
		f.raw(`UPDATE journal_log SET size = $1, checkpoint = $2`, size, early)
		if r := f.verify(nil); !r.OK() {
			t.Fatalf("an old state is consistent in itself: %v", faults(r))
		}
		if r := f.verify(kept); len(r.Findings) != 1 || r.Findings[0].Fault != RolledBack {
			t.Errorf("findings %v, want rolled-back", faults(r))
		}
		f.create(20)
		f.seal()
		if r := f.verify(kept); len(r.Findings) != 1 || r.Findings[0].Fault != Rewritten {
			t.Errorf("after it grew past the kept size: %v, want rewritten", faults(r))
		}
	})
}

func (f fixture) tilesNow() map[place]string {
	f.t.Helper()
	rows, err := f.d.Query(f.ctx(), `SELECT level, number, hashes FROM journal_tile ORDER BY level, number`)
	if err != nil {
		f.t.Fatal(err)
	}
	defer rows.Close()
	out := map[place]string{}
	for rows.Next() {
		var p place
		var hashes string
		if err := rows.Scan(&p.level, &p.number, &hashes); err != nil {
			f.t.Fatal(err)
		}
		out[p] = hashes
	}
	return out
}

func TestACheckpointOfAnotherLogIsRefused(t *testing.T) {
	each(t, func(t *testing.T, f fixture) {
		f.create(1)
		f.seal()
		other, err := NewKey(testKey().Origin())
		if err != nil {
			t.Fatal(err)
		}
		f.key = other
		r := f.verify(nil)
		if !slices.ContainsFunc(r.Findings, func(x Finding) bool { return x.Fault == BadSignature }) {
			t.Errorf("findings %v, want bad-signature", faults(r))
		}
		f.create(1)
		if _, err := f.Seal(f.ctx()); err == nil {
			t.Error("sealed on with another key")
		}
	})
}
