package bench

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// starting measures the built program itself, spawned on existing data: until its address stands on standard output and
// /readyz answers 200; a minute after the last of five sign-ins; how large it is, stripped; how much a first page weighs.
func starting(ctx context.Context, r *run) error {
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	if err := s.Close(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var ready []float64
	for range 9 {
		p, took, err := spawn(ctx, self, s.cfg.Data, r.opt.Database)
		if err != nil {
			return err
		}
		ready = append(ready, milliseconds(took))
		if err := p.end(); err != nil {
			return err
		}
	}
	r.set("ready_ms", median(ready))
	r.set("ready_worst_ms", slices.Max(ready))
	if err := r.rest(ctx, s, self); err != nil {
		return err
	}
	size, err := stripped(ctx, self)
	if err != nil {
		return err
	}
	r.set("binary_stripped_mb", size)
	return nil
}

// A process is a running shian serve.
type process struct {
	*exec.Cmd
	base string // http://127.0.0.1:…
}

// spawn starts the program and waits until it is ready.
func spawn(ctx context.Context, program, data, database string) (*process, time.Duration, error) {
	args := []string{"serve", "--data", data, "--listen", "127.0.0.1:0"}
	if database != "" {
		args = append(args, "--database", database)
	}
	c := exec.CommandContext(ctx, program, args...)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, 0, err
	}
	began := time.Now()
	if err := c.Start(); err != nil {
		return nil, 0, err
	}
	p := &process{Cmd: c}
	first, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, 0, errors.Join(errors.New("the program ended before it was ready"), c.Wait())
	}
	p.base = strings.TrimSpace(first)
	res, err := http.Get(p.base + "/readyz")
	if err != nil {
		return nil, 0, errors.Join(err, p.end())
	}
	took := time.Since(began)
	_ = res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, 0, errors.Join(fmt.Errorf("/readyz: %s", res.Status), p.end())
	}
	return p, took, nil
}

func (p *process) end() error {
	if err := p.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	return p.Wait()
}

// rest lets five people sign in, waits a minute and looks at the memory; and weighs the first page.
func (r *run) rest(ctx context.Context, s *stock, self string) error {
	p, _, err := spawn(ctx, self, s.cfg.Data, r.opt.Database)
	if err != nil {
		return err
	}
	defer func() { _ = p.end() }()
	for range 5 {
		if err := signIn(p.base, login("county-inspector", s.province.bySize()[0].code)); err != nil {
			return err
		}
	}
	r.set("resident_at_sign_in_mb", resident(p.Process.Pid))
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(time.Minute):
	}
	r.set("resident_after_minute_mb", resident(p.Process.Pid))
	return r.weigh(p.base)
}

// signIn goes through the page as a browser does.
func signIn(base, name string) error {
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar, Timeout: 20 * time.Second}
	res, err := c.PostForm(base+"/login", url.Values{"login": {name}, "password": {password}})
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK || strings.HasSuffix(res.Request.URL.Path, "/login") {
		return fmt.Errorf("sign in: %s at %s", res.Status, res.Request.URL)
	}
	return nil
}

// weigh adds up what a browser loads for the first page: the page, its style sheets, scripts and fonts, compressed.
func (r *run) weigh(base string) error {
	total, page, err := weight(base + "/")
	if err != nil {
		return err
	}
	r.set("first_page_html_bytes", total)
	for _, at := range assets(page) {
		n, _, err := weight(base + at)
		if err != nil {
			return err
		}
		total += n
	}
	r.set("first_page_bytes", total)
	return nil
}

// weight is how many bytes of body an address sends, and what they say.
func weight(at string) (int, []byte, error) {
	req, err := http.NewRequest(http.MethodGet, at, nil)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		return 0, nil, errors.Join(err, fmt.Errorf("%s: %s", at, res.Status))
	}
	plain := b
	if res.Header.Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(b))
		if err != nil {
			return 0, nil, err
		}
		if plain, err = io.ReadAll(z); err != nil {
			return 0, nil, err
		}
	}
	return len(b), plain, nil
}

// assets are the addresses under /static that the page names itself.
func assets(page []byte) []string {
	var out []string
	seen := map[string]bool{}
	for _, part := range strings.Split(string(page), `"`) {
		if strings.HasPrefix(part, "/static/") && !seen[part] && !strings.ContainsAny(part, " <>") {
			seen[part] = true
			out = append(out, strings.SplitN(part, "#", 2)[0])
		}
	}
	return out
}

// stripped is the size in MB of the program built anew without symbols, where there is a Go toolchain and its source; else
// of the program as it is.
func stripped(ctx context.Context, self string) (float64, error) {
	out := filepath.Join(filepath.Dir(self), ".shian-stripped")
	defer os.Remove(out)
	if err := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", out, "shian/cmd/shian").Run(); err == nil {
		self = out
	}
	info, err := os.Stat(self)
	if err != nil {
		return 0, err
	}
	return round(float64(info.Size()) / (1 << 20)), nil
}
