package duty

import (
	"net/url"
	"strconv"

	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// Mount puts the ledger's pages and addresses on the mux.
func (s *Service) Mount(m *web.Mux, p *page.Pages) {
	s.pages = p
	m.Handle("GET /desk/ledger", web.Right(RightView), s.ledgerPage)
	m.Handle("GET /desk/ledger/export", web.Right(RightExport), s.export)
	m.Handle("GET /desk/ledger/{code}", web.Right(RightView), s.detailPage)
	m.Handle("GET /desk/ledger/{code}/export", web.Right(RightExport), s.exportAreas)
	m.Handle("GET /api/v1/ledger", web.Right(RightView), s.ledgerAPI)
	m.Handle("GET /api/v1/ledger/{code}", web.Right(RightView), s.detailAPI)
	examples(p)
}

// asked reads what the address asks for. Without a region of its own it takes the one chosen in the top bar, if the actor
// may see it: another person may have chosen it on the same browser.
func (s *Service) asked(c *web.Ctx) Query {
	q := Query{Region: c.Query("region"), Year: c.QueryInt("year", 0, 0, 9999), Status: Status(c.Query("status")), Body: c.Query("body"), Text: c.Query("q")}
	if q.Region == "" && !c.API() {
		if r, mine := page.Region(c.R), own(c.Actor); r != "" && mine != "" && s.tree().Within(place.Full(r), place.Full(mine)) {
			q.Region = r
		}
	}
	return q
}

// address is a page of the ledger with a query; empty values are left out.
func address(path string, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

func pageOf(code string) string { return "/desk/ledger/" + url.PathEscape(code) }

// narrowed are the window's region and year for an address, left out where they are the usual ones.
func (w Window) narrowed() []string {
	out := []string{"year", strconv.Itoa(w.Year)}
	if w.Region != w.Own {
		out = append(out, "region", w.Region)
	}
	return out
}

// regions are the choices of the region filter: the own region is the empty choice, then where the filter stands and what lies
// below it.
func (s *Service) regions(w Window) []page.Choice {
	t := s.tree()
	var out []page.Choice
	add := func(code string) {
		r, _ := t.Find(code)
		out = append(out, page.Choice{Value: place.Short(code), Label: r.Name, En: r.NameEn, Own: true})
	}
	for _, r := range t.Path(place.Full(w.Region)) {
		if place.Short(r.Code) != w.Own && t.Within(r.Code, place.Full(w.Own)) {
			add(r.Code)
		}
	}
	for _, r := range t.Children(place.Full(w.Region)) {
		add(r.Code)
	}
	return out
}

func years(w Window) []page.Choice {
	var out []page.Choice
	this, _ := strconv.Atoi(w.Today[:4])
	for y := this; y >= FirstYear; y-- {
		out = append(out, page.Choice{Value: strconv.Itoa(y), Label: strconv.Itoa(y), Own: true})
	}
	return out
}

// filter is the region and year that every page of the ledger can be narrowed by.
func (s *Service) filter(w Window) []page.FilterField {
	region := ""
	if w.Region != w.Own {
		region = w.Region
	}
	return []page.FilterField{
		{Name: "year", Label: "年度", Kind: "choice", Value: strconv.Itoa(w.Year), Choices: years(w), Any: "本年"},
		{Name: "region", Label: "地区", Kind: "choice", Value: region, Choices: s.regions(w), Any: "本地区全部"},
	}
}

// place names the window's region with those above it.
func (s *Service) placeName(w Window, lang string) string {
	t := s.tree()
	if w.Region == "62" {
		return t.Name(place.Root, lang)
	}
	return t.FullName(place.Full(w.Region), lang)
}

// A reading is how one person reads a page: language, the moment, and whether they may take the figures along.
type reading struct {
	lang, asOf string
	export     bool
	may        func(access.Right) bool
}

// behind leads from a figure to its records, where the reader may open them.
func (r reading) behind(word page.Word, i *Indicator, w Window, part string, more ...[2]string) page.Cell {
	if !r.may(i.Needs) {
		return page.Cell{}
	}
	return page.Cell{Value: word, Href: i.Records(w, part, more...)}
}

func readingOf(c *web.Ctx) reading {
	return reading{c.Lang(), clock.Show(clock.Instant(clock.Now(c.Context()))), c.Actor.May(RightExport), c.Actor.May}
}
