package auth_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shian/internal/kit/access"
	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/journal"
)

const good = "Baihe-2026-lanzhou"

// hand is a clock that a test sets forward.
type hand struct {
	mu sync.Mutex
	t  time.Time
}

func (h *hand) now() time.Time { h.mu.Lock(); defer h.mu.Unlock(); return h.t }
func (h *hand) forward(d time.Duration) {
	h.mu.Lock()
	h.t = h.t.Add(d)
	h.mu.Unlock()
}

// posts is a Directory whose rights a test changes; it counts how often it is asked.
type posts struct {
	mu     sync.Mutex
	rights []access.Right
	asked  atomic.Int64
}

func (p *posts) set(rs ...access.Right) { p.mu.Lock(); p.rights = rs; p.mu.Unlock() }
func (p *posts) Actor(_ context.Context, account string) (*access.Actor, error) {
	p.asked.Add(1)
	p.mu.Lock()
	defer p.mu.Unlock()
	return &access.Actor{ID: account, Name: "周岚", Side: access.SideOfficial, Post: "clerk", Rights: p.rights, ActsFor: []string{"chief"}}, nil
}

type bundle struct {
	*auth.Auth
	d    *db.DB
	clk  *hand
	dir  *posts
	id   string // the account of "zhoulan"
	self context.Context
	root context.Context
}

func each(t *testing.T, fn func(t *testing.T, b *bundle)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := &bundle{d: d, clk: &hand{t: time.Date(2026, 7, 31, 1, 0, 0, 0, time.UTC)}, dir: &posts{rights: []access.Right{"sampling.*", "operator.view"}}}
		b.Auth = auth.New(d, b.dir, b.clk.now)
		b.Cheap()
		b.root = access.With(t.Context(), access.System)
		b.id = b.create(t, "ZhouLan", good, false)
		b.self = access.With(t.Context(), &access.Actor{ID: b.id, Side: access.SideOfficial})
		fn(t, b)
	}, journal.Schema, auth.Schema)
}

func (b *bundle) create(t *testing.T, login, password string, mustChange bool) string {
	t.Helper()
	hash, err := b.Hash(t.Context(), password)
	if err != nil {
		t.Fatal(err)
	}
	var id string
	err = b.d.Write(b.root, func(tx *db.Tx) error {
		id, err = b.CreateHashed(b.root, tx, login, "周岚", "official", hash, mustChange)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func (b *bundle) signIn(t *testing.T) string {
	t.Helper()
	s, err := b.SignIn(t.Context(), "zhoulan", good, "192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (b *bundle) actor(t *testing.T, cookie string) *access.Actor {
	t.Helper()
	a, _, err := b.BySession(t.Context(), cookie)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (b *bundle) events(t *testing.T) string {
	t.Helper()
	rows, err := b.d.Query(t.Context(), `SELECT action FROM journal_entry WHERE kind = 'auth.account' AND record = $1 ORDER BY id`, b.id)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return strings.Join(out, " ")
}

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cookie := b.signIn(t)
		a := b.actor(t, cookie)
		if a.ID != b.id || a.Post != "clerk" || !a.May("sampling.publish") || !a.Is("chief") || a.Lang != "zh" {
			t.Errorf("actor %+v", a)
		}
		for _, wrong := range []string{"", cookie + "x", strings.ToUpper(cookie), string(cookie[0]^1) + cookie[1:]} {
			if b.actor(t, wrong).ID != "" {
				t.Errorf("cookie %q admits", wrong)
			}
		}
		var n int
		if err := b.d.Row(t.Context(), `SELECT COUNT(*) FROM auth_session WHERE hash = $1 OR id = $1`, cookie).Scan(&n); err != nil || n != 0 {
			t.Errorf("the secret itself is stored (%d, %v)", n, err)
		}
		if err := b.SignOut(b.self, cookie); err != nil {
			t.Fatal(err)
		}
		if b.actor(t, cookie).ID != "" {
			t.Error("signed out and still in")
		}
		if got := b.events(t); got != "create sign-in sign-out" {
			t.Errorf("journal: %s", got)
		}
	})
}

func TestUnknownAndDisabledAccounts(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		_, unknown := b.SignIn(t.Context(), "nobody", good, "")
		_, wrong := b.SignIn(t.Context(), "zhoulan", "not-it", "")
		if unknown == nil || wrong == nil || unknown.Error() != wrong.Error() {
			t.Errorf("an unknown login is told apart: %v / %v", unknown, wrong)
		}
		cookie := b.signIn(t)
		token, err := b.Token(b.self, b.id, 30, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.ByToken(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if err := b.Disable(b.self, b.id, true); !fault.Is(err, fault.KindRefused) {
			t.Errorf("disabled oneself: %v", err)
		}
		if err := b.Disable(b.root, b.id, true); err != nil {
			t.Fatal(err)
		}
		if b.actor(t, cookie).ID != "" {
			t.Error("a disabled account's session still holds")
		}
		if _, err := b.ByToken(t.Context(), token); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a disabled account's token still holds: %v", err)
		}
		if _, err := b.SignIn(t.Context(), "zhoulan", good, ""); !fault.Is(err, fault.KindInvalid) || !strings.Contains(err.Error(), "disabled") {
			t.Errorf("disabled: %v", err)
		}
		if err := b.Disable(b.root, b.id, false); err != nil {
			t.Fatal(err)
		}
		b.signIn(t)
	})
}

func TestLockOutGrowsAndSaysWhenItEnds(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		guess := func() *fault.Error {
			_, err := b.SignIn(t.Context(), "zhoulan", "wrong-guess", "")
			var e *fault.Error
			if !errors.As(err, &e) {
				t.Fatalf("no fault: %v", err)
			}
			return e
		}
		for i := 4; i >= 1; i-- {
			if e := guess(); e.Kind != fault.KindInvalid || !strings.Contains(e.Error(), fmt.Sprintf("%d more", i)) {
				t.Fatalf("with %d left: %v", i, e)
			}
		}
		if e := guess(); e.Wait != time.Minute || !strings.Contains(e.Zh, "09:01:00") {
			t.Fatalf("the fifth: %v, %s", e.Wait, e.Zh)
		}
		if _, err := b.SignIn(t.Context(), "zhoulan", good, ""); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("the right password passes a lock: %v", err)
		}
		b.clk.forward(time.Minute + time.Second)
		if e := guess(); e.Wait != 2*time.Minute {
			t.Fatalf("the sixth locks for %v", e.Wait)
		}
		b.clk.forward(2*time.Minute + time.Second)
		b.signIn(t)
		if e := guess(); !strings.Contains(e.Error(), "4 more") {
			t.Errorf("a right password does not start the count anew: %v", e)
		}
		if !strings.Contains(b.events(t), "locked") {
			t.Errorf("journal: %s", b.events(t))
		}
	})
}

func TestAddressIsLockedOutAcrossLogins(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		const bad = "198.51.100.7"
		for i := range 30 {
			if _, err := b.SignIn(t.Context(), fmt.Sprintf("guess%d", i), "wrong-guess", bad); err == nil {
				t.Fatal("signed in with a guess")
			}
		}
		if _, err := b.SignIn(t.Context(), "zhoulan", good, bad); !fault.Is(err, fault.KindRefused) {
			t.Fatalf("the address may go on: %v", err)
		}
		b.signIn(t) // from elsewhere
		b.clk.forward(25 * time.Hour)
		if _, err := b.SignIn(t.Context(), "zhoulan", good, bad); err != nil {
			t.Errorf("never forgotten: %v", err)
		}
	})
}

func TestGuessesAtTheSameMomentCountOneByOne(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		var tried atomic.Int64
		var wg sync.WaitGroup
		for range 24 {
			wg.Go(func() {
				_, err := b.SignIn(t.Context(), "zhoulan", "wrong-guess", "")
				if fault.Is(err, fault.KindInvalid) {
					tried.Add(1)
				}
			})
		}
		wg.Wait()
		if n := tried.Load(); n != 4 {
			t.Errorf("%d guesses were checked without a lock, not 4", n)
		}
	})
}

func TestSessionsEnd(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cookie := b.signIn(t)
		for range 5 { // used every hour: the idle limit does not end it
			b.clk.forward(100 * time.Minute)
			if b.actor(t, cookie).ID == "" {
				t.Fatal("ended while in use")
			}
		}
		b.clk.forward(121 * time.Minute)
		if b.actor(t, cookie).ID != "" {
			t.Error("idle for over two hours and still in")
		}
		cookie = b.signIn(t)
		for range 12*60/100 + 1 {
			b.clk.forward(100 * time.Minute)
			b.actor(t, cookie)
		}
		if b.actor(t, cookie).ID != "" {
			t.Error("over twelve hours old and still in")
		}
		b.signIn(t)
		if err := b.Sweep(b.root); err != nil {
			t.Fatal(err)
		}
		list, err := b.Sessions(b.self, b.id)
		if err != nil || len(list) != 1 {
			t.Errorf("after the sweep: %d, %v", len(list), err)
		}
	})
}

func TestRevokingIsImmediate(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		one, two := b.signIn(t), b.signIn(t)
		b.actor(t, one)
		b.actor(t, two)
		_, s, err := b.BySession(t.Context(), one)
		if err != nil {
			t.Fatal(err)
		}
		stranger := access.With(t.Context(), &access.Actor{ID: "someone"})
		if err := b.EndSession(stranger, b.id, s.ID); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a stranger ended a session: %v", err)
		}
		if err := b.EndSession(b.self, b.id, s.ID); err != nil {
			t.Fatal(err)
		}
		if b.actor(t, one).ID != "" || b.actor(t, two).ID == "" {
			t.Error("the wrong session ended")
		}
		for range 25 {
			b.signIn(t)
		}
		if list, err := b.Sessions(b.self, b.id); err != nil || len(list) != 20 {
			t.Errorf("%d sessions, %v", len(list), err)
		}
		if b.actor(t, two).ID == "" {
			b.clk.forward(6 * time.Second) // two was remembered; it is gone by now at the latest
		}
		last := b.signIn(t)
		_, s, _ = b.BySession(t.Context(), last)
		if err := b.EndOthers(b.self, b.id, s.ID); err != nil {
			t.Fatal(err)
		}
		if list, _ := b.Sessions(b.self, b.id); len(list) != 1 || list[0].ID != s.ID {
			t.Errorf("%d sessions left", len(list))
		}
	})
}

func TestActorIsRememberedUntilItChanges(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		cookie := b.signIn(t)
		b.actor(t, cookie)
		asked := b.dir.asked.Load()
		for range 100 {
			b.actor(t, cookie)
		}
		if b.dir.asked.Load() != asked {
			t.Error("the directory is asked for every request")
		}
		b.dir.set("operator.view")
		if !b.actor(t, cookie).May("sampling.view") {
			t.Error("not remembered")
		}
		b.Changed(b.id)
		if b.actor(t, cookie).May("sampling.view") {
			t.Error("a right taken away is still held")
		}
		b.dir.set("sampling.view")
		b.clk.forward(6 * time.Second)
		if !b.actor(t, cookie).May("sampling.view") {
			t.Error("remembered for longer than five seconds")
		}
	})
}

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		part, err := b.Issue(b.self, "台账系统", b.id, 30, []access.Right{"sampling.view"})
		if err != nil {
			t.Fatal(err)
		}
		whole, err := b.Token(b.self, b.id, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		a, err := b.ByToken(t.Context(), part)
		if err != nil || !a.May("sampling.view") || a.May("sampling.publish") || a.May("operator.view") {
			t.Errorf("part: %+v, %v", a, err)
		}
		if a, err = b.ByToken(t.Context(), whole); err != nil || !a.May("sampling.publish") {
			t.Errorf("whole: %+v, %v", a, err)
		}
		b.dir.set("operator.view")
		b.Changed(b.id)
		if a, err = b.ByToken(t.Context(), part); err != nil || len(a.Rights) != 0 {
			t.Errorf("the token keeps a right its account lost: %v, %v", a, err)
		}
		b.clk.forward(25 * time.Hour)
		if _, err = b.ByToken(t.Context(), whole); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a token over still holds: %v", err)
		}
		list, err := b.Tokens(b.self, b.id)
		if err != nil || len(list) != 1 || list[0].Name != "台账系统" || list[0].UsedDay != "2026-07-31" {
			t.Fatalf("list: %+v, %v", list, err)
		}
		if _, err := b.ByToken(t.Context(), part); err != nil {
			t.Fatal(err)
		}
		if err := b.Revoke(b.self, b.id, list[0].ID); err != nil {
			t.Fatal(err)
		}
		if _, err := b.ByToken(t.Context(), part); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a revoked token still holds: %v", err)
		}
		for name, c := range map[string]struct {
			ctx    context.Context
			days   int
			rights []access.Right
			kind   fault.Kind
		}{
			"right not held": {b.self, 30, []access.Right{"case.close"}, fault.KindInvalid},
			"no days":        {b.self, 0, nil, fault.KindInvalid},
			"for years":      {b.self, 4000, nil, fault.KindInvalid},
			"for another":    {access.With(t.Context(), &access.Actor{ID: "x"}), 30, nil, fault.KindRefused},
			"visitor":        {t.Context(), 30, nil, fault.KindRefused},
		} {
			if _, err := b.Token(c.ctx, b.id, c.days, c.rights); !fault.Is(err, c.kind) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestPasswordChanges(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		here, there := b.signIn(t), b.signIn(t)
		_, s, _ := b.BySession(t.Context(), here)
		const next = "Tianshui-2027-honest"
		for name, c := range map[string]struct{ old, fresh string }{
			"wrong old": {"wrong-guess", next}, "the same": {good, good}, "short": {good, "Ab1-"},
			"with the login": {good, "ZhouLan-2026-abc"}, "one kind": {good, "abcdefghijkl"}, "common": {good, "Password123!"},
		} {
			if err := b.ChangePassword(b.self, b.id, c.old, c.fresh, s.ID); !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := b.ChangePassword(b.self, b.id, good, next, s.ID); err != nil {
			t.Fatal(err)
		}
		if b.actor(t, here).ID == "" || b.actor(t, there).ID != "" {
			t.Error("the session at hand must stay, the others end")
		}
		if _, err := b.SignIn(t.Context(), "zhoulan", good, ""); err == nil {
			t.Error("the old password still holds")
		}
		once, err := b.ResetPassword(b.root, b.id)
		if err != nil {
			t.Fatal(err)
		}
		if b.actor(t, here).ID != "" {
			t.Error("a reset leaves sessions")
		}
		cookie, err := b.SignIn(t.Context(), "ZHOULAN", once, "")
		if err != nil {
			t.Fatal(err)
		}
		_, s, _ = b.BySession(t.Context(), cookie)
		if !s.MustChange {
			t.Error("a one-time password need not be changed")
		}
		if err := b.ChangePassword(b.self, b.id, once, "Zhangye-2028-honest", s.ID); err != nil {
			t.Fatal(err)
		}
		if _, s, _ = b.BySession(t.Context(), cookie); s == nil || s.MustChange {
			t.Error("changed, and still to be changed")
		}
		if _, err := b.ResetPassword(b.self, b.id); !fault.Is(err, fault.KindRefused) {
			t.Errorf("reset without the right: %v", err)
		}
	})
}

func TestWrongOldPasswordsLockToo(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for range 5 {
			_ = b.ChangePassword(b.self, b.id, "wrong-guess", "Tianshui-2027-honest", "")
		}
		if err := b.ChangePassword(b.self, b.id, good, "Tianshui-2027-honest", ""); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a stolen session may guess on: %v", err)
		}
	})
}

func TestCreateRefuses(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for name, c := range map[string]struct{ login, person, side, password string }{
			"taken, other case": {"ZHOULAN", "周岚", "official", good}, "space": {"zhou lan", "周岚", "official", good},
			"no name": {"zl2", " ", "official", good}, "side": {"zl2", "周岚", "king", good}, "weak": {"zl2", "周岚", "official", "12345"},
		} {
			err := b.d.Write(b.root, func(tx *db.Tx) error {
				_, err := b.Create(b.root, tx, c.login, c.person, c.side, c.password, false)
				return err
			})
			if !fault.Is(err, fault.KindInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestLooks(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		ctx := clock.With(b.self, b.clk.now)
		if err := auth.Looked(ctx, b.d, "complaint.reporter", "r1", "phone", " "); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("without a reason: %v", err)
		}
		if err := auth.Looked(t.Context(), b.d, "complaint.reporter", "r1", "phone", "回访"); !fault.Is(err, fault.KindRefused) {
			t.Errorf("a visitor: %v", err)
		}
		for _, why := range []string{"回访举报人", "核实奖励"} {
			if err := auth.Looked(ctx, b.d, "complaint.reporter", "r1", "phone", why); err != nil {
				t.Fatal(err)
			}
		}
		got, err := auth.Looks(t.Context(), b.d, "complaint.reporter", "r1")
		if err != nil || len(got) != 2 || got[0].Why != "核实奖励" || got[0].Account != b.id || got[1].At != "2026-07-31T01:00:00.000Z" {
			t.Errorf("%+v, %v", got, err)
		}
		if got, _ := auth.Looks(t.Context(), b.d, "complaint.reporter", "r2"); len(got) != 0 {
			t.Errorf("another record: %+v", got)
		}
	})
}

func TestSessionsUnderConcurrentRevocation(t *testing.T) {
	each(t, func(t *testing.T, b *bundle) {
		for range 5 {
			cookie := b.signIn(t)
			stop := make(chan struct{})
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() {
					for {
						select {
						case <-stop:
							return
						default:
							if _, _, err := b.BySession(t.Context(), cookie); err != nil {
								t.Error(err)
								return
							}
							b.Changed(b.id) // forces the next to read the database again
						}
					}
				})
			}
			if err := b.SignOut(b.self, cookie); err != nil {
				t.Error(err)
			}
			for range 50 {
				if b.actor(t, cookie).ID != "" {
					t.Error("a reader brought an ended session back")
					break
				}
			}
			close(stop)
			wg.Wait()
		}
	})
}
