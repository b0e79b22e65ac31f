package web_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"shian/internal/kit/web"
)

func TestRequestsUnderWayEndBeforeTheProgramDoes(t *testing.T) {
	s := setup(t)
	entered, release := make(chan struct{}), make(chan struct{})
	s.m.Handle("GET /slow", web.Public(), func(c *web.Ctx) error {
		close(entered)
		<-release
		return c.Bytes("text/plain", []byte("whole"))
	})
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.m.Serve(ctx, ln) }()
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get("http://" + ln.Addr().String() + "/slow")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		answer <- string(b)
	}()
	<-entered
	stop()
	for !s.m.Stopping() {
		time.Sleep(time.Millisecond)
	}
	if r := s.do("GET", "/readyz", nil); r.StatusCode != 503 {
		t.Errorf("still ready while stopping: %d", r.StatusCode)
	}
	if r := s.do("GET", "/healthz", nil); r.StatusCode != 200 {
		t.Errorf("not alive while stopping: %d", r.StatusCode)
	}
	close(release)
	if got := <-answer; got != "whole" {
		t.Errorf("the request under way got %q", got)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve: %v", err)
	}
}

func TestReadyAsksTheConfiguration(t *testing.T) {
	s := setup(t, func(c *web.Config) {
		c.Ready = func(context.Context) error { return errors.New("database away") }
	})
	r := s.do("GET", "/readyz", nil)
	if b := text(t, r); r.StatusCode != 503 || b != "not ready\n" {
		t.Errorf("%d %s", r.StatusCode, b)
	}
}
