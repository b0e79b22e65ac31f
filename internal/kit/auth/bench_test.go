package auth

import (
	"context"
	"testing"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/journal"
)

// BenchmarkByToken is what a request of a program costs to identify, remembered as it is between requests.
func BenchmarkByToken(b *testing.B) {
	d := dbtest.Open(b, db.SQLite, journal.Schema, Schema)
	a := New(d, nil, nil)
	ctx := access.With(context.Background(), access.System)
	var account string
	err := d.Write(ctx, func(tx *db.Tx) (err error) {
		account, err = a.CreateHashed(ctx, tx, "program", "台账系统", "official", "", false)
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	token, err := a.Token(ctx, account, 30, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := a.ByToken(ctx, token); err != nil {
			b.Fatal(err)
		}
	}
}
