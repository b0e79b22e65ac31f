package app_test

import (
	"cmp"
	"net/http"
)

// table is every route of the platform. What is not here does not exist: see TestEveryRouteForEveryPostInOwnAndOtherScope.
func table() []rule {
	out := []rule{
		// Anybody.
		{route: "GET /healthz", who: "public"},
		{route: "GET /readyz", who: "public"},
		{route: "GET /metrics", who: "public"},
		{route: "GET /static/{file}", who: "public", fill: "file=nothing.css", own: http.StatusNotFound},
		{route: "GET /prefer", who: "public", own: http.StatusSeeOther},
		{route: "GET /favicon.ico", who: "public", own: http.StatusMovedPermanently},
		{route: "GET /log/checkpoint", who: "public"},
		{route: "GET /log/key", who: "public"},
		{route: "GET /log/tile/{tile...}", who: "public", fill: "tile=0/999", own: http.StatusNotFound},
		{route: "GET /proof/{record}", who: "public", fill: "record=unknown", own: http.StatusNotFound},
		{route: "GET /{$}", who: "public", fill: "$="},
		{route: "GET /business", who: "public"},
		{route: "GET /business/{id}", who: "public", with: "operator", other: http.StatusOK},
		{route: "GET /failing", who: "public"},
		{route: "GET /result/{id}", who: "public", with: "published"},
		{route: "GET /paper/{id}", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /paper/{id}/pdf", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /paper/{id}/words", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /verify", who: "public"},
		{route: "POST /verify", who: "public"},
		{route: "GET /data", who: "public"},
		{route: "GET /about", who: "public"},
		{route: "GET /data/sampling.csv", who: "public"},
		{route: "GET /data/sampling.json", who: "public"},
		{route: "GET /api/v1/openapi.json", who: "public"},
		{route: "GET /login", who: "public", own: http.StatusOK, or: http.StatusSeeOther},
		{route: "POST /login", who: "public", own: http.StatusUnprocessableEntity, or: http.StatusTooManyRequests}, // no password

		// Whoever signed in: their own account, their own matters.
		{route: "GET /desk", who: "signed-in", own: http.StatusSeeOther},
		{route: "GET /desk/search", who: "signed-in"},
		{route: "GET /desk/suggest/{source}", who: "signed-in", fill: "source=region"},
		{route: "GET /desk/suggest/person", who: "signed-in"},
		{route: "GET /desk/todo", who: "signed-in"},
		{route: "POST /desk/do", who: "signed-in", own: http.StatusSeeOther}, // nothing ticked
		{route: "POST /desk/do/{kind}/{id}/{action}", who: "signed-in", with: "result", fill: "kind=sampling.result action=withdraw", own: http.StatusForbidden},
		{route: "GET /api/v1/todo", who: "signed-in"},
		{route: "GET /api/v1/todo/counts", who: "signed-in"},
		{route: "GET /api/v1/flow/{kind}/{id}", who: "signed-in", with: "result", fill: "kind=sampling.result"},
		{route: "POST /api/v1/flow/{kind}/{id}/{action}", who: "signed-in", with: "result", fill: "kind=sampling.result action=withdraw", own: http.StatusForbidden},
		{route: "POST /logout", who: "signed-in", own: http.StatusSeeOther},
		{route: "GET /account", who: "signed-in"},
		{route: "GET /api/v1/me", who: "signed-in"},
		{route: "POST /account/password", who: "signed-in"},
		{route: "POST /account/sessions/end", who: "signed-in"},
		{route: "POST /account/tokens", who: "signed-in"},
		{route: "POST /account/tokens/{id}/revoke", who: "signed-in", fill: "id=unknown", own: http.StatusNotFound},

		{route: "POST /api/v1/files", who: "signed-in"},
		{route: "GET /file/{id}", who: "operator.licence.view", with: "file", no: http.StatusNotFound},
		{route: "GET /file/{id}/original", who: "file.original", with: "file", or: http.StatusNotFound}, // missing to posts without the right to its record,

		// Figures and the closed loop.
		{route: "GET /desk/statistics", who: "duty.view"},
		{route: "GET /desk/statistics/export", who: "duty.export"},
		{route: "GET /api/v1/statistics", who: "duty.view"},
		{route: "GET /desk/statistics/annual", who: "duty.view"},
		{route: "POST /desk/statistics/annual", who: "sampling.result.publish", own: http.StatusUnprocessableEntity}, // without a year
		{route: "GET /desk/ledger", who: "duty.view"},
		{route: "GET /desk/ledger/export", who: "duty.export"},
		{route: "GET /desk/ledger/{code}", who: "duty.view", fill: "code=T3"},
		{route: "GET /desk/ledger/{code}/export", who: "duty.export", fill: "code=T3"},
		{route: "GET /api/v1/ledger", who: "duty.view"},
		{route: "GET /api/v1/ledger/{code}", who: "duty.view", fill: "code=T3"},
		{route: "GET /desk/outbox", who: "journal.view"},
		{route: "POST /desk/outbox/{message}/{reaction}", who: "journal.edit", fill: "message=m reaction=r", own: http.StatusNotFound},

		// Messages, deliveries, service.
		{route: "GET /desk/messages", who: "signed-in"},
		{route: "POST /desk/messages", who: "signed-in"},
		{route: "GET /desk/messages/{id}", who: "signed-in", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /api/v1/messages", who: "signed-in"},
		{route: "GET /desk/deliveries", who: "delivery.view"},
		{route: "GET /desk/deliveries/{id}", who: "delivery.view", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /desk/deliveries/{id}/retry", who: "delivery.edit", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /desk/hooks/{id}/resume", who: "delivery.edit", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /desk/service/{id}/do/{action}", who: "service.view", with: "service", fill: "action=lapse", own: http.StatusOK, or: http.StatusForbidden},
		{route: "POST /desk/service/{id}/do/{action}", who: "service.view", with: "service", fill: "action=lapse", own: http.StatusUnprocessableEntity, or: http.StatusForbidden, body: "reason=x"},
		{route: "GET /served/{id}", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /served/{id}/{action}", who: "public", fill: "id=unknown action=open", own: http.StatusNotFound},

		// Subscriptions, feeds, warnings.
		{route: "GET /subscribe", who: "public"},
		{route: "POST /subscribe", who: "public", own: http.StatusUnprocessableEntity, or: http.StatusTooManyRequests},
		{route: "GET /subscribe/{id}", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /subscribe/{id}/confirm", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /subscribe/{id}/end", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /feed/results.atom", who: "public"},
		{route: "GET /feed/warnings.atom", who: "public"},
		{route: "GET /warning", who: "public"},
		{route: "GET /warning/{id}", who: "public", fill: "id=unknown", own: http.StatusNotFound},
		{route: "GET /desk/warning/{id}/do/{action}", who: "warning.view", with: "warning", fill: "action=return", own: http.StatusNotFound},

		// A business beyond its records.
		{route: "GET /desk/operator/{id}/code.svg", who: "operator.view", with: "operator"},
		{route: "GET /desk/operator/{id}/same", who: "operator.edit", with: "operator"},
		{route: "GET /desk/operator/{id}/merge", who: "operator.merge", with: "operator", own: http.StatusSeeOther},
		{route: "POST /desk/operator/{id}/merge", who: "operator.merge", with: "operator", own: http.StatusNotFound},
		{route: "GET /desk/operator/{id}/status", who: "operator.edit", with: "operator"},
		{route: "POST /desk/operator/{id}/status", who: "operator.edit", with: "operator", body: "version=1&status=closed&reason=x"},
		{route: "GET /api/v1/operator/{id}/same", who: "operator.edit", with: "operator"},
		{route: "POST /api/v1/operator/{id}/merge", who: "operator.merge", with: "operator", own: http.StatusUnprocessableEntity, body: `{"from":"x","version":1,"from_version":1,"reason":"越权"}`},
		{route: "POST /api/v1/operator/{id}/status", who: "operator.edit", with: "operator", body: `{"version":1,"status":"closed","reason":"x"}`},

		// A result beyond its record.
		{route: "GET /desk/sampling-result/{id}/do/{action}", who: "sampling.result.check", with: "result", fill: "action=return"},
		{route: "POST /desk/sampling-result/{id}/notice", who: "sampling.result.publish", with: "result", own: http.StatusNotFound},
		{route: "GET /desk/sampling-bulletin", who: "sampling.result.publish"},
		{route: "GET /desk/sampling-bulletin/draft", who: "sampling.result.publish", or: http.StatusForbidden},
		{route: "POST /desk/sampling-bulletin", who: "sampling.result.publish", own: http.StatusSeeOther, or: http.StatusForbidden},
		{route: "POST /desk/sampling-result/batch", who: "sampling.result.check|sampling.result.publish", own: http.StatusForbidden, or: http.StatusSeeOther},

		// A disposal beyond its record.
		{route: "GET /desk/disposal/{id}/do/{action}", who: "disposal.view", with: "disposal", fill: "action=nothing", own: http.StatusNotFound},
		{route: "GET /desk/disposal/{id}/party", who: "disposal.edit", with: "disposal"},
		{route: "POST /desk/disposal/{id}/party", who: "disposal.edit", with: "disposal", body: "role=supplier"},

		// A plan beyond its record, and what the public asks for.
		{route: "GET /desk/plan/{id}/do/{action}", who: "plan.view", with: "plan", fill: "action=nothing", own: http.StatusNotFound},
		{route: "GET /desk/plan/{id}/allocate", who: "plan.view", with: "plan", own: http.StatusOK, or: http.StatusForbidden}, // those who see the whole plan
		{route: "POST /desk/plan/{id}/allocate", who: "plan.edit", with: "draft"},
		{route: "GET /desk/plan/{id}/cells", who: "plan.view", with: "plan"},
		{route: "POST /desk/plan/{id}/cells", who: "plan.edit", with: "draft"},
		{route: "GET /desk/plan/{id}/sheet", who: "plan.export", with: "plan"},
		{route: "GET /desk/plan/{id}/bring", who: "plan.edit", with: "draft"},
		{route: "POST /desk/plan/{id}/bring", who: "plan.edit", with: "draft"},
		{route: "GET /desk/plan/{id}/editions", who: "plan.view", with: "plan"},
		{route: "GET /desk/plan/progress", who: "plan.view"},
		{route: "GET /desk/plan-share/{id}/do/{action}", who: "plan.view", with: "share", fill: "action=nothing", own: http.StatusNotFound},
		{route: "GET /api/v1/plan/{id}/cells", who: "plan.view", with: "plan"},
		{route: "POST /api/v1/plan/{id}/cells", who: "plan.edit", with: "draft"},
		{route: "POST /api/v1/plan/{id}/allocate", who: "plan.edit", with: "draft"},
		{route: "GET /api/v1/plan/progress", who: "plan.view"},
		{route: "GET /vote", who: "public"},
		{route: "POST /vote", who: "public", own: http.StatusUnprocessableEntity, or: http.StatusTooManyRequests}, // nothing chosen
		{route: "GET /vote/results", who: "public"},

		// Tasks and samples beyond their records.
		{route: "GET /desk/sampling-task/{id}/do/{action}", who: "sampling.task.view", with: "task", fill: "action=drop", own: http.StatusNotFound, or: http.StatusOK},
		{route: "GET /desk/sampling-task/{id}/declare", who: "sampling.sample.edit", with: "task"},
		{route: "POST /desk/sampling-task/{id}/declare", who: "sampling.sample.edit", with: "task", own: http.StatusForbidden},
		{route: "GET /desk/sampling-sample/{id}/hand/{action}", who: "sampling.sample.edit|sampling.sample.check", with: "sample", fill: "action=pass"},
		{route: "POST /desk/sampling-sample/{id}/hand/{action}", who: "sampling.sample.edit|sampling.sample.check", with: "sample", fill: "action=pass", body: "to=x"},
		{route: "POST /desk/sampling-custody/{id}/accept", who: "sampling.sample.edit|sampling.sample.check", with: "custody", own: http.StatusSeeOther, or: http.StatusForbidden},
		{route: "GET /desk/take", who: "sampling.sample.edit"},
		{route: "POST /desk/take", who: "sampling.sample.edit", own: http.StatusSeeOther},
		{route: "GET /desk/take/{id}", who: "sampling.sample.edit", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /desk/take/{id}", who: "sampling.sample.edit", fill: "id=unknown", own: http.StatusNotFound},
		{route: "POST /api/v1/sampling/commands", who: "sampling.sample.edit|sampling.sample.check"},
		{route: "POST /api/v1/sampling/numbers", who: "sampling.sample.edit"},

		// Orders at laboratories beyond their records.
		{route: "GET /desk/laboratory-order/{id}/do/{action}", who: "laboratory.order.view", with: "order", fill: "action=nothing", own: http.StatusNotFound},
		{route: "GET /desk/laboratory-order/{id}/receive", who: "laboratory.order.edit", with: "order"},
		{route: "POST /desk/laboratory-order/{id}/receive", who: "laboratory.order.edit", with: "order", body: "sealed=true&quantity=1"},
		{route: "GET /desk/laboratory-order/{id}/grave", who: "laboratory.reading.edit|laboratory.order.check|laboratory.order.publish", with: "order"},
		{route: "POST /desk/laboratory-order/{id}/grave", who: "laboratory.reading.edit|laboratory.order.check|laboratory.order.publish", with: "order", body: "why=x"},
		{route: "GET /desk/laboratory-order/{id}/compare", who: "laboratory.spare.edit", with: "order"},
		{route: "POST /desk/laboratory-order/{id}/compare", who: "laboratory.spare.edit", with: "order", own: http.StatusForbidden},
		{route: "GET /desk/laboratory-grave/{id}", who: "laboratory.order.view", with: "order", own: http.StatusSeeOther},
		{route: "GET /desk/laboratory-spare/{id}/do/{action}", who: "laboratory.spare.view", with: "spare", fill: "action=nothing", own: http.StatusNotFound},

		// Places and people.
		{route: "GET /desk/place", who: "place.view"},
		{route: "GET /desk/people", who: "place.view"},
		{route: "GET /desk/people/new", who: "place.edit"},
		{route: "POST /desk/people/new", who: "place.edit"},
		{route: "GET /desk/people/{id}", who: "place.view", with: "appointment"},
		{route: "GET /desk/people/{id}/end", who: "place.edit", with: "appointment"},
		{route: "POST /desk/people/{id}/end", who: "place.edit", with: "appointment", body: "version=1&to=2026-01-01"},
		{route: "GET /desk/people/{id}/reset", who: "place.edit", with: "appointment"},
		{route: "POST /desk/people/{id}/reset", who: "place.edit", with: "appointment"},
		{route: "GET /desk/people/{id}/disable", who: "place.edit", with: "appointment"},
		{route: "POST /desk/people/{id}/disable", who: "place.edit", with: "appointment"},
		{route: "GET /desk/acting", who: "signed-in"},
		{route: "GET /desk/acting/new", who: "signed-in"},
		{route: "POST /desk/acting/new", who: "signed-in"},
		{route: "GET /desk/acting/{id}", who: "signed-in", with: "acting"},
		{route: "POST /desk/acting/{id}/approve", who: "place.check", with: "acting"},
		{route: "POST /desk/acting/{id}/return", who: "place.edit", with: "acting", body: "version=1&to=2026-01-01"},
		{route: "GET /api/v1/regions", who: "signed-in"},
		{route: "GET /api/v1/regions/{code}", who: "signed-in", fill: "code=620102"},
		{route: "GET /api/v1/offices", who: "signed-in", ask: "region=620102"},
		{route: "GET /api/v1/offices/{id}", who: "place.view", with: "office", other: http.StatusForbidden},
		{route: "GET /api/v1/people", who: "place.view"},
		{route: "POST /api/v1/people", who: "place.edit"},
		{route: "GET /api/v1/people/{id}", who: "place.view", with: "appointment"},
		{route: "POST /api/v1/people/{id}/end", who: "place.edit", with: "appointment", body: `{"version":1,"last":"2026-01-01"}`},
		{route: "POST /api/v1/people/{id}/reset", who: "place.edit", with: "appointment"},
		{route: "POST /api/v1/people/{id}/disable", who: "place.edit", with: "appointment", body: `{"disabled":true}`},
		{route: "GET /api/v1/acting", who: "signed-in"},
		{route: "POST /api/v1/acting", who: "signed-in"},
		{route: "GET /api/v1/acting/{id}", who: "signed-in", with: "acting"},
		{route: "POST /api/v1/acting/{id}/approve", who: "place.check", with: "acting", body: `{"version":1}`},
		{route: "POST /api/v1/acting/{id}/return", who: "place.edit", with: "acting", body: `{"version":1,"last":"2026-01-01"}`},
	}
	for _, k := range kinds {
		out = append(out, k.routes()...)
	}
	return out
}

// A kind of record with the routes that a desk gives it.
type kind struct {
	slug, with         string
	view, edit         string // edit empty: nobody changes it by a form
	bring, take, clear string // import, export, reveal
	whole              string // export of masked fields, where it is not the one of clear: it wants export too
	field              string // one that is masked
	given              bool   // made and ended by its domain, filled in by people
	edits              string // the record that changes are tried on, where it is not the one of with
}

var kinds = []kind{
	{slug: "operator", with: "operator", view: "operator.view", edit: "operator.edit", bring: "operator.import", take: "operator.export", clear: "operator.person.reveal", field: "phone"},
	{slug: "operator-licence", with: "licence", view: "operator.licence.view", edit: "operator.licence.edit", bring: "operator.parts.import", take: "operator.parts.import"},
	{slug: "operator-premises", with: "premises", view: "operator.premises.view", edit: "operator.premises.edit", bring: "operator.parts.import", take: "operator.parts.import"},
	{slug: "operator-product", with: "product", view: "operator.product.view", edit: "operator.product.edit", bring: "operator.parts.import", take: "operator.parts.import"},
	{slug: "operator-person", with: "person", view: "operator.person.view", edit: "operator.person.edit", bring: "operator.parts.import", take: "operator.parts.import", clear: "operator.person.reveal", whole: "operator.parts.import", field: "phone"},
	{slug: "operator-matter", with: "matter", view: "operator.view", take: "operator.view"},
	{slug: "service", with: "service", view: "service.view", take: "service.view"},
	{slug: "warning", with: "warning", view: "warning.view", edit: "warning.edit", take: "warning.view"},
	{slug: "standard", with: "standard", view: "standard.view", edit: "standard.edit", bring: "standard.edit", take: "standard.edit"},
	{slug: "standard-limit", with: "limit", view: "standard.view", edit: "standard.edit", bring: "standard.edit", take: "standard.edit"},
	{slug: "disposal", with: "disposal", view: "disposal.view", edit: "disposal.edit", take: "disposal.export", given: true},
	{slug: "plan", with: "plan", edits: "draft", view: "plan.view", edit: "plan.edit", take: "plan.export"},
	{slug: "plan-share", with: "share", view: "plan.view", take: "plan.view"},
	{slug: "plan-vote", with: "vote", view: "plan.vote.view", edit: "plan.vote.edit", take: "plan.vote.export"},
	{slug: "sampling-result", with: "result", view: "sampling.result.view", edit: "sampling.result.edit", bring: "sampling.result.import", take: "sampling.result.export"},
	{slug: "sampling-task", with: "task", view: "sampling.task.view", edit: "sampling.task.edit", bring: "sampling.task.import", take: "sampling.task.export"},
	{slug: "sampling-sample", with: "sample", view: "sampling.sample.view", edit: "sampling.sample.edit", bring: "sampling.sample.import", take: "sampling.sample.export", clear: "sampling.sample.reveal", field: "phone"},
	{slug: "laboratory", with: "laboratory", view: "laboratory.view", edit: "laboratory.edit", bring: "laboratory.import", take: "laboratory.export", clear: "laboratory.reveal", field: "phone"},
	{slug: "laboratory-scope", with: "scope", view: "laboratory.view", edit: "laboratory.scope.edit", bring: "laboratory.scope.import", take: "laboratory.view"},
	{slug: "laboratory-person", with: "authorised", view: "laboratory.person.view", edit: "laboratory.person.edit", take: "laboratory.person.export"},
	{slug: "laboratory-bar", with: "bar", view: "laboratory.view", edit: "laboratory.bar.edit", take: "laboratory.view"},
	{slug: "laboratory-order", with: "order", view: "laboratory.order.view", edit: "laboratory.order.edit", take: "laboratory.order.export"},
	{slug: "laboratory-test", with: "test", view: "laboratory.test.view", edit: "laboratory.test.edit", take: "laboratory.test.export"},
	{slug: "laboratory-reading", with: "reading", view: "laboratory.reading.view", edit: "laboratory.reading.edit", bring: "laboratory.reading.import", take: "laboratory.reading.export"},
	{slug: "laboratory-run", with: "run", view: "laboratory.run.view", edit: "laboratory.run.edit", take: "laboratory.run.export"},
	{slug: "laboratory-round", with: "round", view: "laboratory.round.view", edit: "laboratory.round.edit", take: "laboratory.round.export"},
	{slug: "laboratory-spare", with: "spare", view: "laboratory.spare.view", edit: "laboratory.spare.edit", take: "laboratory.spare.export"},
	{slug: "sampling-custody", with: "custody", view: "sampling.sample.view", take: "sampling.sample.view"},
}

func (k kind) routes() []rule {
	at, api := "/desk/"+k.slug, "/api/v1/"+k.slug
	out := []rule{
		{route: "GET " + at, who: k.view},
		{route: "GET " + at + "/export", who: k.take},
		{route: "GET " + at + "/{id}", who: k.view, with: k.with},
		{route: "GET " + at + "/{id}/history", who: k.view, with: k.with},
		{route: "GET " + api, who: k.view},
		{route: "GET " + api + "/{id}", who: k.view, with: k.with},
	}
	if k.clear != "" {
		out = append(out, rule{route: "GET " + at + "/{id}/reveal/{field}", who: k.clear, with: k.with, fill: "field=" + k.field},
			rule{route: "POST " + at + "/{id}/reveal/{field}", who: k.clear, with: k.with, fill: "field=" + k.field},
			rule{route: "GET " + at + "/export/whole", who: cmp.Or(k.whole, k.clear)}, rule{route: "POST " + at + "/export", who: cmp.Or(k.whole, k.clear)})
	}
	if k.edit == "" {
		return out
	}
	with := cmp.Or(k.edits, k.with)
	one, two := "/desk/import/"+k.slug+"/{id}", "/api/v1/import/"+k.slug+"/{id}"
	out = append(out,
		rule{route: "GET " + at + "/{id}/edit", who: k.edit, with: with},
		rule{route: "POST " + at + "/{id}/edit", who: k.edit, with: with},
		rule{route: "PUT " + api + "/{id}", who: k.edit, with: with})
	if k.given {
		return out
	}
	out = append(out,
		rule{route: "GET " + at + "/new", who: k.edit},
		rule{route: "POST " + at + "/new", who: k.edit},
		rule{route: "GET " + at + "/{id}/cancel", who: k.edit, with: with},
		rule{route: "POST " + at + "/{id}/cancel", who: k.edit, with: with, body: "version=1&reason=x"},
		rule{route: "POST " + api, who: k.edit},
		rule{route: "POST " + api + "/{id}/cancel", who: k.edit, with: with, body: `{"version":1,"reason":"x"}`})
	if k.bring == "" {
		return out
	}
	out = append(out,
		rule{route: "GET " + at + "/import", who: k.bring},
		rule{route: "POST " + at + "/import", who: k.bring},
		rule{route: "GET " + at + "/template", who: k.bring},
		rule{route: "POST " + api + "/import", who: k.bring, own: http.StatusAccepted})
	for _, r := range []string{"GET " + one, "POST " + one, "POST " + one + "/undo", "GET " + one + "/marked", "GET " + two, "POST " + two, "POST " + two + "/undo"} {
		out = append(out, rule{route: r, who: k.bring, fill: "id=unknown", own: http.StatusNotFound, or: http.StatusUnprocessableEntity})
	}
	return out
}
