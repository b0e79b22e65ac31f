package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"

	"shian/internal/kit/record"
)

// exportJSON writes one JSON object a line, page by page, so that memory stays bounded.
func exportJSON(ctx context.Context, k record.Any, out io.Writer) error {
	q := record.Query{Limit: 200, Uncounted: true}
	for {
		b, err := k.AppendList(ctx, nil, q)
		if err != nil {
			return err
		}
		var page struct {
			Rows []json.RawMessage `json:"rows"`
			Next string            `json:"next"`
		}
		if err := json.Unmarshal(b, &page); err != nil {
			return err
		}
		var lines bytes.Buffer
		for _, r := range page.Rows {
			lines.Write(r)
			lines.WriteByte('\n')
		}
		if _, err := out.Write(lines.Bytes()); err != nil {
			return err
		}
		if page.Next == "" {
			return nil
		}
		q.After = page.Next
	}
}
