package sampling

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/id"
	"shian/internal/kit/web"
)

// A Command is one thing done in the field, made where there may be no network and sent when there is: the sheet of a sample,
// or a hand-over. Its id, or the header Idempotency-Key, tells it from all others of the sender: sent again it does nothing
// again and gets the same answer.
type Command struct {
	ID          string          `json:"id"`
	Kind        string          `json:"kind"`         // take, send, pass, receive, reject
	Record      string          `json:"record"`       // id of the sample; of take: the id made offline, may be empty
	BaseVersion int64           `json:"base_version"` // of the sample as the sender had it; 0: whatever it is
	MadeAt      string          `json:"made_at"`      // instant at which it was done; not ahead of now
	Body        json.RawMessage `json:"body"`
}

// commandBody is the body of a hand-over.
type commandBody struct {
	To          string `json:"to"`
	Part        string `json:"part"`
	Sealed      bool   `json:"sealed"`
	Temperature string `json:"temperature"`
	Note        string `json:"note"`
	Reason      string `json:"reason"`
}

// Obey carries a command out once and gives the id of the sample. KindConflict: another command came under the same key, or
// somebody changed the sample since; KindInvalid, KindRefused as the page says.
func (s *Service) Obey(ctx context.Context, m Command) (sample string, err error) {
	now := clock.Instant(clock.Now(ctx))
	m.MadeAt = cmp.Or(m.MadeAt, now)
	if t, err := clock.ParseInstant(m.MadeAt); err != nil || clock.Instant(t) > now {
		return "", fault.Invalid(fault.Field{Name: "made_at", Label: "时间", Zh: "应为不晚于现在的时刻，如 2026-05-20T08:00:00.000Z", En: "must be an instant not ahead of now, such as 2026-05-20T08:00:00.000Z"})
	}
	if m.ID == "" || len(m.ID) > 100 {
		return "", fault.Invalid(fault.Field{Name: "id", Label: "编号", Zh: "请给出命令编号或 Idempotency-Key，不超过 100 字", En: "give the command an id or an Idempotency-Key of at most 100 characters"})
	}
	content, err := json.Marshal(m)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(content)
	digest := hex.EncodeToString(sum[:])
	if done, err := s.obeyed(ctx, s.db, m.ID, digest); err != nil || done != "" {
		return done, err
	}
	if m.Kind == "take" {
		return s.takeOnce(ctx, m, digest)
	}
	return m.Record, s.handOnce(ctx, m, digest)
}

// obeyed is the sample of a command that was carried out before; empty when it was not.
func (s *Service) obeyed(ctx context.Context, q db.Querier, key, digest string) (sample string, err error) {
	var was string
	err = q.Row(ctx, `SELECT record, digest FROM sampling_command WHERE account = $1 AND key = $2`, access.From(ctx).ID, key).Scan(&sample, &was)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return "", nil
	case err == nil && was != digest:
		return "", fault.Conflict("同一编号下已有另一条命令，请换一个编号", "another command came under this key; use a new one")
	}
	return sample, err
}

func (s *Service) remember(ctx context.Context, tx *db.Tx, m Command, sample, digest string) error {
	done, err := s.obeyed(ctx, tx, m.ID, digest)
	if err == nil && done != "" { // the same command arrived twice at once
		err = fault.Conflict("这条命令正在办理，请稍后再查", "this command is under way; look again in a moment")
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO sampling_command (key, account, digest, record, at) VALUES ($1, $2, $3, $4, $5)`, m.ID, access.From(ctx).ID, digest, sample, clock.Instant(clock.Now(ctx)))
	return err
}

// takeOnce makes the sheet of a sample out of a command.
func (s *Service) takeOnce(ctx context.Context, m Command, digest string) (string, error) {
	var x Sample
	x.ID = cmp.Or(m.Record, id.New())
	if err := form.Bind(&x).FromJSON(m.Body); err != nil {
		return "", err
	}
	x.TakenAt = m.MadeAt
	if x.Number == "" { // outside the transaction
		number, err := s.NextNumber(ctx, x.Region, x.SampledAt)
		if err != nil {
			return "", err
		}
		x.Number = number
	}
	return x.ID, s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.remember(ctx, tx, m, x.ID, digest); err != nil {
			return err
		}
		made := x // the closure may run again
		return s.Samples.CreateTx(ctx, tx, &made)
	})
}

// handOnce carries a hand-over out.
func (s *Service) handOnce(ctx context.Context, m Command, digest string) error {
	var b commandBody
	if len(m.Body) > 0 {
		if err := json.Unmarshal(m.Body, &b); err != nil {
			return fault.Invalid(fault.Field{Name: "body", Label: "内容", Zh: "无法读取，请按接口说明填写", En: "cannot be read; see the description of the interface"})
		}
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		x, err := s.Samples.GetTx(ctx, tx, m.Record)
		if err != nil {
			return err
		}
		if m.BaseVersion != 0 && m.BaseVersion != x.Version {
			return fault.Conflict("抽样单已被他人办理，请先同步再办", "somebody changed the sheet since; fetch it first")
		}
		h, err := handingOf(m.Kind, x)
		if err != nil {
			return err
		}
		if err := s.remember(ctx, tx, m, x.ID, digest); err != nil {
			return err
		}
		return h.do(s, ctx, tx, x.ID, b.Reason, HandOver{To: b.To, Part: b.Part, Sealed: b.Sealed, Temperature: b.Temperature, Note: b.Note, At: m.MadeAt})
	})
}

func (w *pages) mountCommands(m *web.Mux) {
	m.Handle("POST /api/v1/sampling/commands", web.AnyRight(rightTake, rightReceive), w.command)
	m.Handle("POST /api/v1/sampling/numbers", web.Right(rightTake), w.reserve)
}

// command serves POST /api/v1/sampling/commands: one Command; answers with the sheet as it stands.
func (w *pages) command(c *web.Ctx) error {
	var m Command
	if err := c.ReadJSON(&m); err != nil {
		return err
	}
	m.ID = cmp.Or(c.R.Header.Get("Idempotency-Key"), m.ID)
	sample, err := w.Obey(c.Context(), m)
	if err != nil {
		return err
	}
	b, err := w.Samples.AppendOne(c.Context(), nil, sample)
	if err != nil {
		return err
	}
	c.Code(http.StatusOK)
	return c.JSONBytes(b)
}

// reserve serves POST /api/v1/sampling/numbers {"region", "day", "n"}: numbers for labels printed where there is no network.
func (w *pages) reserve(c *web.Ctx) error {
	var in struct {
		Region string `json:"region"`
		Day    string `json:"day"`
		N      int    `json:"n"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	numbers, err := w.Reserve(c.Context(), cmp.Or(in.Region, c.Actor.Region), cmp.Or(in.Day, clock.Day(clock.Now(c.Context()))), in.N)
	if err != nil {
		return err
	}
	return c.JSON(map[string]any{"numbers": numbers})
}
