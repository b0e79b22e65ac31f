package statistics

import (
	"net/url"
	"strconv"

	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/page"
	"shian/internal/kit/paper"
	"shian/internal/kit/web"
)

const at = "/desk/statistics"

// Mount puts the pages and addresses on the mux.
func (s *Service) Mount(m *web.Mux, p *page.Pages) {
	s.pages = p
	m.Handle("GET "+at, web.Right(RightView), s.look)
	m.Handle("GET "+at+"/export", web.Right(RightExport), s.export)
	m.Handle("GET "+at+"/annual", web.Right(RightView), s.annualDraft)
	m.Handle("POST "+at+"/annual", web.Right(RightIssue), s.annualIssue)
	m.Handle("GET /api/v1/statistics", web.Right(RightView), s.api)
}

// asked reads what the address asks for. Without a region of its own it takes the one chosen in the top bar, if the actor
// may see it: another person may have chosen it on the same browser.
func (s *Service) asked(c *web.Ctx) Query {
	q := Query{Region: c.Query("region"), From: c.Query("from"), To: c.Query("to"), Purpose: c.Query("purpose"), Stream: c.Query("stream"), Category: c.Query("category")}
	if q.Region == "" && !c.API() {
		if r, mine := page.Region(c.R), own(c.Actor); r != "" && mine != "" && s.tree().Within(place.Full(r), place.Full(mine)) {
			q.Region = r
		}
	}
	return q
}

// address is the page or the export with the window's query, changed by pairs of name and value.
func (w Window) address(path string, pairs ...string) string {
	v := url.Values{}
	for _, x := range [][2]string{{"from", w.From}, {"to", w.To}, {"purpose", w.Purpose}, {"stream", w.Stream}, {"category", w.Category}} {
		if x[1] != "" {
			v.Set(x[0], x[1])
		}
	}
	if w.Region != w.Own {
		v.Set("region", w.Region)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Del(pairs[i])
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	return path + "?" + v.Encode()
}

// records is the list of the published results behind a figure.
func (w Window) records(pairs ...string) string {
	v := url.Values{"state": {"published"}, "sampled": {w.From + "-01.." + w.To + "-31"}}
	for _, x := range [][2]string{{"purpose", w.Purpose}, {"stream", w.Stream}, {"category", w.Category}} {
		if x[1] != "" {
			v.Set(x[0], x[1])
		}
	}
	if w.Region != w.Own || len(w.Region) > 2 {
		v.Set("region", w.Region)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "/desk/sampling-result?" + v.Encode()
}

func (s *Service) annualDraft(c *web.Ctx) error {
	year := c.QueryInt("year", clock.Now(c.Context()).In(clock.China).Year(), 0, 9999)
	b, err := s.Annual(c.Context(), year)
	if err != nil {
		return err
	}
	return paper.Send(c, strconv.Itoa(year)+"年度报告草稿", b)
}

func (s *Service) annualIssue(c *web.Ctx) error {
	x, err := s.IssueAnnual(c.Context(), c.QueryInt("year", 0, 0, 9999))
	if err != nil {
		return err
	}
	return c.Redirect("/paper/"+x.ID, c.T("已出具 {1}", x.Number))
}
