package e2e

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// The one demonstration that all journeys walk through, and the one browser; each person has a browser context of their own.
var (
	site    *platform
	browser context.Context
	shots   string
)

// A platform is the program, built and serving.
type platform struct {
	url     string // http://127.0.0.1:…
	binary  string
	data    string
	process *exec.Cmd
	notes   bytes.Buffer
}

func TestMain(m *testing.M) {
	if os.Getenv("SHIAN_TEST_JOURNEYS") == "" {
		fmt.Println("journeys skipped: set SHIAN_TEST_JOURNEYS=1")
		return
	}
	code, err := walk(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "journeys:", err)
		code = 1
	}
	os.Exit(code)
}

// walk sets the stage, runs the journeys and sees the program end cleanly.
func walk(m *testing.M) (code int, err error) {
	dir, err := os.MkdirTemp("", "shian-journeys-")
	if err != nil {
		return 1, err
	}
	defer os.RemoveAll(dir)
	if shots = os.Getenv("SHIAN_TEST_SHOTS"); shots == "" {
		shots = filepath.Join(dir, "shots")
	}
	if err := os.MkdirAll(shots, 0o700); err != nil {
		return 1, err
	}
	if site, err = serve(dir); err != nil {
		return 1, err
	}
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true), chromedp.Flag("lang", "zh-CN"), chromedp.Env("LANGUAGE=zh_CN"))
	allocated, endAll := chromedp.NewExecAllocator(context.Background(), flags...)
	defer endAll()
	var end context.CancelFunc
	browser, end = chromedp.NewContext(allocated)
	defer end()
	if err := chromedp.Do(browser); err != nil {
		return 1, fmt.Errorf("chromium: %w", err)
	}
	code = m.Run()
	return code, site.stop()
}

// serve builds the program and starts it on a new folder with the demonstration.
func serve(dir string) (*platform, error) {
	p := &platform{binary: filepath.Join(dir, "shian"), data: filepath.Join(dir, "data")}
	if p.url = os.Getenv("SHIAN_TEST_SITE"); p.url != "" {
		p.binary, p.data = os.Getenv("SHIAN_TEST_BINARY"), os.Getenv("SHIAN_TEST_DATA")
		return p, nil
	}
	if out, err := exec.Command("go", "build", "-o", p.binary, "../cmd/shian").CombinedOutput(); err != nil {
		return nil, fmt.Errorf("build: %w\n%s", err, out)
	}
	p.process = exec.Command(p.binary, "serve", "--demo", "--data", p.data, "--listen", "127.0.0.1:0")
	p.process.Stderr = &p.notes
	out, err := p.process.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.process.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("no address from serve: %w\n%s", err, p.notes.String())
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	p.url = strings.TrimSpace(line)
	for range 100 {
		if r, err := http.Get(p.url + "/readyz"); err == nil {
			_ = r.Body.Close()
			if r.StatusCode == http.StatusOK {
				return p, nil
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	return nil, fmt.Errorf("%s is not ready\n%s", p.url, p.notes.String())
}

// stop ends the program as an operator does and wants it to say that it ended well.
func (p *platform) stop() error {
	if p.process == nil {
		return nil
	}
	if err := p.process.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	if err := p.process.Wait(); err != nil {
		return fmt.Errorf("serve did not end cleanly: %w\n%s", err, p.notes.String())
	}
	return nil
}

// command runs the program with arguments, giving in on standard input, and returns what it wrote and its exit code.
func (p *platform) command(t *testing.T, in string, args ...string) (out string, code int) {
	t.Helper()
	c := exec.CommandContext(t.Context(), p.binary, args...)
	c.Stdin = strings.NewReader(in)
	b, err := c.CombinedOutput()
	if err != nil && c.ProcessState == nil {
		t.Fatalf("shian %v: %v", args, err)
	}
	return string(b), c.ProcessState.ExitCode()
}

// get fetches an address as a program without an account.
func (p *platform) get(t *testing.T, at string) (status int, body []byte, h http.Header) {
	t.Helper()
	r, err := http.Get(p.url + at)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if body, err = io.ReadAll(r.Body); err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, body, r.Header
}
