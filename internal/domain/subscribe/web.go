package subscribe

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/notify"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// Mount puts subscriptions, feeds and warnings on the mux. Tokens stand in queries and bodies, which no log has.
func (s *Service) Mount(m *web.Mux, p *page.Pages, d *desk.Desk) {
	s.pages = p
	m.Handle("GET /subscribe", web.Public(), s.form, web.Rate(60, 30))
	m.Handle("POST /subscribe", web.Public(), s.ask, web.Rate(6, 6))
	m.Handle("GET /subscribe/{id}", web.Public(), s.mine, web.Rate(60, 30))
	m.Handle("POST /subscribe/{id}/confirm", web.Public(), s.confirm, web.Rate(30, 15))
	m.Handle("POST /subscribe/{id}/end", web.Public(), s.end, web.Rate(60, 30))
	m.Handle("GET /feed/results.atom", web.Public(), s.results, web.Rate(120, 60))
	m.Handle("GET /feed/warnings.atom", web.Public(), s.warnings, web.Rate(120, 60))
	m.Handle("GET /warning", web.Public(), s.published, web.Rate(60, 30))
	m.Handle("GET /warning/{id}", web.Public(), s.warning, web.Rate(120, 60))
	d.Mount(s.Warnings, desk.Under("抽检检验"), desk.ByRegion(place.Regions), desk.Draw(cell), desk.Beside(s.beside), desk.OwnImport(), desk.ExportedBy("warning.view"))
	m.Handle("GET /desk/warning/{id}/do/{action}", web.Right("warning.view"), s.askStep)
	s.examples(p)
}

// view begins a page of the portal.
func view(title, lead string, data ...any) page.View {
	return page.View{Title: title, Lead: lead, Bare: true, Data: data, Crumbs: []page.Link{{Label: "首页", Href: "/"}}}
}

func (s *Service) where(code, lang string) string {
	if code == "" {
		return ""
	}
	return s.tree().FullName(place.Full(code), lang)
}

const mostText = 60

// filter reads the filter of an address or a form.
func (s *Service) filter(get func(string) string) (Filter, error) {
	f := Filter{Region: place.Short(get("region")), Category: get("category"), Food: strings.Join(strings.Fields(get("food")), " "), Business: get("business"), Conclusion: get("conclusion")}
	var faults []fault.Field
	wrong := func(name, label, zh, en string) {
		faults = append(faults, fault.Field{Name: name, Label: label, Zh: zh, En: en})
	}
	if len(f.Region) == 2 {
		f.Region = ""
	}
	if f.Region != "" {
		if _, ok := s.tree().Find(f.Region); !ok || len(f.Region) > 6 {
			wrong("region", "地区", "没有这个地区，请重选", "there is no such region; choose again")
		}
	}
	if f.Category != "" {
		if _, ok := food.Lookup(f.Category); !ok {
			wrong("category", "食品类别", "没有这个类别，请重选", "there is no such category; choose again")
		}
	}
	if utf8.RuneCountInString(f.Food) > mostText || strings.ContainsRune(f.Food, 0) {
		wrong("food", "食品名称", "最多 60 个字，请缩短", "at most 60 characters; shorten it")
	}
	if !slices.Contains([]string{"", "pass", "fail"}, f.Conclusion) {
		wrong("conclusion", "结论", "请选不合格、合格或全部", "choose failing, passing or all")
	}
	if len(f.Business) > 64 || strings.ContainsFunc(f.Business, func(r rune) bool { return r <= ' ' }) {
		wrong("business", "企业", "企业编号不对，请从企业页面进入", "the business is not known; come from its page")
	}
	if len(faults) > 0 {
		return f, fault.Invalid(faults...)
	}
	return f, nil
}

func (f Filter) query() string {
	v := url.Values{}
	for _, x := range [][2]string{{"region", f.Region}, {"category", f.Category}, {"food", f.Food}, {"business", f.Business}, {"conclusion", f.Conclusion}} {
		if x[1] != "" {
			v.Set(x[0], x[1])
		}
	}
	if len(v) == 0 {
		return ""
	}
	return "?" + v.Encode()
}

// form asks what somebody wants to be told, and shows the address of the feed with the same filter.
func (s *Service) form(c *web.Ctx) error {
	f, err := s.filter(c.Query)
	if err != nil {
		return err
	}
	if c.Query("conclusion") == "" && c.R.URL.RawQuery == "" {
		f.Conclusion = "fail"
	}
	return s.pages.Render(c, "kit.stack", s.formView(c, f, "mail", "", nil))
}

func (s *Service) formView(c *web.Ctx, f Filter, way, address string, wrong *fault.Error) page.View {
	var regions, kinds []page.Choice
	regions = append(regions, page.Choice{Label: "全省"})
	for _, r := range s.tree().Children(place.Root) {
		regions = append(regions, page.Choice{Value: place.Short(r.Code), Label: r.Name, En: r.NameEn, Own: true})
	}
	if len(f.Region) > 4 {
		if r, ok := s.tree().Find(f.Region); ok {
			regions = append(regions, page.Choice{Value: f.Region, Label: r.Name, En: r.NameEn, Own: true})
		}
	}
	kinds = append(kinds, page.Choice{Label: "全部"})
	for _, k := range food.Categories() {
		kinds = append(kinds, page.Choice{Value: k.Code, Label: k.Name, En: k.NameEn, Own: true})
	}
	what := page.Section{Title: "要什么", Inputs: []page.Input{
		{Name: "region", Label: "抽样地区", Kind: "choice", Value: f.Region, Choices: regions},
		{Name: "category", Label: "食品类别", Kind: "choice", Value: f.Category, Choices: kinds},
		{Name: "food", Label: "食品名称", Kind: "text", Value: f.Food, Max: mostText, Help: "名称里的字，几个词用空格分开"},
		{Name: "conclusion", Label: "结论", Kind: "choice", Value: f.Conclusion, Choices: []page.Choice{{Value: "fail", Label: "不合格"}, {Value: "pass", Label: "合格"}, {Value: "", Label: "全部"}}},
	}}
	form := page.Form{Action: "/subscribe", Acts: []page.Act{{Label: "订阅", Tone: "main", Name: "_save", Value: "1"}}}
	if f.Business != "" {
		form.Hidden = []page.Pair{{Name: "business", Value: f.Business}}
	}
	how := page.Section{Title: "怎样收", Inputs: []page.Input{
		{Name: "way", Label: "方式", Kind: "choice", Value: way, Choices: []page.Choice{{Value: notify.ByMail, Label: "电子邮件"}, {Value: notify.ByHook, Label: "推送到程序（webhook）"}}},
		{Name: "address", Label: "邮箱或推送地址", Kind: "text", Value: address, Needed: true, Wide: true, Max: 500, Complete: "email", Help: "邮箱要打开确认链接才生效；推送地址以 https:// 开头。地址加密保存，只用于这项订阅，退订即删除"},
	}}
	for _, sec := range []*page.Section{&what, &how} {
		for i := range sec.Inputs {
			if wrong == nil {
				break
			}
			for _, e := range wrong.Fields {
				if e.Name == sec.Inputs[i].Name {
					sec.Inputs[i].Error, sec.Inputs[i].ErrorEn = e.Zh, e.En
				}
			}
		}
	}
	form.Sections = []page.Section{what, how}
	feed := s.needs.Tells.Address("/feed/results.atom" + f.query())
	side := page.Panel{Title: "不留地址也能订阅", Body: []any{page.Detail{One: true, Facts: []page.Fact{
		{Label: "抽检结果（Atom）", Value: page.Code(feed), Href: "/feed/results.atom" + f.query()},
		{Label: "消费警示（Atom）", Value: page.Code(s.needs.Tells.Address("/feed/warnings.atom")), Href: "/feed/warnings.atom"},
		{Label: "用法", Value: page.Word("把地址放进任何阅读器；撤回的条目会更新并写明原因")}}}}}
	v := view("订阅", "新公示的抽检结果、撤回和消费警示，按地区、食品或企业告诉您", page.Grid{Kind: "two", Cells: [][]any{{form}, {side}}})
	if f.Business != "" && s.needs.Business != nil {
		if name, ok := s.needs.Business(c.Context(), f.Business); ok {
			v.Notice = &page.Notice{Tone: page.Info, Text: "只订阅与“{1}”有关的：在该企业抽到的，或标称由其生产的", Args: []any{name}}
		}
	}
	return v
}

// ask takes a subscription. The answer is the same whether or not the address has it already.
func (s *Service) ask(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	way, address := v.Get("way"), v.Get("address")
	f, err := s.filter(v.Get)
	if err == nil && f.Business != "" && s.needs.Business != nil {
		if _, ok := s.needs.Business(c.Context(), f.Business); !ok {
			err = fault.Invalid(fault.Field{Name: "business", Label: "企业", Zh: "没有这家企业，请从企业页面进入", En: "there is no such business; come from its page"})
		}
	}
	if err == nil && way != notify.ByMail && way != notify.ByHook {
		err = fault.Invalid(fault.Field{Name: "way", Label: "方式", Zh: "请选电子邮件或推送", En: "choose e-mail or webhook"})
	}
	key := ""
	if err == nil {
		key, err = s.Ask(c.Context(), way, address, c.Lang(), f)
	}
	if fault.Is(err, fault.KindInvalid) && !c.API() {
		c.Code(fault.Of(err).Status())
		return s.pages.Render(c, "kit.stack", s.formView(c, f, way, address, fault.Of(err)))
	}
	if err != nil {
		return err
	}
	return s.pages.Render(c, "kit.stack", askedView(way, key))
}

func askedView(way, key string) page.View {
	if way == notify.ByMail {
		return view("请查收邮件", "", page.Verdict{Tone: page.Near, Text: "确认链接已排队发往您的邮箱", Note: "打开链接确认后才开始；已经订阅过同样内容的，不再重复发送"})
	}
	body := []any{page.Verdict{Tone: page.Near, Text: "确认链接已推送到您的地址", Note: "第一次推送的 data.confirm 是确认链接，打开并确认后才开始"}}
	if key != "" {
		body = append(body, page.Panel{Title: "签名密钥", Note: page.Word("只显示这一次，请立即保存"), Body: []any{page.Detail{One: true, Facts: []page.Fact{{Label: "密钥", Value: page.Code(key)},
			{Label: "验签", Value: page.Word("按 Standard Webhooks：HMAC-SHA256(密钥, webhook-id.webhook-timestamp.正文)，与 webhook-signature 比较；webhook-id 相同的只处理一次")}}}}})
	}
	return view("等待确认", "", body...)
}

// mine is the page behind the link of an e-mail: looking at it changes nothing.
func (s *Service) mine(c *web.Ctx) error {
	token := c.Query("token")
	x, err := s.ByLink(c.Context(), s.db, c.Path("id"), token)
	if err != nil {
		return err
	}
	return s.pages.Render(c, "kit.stack", s.mineView(c, x, token))
}

func (s *Service) mineView(c *web.Ctx, x *Subscription, token string) page.View {
	or := func(s string) any {
		if s == "" {
			return page.Word("全部")
		}
		return s
	}
	category := ""
	if k, ok := food.Lookup(x.Category); ok {
		category = k.Name
		if c.Lang() == "en" {
			category = k.NameEn
		}
	}
	conclusion := map[string]page.Word{"fail": "不合格", "pass": "合格", "": "全部"}[x.Conclusion]
	business := ""
	if x.Business != "" && s.needs.Business != nil {
		business, _ = s.needs.Business(c.Context(), x.Business)
	}
	facts := page.Detail{Facts: []page.Fact{{Label: "抽样地区", Value: or(s.where(x.Region, c.Lang()))}, {Label: "食品类别", Value: or(category)}, {Label: "食品名称", Value: or(x.Food)},
		{Label: "企业", Value: or(business)}, {Label: "结论", Value: conclusion}}}
	act := func(action, label, tone string) page.Form {
		return page.Form{ID: action, Action: "/subscribe/" + x.ID + "/" + action, Hidden: []page.Pair{{Name: "token", Value: token}}, Acts: []page.Act{{Label: label, Tone: tone, Name: "_save", Value: "1"}}}
	}
	var verdict page.Verdict
	var forms []any
	switch x.State {
	case Asked:
		verdict = page.Verdict{Tone: page.Near, Text: "等待您确认", Note: "确认后才开始；不确认的七天后删除"}
		forms = []any{act("confirm", "确认订阅", "main"), act("end", "不订阅，删除地址", "")}
	case Active:
		verdict = page.Verdict{Tone: page.OK, Text: "订阅有效", Note: "电子邮件每小时最多一封，推送即时"}
		forms = []any{act("end", "退订", "danger")}
	default:
		verdict = page.Verdict{Text: "已退订", Note: "地址已删除"}
		forms = []any{page.Act{Label: "重新订阅", Href: "/subscribe" + x.query()}}
	}
	return view("我的订阅", "", append([]any{verdict, page.Panel{Title: "订阅的内容", Body: []any{facts}}}, forms...)...)
}

// confirm begins a subscription; a program that was called may post it too.
func (s *Service) confirm(c *web.Ctx) error { return s.byLink(c, s.Confirm) }

// end ends it; e-mail programs post to it by one click (RFC 8058).
func (s *Service) end(c *web.Ctx) error { return s.byLink(c, s.End) }
