package place

import (
	"context"

	"shian/internal/kit/db"
)

func note(context.Context, *db.Tx, string, string, string, any) error { return nil }
