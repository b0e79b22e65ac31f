package place_test

import (
	"encoding/json"
	"net/url"
	"path"
	"strings"
	"testing"

	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/page/pagetest"
)

func TestActingOfficersByForm(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		form := func(change ...string) url.Values {
			v := url.Values{"for": {"{account:inspector}"}, "account": {"colleague"}, "from": {today}, "to": {"2026-05-30"}, "reason": {"休假"}}
			for i := 0; i < len(change); i += 2 {
				v.Set(change[i], change[i+1])
			}
			return v
		}
		check(t, "the form begins with oneself", x.page("inspector", "/desk/acting/new", nil), 200, x.account["inspector"], "演示·inspector")
		check(t, "nothing filled in", x.page("inspector", "/desk/acting/new", form("account", "", "to", "", "reason", "")), 422, `href="#f-account"`, `href="#f-to"`, `href="#f-reason"`)
		check(t, "nobody of this name", x.page("inspector", "/desk/acting/new", form("account", "王五")), 422, "没有找到此人", `value="王五"`)
		check(t, "for oneself", x.page("inspector", "/desk/acting/new", form("account", "inspector")), 422, `href="#f-account"`)
		check(t, "inspectors do not replace others", x.page("inspector", "/desk/acting/new", form("for", "colleague", "account", "township")), 403, "不能办理代理")
		check(t, "a county replaces nobody elsewhere", x.page("county", "/desk/acting/new", form("for", "far")), 403, "地区")
		asked := x.page("inspector", "/desk/acting/new", form("account", "演示·colleague"))
		check(t, "asked, by name", asked, 303, "/desk/acting/")
		order := asked.to
		id := path.Base(order)

		check(t, "waiting for the county", x.page("county", "/desk/acting?state=waiting", nil), 200, "演示·colleague", "待批准")
		check(t, "elsewhere unseen", x.page("other", "/desk/acting", nil), 200, "没有代理")
		check(t, "elsewhere unread", x.page("other", order, nil), 404)
		check(t, "one's own", x.page("colleague", "/desk/acting?mine=1", nil), 200, "演示·inspector")
		check(t, "not yet acting", x.page("colleague", "/desk/acting", nil), 200, "!您今天代理")
		check(t, "without the right", x.page("inspector", order+"/approve", url.Values{"version": {"1"}}), 403)
		check(t, "elsewhere refused", x.page("other", order+"/approve", url.Values{"version": {"1"}}), 404)
		check(t, "changed meanwhile", x.page("county", order+"/approve", url.Values{"version": {"5"}}), 409, "刚刚改过")
		check(t, "approved", x.page("county", order+"/approve", url.Values{"version": {"1"}}), 303, order)
		check(t, "twice", x.page("county2", order+"/approve", url.Values{"version": {"2"}}), 403, "已经批准")
		check(t, "acting today", x.page("colleague", "/desk/acting", nil), 200, "您今天代理 演示·inspector", "代理中")
		check(t, "only nearer", x.page("colleague", order+"/return", url.Values{"to": {"2026-12-31"}, "version": {"2"}}), 422, `href="#f-to"`)
		check(t, "not by others", x.page("township", order+"/return", url.Values{"to": {today}, "version": {"2"}}), 404)
		check(t, "returned", x.page("colleague", order+"/return", url.Values{"to": {"2026-05-19"}, "version": {"2"}}), 303)
		check(t, "over", x.page("colleague", "/desk/acting", nil), 200, "已结束", "!您今天代理")

		own := x.page("county", "/desk/acting/new", form("for", "county2", "account", "county"))
		check(t, "by an administrator", own, 303)
		check(t, "who asked does not approve", x.page("county", own.to, nil), 200, "须由他人批准")
		check(t, "nor by a crafted request", x.page("county", own.to+"/approve", url.Values{"version": {"1"}}), 403, "以外的人批准")
		check(t, "the order by the API", x.api("colleague", "GET", "/api/v1/acting/"+id, ""), 200, `"to":"2026-05-19"`, `"version":3`)
	}, webSchemas...)
}

func TestAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		x := newSite(t, d)
		for _, c := range []struct {
			name, who, method, path, body string
			status                        int
			words                         string
		}{
			{"visitors", "nobody", "GET", "/api/v1/people", "", 401, "urn:shian:fault:refused"},
			{"regions below the province", "county", "GET", "/api/v1/regions", "", 200, `"620100"|"population":4`},
			{"regions below one", "county", "GET", "/api/v1/regions?parent=6201", "", 200, `"620102"|!"620200"`},
			{"regions by name", "county", "GET", "/api/v1/regions?q=七里河&limit=1", "", 200, `"620103"`},
			{"one region", "county", "GET", "/api/v1/regions/620102", "", 200, `"full_name":"兰州市城关区"`},
			{"no region", "county", "GET", "/api/v1/regions/999999", "", 404, "999999"},
			{"a misspelt parameter", "county", "GET", "/api/v1/regions?name=x", "", 422, `"field":"name"`},
			{"offices at a region", "inspector", "GET", "/api/v1/offices?region=620103", "", 200, `"market-620103"|!演示`},
			{"offices of nothing", "inspector", "GET", "/api/v1/offices", "", 422, `"field":"region"`},
			{"an office with its people", "county", "GET", "/api/v1/offices/market-620102", "", 200, `"county-inspector"|演示·inspector`},
			{"another county's people", "county", "GET", "/api/v1/offices/market-620103", "", 403, "范围"},
			{"people of one's county", "county", "GET", "/api/v1/people", "", 200, `"total":5|!演示·far`},
			{"people page by page", "county", "GET", "/api/v1/people?limit=2", "", 200, `"next":"`},
			{"people of an unknown region", "county", "GET", "/api/v1/people?region=99", "", 422, `"field":"region"`},
			{"people in no state", "county", "GET", "/api/v1/people?state=tired", "", 422, `"field":"state"`},
			{"a person elsewhere", "county", "GET", "/api/v1/people/{held:far}", "", 404, ""},
			{"an unknown key", "county", "POST", "/api/v1/people", `{"logn":"a"}`, 422, "logn"},
			{"an unknown post", "county", "POST", "/api/v1/people", `{"login":"a1","new":true,"name":"甲","post":"king","from":"2026-05-20"}`, 422, `"field":"post"`},
			{"another county", "county", "POST", "/api/v1/people", `{"login":"a1","new":true,"name":"甲","post":"sampler","region":"620103","from":"2026-05-20"}`, 403, "范围"},
			{"and no account is left behind", "province", "POST", "/api/v1/people", `{"login":"a1","post":"sampler","region":"620103","from":"2026-05-20"}`, 422, `"field":"login"`},
			{"a newcomer", "county", "POST", "/api/v1/people", `{"login":"a2","new":true,"name":"乙","post":"sampler","region":"620102","from":"2026-05-20"}`, 201, `"password":"|"office":"market-620102"`},
			{"an official is no business", "province", "POST", "/api/v1/people", `{"login":"a2","post":"lab-analyst","holder":"l1","from":"2026-05-20"}`, 422, "身份"},
			{"the right to appoint", "inspector", "POST", "/api/v1/people", `{}`, 403, ""},
			{"end without a day", "county", "POST", "/api/v1/people/{held:inspector}/end", `{"version":1}`, 422, `"field":"to"`},
			{"end of a stale version", "county", "POST", "/api/v1/people/{held:inspector}/end", `{"last":"2026-05-30","version":4}`, 409, ""},
			{"end", "county", "POST", "/api/v1/people/{held:inspector}/end", `{"last":"2026-05-30","version":1}`, 200, `"to":"2026-05-30"|"version":2`},
			{"close without saying so", "county", "POST", "/api/v1/people/{held:inspector}/disable", `{}`, 422, `"field":"disabled"`},
			{"close", "county", "POST", "/api/v1/people/{held:inspector}/disable", `{"disabled":true}`, 200, "true"},
			{"ask", "colleague", "POST", "/api/v1/acting", `{"for":"colleague","account":"inspector","from":"2026-05-20","to":"2026-05-25","reason":"培训"}`, 201, `"approved_by":""`},
			{"ask for nobody", "colleague", "POST", "/api/v1/acting", `{"for":"colleague","account":"","from":"2026-05-20","to":"2026-05-25","reason":"培训"}`, 422, `"field":"account"`},
			{"acting orders", "county", "GET", "/api/v1/acting?state=waiting", "", 200, `"total":1|培训`},
			{"acting orders elsewhere", "other", "GET", "/api/v1/acting", "", 200, `"rows":[]`},
			{"acting orders in no state", "other", "GET", "/api/v1/acting?state=x", "", 422, `"field":"state"`},
		} {
			check(t, c.name, x.api(c.who, c.method, c.path, c.body), c.status, strings.Split(c.words, "|")...)
		}
		var l struct{ Rows []struct{ ID string } }
		_ = json.Unmarshal([]byte(x.api("county", "GET", "/api/v1/acting", "").body), &l)
		at := "/api/v1/acting/" + l.Rows[0].ID
		check(t, "approve", x.api("county", "POST", at+"/approve", `{"version":1}`), 200, `"version":2`)
		check(t, "return", x.api("inspector", "POST", at+"/return", `{"last":"2026-05-21","version":2}`), 200, `"to":"2026-05-21"`)
	}, webSchemas...)
}

// Every page keeps what the kit promises, in both languages, and leaves no Chinese of the code on an English one.
func TestPagesAreSoundInBothLanguages(t *testing.T) {
	d := dbtest.Open(t, db.SQLite, webSchemas...)
	x := newSite(t, d)
	form := url.Values{"for": {"{account:inspector}"}, "account": {"colleague"}, "from": {today}, "to": {"2026-05-30"}, "reason": {"休假"}}
	order := x.page("inspector", "/desk/acting/new", form).to
	approved := x.page("colleague", "/desk/acting/new", url.Values{"for": {"{account:colleague}"}, "account": {"inspector"}, "from": {today}, "to": {"2026-05-30"}, "reason": {"休假"}}).to
	x.page("county", approved+"/approve", url.Values{"version": {"1"}})
	bad := url.Values{"account": {"new"}, "login": {""}, "seat": {"market-620102 sampler"}, "from": {"soon"}}
	for _, c := range []struct {
		who, path string
		form      url.Values
	}{
		{"province", "/desk/place", nil}, {"county", "/desk/place", nil}, {"township", "/desk/place", nil}, {"city", "/desk/place?region=七里", nil}, {"county", "/desk/place?region=xx", nil},
		{"province", "/desk/people", nil}, {"county", "/desk/people?state=over", nil}, {"county", "/desk/people?limit=2&region=620102", nil},
		{"county", "/desk/people/{held:inspector}", nil}, {"county", "/desk/people/{held:inspector}/end", nil}, {"county", "/desk/people/{held:inspector}/reset", nil},
		{"county", "/desk/people/{held:inspector}/disable", nil}, {"county", "/desk/people/{held:colleague}/reset", url.Values{}},
		{"county", "/desk/people/new", nil}, {"province", "/desk/people/new?side=enterprise", nil}, {"province", "/desk/people/new?side=laboratory", nil},
		{"county", "/desk/people/new?region=620102", bad}, {"county", "/desk/people/{held:inspector}/end", url.Values{"to": {"x"}, "version": {"1"}}},
		{"inspector", "/desk/acting", nil}, {"township", "/desk/acting", nil}, {"county", "/desk/acting?state=waiting", nil}, {"county", "/desk/acting/new", nil}, {"county", order, nil},
		{"inspector", order, nil}, {"inspector", order + "/return", url.Values{"to": {"x"}}}, {"inspector", "/desk/acting/new", url.Values{"for": {"nobody"}}},
	} {
		for _, lang := range []string{"zh", "en"} {
			a := x.page(c.who+"."+lang, c.path, c.form)
			if a.status != 200 && a.status != 422 {
				t.Errorf("%s %s: %d", c.path, lang, a.status)
			}
			for _, fault := range pagetest.Inspect([]byte(a.body), lang) {
				t.Errorf("%s %s: %s", c.path, lang, fault)
			}
		}
	}
	for _, zh := range x.missing() {
		t.Errorf("i18n/locale lacks %q", zh)
	}
}
