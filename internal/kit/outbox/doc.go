// Package outbox carries what one domain tells to whoever reacts to it. A message is published in the transaction of the
// change it tells of; each reaction handles it once, in a transaction of its own that also notes that it was handled. So
// nothing is lost and nothing is done twice, whatever fails or restarts, on one node or several.
//
// A reaction that fails is tried again, ever more slowly, and after a day is shown as given up until somebody retries it.
// Messages of one key reach a reaction in the order they were published as long as none fails; a reaction that needs more
// looks at the record as it is.
package outbox

import (
	"embed"

	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var files embed.FS

// Schema is what the outbox keeps.
var Schema = db.Schema{Name: "outbox", Files: files}
