// Package app puts the platform together: it opens the store, makes every service, mounts every route, starts what runs
// by itself, and holds the table of reactions between domains (loop.go). It is the only package that knows them all.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"shian/data/holiday"
	"shian/internal/domain/disposal"
	"shian/internal/domain/duty"
	"shian/internal/domain/laboratory"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/plan"
	"shian/internal/domain/portal"
	"shian/internal/domain/sampling"
	"shian/internal/domain/standard"
	"shian/internal/domain/statistics"
	"shian/internal/domain/subscribe"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/flow"
	"shian/internal/kit/job"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/notify"
	"shian/internal/kit/outbox"
	"shian/internal/kit/page"
	"shian/internal/kit/paper"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/secret"
	"shian/internal/kit/timeline"
	"shian/internal/kit/web"
)

// Schemas are the tables of the kit and of every domain, in the order in which they are made.
func Schemas() []db.Schema {
	return []db.Schema{access.Schema, journal.Schema, outbox.Schema, measure.Schema, timeline.Schema, search.Schema, record.Schema, file.Schema, job.Schema, paper.Schema,
		auth.Schema, flow.Schema, notify.Schema, place.Schema, operator.Schema, standard.Schema, sampling.Schema, disposal.Schema, laboratory.Schema, plan.Schema, statistics.Schema, duty.Schema, subscribe.Schema}
}

// App is the platform, put together.
type App struct {
	cfg       Config
	DB        *db.DB
	Journal   *journal.Journal
	Outbox    *outbox.Outbox
	Jobs      *job.Jobs
	Files     *file.Files
	Auth      *auth.Auth
	Flow      *flow.Engine
	Notify    *notify.Notify
	Secrets   *secret.Box
	Subscribe *subscribe.Service
	Papers    *paper.Papers
	Pages     *page.Pages
	Mux       *web.Mux

	Place      *place.Service
	Operator   *operator.Service
	Standard   *standard.Service
	Sampling   *sampling.Service
	Disposal   *disposal.Service
	Laboratory *laboratory.Service
	Statistics *statistics.Service
	Plan       *plan.Service
	Duty       *duty.Service
	Portal     *portal.Service
	kinds      []record.Any
	resume     func(context.Context) error // imports whose check was interrupted
	outline    *page.Outline
}

// Open opens the store, brings it up to date and puts the platform together. Close it after use.
func Open(ctx context.Context, cfg Config) (*App, error) {
	if _, err := os.Stat(cfg.unfinished()); err == nil {
		return nil, fault.Refused("上次恢复没有完成，请换一个空的数据目录重新恢复", "the last restore did not end; restore again into an empty data folder")
	}
	return open(ctx, cfg)
}

func open(ctx context.Context, cfg Config) (*App, error) {
	if err := cfg.prepare(); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, cfg.url())
	if err != nil {
		return nil, err
	}
	a, err := assemble(ctx, cfg, d)
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return a, nil
}

func assemble(ctx context.Context, cfg Config, d *db.DB) (*App, error) {
	if err := d.Migrate(ctx, Schemas()...); err != nil {
		return nil, err
	}
	key, err := journal.LoadKey(filepath.Join(cfg.Data, "journal.key"), origin)
	if err != nil {
		return nil, err
	}
	webKey, err := secretKey(filepath.Join(cfg.Data, "web.key"))
	if err != nil {
		return nil, err
	}
	a := &App{cfg: cfg, DB: d, Journal: journal.New(d, key, cfg.log()), Outbox: outbox.New(d, cfg.log()), Jobs: job.New(d, cfg.log()),
		Files: file.New(d, file.Folder(filepath.Join(cfg.Data, "files")), file.Limits{})}
	if a.Place, err = place.New(ctx, d); err != nil {
		return nil, err
	}
	a.Auth = auth.New(d, a.Place, nil)
	a.Auth.Log = cfg.log()
	a.Papers = paper.New(d, paper.Config{Site: cfg.site(), Fonts: cfg.Fonts})
	a.Papers.Proofs = a.Journal
	a.Place.Changed, a.Place.Accounts, a.Place.Holders = a.Auth.Changed, a.Auth, operator.Source
	a.Jobs.As = a.Place.Actor
	a.Flow = flow.New(d, holiday.Calendar(), append(append(append(append(append(sampling.Flows(), disposal.Flows()...), laboratory.Flows()...), plan.Flows()...), operator.Flows()...), append(notify.Flows(purposes...), subscribe.Flows()...)...)...)
	a.Flow.People, a.Flow.Href, a.Flow.Evidence = a.Place, pageOf, keepEvidence
	if err := a.telling(cfg); err != nil {
		return nil, err
	}
	a.Operator = operator.New(d, a.Place)
	a.Operator.Follow(a.Flow)
	if a.Standard, err = standard.New(ctx, d); err != nil {
		return nil, err
	}
	a.Sampling = sampling.New(d, sampling.Needs{Flow: a.Flow, Operators: a.Operator, Limits: a.Standard, Places: a.Place})
	a.Sampling.Proofs, a.Sampling.Papers = a.Journal, a.Papers
	a.laboratories()
	a.Disposal = disposal.New(d, disposal.Needs{Flow: a.Flow, Operators: a.Operator, Places: a.Place, Samples: batches{a.Sampling}})
	a.Statistics = statistics.New(d, a.Place, tallies{a.Sampling})
	a.Statistics.Papers = a.Papers
	a.Plan = plan.New(d, plan.Needs{Flow: a.Flow, Places: a.Place, History: a.Sampling, Key: webKey})
	a.Duty = duty.New(d, a.Place)
	a.Duty.Plans = a.Plan
	a.Duty.Work = a.Flow
	a.Portal = portal.New(d, a.Place, a.Journal)
	a.Portal.Businesses, a.Portal.Results, a.Portal.Figures = a.Operator, results{a.Sampling}, figures{a.Duty}
	a.Portal.Documents = documents{a}
	a.subscriptions()
	a.loop()
	a.Mux = web.New(web.Config{People: a.Auth, Key: webKey, Secure: cfg.Secure, Log: cfg.log(), Ready: d.Ping})
	if a.outline, err = cfg.outline(); err != nil {
		return nil, err
	}
	a.routes()
	return a, nil
}

// origin names the log in its checkpoints.
const origin = "shian.gansu/log"

// secretKey signs CSRF tokens and flash messages; made once, kept in the data folder.
func secretKey(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err == nil && len(b) == 32 {
		return b, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	b = make([]byte, 32)
	if _, err := rand.Read(b); err != nil {
		return nil, err
	}
	return b, os.WriteFile(path, b, 0o600)
}

// Close ends what runs and closes the store.
func (a *App) Close() error { return a.DB.Close() }

// With opens the platform for one command, which acts as the platform itself.
func With(ctx context.Context, cfg Config, fn func(ctx context.Context, a *App) error) error {
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	err = fn(access.With(clock.With(ctx, clock.System), access.System), a)
	if err == nil {
		_, err = a.Journal.Seal(ctx)
	}
	return errors.Join(err, a.Close())
}
