// Package notify tells people and programs what happened, and keeps proof that it did: messages within the platform, e-mail,
// signed webhooks, Atom feeds, and the service of documents with proof of receipt (送达).
//
// Whatever is to be told is a row written in the transaction of the change; workers on any number of nodes claim due rows for
// a few minutes, send them outside any transaction and note every attempt. Nothing is lost: what cannot be sent waits, is
// tried again ever more slowly, and after three days is shown as given up until somebody retries it. Something may arrive
// twice, when a node falls silent between sending and noting it: each delivery carries an id by which it is told apart.
//
// Addresses and texts under way are sealed by kit/secret; once a delivery is sent only its hash stays.
package notify

import (
	"embed"

	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Schema is what notify keeps.
var Schema = db.Schema{Name: "notify", Files: migrations}
