// Package demo fills a new store with the demonstration province: all regions and offices under their real names and codes,
// an invented person in every post, invented businesses and results. Whatever is invented carries the word 演示.
//
// It goes through the same services as everybody else: results are recorded, checked and published by three people.
package demo

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"shian/internal/domain/laboratory"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/plan"
	"shian/internal/domain/sampling"
	"shian/internal/domain/standard"
	"shian/internal/domain/subscribe"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/flow"
	"shian/internal/kit/journal"
	"shian/internal/kit/outbox"
)

// Platform is what the demonstration is written through.
type Platform struct {
	DB         *db.DB
	Auth       *auth.Auth
	Place      *place.Service
	Operator   *operator.Service
	Standard   *standard.Service
	Sampling   *sampling.Service
	Subscribe  *subscribe.Service
	Plan       *plan.Service
	Laboratory *laboratory.Service
	Flow       *flow.Engine
	Outbox     *outbox.Outbox
	Journal    *journal.Journal
	Log        *slog.Logger
}

// Password opens every account of the demonstration. It stands on the login page.
const Password = "Shian-demo-2026"

// Seed makes the same province every time.
const Seed = 20200225

// mark is the login that only a demonstration has; it is written last, so that a half-filled store is not taken for one.
const mark = "demo"

// Is reports whether the store holds a whole demonstration.
func Is(ctx context.Context, d *db.DB) bool {
	var n int
	err := d.Row(ctx, `SELECT count(*) FROM auth_account WHERE login_key = $1`, mark).Scan(&n)
	return err == nil && n > 0
}

// Fill writes the demonstration into an empty store; a store that holds it already is left as it is.
func Fill(ctx context.Context, p Platform, note io.Writer) error {
	if Is(ctx, p.DB) {
		return nil
	}
	var n int
	err := p.DB.Row(ctx, `SELECT count(*) FROM auth_account`).Scan(&n)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if n > 0 {
		return errors.New("演示数据上次没有写完，请删去数据目录后重试 / the demonstration was not finished last time; remove the data folder and try again")
	}
	began := time.Now()
	_, _ = fmt.Fprintln(note, "正在写入演示数据，约半分钟…… / writing the demonstration, about half a minute …")
	f := &filler{Platform: p, today: clock.Now(ctx)}
	for _, step := range []func(context.Context) error{f.people, f.businesses, f.results, f.laboratories, f.plans, f.warnings, f.finish} {
		if err := step(ctx); err != nil {
			return fmt.Errorf("demonstration: %w", err)
		}
	}
	_, err = fmt.Fprintf(note, "演示数据已就绪（%[1]d 秒）/ demonstration ready (%[1]d s)\n", int(time.Since(began).Seconds()))
	return err
}

// A filler holds what later steps need of earlier ones.
type filler struct {
	Platform
	today time.Time
	hash  string            // of the one password, shared by all: a demonstration's accounts are no secret
	actor map[string]string // post and region → account
	firms []firm
}

// finish seals the log and writes the mark.
func (f *filler) finish(ctx context.Context) error {
	if err := f.Outbox.Drain(ctx); err != nil {
		return err
	}
	err := f.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := f.Auth.CreateHashed(ctx, tx, mark, "演示", "public", f.hash, false)
		return err
	})
	if err != nil {
		return err
	}
	_, err = f.Journal.Seal(ctx)
	return err
}
