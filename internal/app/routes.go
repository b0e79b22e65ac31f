package app

import (
	"context"
	"embed"
	"strings"

	"shian/data/post"
	"shian/internal/domain/duty"
	"shian/internal/domain/laboratory"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/domain/plan"
	"shian/internal/domain/portal"
	"shian/internal/domain/sampling"
	"shian/internal/domain/standard"
	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/desk"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// pageOf is where the page of a record is.
func pageOf(kind, record string) string {
	return "/desk/" + strings.ReplaceAll(kind, ".", "-") + "/" + record
}

// routes mounts every page and address. Each domain lists its own; read them there.
func (a *App) routes() {
	a.Pages = page.New(a.shell())
	for _, f := range []embed.FS{auth.Files, flow.Files, desk.Files, place.Files, operator.Files, standard.Files, sampling.Files, laboratory.Files, plan.Files, duty.Files, portal.Files, Files} {
		a.Pages.Add(f)
	}
	a.Pages.Mount(a.Mux)
	a.public()
	a.Auth.Mount(a.Mux, auth.Config{Render: auth.RenderFunc(a.drawAuth), DemoAccounts: a.demoAccounts, Home: a.home,
		NameRight: func(r access.Right, lang string) string { return post.NameOf(string(r), lang) }})
	a.Flow.Mount(a.Mux, a.drawFlow)
	a.desk()
	a.gallery()
}

// public mounts the portal and the log, which anybody may read.
func (a *App) public() {
	a.Portal.Mount(a.Mux, a.Pages)
	a.Papers.Mount(a.Mux, a.Pages)
	log := a.Journal.Handler()
	through := func(c *web.Ctx) error { log.ServeHTTP(c.W, c.R); return nil }
	for _, at := range []string{"GET /log/checkpoint", "GET /log/key", "GET /log/tile/{tile...}", "GET /proof/{record}"} {
		a.Mux.Handle(at, web.Public(), through)
	}
}

// desk mounts what people with accounts work with.
func (a *App) desk() {
	d := desk.New(a.Mux, a.Pages)
	d.NameAccount = a.nameAccount
	d.Keep(a.Files)
	d.Jobs(a.Jobs)
	d.Source(place.Regions)
	d.Source(operator.Source)
	a.Place.Mount(a.Mux, a.Pages)
	a.Operator.Mount(a.Mux, a.Pages, d)
	a.Standard.Mount(a.Mux, a.Pages, d)
	a.Sampling.Mount(a.Mux, a.Pages, d)
	a.Disposal.Mount(a.Mux, a.Pages, d)
	a.Laboratory.Mount(a.Mux, a.Pages, d)
	a.Statistics.Mount(a.Mux, a.Pages)
	a.Plan.Mount(a.Mux, a.Pages, d)
	a.Duty.Mount(a.Mux, a.Pages)
	a.Notify.Mount(a.Mux, a.Pages, d, a.Files)
	a.Subscribe.Mount(a.Mux, a.Pages, d)
	a.kinds = d.Kinds()
	a.resume = func(ctx context.Context) error { return d.Resume(ctx, a.DB, a.Place.Actor) }
	a.Mux.Handle("GET /desk", web.SignedIn(), a.start)
	a.Mux.Handle("GET /desk/search", web.SignedIn(), a.search)
	a.Mux.Handle("GET /desk/outbox", web.Right("journal.view"), a.reactions)
	a.Mux.Handle("POST /desk/outbox/{message}/{reaction}", web.Right("journal.edit"), a.retry)
}

// start leads to the page a person begins with: the to-do list for posts that do, the ledger for posts that oversee.
func (a *App) start(c *web.Ctx) error { return c.Redirect(a.home(c.Actor)) }

func (a *App) home(who *access.Actor) string {
	switch {
	case who.Side == access.SideEnterprise && who.Operator != "":
		return pageOf("operator", who.Operator)
	case who.Side == access.SidePublic:
		return "/"
	case a.Place.Doing(who):
		return "/desk/todo"
	}
	return "/desk/ledger"
}

func (a *App) drawAuth(c *web.Ctx, name string, v auth.View) error {
	return a.Pages.Render(c, name, page.View{Title: v.Title, Lead: v.Lead, Bare: v.Bare, Data: v.Data})
}

func (a *App) drawFlow(c *web.Ctx, name string, v flow.View) error {
	return a.Pages.Render(c, name, page.View{Title: v.Title, Lead: v.Lead, Data: v.Data})
}

func (a *App) nameAccount(c *web.Ctx, id string) string {
	acc, err := a.Auth.Get(c.Context(), a.DB, id)
	if err != nil {
		return id
	}
	return acc.Name
}

// regions are what a person may narrow lists to in the top bar: the region of the post and those one level below it.
func (a *App) regions(_ context.Context, who *access.Actor) []page.Choice {
	at := who.Region
	if who.Side != access.SideOfficial || at == "" {
		return nil
	}
	t := a.Place.Tree()
	out := []page.Choice{{Value: "", Label: t.Name(at, who.Lang), Own: true}}
	for _, r := range t.Children(at) {
		out = append(out, page.Choice{Value: place.Short(r.Code), Label: t.Name(r.Code, who.Lang), Own: true})
	}
	return out
}
