package e2e

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// stamp tells the records of this run from those of another on the same demonstration.
var stamp = time.Now().Format("150405")

// name makes an address part of a file's name.
func name(at string) string {
	return strings.NewReplacer("/", "-", "?", "-", "=", "-", "&", "-").Replace(at)
}

// pick searches a reference by name and takes the first that is found.
func (p *person) pick(sel, text string) {
	p.t.Helper()
	p.fill(sel, text)
	for range 40 {
		if eval[bool](p, fmt.Sprintf(`!!document.querySelector('#' + (document.querySelector(%q) || {id: 'x'}).id + '-list li')`, sel)) {
			p.do(chromedp.KeyEvent(kb.ArrowDown), enter)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	p.fail("nothing is suggested for %q at %s", text, sel)
}

// choose picks one of several: from a list, or by its round button.
func (p *person) choose(name, value string) {
	p.t.Helper()
	if p.count("select#f-"+name) > 0 {
		p.set("#f-"+name, value)
		return
	}
	p.do(chromedp.Click(chromedp.CSS(`[name="` + name + `"][value="` + value + `"]`)))
}

// confirm gives a reason where the platform doubts that the record is new.
func (p *person) confirm() {
	p.t.Helper()
	if p.count("[name=_confirm]") > 0 {
		p.fill("[name=_confirm]", "核对过，是另一家")
		p.press("[name=_save]")
	}
}

// enter is the key as a keyboard sends it: its character only follows where the page did not take the key itself.
var enter = chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
	for _, e := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: "Enter", Code: "Enter", Text: "\r", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13, NativeVirtualKeyCode: 13},
	} {
		if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, e); err != nil {
			return err
		}
	}
	return nil
})

// tab goes on to the next control until it is the one wanted, as somebody without a mouse does.
func (p *person) tab(sel string) {
	p.t.Helper()
	for range 80 {
		p.do(chromedp.KeyEvent(kb.Tab))
		if eval[bool](p, fmt.Sprintf(`document.activeElement && document.activeElement.matches(%q)`, sel)) {
			if !eval[bool](p, `(() => { const s = getComputedStyle(document.activeElement || document.body); return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()`) {
				p.t.Errorf("%s has the focus and does not show it", sel)
			}
			return
		}
	}
	p.fail("%s is not reached by the keyboard", sel)
}

func (p *person) types(text string) { p.t.Helper(); p.do(chromedp.KeyEvent(text)) }

// A whole form, from the list to the stored record, without touching the mouse.
func TestOneFormByKeyboardAlone(t *testing.T) {
	p := as(t, "inspector", desktop)
	p.open("/desk/operator")
	p.tab(`main a[href="/desk/operator/new"]`)
	p.turn("Enter", enter)
	p.tab("#f-name")
	p.types("演示键盘面馆")
	p.do(enter) // Enter goes on to the next field and does not send the form
	if p.count("#errors") > 0 || !eval[bool](p, `document.activeElement.matches('#f-code')`) {
		p.fail("Enter sent the form, or does not go on to the next field")
	}
	p.tab("#f-trade")
	p.types("餐饮")
	p.tab("#f-region")
	p.types("城关区")
	time.Sleep(600 * time.Millisecond)
	p.do(chromedp.KeyEvent(kb.ArrowDown), enter)
	p.tab("#f-address")
	p.types("演示路 9 号")
	p.shot("filled")
	p.turn("Ctrl+S", chromedp.KeyEvent("s", chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	p.confirm()
	p.sees("演示键盘面馆")
	if strings.HasSuffix(p.at(), "/new") {
		p.fail("not stored: %s", clip(p.text()))
	}
	p.shot("stored")
}

// Without script: sign in, list, a form with a child row, the three hands.
func TestEverythingWithoutScript(t *testing.T) {
	p := visitor(t, desktop).without()
	p.signIn("sampler", password)
	p.got(200)
	p.open("/desk/sampling-result")
	p.sees("抽检结果")
	p.shot("list")
	p.open("/desk/sampling-result/new")
	p.shot("blank")
	number := "DEMO-PLAIN-" + stamp
	p.fill("#f-number", number)
	p.fill("#f-food", "演示白菜")
	p.choose("purpose", "supervision")
	p.set("#f-sampled", "2026-05-12")
	p.fill("#f-region", "620102")
	p.fill(`[name="items.0.item"]`, "毒死蜱")
	p.fill(`[name="items.0.limit_text"]`, "≤0.02mg/kg")
	p.fill(`[name="items.0.result_text"]`, "0.5mg/kg")
	p.shot("filled")
	p.press("[name=_save]")
	p.sees("演示白菜", "毒死蜱", "不符合")
	id := p.idOf()
	for _, hand := range []struct{ login, label, after string }{{"checker", "审核通过", "待公示"}, {"publisher", "公示", "已公示"}} {
		h := as(t, hand.login, desktop).without()
		h.open("/desk/sampling-result/" + id)
		h.follow(hand.label)
		h.settle(hand.label)
		h.stands(number, hand.after)
	}
	v := visitor(t, phone).without()
	v.open("/result/" + id)
	v.sees("演示白菜", "毒死蜱")
	v.shot("portal")
}

// Two people edit: the second is told and sees both versions, and may then send their own.
func TestTwoPeopleEditing(t *testing.T) {
	first, second := as(t, "inspector", desktop), as(t, "inspector", phone)
	first.open("/desk/operator/new")
	first.fill("#f-name", "演示两人改酒店")
	first.choose("trade", "catering")
	first.pick("#f-region", "城关区")
	first.fill("#f-address", "演示路 1 号")
	first.press("[name=_save]")
	first.confirm()
	at := first.at()
	first.open(at + "/edit")
	second.open(at + "/edit")
	first.fill("#f-address", "演示路 2 号")
	first.press("[name=_save]")
	first.sees("演示路 2 号")
	second.fill("#f-address", "演示路 3 号")
	second.press("[name=_save]")
	second.got(409)
	second.sees("他人先改了这条记录", "演示路 2 号", "演示路 3 号")
	second.fits("conflict")
	second.shot("conflict")
	second.press("[name=_save]")
	second.sees("演示路 3 号")
	second.open(at + "/history")
	second.sees("演示路 2 号", "演示路 3 号")
	second.shot("history")
}
