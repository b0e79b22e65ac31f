package portal

import (
	"strconv"

	"shian/internal/domain/place"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

type homeView struct {
	Newest page.Table
	Tiles  *page.Tiles
	Rates  page.Detail
}

const newest = 8

func (s *Service) home(c *web.Ctx) error {
	found, err := s.Results.Search(c.Context(), ResultQuery{Conclusion: "fail", Limit: newest})
	if err != nil {
		return err
	}
	var figures []Figure
	if s.Figures != nil {
		if figures, err = s.Figures.Figures(c.Context()); err != nil {
			return err
		}
	}
	return s.pages.Render(c, "portal.home", s.homeView(c.Lang(), found.Rows, figures))
}

func (s *Service) homeView(lang string, failing []Result, figures []Figure) page.View {
	h := homeView{Newest: narrow(s.failingTable(lang, failing))}
	for _, f := range figures {
		h.Rates.Facts = append(h.Rates.Facts, page.Fact{Label: f.Name, Value: page.Rate{Hits: f.Hits, Of: f.Of, Digits: 2}, Note: page.Say("目标 ≥ {1}%", strconv.FormatFloat(f.Target, 'f', -1, 64))})
		if f.Code == "T3" {
			h.Tiles = s.tiles(f)
		}
	}
	h.Rates.Rows = true
	return page.View{Title: "查一家企业、一批食品", Bare: true, Hero: true, Data: h}
}

// narrow fits the table of failing batches beside another column: the day of sampling stands under the place.
func narrow(t page.Table) page.Table {
	last := len(t.Columns) - 1
	t.Roomy, t.Columns = true, t.Columns[:last]
	t.Columns[last-1].Label = "抽样地区和日期"
	for i := range t.Rows {
		cells := t.Rows[i].Cells
		cells[last-1].Note = cells[last].Value
		t.Rows[i].Cells = cells[:last]
	}
	return t
}

// tiles are the prefectures as a grid; those with few samples and those listed apart are not shaded.
func (s *Service) tiles(f Figure) *page.Tiles {
	fix := func(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }
	low, mid, high := f.Target-0.5, f.Target, f.Target+0.5
	t := &page.Tiles{Label: "各地食品抽检合格率", Scale: []string{"< " + fix(low) + "%", fix(low) + "–" + fix(mid), fix(mid) + "–" + fix(high), "≥ " + fix(high) + "%"}}
	for _, a := range f.Areas {
		if a.Row == 0 {
			continue
		}
		r, _ := s.tree().Find(a.Region)
		x := page.Tile{Code: a.Region, Name: place.Brief(r.Name), NameEn: place.Brief(r.NameEn), Row: a.Row, Col: a.Col, Value: "—", Href: address("/failing", "region", a.Region)}
		if a.Of > 0 {
			rate := 100 * float64(a.Hits) / float64(a.Of)
			x.Value, x.Note = strconv.FormatFloat(rate, 'f', 2, 64)+"%", page.Num(a.Hits)+" / "+page.Num(a.Of)
			if !a.Apart && a.Of >= page.Few {
				x.Shade = 1
				for _, b := range []float64{low, mid, high} {
					if rate >= b {
						x.Shade++
					}
				}
			}
		}
		t.Tiles = append(t.Tiles, x)
	}
	return t
}
