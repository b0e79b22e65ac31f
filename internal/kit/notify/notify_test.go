package notify

import (
	"crypto/tls"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
)

func TestWhoeverIsMeantIsToldOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h, ctx := open(t, d, nil), as(t, access.System)
		to := To{Accounts: []string{"inspector"}, Right: "service.edit", Region: "620102", Party: access.Operator("b1")}
		h.write(t, ctx, func(tx *db.Tx) error {
			for range 2 {
				if n, err := h.Tell(ctx, tx, to, Message{Zh: "甲", En: "a", Href: "/x", Key: "k"}); err != nil || n != 3 {
					t.Errorf("%d told: %v", n, err)
				}
			}
			_, err := h.Tell(ctx, tx, To{Accounts: []string{"inspector"}}, Message{Zh: "乙", En: "b"})
			return err
		})
		all, _, err := h.Messages(t.Context(), "inspector", "", false)
		if err != nil || len(all) != 2 || all[0].Zh != "乙" || all[1].Href != "/x" {
			t.Fatalf("%+v %v", all, err)
		}
		if href, err := h.Read(ctx, "inspector", all[1].ID); err != nil || href != "/x" {
			t.Errorf("%q %v", href, err)
		}
		if _, err := h.Read(ctx, "owner", all[0].ID); err == nil {
			t.Error("somebody else's message was opened")
		}
		if n, err := h.Unread(t.Context(), "inspector"); err != nil || n != 1 {
			t.Errorf("%d unread: %v", n, err)
		}
		if err := h.ReadAll(ctx, "inspector"); err != nil {
			t.Fatal(err)
		}
		if left, _, err := h.Messages(t.Context(), "inspector", "", true); err != nil || len(left) != 0 {
			t.Errorf("%d unread: %v", len(left), err)
		}
	})
}

func (h *house) mail(t *testing.T, key string) {
	t.Helper()
	h.write(t, as(t, access.System), func(tx *db.Tx) error {
		_, err := h.Mail(as(t, access.System), tx, Mail{To: "wang@example.cn", Subject: "抽检结果\r\nBcc: x@example.cn", Text: "一批花椒粉不合格。", Unsubscribe: "https://food.example.cn/u", Key: key})
		return err
	})
}

func TestAnEmailWaitsForAServerAndThenGoesByTLS(t *testing.T) {
	server, roots := certified(t)
	each(t, func(t *testing.T, d *db.DB) {
		none := open(t, d, nil)
		none.mail(t, "once")
		none.mail(t, "once")
		none.round(t, 0)
		if x := none.only(t); x.State != Queued || x.Shown != "w***@example.cn" || strings.Contains(x.content, "wang") {
			t.Fatalf("%+v", x)
		}
		office := newPostOffice(t, server)
		h := open(t, d, &Server{Addr: office.addr, From: "food@example.cn", TLS: &tls.Config{RootCAs: roots, ServerName: "127.0.0.1", MinVersion: tls.VersionTLS12}})
		h.round(t, 1)
		m, subject, text := office.last(t)
		if text != "一批花椒粉不合格。" || !strings.HasPrefix(subject, "抽检结果") || m.Header.Get("Bcc") != "" || m.Header.Get("To") != "wang@example.cn" ||
			m.Header.Get("List-Unsubscribe") != "<https://food.example.cn/u>" || office.tls != 1 {
			t.Errorf("%q %q %v, %d by TLS", subject, text, m.Header, office.tls)
		}
		if x := h.only(t); x.State != Sent || x.content != "" || x.Tries != 1 || len(x.Digest) != 64 {
			t.Errorf("%+v", x)
		}
		h.round(t, 0)
	})
}

func TestAServerWithoutTLSGetsNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		office := newPostOffice(t, nil)
		h := open(t, d, &Server{Addr: office.addr, From: "food@example.cn", TLS: &tls.Config{MinVersion: tls.VersionTLS12}})
		h.mail(t, "")
		h.round(t, 1)
		if x := h.only(t); x.State != Queued || len(office.mails) != 0 {
			t.Errorf("%+v, %d came", x, len(office.mails))
		}
	})
}

func TestARefusedAddressIsGivenUpAndAFullBoxTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		office := newPostOffice(t, nil)
		h := open(t, d, &Server{Addr: office.addr, From: "food@example.cn", Mode: "plain"})
		office.answer = "452 full <wang@example.cn>"
		h.mail(t, "")
		h.round(t, 1)
		h.round(t, 0)
		if x := h.only(t); x.State != Queued || x.Tries != 1 || strings.Contains(x.Error, "wang") {
			t.Fatalf("%+v", x)
		}
		h.at = h.at.Add(time.Minute)
		office.answer = "550 no such <wang@example.cn>"
		h.round(t, 1)
		x := h.only(t)
		if x.State != Dead || x.Tries != 2 {
			t.Fatalf("%+v", x)
		}
		office.answer = ""
		if err := h.Retry(t.Context(), x.ID); err != nil {
			t.Fatal(err)
		}
		h.round(t, 1)
		tries, err := h.Attempts(t.Context(), x.ID)
		if err != nil || len(tries) != 3 || tries[0].Code != 452 || tries[1].Code != 550 || !tries[2].OK {
			t.Errorf("%+v %v", tries, err)
		}
		if err := h.Retry(t.Context(), x.ID); err == nil {
			t.Error("what was sent is sent again")
		}
	})
}

// A receiver answers as told and keeps what came.
type receiver struct {
	*httptest.Server
	code  atomic.Int64
	calls []*http.Request
	body  []string
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{}
	r.code.Store(200)
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		b, _ := io.ReadAll(q.Body)
		if q.URL.Path == "/round" {
			http.Redirect(w, q, "/round", http.StatusTemporaryRedirect)
			return
		}
		if q.URL.Path == "/moved" {
			http.Redirect(w, q, "/hook", http.StatusTemporaryRedirect)
			return
		}
		if q.URL.Path == "/lost" {
			http.Redirect(w, q, "/hook", http.StatusFound)
			return
		}
		r.calls, r.body = append(r.calls, q), append(r.body, string(b))
		w.WriteHeader(int(r.code.Load()))
	}))
	t.Cleanup(r.Close)
	return r
}

func (h *house) hook(t *testing.T, url string) (hook, key string) {
	t.Helper()
	h.write(t, as(t, access.System), func(tx *db.Tx) (err error) {
		hook, key, err = h.AddHook(as(t, access.System), tx, "s1", url)
		return err
	})
	return hook, key
}

func (h *house) post(t *testing.T, hook string) {
	t.Helper()
	h.write(t, as(t, access.System), func(tx *db.Tx) error {
		_, err := h.Post(as(t, access.System), tx, Event{Hook: hook, Type: "result.published", Data: map[string]string{"food": "花椒粉"}})
		return err
	})
}

func TestAWebhookIsSignedAndItsSecretSealed(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h, r := open(t, d, nil), newReceiver(t)
		hook, key := h.hook(t, r.URL+"/moved")
		h.post(t, hook)
		h.round(t, 1)
		if len(r.calls) != 1 {
			t.Fatalf("%d calls; %+v", len(r.calls), h.only(t))
		}
		q := r.calls[0].Header
		want, err := Sign(key, h.only(t).ID, h.at.Unix(), []byte(r.body[0]))
		if err != nil || q.Get("Webhook-Signature") != want || q.Get("Webhook-Id") != h.only(t).ID || q.Get("Webhook-Timestamp") == "" {
			t.Errorf("%v, want %s: %v", q, want, err)
		}
		var body struct{ Type, At string }
		if err := json.Unmarshal([]byte(r.body[0]), &body); err != nil || body.Type != "result.published" {
			t.Errorf("%s: %v", r.body[0], err)
		}
		var url, sealed string
		if err := d.Row(t.Context(), `SELECT url, secret FROM notify_hook`).Scan(&url, &sealed); err != nil || strings.Contains(url, "127.0.0.1") || strings.Contains(sealed, key[6:]) {
			t.Errorf("%s %s: %v", url, sealed, err)
		}
	})
}

// The example of the Standard Webhooks specification.
func TestTheSignatureIsThatOfStandardWebhooks(t *testing.T) {
	got, err := Sign("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, []byte(`{"test": 2432232314}`))
	if err != nil || got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Errorf("%s %v", got, err)
	}
}

func TestADeadWebhookIsPausedAndItsCallsHeld(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h, r := open(t, d, nil), newReceiver(t)
		hook, _ := h.hook(t, r.URL+"/hook")
		r.code.Store(500)
		h.post(t, hook)
		tries := 0
		for range 40 { // three days of ever longer waits
			n, err := h.Round(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			tries += n
			h.at = h.at.Add(3 * time.Hour)
		}
		if x := h.only(t); x.State != Dead || tries < 10 || tries > 30 {
			t.Fatalf("%d tries: %+v", tries, x)
		}
		paused, err := h.Hooks(t.Context(), hookPaused, 10)
		if err != nil || len(paused) != 1 || paused[0].Why != "answered 500" {
			t.Fatalf("%+v %v", paused, err)
		}
		r.calls = nil
		r.code.Store(204)
		h.post(t, hook)
		h.round(t, 1)
		h.round(t, 0)
		if len(r.calls) != 0 {
			t.Error("a paused webhook was called")
		}
		if err := h.Resume(t.Context(), hook); err != nil {
			t.Fatal(err)
		}
		h.round(t, 2)
		if len(r.calls) != 2 {
			t.Errorf("%d calls after it was resumed", len(r.calls))
		}
		ctx := as(t, access.System)
		h.write(t, ctx, func(tx *db.Tx) error { return h.EndHook(ctx, tx, hook) })
		h.post(t, hook)
		h.round(t, 0)
	})
}

func TestRedirectsAreBoundedAndNeverLoseTheMessage(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h, r := open(t, d, nil), newReceiver(t)
		for path, want := range map[string]string{"/round": "redirects", "/lost": "lose the message"} {
			hook, _ := h.hook(t, r.URL+path)
			h.post(t, hook)
			h.round(t, 1)
			all, err := h.Deliveries(t.Context(), "", "", "", "", 10)
			if err != nil || !slices.ContainsFunc(all, func(x Delivery) bool { return x.Hook == hook && strings.Contains(x.Error, want) }) {
				t.Errorf("%s: %+v %v", path, all, err)
			}
		}
		if len(r.calls) != 0 {
			t.Errorf("%d calls arrived", len(r.calls))
		}
	})
}

func TestWebhooksReachNoPrivateAddress(t *testing.T) {
	for address, may := range map[string]bool{
		"127.0.0.1:443": false, "10.1.2.3:443": false, "172.16.0.1:80": false, "192.168.1.1:443": false, "169.254.169.254:80": false, "100.64.1.1:443": false,
		"0.0.0.0:80": false, "[::1]:443": false, "[fe80::1%eth0]:443": false, "[fd00::1]:443": false, "[::ffff:127.0.0.1]:443": false, "[64:ff9b::7f00:1]:443": false,
		"[2002:7f00:1::]:443": false, "224.0.0.1:443": false, "255.255.255.255:443": false, "8.8.8.8:25": false, "8.8.8.8:443": true, "[2606:4700::1111]:443": true, "8.8.8.8:8443": true,
	} {
		if err := public(address); (err == nil) != may {
			t.Errorf("%s: %v", address, err)
		}
	}
	r := newReceiver(t)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, r.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	if w, err := client(false).Do(req); err == nil {
		_ = w.Body.Close()
		t.Error("a webhook reached this machine")
	}
	n := New(nil, Config{})
	for _, address := range []string{"http://example.cn/", "https://u:p@example.cn/", "ftp://example.cn", "https://", "x"} {
		if _, err := n.checkURL(address); err == nil {
			t.Errorf("%s is taken", address)
		}
	}
}

// Two nodes send each delivery once between them.
func TestNodesShareTheWork(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		r := newReceiver(t)
		a, b := open(t, d, nil), open(t, d, nil)
		hook, _ := a.hook(t, r.URL+"/hook")
		for range 5 {
			a.post(t, hook)
		}
		first, err := a.claim(t.Context(), ByHook)
		if err != nil || len(first) != 5 {
			t.Fatalf("%d claimed: %v", len(first), err)
		}
		b.round(t, 0)
		b.at = b.at.Add(claimFor + time.Second) // a fell silent
		b.round(t, 5)
		if err := a.note(t.Context(), first[0], outcome{err: io.EOF}); err != nil {
			t.Fatal(err)
		}
		all, err := a.Deliveries(t.Context(), Sent, "", "", "", 10)
		if err != nil || len(all) != 5 {
			t.Errorf("%d sent: a node that lost its claim undid one: %v", len(all), err)
		}
	})
}

func TestParseServer(t *testing.T) {
	s, err := ParseServer("smtp://user@mail.example.cn?from=food@example.cn", "x")
	if err != nil || s.Addr != "mail.example.cn:587" || s.Mode != "starttls" || s.User != "user" || s.Password != "x" {
		t.Errorf("%+v %v", s, err)
	}
	for _, bad := range []string{"", "mail.example.cn", "http://mail.example.cn?from=a@b.cn", "smtp://mail.example.cn", "smtp://mail.example.cn?from=a"} {
		if _, err := ParseServer(bad, ""); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func FuzzCheckAddress(f *testing.F) {
	for _, s := range []string{"a@b.cn", "a@b.cn\r\nBcc: c@d.cn", "<a@b.cn>", "王 <a@b.cn>", "@", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if CheckAddress(s) == nil && (strings.ContainsAny(s, "\r\n<> ") && !strings.HasPrefix(s, `"`) || !strings.Contains(s, "@")) {
			t.Errorf("%q is taken for an address", s)
		}
		_ = MaskAddress(s)
	})
}

func TestTidyKeepsWhatIsNotOver(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB) {
		h, r := open(t, d, nil), newReceiver(t)
		hook, _ := h.hook(t, r.URL+"/hook")
		h.post(t, hook)
		h.round(t, 1)
		h.post(t, hook)
		if err := h.Tidy(t.Context(), h.at.Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		if x := h.only(t); x.State != Queued || clock.Instant(h.at) != x.QueuedAt {
			t.Errorf("%+v", x)
		}
	})
}
