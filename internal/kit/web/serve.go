package web

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"shian/internal/kit/fault"
)

// Server is the http.Server around the mux with its time-outs and header limit.
func (m *Mux) Server() *http.Server {
	return &http.Server{
		Handler:           m,
		ReadHeaderTimeout: readHeader,
		ReadTimeout:       readUsual,
		WriteTimeout:      writeUsual,
		IdleTimeout:       idleMost,
		MaxHeaderBytes:    headerMost,
		ErrorLog:          slog.NewLogLogger(m.cfg.Log.Handler(), slog.LevelDebug), // broken clients, not our failures
	}
}

// Serve answers on the listener until ctx ends. Then /readyz turns to 503, nothing new is accepted, and the requests
// under way get Config.Grace to end. Nil when all ended in time.
func (m *Mux) Serve(ctx context.Context, ln net.Listener) error {
	s := m.Server()
	failed := make(chan error, 1)
	go func() { failed <- s.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	m.stopping.Store(true)
	rest, cancel := context.WithTimeout(context.WithoutCancel(ctx), m.cfg.Grace)
	defer cancel()
	if err := s.Shutdown(rest); err != nil {
		return errors.Join(err, s.Close())
	}
	return nil
}

// Stopping reports whether the program is ending; long streams end themselves when it does.
func (m *Mux) Stopping() bool { return m.stopping.Load() }

func (m *Mux) healthz(c *Ctx) error { return c.Bytes("text/plain; charset=utf-8", []byte("ok\n")) }

func (m *Mux) readyz(c *Ctx) error {
	err := error(nil)
	if m.stopping.Load() {
		err = errors.New("stopping")
	} else if m.cfg.Ready != nil {
		ctx, cancel := context.WithTimeout(c.Context(), 2*time.Second)
		defer cancel()
		err = m.cfg.Ready(ctx)
	}
	if err == nil {
		return c.Bytes("text/plain; charset=utf-8", []byte("ready\n"))
	}
	m.cfg.Log.LogAttrs(context.Background(), slog.LevelWarn, "not ready", slog.String("cause", fault.Of(err).Error()))
	c.Code(http.StatusServiceUnavailable)
	return c.Bytes("text/plain; charset=utf-8", []byte("not ready\n"))
}
