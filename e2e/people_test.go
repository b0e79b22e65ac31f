package e2e

import (
	"strings"
	"testing"
)

// The second hand is refused to the first, on the page and by a direct request, and the refusal says why.
func TestSecondHandIsRefusedToTheFirst(t *testing.T) {
	s := as(t, "sampler", desktop)
	s.open("/desk/sampling-result/new")
	s.fill("#f-number", "DEMO-HAND-"+stamp)
	s.fill("#f-food", "演示菠菜")
	s.choose("purpose", "supervision")
	s.set("#f-sampled", "2026-05-13")
	s.pick("#f-region", "城关区")
	s.fill(`[name="items.0.item"]`, "毒死蜱")
	s.fill(`[name="items.0.limit_text"]`, "≤0.1mg/kg")
	s.fill(`[name="items.0.result_text"]`, "0.05mg/kg")
	s.press("[name=_save]")
	id := s.idOf()
	for _, action := range []string{"check", "publish"} {
		status := eval[int](s, `fetch('/api/v1/me').then((r) => r.json()).then((me) => fetch('/api/v1/flow/sampling.result/`+id+`/`+action+`',
			{method: 'POST', headers: {'X-Csrf-Token': me.csrf, 'Content-Type': 'application/json'}, body: '{}'})).then((r) => r.status)`)
		if status != 403 {
			t.Errorf("whoever recorded a result gets %d for %s", status, action)
		}
	}
	s.stands("DEMO-HAND-"+stamp, "待审核")
}

// An administrator appoints a person, who gets a one-time password and has to change it before anything else.
func TestAppointmentWithOneTimePassword(t *testing.T) {
	a := as(t, "admin", desktop)
	a.open("/desk/people/new?region=620102")
	a.shot("form")
	value := eval[string](a, `(() => { const o = [...document.querySelectorAll('#f-seat option, [name=seat]')].find((e) => /county-inspector$/.test(e.value)); return o ? o.value : ''; })()`)
	if value == "" {
		a.fail("no seat of an inspector to choose:\n%s", clip(a.text()))
	}
	a.choose("seat", value)
	a.fill("#f-login", "newcomer-"+stamp)
	a.fill("#f-name", "演示新人")
	a.press("[name=_save], main form.panel button.main-act")
	a.sees("一次性密码")
	a.shot("once")
	secret := eval[string](a, `document.querySelector('[data-copy]').dataset.copy`)
	if len(secret) < 10 {
		t.Fatalf("one-time password %q", secret)
	}

	n := visitor(t, phone)
	n.signIn("newcomer-"+stamp, secret)
	n.sees("一次性密码")
	n.shot("change")
	n.open("/desk/operator") // nothing else before
	if !strings.HasPrefix(n.at(), "/account") {
		n.fail("with a one-time password one reaches %s", n.at())
	}
	n.fill("#old", secret)
	n.fill("#password", "Brand-new-word-7")
	n.fill("#again", "Brand-new-word-7")
	n.press("main button.main-act")
	n.open("/desk/operator")
	n.got(200)
	n.sees("企业")
	n.shot("in")
}
