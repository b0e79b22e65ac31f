// Package journal makes changes provable. Every change leaves an entry in its own transaction; about once a second a sealer
// numbers the new entries and adds one leaf for each to a Merkle log (C2SP tlog-tiles), whose signed checkpoint anybody may
// keep. A publication can be proved to a citizen by one leaf, and Verify finds what was altered behind the platform's back:
// an edited or deleted record, an edited or deleted entry, a database set back to an earlier day.
//
// Leaves are public and hold no personal data: who and what stand there as salted hashes, each with a salt of its own, and
// only a publication names its record.
package journal

import (
	"embed"

	"shian/internal/kit/db"
)

//go:embed migrations/*.sql
var files embed.FS

// Schema is what the journal keeps.
var Schema = db.Schema{Name: "journal", Files: files}
