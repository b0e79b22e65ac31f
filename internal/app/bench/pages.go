package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"
)

const (
	pageRounds = 40  // of every page, warm
	deepPages  = 300 // pages of 30 that the deep page lies beyond
)

// pages measures every kind of page as it is served: the real mux, in process, with the session of a person, from the
// arrival of the request to the last byte of the compressed answer. Two pages are asked for at a time, one by each of two
// readers, while somebody else writes 20 records a second.
func pages(ctx context.Context, r *run) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	if s, err = s.afresh(ctx); err != nil {
		return err
	}
	defer s.Close()
	r.set("database_mb", s.size())
	forgetPeak()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s.Journal.Start(ctx)
	s.Outbox.Start(ctx)
	writes := s.disturb(ctx)
	for _, who := range s.readers() {
		if err := s.read(ctx, who); err != nil {
			return err
		}
	}
	cancel()
	took, err := writes()
	s.Journal.Wait()
	s.Outbox.Wait()
	r.set("writes_meanwhile", len(took))
	r.set("write_p99_ms", took.at(.99))
	r.set("resident_mb", resident(os.Getpid()))
	r.set("resident_peak_mb", peak(os.Getpid()))
	return err
}

// afresh opens the platform anew, so that nothing of it is warm; the embedded file is dropped from the system's cache too.
func (s *stock) afresh(ctx context.Context) (*stock, error) {
	if err := s.Close(); err != nil {
		return nil, err
	}
	s.province.firms = nil
	debug.FreeOSMemory()
	if err := forgetFile(filepath.Join(s.cfg.Data, "shian.db")); err != nil {
		return nil, err
	}
	return s.run.open(ctx)
}

// A reader is somebody who looks at pages.
type reader struct{ name, post, region string }

func (s *stock) readers() []reader {
	size := s.province.bySize()
	return []reader{{"province", "market-director", "620000"}, {"large_county", "county-inspector", size[0].code}, {"small_county", "county-inspector", size[1].code}}
}

// An aim is one kind of page with the addresses that are asked for in turn.
type aim struct {
	name string
	urls []string
}

func (s *stock) read(ctx context.Context, who reader) error {
	session, err := s.Auth.SignIn(ctx, login(who.post, who.region), password, "127.0.0.1")
	if err != nil {
		return err
	}
	get := func(at string) (time.Duration, []byte, error) { return s.get(ctx, session, at) }
	aims, err := s.aims(get)
	if err != nil {
		return err
	}
	worst := 0.0
	for _, a := range aims {
		first, _, err := get(a.urls[0])
		if err != nil {
			return err
		}
		var warm times
		for range pageRounds / len(a.urls) {
			for _, at := range a.urls {
				took, _, err := get(at)
				if err != nil {
					return err
				}
				warm = append(warm, took)
			}
		}
		s.set(fmt.Sprintf("%s %s first_ms", who.name, a.name), milliseconds(first))
		s.set(fmt.Sprintf("%s %s p95_ms", who.name, a.name), warm.at(.95))
		worst = max(worst, warm.at(.95))
	}
	s.set(who.name+" worst_p95_ms", worst)
	return nil
}

// get asks for a page and reads it whole.
func (s *stock) get(ctx context.Context, session, at string) (time.Duration, []byte, error) {
	req := httptest.NewRequestWithContext(ctx, http.MethodGet, at, nil)
	req.AddCookie(&http.Cookie{Name: s.Mux.SessionCookie(), Value: session})
	if !strings.HasPrefix(at, "/api/") {
		req.Header.Set("Accept-Encoding", "gzip")
		req.Header.Set("Accept", "text/html")
	}
	w := httptest.NewRecorder()
	began := time.Now()
	s.Mux.ServeHTTP(w, req)
	took := time.Since(began)
	if w.Code != http.StatusOK {
		body, _ := io.ReadAll(w.Result().Body)
		return 0, nil, fmt.Errorf("%s: %d %.300s", at, w.Code, body)
	}
	return took, w.Body.Bytes(), nil
}

// aims are the pages, with addresses of records that the reader sees.
func (s *stock) aims(get func(string) (time.Duration, []byte, error)) ([]aim, error) {
	var firms, results listed
	if err := firms.from(get, "/api/v1/operator?limit=30"); err != nil {
		return nil, err
	}
	if err := results.from(get, "/api/v1/sampling-result?limit=30"); err != nil {
		return nil, err
	}
	rare, code := firms.Rows[7].Name, firms.Rows[11].Code
	deepFirm, err := deep(get, "/api/v1/operator")
	if err != nil {
		return nil, err
	}
	deepResult, err := deep(get, "/api/v1/sampling-result")
	if err != nil {
		return nil, err
	}
	from := time.Now().AddDate(-1, 0, 0).Format(time.DateOnly)
	aims := []aim{
		{"businesses", []string{"/desk/operator"}},
		{"businesses three filters", []string{"/desk/operator?trade=sale&grade=D&status=active", "/desk/operator?trade=production&grade=B&scale=large", "/desk/operator?trade=catering&grade=C&status=suspended"}},
		{"businesses deep", []string{"/desk/operator?after=" + url.QueryEscape(deepFirm)}},
		{"businesses by words", []string{"/desk/operator?q=" + url.QueryEscape("食品经营部"), "/desk/operator?q=" + url.QueryEscape(rare)}},
		{"business", firms.each("/desk/operator/")},
		{"results", []string{"/desk/sampling-result"}},
		{"results three filters", []string{"/desk/sampling-result?conclusion=fail&stream=food&purpose=supervision", "/desk/sampling-result?conclusion=fail&category=01&state=published", "/desk/sampling-result?purpose=monitoring&category=F02&sampled=" + from + ".."}},
		{"results deep", []string{"/desk/sampling-result?after=" + url.QueryEscape(deepResult)}},
		{"result", results.each("/desk/sampling-result/")},
		{"search common", []string{"/desk/search?q=" + url.QueryEscape("食品"), "/desk/search?q=" + url.QueryEscape("有限公司")}},
		{"search rare", []string{"/desk/search?q=" + url.QueryEscape(rare), "/desk/search?q=" + url.QueryEscape("噻虫胺 羊肉")}},
		{"search code", []string{"/desk/search?q=" + code[:14]}},
		{"suggest", []string{"/desk/suggest/operator?q=" + url.QueryEscape(string([]rune(rare)[:6])), "/desk/suggest/operator?q=" + url.QueryEscape("超市")}},
		{"ledger", []string{"/desk/ledger"}},
		{"to do", []string{"/desk/todo"}},
	}
	return aims, nil
}

// listed is the part of an API list that is looked at here.
type listed struct {
	Rows []struct{ ID, Name, Code string }
	Next string
}

func (l *listed) from(get func(string) (time.Duration, []byte, error), at string) error {
	_, b, err := get(at)
	if err != nil {
		return err
	}
	*l = listed{}
	if err := json.Unmarshal(b, l); err != nil {
		return err
	}
	if len(l.Rows) == 0 {
		return fmt.Errorf("%s is empty: generate more", at)
	}
	return nil
}

func (l *listed) each(prefix string) []string {
	var out []string
	for i := range min(len(l.Rows), 20) {
		out = append(out, prefix+l.Rows[i].ID)
	}
	return out
}

// deep walks a list to the key behind which page 300 lies, or as deep as there are records.
func deep(get func(string) (time.Duration, []byte, error), at string) (string, error) {
	after := ""
	for range deepPages * 30 / 200 {
		var l listed
		if err := l.from(get, at+"?limit=200&after="+url.QueryEscape(after)); err != nil {
			return "", err
		}
		if l.Next == "" {
			break
		}
		after = l.Next
	}
	return after, nil
}
