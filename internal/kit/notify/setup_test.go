package notify

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"io"
	"math/big"
	"mime"
	"net"
	"net/mail"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"

	"shian/data/holiday"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/file"
	"shian/internal/kit/flow"
	"shian/internal/kit/journal"
	"shian/internal/kit/measure"
	"shian/internal/kit/outbox"
	"shian/internal/kit/record"
	"shian/internal/kit/search"
	"shian/internal/kit/secret"
	"shian/internal/kit/timeline"
)

var schemas = []db.Schema{access.Schema, journal.Schema, outbox.Schema, measure.Schema, timeline.Schema, search.Schema, record.Schema, file.Schema, flow.Schema, Schema}

// people has two inspectors in 620102 and one owner of the business b1.
type people struct{}

func (people) Holding(_ context.Context, _ db.Querier, right access.Right, region string) ([]string, error) {
	if right == "service.edit" && region == "620102" {
		return []string{"inspector", "inspector2"}, nil
	}
	return nil, nil
}

func (people) Members(_ context.Context, _ db.Querier, party access.Scope) ([]string, error) {
	if party == access.Operator("b1") {
		return []string{"owner"}, nil
	}
	return nil, nil
}

var result = Purpose{Name: "result", Label: "检验结论", Deadline: "serve-result", Law: "sampling-29"}

type house struct {
	*Notify
	d    *db.DB
	flow *flow.Engine
	at   time.Time // what workers take for now
}

func open(t testing.TB, d *db.DB, mail *Server) *house {
	t.Helper()
	box, err := secret.New(bytes.Repeat([]byte{7}, 32))
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Notify: New(d, Config{Box: box, People: people{}, Mail: mail, Base: "https://food.example.cn", Private: true}), d: d, at: today}
	h.now = func() time.Time { return h.at }
	h.flow = flow.New(d, holiday.Calendar(), Flows(result)...)
	h.Follow(h.flow, result)
	return h
}

func each(t *testing.T, fn func(t *testing.T, d *db.DB)) { t.Helper(); dbtest.Each(t, fn, schemas...) }

var today = time.Date(2026, 5, 20, 2, 0, 0, 0, time.UTC)

var (
	inspector = &access.Actor{ID: "inspector", Name: "监管员甲", Side: access.SideOfficial, Region: "620102", Scopes: []access.Scope{access.Region("620102")}, Rights: []access.Right{"service.view", "service.edit"}, Lang: "zh"}
	elsewhere = &access.Actor{ID: "elsewhere", Name: "监管员丁", Side: access.SideOfficial, Region: "620402", Scopes: []access.Scope{access.Region("620402")}, Rights: []access.Right{"service.view", "service.edit"}, Lang: "zh"}
	owner     = &access.Actor{ID: "owner", Name: "负责人乙", Side: access.SideEnterprise, Operator: "b1", Scopes: []access.Scope{access.Operator("b1")}, Rights: []access.Right{"service.view", "service.receipt"}, Lang: "zh"}
)

func as(t testing.TB, a *access.Actor) context.Context {
	return clock.With(access.With(t.Context(), a), clock.Fixed(today))
}

func (h *house) write(t testing.TB, ctx context.Context, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := h.d.Write(ctx, fn); err != nil {
		t.Fatal(err)
	}
}

func (h *house) round(t testing.TB, want int) {
	t.Helper()
	if n, err := h.Round(t.Context()); err != nil || n != want {
		t.Fatalf("%d tried, want %d: %v", n, want, err)
	}
}

func (h *house) only(t testing.TB) Delivery {
	t.Helper()
	all, err := h.Deliveries(t.Context(), "", "", "", "", 10)
	if err != nil || len(all) != 1 {
		t.Fatalf("%d deliveries: %v", len(all), err)
	}
	return all[0]
}

// A post office is a mail server that keeps what it gets.
type postOffice struct {
	mu     sync.Mutex
	addr   string
	mails  []string // as they came
	answer string   // to RCPT; empty: 250
	secure *tls.Config
	tls    int // e-mails that came by TLS
}

func newPostOffice(t testing.TB, secure *tls.Config) *postOffice {
	t.Helper()
	ln, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &postOffice{addr: ln.Addr().String(), secure: secure}
	t.Cleanup(func() { _ = ln.Close() })
	go func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	return p
}

func (p *postOffice) serve(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	c, encrypted := textproto.NewConn(conn), false
	say := func(s string) { _ = c.PrintfLine("%s", s) }
	say("220 post office")
	for {
		line, err := c.ReadLine()
		if err != nil {
			return
		}
		p.mu.Lock()
		answer := p.answer
		p.mu.Unlock()
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); {
		case verb == "EHLO" && p.secure != nil && !encrypted:
			say("250-hello")
			say("250 STARTTLS")
		case verb == "STARTTLS":
			say("220 go")
			t := tls.Server(conn, p.secure)
			c, encrypted = textproto.NewConn(t), true
		case verb == "RCPT" && answer != "":
			say(answer)
		case verb == "DATA":
			say("354 go")
			b, err := io.ReadAll(c.DotReader())
			if err != nil {
				return
			}
			p.mu.Lock()
			p.mails = append(p.mails, string(b))
			if encrypted {
				p.tls++
			}
			p.mu.Unlock()
			say("250 kept")
		case verb == "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

// last is the subject and text of the last e-mail.
func (p *postOffice) last(t testing.TB) (m *mail.Message, subject, text string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.mails) == 0 {
		t.Fatal("no e-mail came")
	}
	m, err := mail.ReadMessage(bufio.NewReader(strings.NewReader(p.mails[len(p.mails)-1])))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, m.Body))
	if err != nil {
		t.Fatal(err)
	}
	subject, err = new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		t.Fatal(err)
	}
	return m, subject, string(b)
}

// certified is a certificate for 127.0.0.1 and whom to trust for it.
func certified(t testing.TB) (server *tls.Config, roots *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots = x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}, MinVersion: tls.VersionTLS12}, roots
}
