package portal

import (
	"net/url"
	"strings"
	"unicode/utf8"

	"shian/data/food"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// Mount puts the portal on the mux. Searches and checks are bounded for each address, so that nobody copies the register or
// keeps the processors busy; lists are there as open data.
func (s *Service) Mount(m *web.Mux, p *page.Pages) {
	s.pages = p
	m.Handle("GET /{$}", web.Public(), s.home)
	m.Handle("GET /business", web.Public(), s.businesses, web.Rate(40, 20))
	m.Handle("GET /business/{id}", web.Public(), s.business, web.Rate(120, 60))
	m.Handle("GET /failing", web.Public(), s.failing, web.Rate(60, 30))
	m.Handle("GET /result/{id}", web.Public(), s.result, web.Rate(120, 60))
	m.Handle("GET /verify", web.Public(), s.verify, web.Rate(60, 30))
	m.Handle("POST /verify", web.Public(), s.verifyPosted, web.Rate(60, 30), web.Body(4*MostProof))
	m.Handle("GET /data", web.Public(), s.data)
	m.Handle("GET /about", web.Public(), s.about)
	examples(p)
}

// view begins a page of the portal.
func view(title, lead string, data any) page.View {
	return page.View{Title: title, Lead: lead, Bare: true, Data: data, Crumbs: []page.Link{{Label: "首页", Href: "/"}}}
}

const mostText = 60

// word is one condition that somebody typed: trimmed and bounded.
func word(s, name, label string) (string, error) {
	s = strings.TrimSpace(s)
	if utf8.RuneCountInString(s) > mostText || strings.ContainsRune(s, 0) {
		return "", fault.Invalid(fault.Field{Name: name, Label: label, Zh: "最多 60 个字，请缩短", En: "at most 60 characters; shorten it"})
	}
	return s, nil
}

func address(path string, pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			v.Set(pairs[i], pairs[i+1])
		}
	}
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// label is the Chinese word of the code for a value to choose.
func label[T ~string](choices []form.Choice, value T) page.Word {
	for _, c := range choices {
		if c.Value == string(value) {
			return page.Word(c.Label)
		}
	}
	return page.Word(value)
}

func tradeOf(b *operator.Public) page.Word { return label(operator.Trades, b.Trade) }

// where names a region, the prefecture before the county.
func (s *Service) where(code, lang string) string {
	if code == "" {
		return ""
	}
	if full := place.Full(code); full == place.Root {
		return s.tree().Name(full, lang)
	}
	return s.tree().FullName(place.Full(code), lang)
}

func category(code, lang string) string {
	c, ok := food.Lookup(code)
	if !ok {
		return code
	}
	return pick(lang, c.Name, c.NameEn)
}

func pick(lang, zh, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return zh
}

func kindOf(purpose string) page.Word {
	for _, k := range food.Kinds() {
		if k.Code == purpose {
			return page.Word(k.Name)
		}
	}
	return page.Word(purpose)
}
