package paper

import (
	"context"

	"shian/internal/kit/journal"
)

// Proofs tells how a document stands in the public log; *journal.Journal does.
type Proofs interface {
	Prove(ctx context.Context, record string) (*journal.Proof, error)
	Checkpoint(ctx context.Context) ([]byte, error)
}
