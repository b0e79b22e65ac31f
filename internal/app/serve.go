package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"shian/internal/app/demo"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/fault"
)

// sweepEvery is how often overdue matters climb their ladder.
const sweepEvery = time.Minute

// Serve runs the platform until ctx ends. It prints one line with the address when it is ready; a new data folder gets an
// administrator whose one-time password is printed once.
func Serve(ctx context.Context, cfg Config, out, note io.Writer) error {
	if err := cfg.prepare(); err != nil {
		return err
	}
	if cfg.Database == "" {
		held, err := cfg.hold()
		if err != nil {
			return err
		}
		defer held.Close()
	}
	a, err := Open(ctx, cfg)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.furnish(ctx, note); err != nil {
		return err
	}
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", cfg.Listen)
	if err != nil {
		return &fault.Error{Kind: fault.KindRefused, Zh: "不能监听 " + cfg.Listen + "，可能已被占用，请换一个 --listen", En: "cannot listen on " + cfg.Listen + "; it may be taken, choose another --listen", Cause: err}
	}
	inner, cancel := context.WithCancel(ctx)
	if err := a.background(inner); err != nil {
		cancel()
		return err
	}
	_, _ = fmt.Fprintf(out, "http://%s\n", ln.Addr())
	err = a.Mux.Serve(ctx, ln)
	err = errors.Join(err, a.Jobs.Stop(context.WithoutCancel(ctx)))
	cancel()
	a.Journal.Wait()
	a.Outbox.Wait()
	a.Notify.Wait()
	if _, err := a.Journal.Seal(context.WithoutCancel(ctx)); err != nil {
		a.cfg.log().Error("journal not sealed at the end", "error", err)
	}
	return err
}

// background starts what runs by itself.
func (a *App) background(ctx context.Context) error {
	if err := a.Jobs.Start(ctx); err != nil {
		return err
	}
	a.Journal.Start(ctx)
	a.Outbox.Start(ctx)
	a.Notify.Start(ctx)
	go a.digests(ctx)
	go a.tidy(ctx)
	go a.count(ctx)
	go func() {
		tick := time.NewTicker(sweepEvery)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := a.resume(access.With(ctx, access.System)); err != nil && ctx.Err() == nil {
				a.cfg.log().Error("interrupted imports not taken up", "error", err)
			}
			if err := a.Flow.Sweep(access.With(ctx, access.System)); err != nil && ctx.Err() == nil {
				a.cfg.log().Error("deadlines not swept", "error", err)
			}
		}
	}()
	return nil
}

// furnish fills a new store: the demonstration province, or one administrator.
func (a *App) furnish(ctx context.Context, note io.Writer) error {
	var n int
	if err := a.DB.Row(ctx, `SELECT count(*) FROM (SELECT 1 FROM auth_account LIMIT 1) AS head`).Scan(&n); err != nil {
		return err
	}
	ctx = access.With(ctx, access.System)
	if a.cfg.Demo {
		if n > 0 && !demo.Is(ctx, a.DB) {
			return fault.Refused("数据目录里已有正式数据，不能加 --demo；请另指一个 --data", "this data folder holds real records; --demo needs another --data")
		}
		return demo.Fill(ctx, demo.Platform{DB: a.DB, Auth: a.Auth, Place: a.Place, Operator: a.Operator, Standard: a.Standard, Sampling: a.Sampling, Subscribe: a.Subscribe, Plan: a.Plan, Laboratory: a.Laboratory, Flow: a.Flow, Outbox: a.Outbox, Journal: a.Journal}, note)
	}
	if n > 0 {
		return nil
	}
	password := auth.OneTime()
	if err := a.AddPerson(ctx, Person{Login: "admin", Name: "管理员", Post: "administrator", Region: "62", Password: password, MustChange: true}); err != nil {
		return err
	}
	_, err := fmt.Fprintf(note, "已建管理员 admin，一次性密码（只显示这一次）/ administrator admin, one-time password, shown this once: %s\n", password)
	return err
}
