package e2e

import (
	"os"
	"path/filepath"
	"testing"
)

// A sheet with columns of something else: told which are missing, nothing stored.
func TestSheetWithWrongColumns(t *testing.T) {
	p := as(t, "sampler", desktop)
	for name, text := range map[string]string{"columns": "甲,乙,丙\n1,2,3\n", "empty": "", "binary": "\x00\x01\x02PK\x03"} {
		file := filepath.Join(t.TempDir(), name+".csv")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p.open("/desk/sampling-result/import")
		p.upload("#sheet", file)
		p.follow("上传并校验")
		if p.status >= 500 {
			p.fail("%s answers %d", name, p.status)
		}
		if p.status == 200 {
			p.until("没有可以写入的行", "错误")
		}
		p.shot(name)
	}
}

// Bad codes are refused beside the field, and what was typed stays.
func TestBadCodesAreRefusedBesideTheField(t *testing.T) {
	p := as(t, "inspector", phone)
	p.open("/desk/operator/new")
	p.fill("#f-name", "演示错码店")
	p.fill("#f-code", "91620102MA00000000")
	p.fill("#f-phone", "12")
	p.press("[name=_save]")
	p.got(422)
	p.sees("处需要改正")
	for _, f := range []string{"code", "phone", "address"} {
		if p.count("#f-"+f+"[aria-invalid=true]") != 1 {
			t.Errorf("the field %s is not marked", f)
		}
	}
	if v := eval[string](p, `document.querySelector('#f-name').value`); v != "演示错码店" {
		t.Errorf("what was typed is gone: %q", v)
	}
	p.fits("wrong form")
	p.shot("wrong")
}

// A form of a session that is over is refused, and the page says what to do.
func TestStaleForm(t *testing.T) {
	p := as(t, "inspector", desktop)
	p.open("/desk/operator/new")
	p.fill("#f-name", "演示过期店")
	eval[bool](p, `(document.querySelector('[name=csrf]').value = 'x', true)`)
	p.press("[name=_save]")
	p.got(403)
	p.sees("刷新")
	p.shot("stale")
}

// Wrong passwords, addresses that lead nowhere, numbers that are none.
func TestWhatStrangersTry(t *testing.T) {
	p := visitor(t, phone)
	p.signIn("inspector-nobody", "wrong")
	p.sees("没有登录成功")
	p.shot("sign-in")
	for at, status := range map[string]int64{"/nowhere": 404, "/result/none": 404, "/business/none": 404, "/verify?id=none": 404, "/desk/operator": 200, "/business?q=演": 422} {
		p.open(at)
		if p.status != status {
			t.Errorf("%s answers %d, want %d", at, p.status, status)
		}
		p.fits(at)
		p.shot("at" + name(at))
	}
}
