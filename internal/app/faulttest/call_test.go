package faulttest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"
)

// A caller speaks to the API of one server with one person's token.
type caller struct {
	http        *http.Client
	base, token string
}

func (s *site) caller(v *server, login string) *caller {
	return &caller{&http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8}}, v.base, s.tokens[login]}
}

// An answer is what came back; a call that brought no whole answer has an error instead, and nobody knows what it did.
type answer struct {
	status int
	body   []byte
}

func (a answer) read(v any) error { return json.Unmarshal(a.body, v) }
func (a answer) ok() bool         { return a.status/100 == 2 }

func (c *caller) call(method, path string, body any) (answer, error) {
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case []byte:
		in = bytes.NewReader(b)
	default:
		text, err := json.Marshal(b)
		if err != nil {
			return answer{}, err
		}
		in = bytes.NewReader(text)
	}
	req, err := http.NewRequest(method, c.base+path, in)
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Content-Type", "application/json")
	res, err := c.http.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, b}, err
}

// must calls and wants the status.
func (s *site) must(c *caller, want int, method, path string, body any) answer {
	s.Helper()
	a, err := c.call(method, path, body)
	if err != nil || a.status != want {
		s.Fatalf("%s %s: %d %s %v, want %d", method, path, a.status, a.body, err, want)
	}
	return a
}

func (a answer) String() string { return fmt.Sprintf("%d %.400s", a.status, a.body) }

func read(t testing.TB, res *http.Response) string {
	t.Helper()
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
