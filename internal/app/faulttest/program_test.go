package faulttest_test

import (
	"bufio"
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// built is the program, made once for all tests.
var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "shian-fault-*")
	if err != nil {
		return "", err
	}
	binary = filepath.Join(dir, "shian")
	out, err := exec.Command("go", "build", "-o", binary, "shian/cmd/shian").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return binary, nil
})

var binary string

func TestMain(m *testing.M) {
	code := m.Run()
	if binary != "" {
		_ = os.RemoveAll(filepath.Dir(binary))
	}
	os.Exit(code)
}

// A site is one data folder with the tokens of its people.
type site struct {
	testing.TB
	program, data string
	tokens        map[string]string // by post
}

const (
	password = "Correct-horse-9"
	county   = "620102"
	town     = "620102001"
)

// newSite makes a data folder with a person in every post that the load needs.
func newSite(t testing.TB) *site {
	t.Helper()
	program, err := built()
	if err != nil {
		t.Fatal(err)
	}
	s := &site{TB: t, program: program, data: t.TempDir(), tokens: map[string]string{}}
	for _, post := range []string{"county-inspector", "sampler", "sampling-checker", "publisher"} {
		s.addPerson(post, post)
	}
	return s
}

func (s *site) addPerson(login, post string) {
	s.Helper()
	s.run(password+"\n", "user", "add", login, "--post", post, "--region", county, "--password-stdin", "--data", s.data)
	s.tokens[login] = strings.TrimSpace(s.run("", "token", login, "--days", "2", "--data", s.data))
}

// run runs one command to its end and gives what it wrote to standard output; it must succeed.
func (s *site) run(in string, args ...string) string {
	s.Helper()
	out, note, err := s.try(in, args...)
	if err != nil {
		s.Fatalf("shian %s: %v\n%s%s", strings.Join(args, " "), err, out, note)
	}
	return out
}

func (s *site) try(in string, args ...string) (out, note string, err error) {
	c := exec.Command(s.program, args...)
	c.Stdin = strings.NewReader(in)
	var o, n bytes.Buffer
	c.Stdout, c.Stderr = &o, &n
	err = c.Run()
	return o.String(), n.String(), err
}

// A server is a running shian serve.
type server struct {
	*exec.Cmd
	base string
	note *bytes.Buffer
}

// serve starts the program on the folder and waits until it is ready.
func (s *site) serve() *server {
	s.Helper()
	c := exec.Command(s.program, "serve", "--data", s.data, "--listen", "127.0.0.1:0")
	v := &server{Cmd: c, note: &bytes.Buffer{}}
	s.Cleanup(v.kill)
	c.Stderr = v.note
	out, err := c.StdoutPipe()
	if err != nil {
		s.Fatal(err)
	}
	if err := c.Start(); err != nil {
		s.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		_ = c.Wait()
		s.Fatalf("the program does not start again: %v\n%s", err, v.note)
	}
	v.base = strings.TrimSpace(line)
	for range 100 {
		res, err := http.Get(v.base + "/readyz")
		if err == nil {
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return v
			}
		}
		time.Sleep(50 * time.Millisecond)
	}
	v.kill()
	s.Fatalf("not ready\n%s", v.note)
	return nil
}

// kill ends the program as a power cut would, without a word.
func (v *server) kill() {
	_ = v.Process.Kill()
	_ = v.Wait()
}

// stop ends it properly.
func (v *server) stop(t testing.TB) {
	t.Helper()
	if err := v.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := v.Wait(); err != nil {
		t.Fatalf("ending: %v\n%s", err, v.note)
	}
}
