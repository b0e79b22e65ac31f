package statistics

import (
	"fmt"
	"math"

	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// What programs get. Rates are in percent and left out where nothing was judged.
type (
	windowJSON struct {
		Region   string `json:"region"`
		From     string `json:"from"`
		To       string `json:"to"`
		Purpose  string `json:"purpose,omitempty"`
		Stream   string `json:"stream,omitempty"`
		Category string `json:"category,omitempty"`
	}
	monthJSON struct {
		Group
		Failing *float64 `json:"failing,omitempty"`
		Low     *float64 `json:"low,omitempty"`
		High    *float64 `json:"high,omitempty"`
		Signal  string   `json:"signal,omitempty"`
	}
	areaJSON struct {
		Region     string   `json:"region"`
		Name       string   `json:"name"`
		Pass       int64    `json:"pass"`
		Fail       int64    `json:"fail"`
		Without    int64    `json:"without"`
		Purposes   [3]int64 `json:"purposes"`
		Production int64    `json:"production"`
		Kinds      int      `json:"kinds"`
		Level      *float64 `json:"standardised,omitempty"`
		Covers     *float64 `json:"covers,omitempty"`
		Apart      bool     `json:"apart"`
	}
	reportJSON struct {
		Window     windowJSON  `json:"window"`
		AsOf       string      `json:"as_of"`
		Due        int         `json:"due"`
		Caution    string      `json:"caution"`
		Total      Count       `json:"total"`
		Purposes   []Group     `json:"purposes"`
		Streams    []Group     `json:"streams"`
		Areas      []areaJSON  `json:"areas"`
		Categories []Group     `json:"categories"`
		Stages     []Group     `json:"stages"`
		Seasons    []Group     `json:"seasons"`
		Months     []monthJSON `json:"months"`
		Items      []Itemised  `json:"items"`
	}
)

func (s *Service) api(c *web.Ctx) error {
	r, err := s.Report(c.Context(), s.asked(c))
	if err != nil {
		return err
	}
	out := reportJSON{Window: windowJSON{r.Region, r.From, r.To, r.Purpose, r.Stream, r.Category}, AsOf: r.AsOf, Due: r.Due, Caution: c.T(caution),
		Total: r.Total, Purposes: r.Purposes, Streams: r.Streams, Categories: r.Categories, Stages: r.Stages, Seasons: r.Seasons, Items: r.Items}
	for i := range r.Areas {
		a := &r.Areas[i]
		out.Areas = append(out.Areas, areaJSON{a.Region, s.tree().Name(a.Region, c.Lang()), a.Pass, a.Fail, a.Without, a.Purposes, a.Production, a.Kinds, percent(a.Level), percent(a.Covers), a.Apart})
	}
	for _, m := range r.Months {
		out.Months = append(out.Months, monthJSON{m.Group, percent(100 * m.Rate), percent(100 * m.Low), percent(100 * m.High), string(m.Signal)})
	}
	return c.JSON(out)
}

func percent(v float64) *float64 {
	if math.IsNaN(v) {
		return nil
	}
	v = math.Round(v*100) / 100
	return &v
}

// plain is a shown value as text in the reader's language.
func plain(c *web.Ctx, v any) any {
	switch v := v.(type) {
	case page.Word:
		return c.T(string(v))
	case page.Phrase:
		return c.T(v.Zh, v.Args...)
	}
	return fmt.Sprint(v)
}
