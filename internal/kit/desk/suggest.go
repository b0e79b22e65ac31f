package desk

import (
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

const suggestions = 12

// suggest answers what a reference may be, under the actor's scopes: [{"value":…,"label":…}].
func (d *Desk) suggest(c *web.Ctx) error {
	s, ok := d.sources[c.Path("source")]
	if !ok {
		return fault.Missing("没有这个参照", "there is nothing to choose from under this name")
	}
	found, err := s.Suggest(c.Context(), c.Query("q"), suggestions)
	if err != nil {
		return err
	}
	type choice struct {
		Value string `json:"value"`
		Label string `json:"label"`
	}
	out := make([]choice, len(found))
	for i, x := range found {
		out[i] = choice{x.Value, x.Label}
	}
	return c.JSON(out)
}
