package auth

import (
	"context"
	"encoding/json"

	"shian/internal/kit/db"
	"shian/internal/kit/journal"
)

// kindAccount is the journal's kind of everything that happens to an account.
const kindAccount = "auth.account"

// An event is what the journal's leaf seals: which account, what, and about which session or token. No names, no
// addresses, no secrets.
type event struct {
	Account string `json:"account"`
	Event   string `json:"event"`
	About   string `json:"about,omitempty"`
}

func note(ctx context.Context, tx *db.Tx, account, what, about string) error {
	content, err := json.Marshal(event{account, what, about})
	if err != nil {
		return err
	}
	return journal.Note(ctx, tx, journal.Change{Kind: kindAccount, Record: account, Action: what, Content: content})
}
