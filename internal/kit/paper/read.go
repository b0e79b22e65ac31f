package paper

import (
	"context"

	"shian/internal/kit/access"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
)

// Get gives a document that the actor of ctx may see.
func (p *Papers) Get(ctx context.Context, document string) (*Document, error) {
	x, err := find(ctx, p.d, document)
	if err != nil {
		return nil, err
	}
	may, err := access.MaySee(ctx, p.d, access.From(ctx), Kind, x.ID)
	if err == nil && !may {
		err = errMissing
	}
	if err != nil {
		return nil, err
	}
	return x, nil
}

// Known gives a document whoever asks, for use cases that have found who may; it says nothing of what stands in it.
func (p *Papers) Known(ctx context.Context, q db.Querier, document string) (*Document, error) {
	return find(ctx, q, document)
}

// Of gives the documents about a record, oldest first, ended ones included. Whoever may see the record may know of them.
func (p *Papers) Of(ctx context.Context, q db.Querier, kind, record string) ([]Document, error) {
	return where(ctx, q, `record = $1 AND record_kind = $2 ORDER BY id`, record, kind)
}

// Published gives the newest open documents of a series kind that are in force, newest first.
func (p *Papers) Published(ctx context.Context, q db.Querier, kind string, most int) ([]Document, error) {
	return where(ctx, q, `kind = $1 AND published AND ended_at = '' ORDER BY id DESC LIMIT $2`, kind, most)
}

// Open gives the bytes of a document that the actor of ctx may see, as they were issued; an internal fault when the store no
// longer holds those.
func (p *Papers) Open(ctx context.Context, document string) (*Document, []byte, error) {
	x, err := p.Get(ctx, document)
	if err != nil {
		return nil, nil, err
	}
	var pdf []byte
	if err := p.d.Row(ctx, `SELECT pdf FROM paper_content WHERE document = $1`, x.ID).Scan(&pdf); err != nil {
		return nil, nil, err
	}
	if hash(pdf) != x.PDF {
		return nil, nil, &fault.Error{Kind: fault.KindInternal, Zh: x.Number + " 的文件与出具时的摘要不符，已停止提供，请联系管理员查日志",
			En: "the file of " + x.Number + " is not the one that was issued; an administrator has to look into the log"}
	}
	return x, pdf, nil
}

// Read gives the words of a document that the actor of ctx may see; their SHA-256 is Document.Words.
func (p *Papers) Read(ctx context.Context, document string) (string, error) {
	x, err := p.Get(ctx, document)
	if err != nil {
		return "", err
	}
	var words string
	err = p.d.Row(ctx, `SELECT words FROM paper_content WHERE document = $1`, x.ID).Scan(&words)
	return words, err
}

// Proofs tells how a document stands in the public log; *journal.Journal does.
type Proofs interface {
	Prove(ctx context.Context, record string) (*journal.Proof, error)
	Checkpoint(ctx context.Context) ([]byte, error)
}
