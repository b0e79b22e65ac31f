package sampling

import (
	"context"
	"encoding/json"
	"net/url"
	"strconv"
	"strings"

	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// openRows is how many results one answer of the open data holds; the next follow by its link.
const openRows = 5000

// Changed gives what was published or withdrawn, in the order in which that happened: after the place given (empty: from the
// beginning), not before the instant since. A withdrawn one is its id, why, and nothing else.
func (s *Service) Changed(ctx context.Context, since, after string, limit int) (rows []Public, next string, err error) {
	c := &condition{}
	c.add("t.state IN ('published', 'withdrawn')")
	if since != "" {
		c.add("t.changed_at >= %", since)
	}
	if at, id, ok := strings.Cut(after, ","); ok {
		c.add("(t.changed_at, t.id) > (%, %)", at, id)
	}
	rows, err = s.publics(ctx, s.db, publicColumns+" WHERE "+c.text()+" ORDER BY t.changed_at, t.id LIMIT "+strconv.Itoa(limit+1), c.args...)
	if err != nil {
		return nil, "", err
	}
	if len(rows) > limit {
		rows = rows[:limit]
		next = rows[limit-1].ChangedAt + "," + rows[limit-1].ID
	}
	return rows, next, s.addFailing(ctx, s.db, rows)
}

// asked reads since (a day or an instant) and after.
func asked(c *web.Ctx) (since, after string, err error) {
	since, after = c.Query("since"), c.Query("after")
	if since == "" {
		return since, after, nil
	}
	if t, err := clock.ParseInstant(since); err == nil {
		return clock.Instant(t), after, nil
	}
	day, err := clock.ParseDay(since)
	if err != nil {
		return "", "", fault.Invalid(fault.Field{Name: "since", Label: "起始时间", Zh: "应为 2026-01-31 或 2026-01-31T08:00:00.000Z", En: "must be 2026-01-31 or 2026-01-31T08:00:00.000Z"})
	}
	return clock.Instant(day), after, nil
}

func nextLink(c *web.Ctx, next string) string {
	if next == "" {
		return ""
	}
	v := url.Values{"after": {next}}
	return c.R.URL.Path + "?" + v.Encode()
}

// openJSON serves GET /data/sampling.json: {"rows": […], "next": "/data/sampling.json?after=…"}.
func (s *Service) openJSON(c *web.Ctx) error {
	since, after, err := asked(c)
	if err != nil {
		return err
	}
	rows, next, err := s.Changed(c.Context(), since, after, openRows)
	if err != nil {
		return err
	}
	b, err := json.Marshal(map[string]any{"rows": rows, "next": nextLink(c, next)})
	if err != nil {
		return err
	}
	return c.JSONBytes(b)
}

var openHead = []string{"id", "state", "published", "food", "category", "purpose", "region", "day", "spec", "brand", "made", "batch", "conclusion", "failing",
	"maker_name", "maker_address", "operator_name", "operator_address", "public_reason", "public_reason_en"}

// openCSV serves GET /data/sampling.csv; the header Link names the next part.
func (s *Service) openCSV(c *web.Ctx) error {
	since, after, err := asked(c)
	if err != nil {
		return err
	}
	rows, next, err := s.Changed(c.Context(), since, after, openRows)
	if err != nil {
		return err
	}
	h := c.W.Header()
	h.Set("Content-Type", sheet.CSV.Type())
	h.Set("Content-Disposition", `attachment; filename="sampling.csv"`)
	if link := nextLink(c, next); link != "" {
		h.Set("Link", "<"+link+`>; rel="next"`)
	}
	head := make([]sheet.Head, len(openHead))
	for i, name := range openHead {
		head[i].Name = name
	}
	w, err := sheet.NewWriter(c.W, sheet.CSV, head)
	if err != nil {
		return err
	}
	for _, r := range rows {
		if err := w.Row([]string{r.ID, string(r.State), r.ChangedAt, r.Food, r.Category, r.Purpose, r.Region, r.Day, r.Spec, r.Brand, r.Made, r.Batch, string(r.Conclusion), failed(r.Failing),
			r.MakerName, r.MakerAddress, r.OperatorName, r.OperatorAddress, r.Why, r.WhyEn}); err != nil {
			return err
		}
	}
	return w.Close()
}

// failed writes failing items in one cell: 毒死蜱 0.05（≤0.02mg/kg）；….
func failed(items []PublicItem) string {
	out := make([]string, len(items))
	for i, x := range items {
		out[i] = x.Item + " " + x.Result + "（" + x.Limit + "）"
	}
	return strings.Join(out, "；")
}
