package app_test

import (
	"strings"
	"testing"
)

// What one's programs may do is chosen by name; the code is only what the form sends.
func TestTheAccountNamesRights(t *testing.T) {
	s := open(t)
	s.crew()
	body := s.caller("county-inspector").get("/account").Body.String()
	if !strings.Contains(body, "<span>抽检结果：查看</span>") || strings.Contains(body, ">sampling.result.view<") {
		t.Error("the account page lists the codes of rights")
	}
}
