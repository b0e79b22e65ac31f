package plan_test

import (
	"bytes"
	"context"
	"errors"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/domain/plan"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// A site is the house with its pages; whoever asks is named by the bearer token.
type site struct {
	*house
	mux *web.Mux
}

type tokens struct{ who map[string]*access.Actor }

func (tokens) BySession(context.Context, string) (*access.Actor, *web.Session, error) {
	return access.Nobody, nil, nil
}

func (p tokens) ByToken(_ context.Context, bearer string) (*access.Actor, error) {
	if a, ok := p.who[bearer]; ok {
		return a, nil
	}
	return nil, errors.New("unknown")
}

func serve(h *house) *site {
	s := &site{house: h, mux: web.New(web.Config{Clock: clock.Fixed(today), People: tokens{map[string]*access.Actor{"planner": planner, "county": county, "director": director}}})}
	p := page.New(page.SampleConfig())
	p.Add(desk.Files)
	p.Add(flow.Files)
	p.Add(plan.Files)
	p.Mount(s.mux)
	d := desk.New(s.mux, p)
	d.Source(place.Regions)
	h.Mount(s.mux, p, d)
	return s
}

// ask sends a request as a person (empty: the public) and gives status, body and answer.
func (s *site) ask(t *testing.T, who, method, path, body string, headers ...string) (int, string, *http.Response) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, "http://example.test"+path, strings.NewReader(body))
	r.RemoteAddr = "203.0.113.9:4000"
	if body != "" {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	r.Header.Set("Accept", "text/html")
	if who != "" {
		r.Header.Set("Authorization", "Bearer "+who)
	}
	w := httptest.NewRecorder()
	s.mux.ServeHTTP(w, r)
	return w.Code, w.Body.String(), w.Result()
}

func eachSite(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	each(t, func(t *testing.T, h *house) { fn(t, serve(h)) })
}

func TestCellsAreTypedIntoAndSaidWhereTheyAreWrong(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		p := s.draft(t, 2026, 2000)
		s.choose(t, p.ID, quota.ByResidents)
		at := "/desk/plan/" + p.ID + "/cells"
		version := strconv.FormatInt(s.get(t, p.ID).Version, 10)
		form := func(more ...string) string {
			v := url.Values{"region": {"620102"}, "purpose": {plan.Supervision}, "version": {version}}
			for i := 0; i+1 < len(more); i += 2 {
				v.Set(more[i], more[i+1])
			}
			return v.Encode()
		}
		for name, c := range map[string]struct {
			body string
			code int
			has  string
		}{
			"a word":               {form("cell.05.production", "多"), 422, "value=\"多\""},
			"below nothing":        {form("cell.05.production", "-3"), 422, "0 到 100000"},
			"no such stage":        {form("cell.05.catering", "3"), 422, "不在计划里"},
			"an older version":     {form("version", "1", "cell.05.production", "3"), 409, "别人改动"},
			"another's region":     {form("region", "110101"), 422, ""},
			"not a county's cells": {form("region", "620100"), 422, ""},
		} {
			if code, body, _ := s.ask(t, "planner", "POST", at, c.body); code != c.code || !strings.Contains(body, c.has) {
				t.Errorf("%s: %d", name, code)
			}
		}
		if code, _, _ := s.ask(t, "county", "POST", at, form("cell.05.production", "9")); code != http.StatusForbidden {
			t.Errorf("a county wrote cells: %d", code)
		}
		if code, body, _ := s.ask(t, "planner", "POST", at, form("cell.05.production", "9")); code != http.StatusSeeOther {
			t.Fatalf("%d %s", code, body)
		}
		code, body, _ := s.ask(t, "planner", "GET", at+"?region=620102", "")
		if code != http.StatusOK || !strings.Contains(body, `value="9"`) {
			t.Errorf("%d: the cell is not there", code)
		}
	})
}

// upload makes the body of a form with one file.
func upload(t *testing.T, name, content, version string) (string, string) {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	if err := m.WriteField("version", version); err != nil {
		t.Fatal(err)
	}
	w, err := m.CreateFormFile("sheet.file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), m.FormDataContentType()
}

func TestASheetGoesOutAndComesBackAndItsFaultsAreNamedByCell(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		p := s.draft(t, 2026, 1000)
		s.choose(t, p.ID, quota.ByResidents)
		at := "/desk/plan/" + p.ID
		planner.Rights = append(planner.Rights, "plan.export")
		code, out, _ := s.ask(t, "planner", "GET", at+"/sheet?format=csv", "")
		if code != http.StatusOK || !strings.Contains(out, "地区代码") {
			t.Fatalf("%d %.80s", code, out)
		}
		wrong := "地区代码,抽检类型,食品类别,抽样环节,批次\n620102,监督抽检,乳制品,生产,三\n620100,监督抽检,05,生产,3\n620102,监督抽检,05,餐饮,3\n"
		body, kind := upload(t, "cells.csv", wrong, "")
		code, shown, _ := s.ask(t, "planner", "POST", at+"/bring", body, "Content-Type", kind)
		for _, where := range []string{"E2", "A3", "D4"} {
			if code != http.StatusUnprocessableEntity || !strings.Contains(shown, where) {
				t.Errorf("%d: %s is not named", code, where)
			}
		}
		before, _ := s.Editions(as(t, planner), s.d, s.get(t, p.ID))
		body, kind = upload(t, "cells.csv", out, "")
		if code, shown, _ := s.ask(t, "planner", "POST", at+"/bring", body, "Content-Type", kind); code != http.StatusSeeOther {
			t.Fatalf("%d %s", code, shown)
		}
		after, err := s.Editions(as(t, planner), s.d, s.get(t, p.ID))
		if err != nil || before[0].Supervision != after[0].Supervision || after[0].Evaluation != p.Evaluation {
			t.Errorf("%+v became %+v, %v", before, after, err)
		}
	})
}

func (s *site) round(t *testing.T) *plan.Vote {
	t.Helper()
	v := &plan.Vote{Title: "示例征集", Year: 2027, Opens: "2026-06-01", Closes: "2026-07-31", Meta: record.Meta{Region: "620000"}}
	if err := s.Votes.Create(as(t, planner), v); err != nil {
		t.Fatal(err)
	}
	return v
}

// 你点我检: anybody votes, a device once a day; a wrong barcode is refused; what came in is shown, and so is the share it gives.
func TestAnybodyVotesOnceADayAndSeesTheResult(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		if code, body, _ := s.ask(t, "", "GET", "/vote", ""); code != http.StatusOK || strings.Contains(body, `name="category"`) {
			t.Errorf("without a round: %d", code)
		}
		if code, _, _ := s.ask(t, "", "POST", "/vote", "category=05"); code == http.StatusSeeOther {
			t.Error("a vote without a round was taken")
		}
		s.round(t)
		if code, body, _ := s.ask(t, "", "POST", "/vote", "category=05&barcode=6901234567891"); code != http.StatusUnprocessableEntity || !strings.Contains(body, "6901234567891") {
			t.Errorf("a wrong check digit: %d", code)
		}
		code, _, res := s.ask(t, "", "POST", "/vote", url.Values{"category": {"05"}, "barcode": {"690123456789 2"}, "food": {"酸奶"}}.Encode())
		if code != http.StatusSeeOther || len(res.Cookies()) == 0 {
			t.Fatalf("%d", code)
		}
		var device string
		for _, k := range res.Cookies() {
			if k.Name == "shian_device" {
				device = k.Name + "=" + k.Value
			}
		}
		if code, body, _ := s.ask(t, "", "POST", "/vote", "category=06", "Cookie", device); code != http.StatusForbidden || !strings.Contains(body, "已经投过") {
			t.Errorf("a second vote of the device: %d", code)
		}
		if code, body, _ := s.ask(t, "", "GET", "/vote/results", ""); code != http.StatusOK || !strings.Contains(body, "乳制品") || strings.Contains(body, "酸奶") {
			t.Errorf("results: %d (a food one person typed is nobody else's business)", code)
		}
	})
}

func TestOneNetworkCannotVoteWithoutEnd(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.round(t)
		ctx := clock.With(t.Context(), clock.Fixed(today))
		taken := 0
		for range 30 {
			device, set := s.Device("")
			if same, again := s.Device(set); same != device || again != "" {
				t.Fatal("a cookie of ours is not known again")
			}
			if forged, set := s.Device(device + ".0000"); forged == device || set == "" {
				t.Fatal("a forged cookie is taken for a device")
			}
			err := s.Cast(ctx, plan.Ballot{Category: "05"}, device, "203.0.113.7")
			if err == nil {
				taken++
			} else if !fault.Is(err, fault.KindRefused) {
				t.Fatal(err)
			}
		}
		if taken != 20 {
			t.Errorf("%d votes from one address", taken)
		}
		if err := s.Cast(ctx, plan.Ballot{Category: "05"}, "another device", "203.0.113.8"); err != nil {
			t.Errorf("another network: %v", err)
		}
		if err := s.Forget(clock.With(t.Context(), clock.Fixed(today.AddDate(0, 0, 1)))); err != nil {
			t.Error(err)
		}
	})
}

// Votes become part of the plan with the weight that was chosen.
func TestVotesMoveBatchesToWhatWasAskedFor(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		s.round(t)
		ctx := clock.With(t.Context(), clock.Fixed(today))
		for i := range 10 {
			if err := s.Cast(ctx, plan.Ballot{Category: "29"}, "device "+strconv.Itoa(i), "203.0.113."+strconv.Itoa(i)); err != nil {
				t.Fatal(err)
			}
		}
		p := s.draft(t, 2027, 20000)
		batches := func() (n int64) {
			all, _, err := s.Sketches(as(t, planner), p)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range all[1].Cells {
				if c.Category == "29" && c.Purpose == plan.Supervision {
					n += c.Batches
				}
			}
			return n
		}
		with := batches()
		p.Votes = 0
		if without := batches(); with < without+800 { // five percent of 18,000, rounded down in every county
			t.Errorf("%d batches with the votes, %d without", with, without)
		}
	})
}

func TestProgressShowsWhoWillMissTheYear(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		p := s.draft(t, 2026, 2000)
		s.choose(t, p.ID, quota.ByResidents)
		s.issue(t, p.ID)
		for _, who := range []string{"planner", "county"} {
			code, body, _ := s.ask(t, who, "GET", "/desk/plan/progress?year=2026", "")
			if code != http.StatusOK || !strings.Contains(body, "尚未开始") {
				t.Errorf("%s: %d", who, code)
			}
		}
		if code, _, _ := s.ask(t, "county", "GET", "/desk/plan/progress?region=623027", ""); code != http.StatusNotFound {
			t.Errorf("another county's progress: %d", code)
		}
		if code, _, _ := s.ask(t, "county", "GET", "/desk/plan/"+p.ID+"/cells?region=623027", ""); code != http.StatusNotFound {
			t.Errorf("another county's cells: %d", code)
		}
		for _, path := range []string{"", "/allocate", "/cells", "/editions", "/history"} {
			if code, _, _ := s.ask(t, "planner", "GET", "/desk/plan/"+p.ID+path, ""); code != http.StatusOK {
				t.Errorf("%s: %d", path, code)
			}
		}
	})
}
