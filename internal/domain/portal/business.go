package portal

import (
	"unicode/utf8"

	"shian/internal/domain/operator"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// least is how many characters a search for a business needs: fewer would give half the register.
const least = 2

type listView struct {
	Filter page.Filter
	Table  page.Table
	First  string
	Next   string
	Asked  bool

	Documents *page.Table // beside the list; nil: none
}

func (s *Service) businesses(c *web.Ctx) error {
	q, err := word(c.Query("q"), "q", "名称或代码")
	if err != nil {
		return err
	}
	v := listView{Filter: page.Filter{Action: "/business", Fields: []page.FilterField{{Name: "q", Label: "名称或统一社会信用代码", Value: q, Grow: true}}}, Asked: q != ""}
	if v.Asked {
		if utf8.RuneCountInString(q) < least {
			return fault.Invalid(fault.Field{Name: "q", Label: "名称或代码", Zh: "至少输入 2 个字", En: "type at least 2 characters"})
		}
		found, next, err := s.Businesses.PublicFind(c.Context(), q, "", c.Query("after"))
		if err != nil {
			return err
		}
		v.Filter.Active, v.Filter.Total, v.Filter.More = 1, len(found), next != ""
		v.Table = s.businessTable(c.Lang(), found)
		v.Next, v.First = again("/business", next, "q", q), first(c, "/business", "q", q)
	}
	return s.pages.Render(c, "portal.list", view("查企业", "按名称或统一社会信用代码查找，结果只含依法公开的内容", v))
}

// again is the address of the next page; empty without one.
func again(path, next string, pairs ...string) string {
	if next == "" {
		return ""
	}
	return address(path, append(pairs, "after", next)...)
}

// first is the address of the first page; empty on that page.
func first(c *web.Ctx, path string, pairs ...string) string {
	if c.Query("after") == "" {
		return ""
	}
	return address(path, pairs...)
}

func (s *Service) businessTable(lang string, found []operator.Public) page.Table {
	t := page.Table{Caption: "查到的企业", Roomy: true, Columns: []page.Column{{Label: "企业与信用代码", Card: "head"}, {Label: "业态"}, {Label: "所在地区"}, {Label: "许可证"}, {Label: "状态", Card: "mark"}},
		Empty: &page.Empty{Title: "没有查到", Text: "核对名称或代码，或少输几个字再查"}}
	for i := range found {
		b := &found[i]
		name := page.Cell{Value: b.Name}
		if b.Code != "" {
			name.Note = page.Code(b.Code)
		}
		t.Rows = append(t.Rows, page.Row{Href: "/business/" + b.ID, Cells: page.Cells(name, tradeOf(b), s.where(b.Region, lang), licence(b), status(b))})
	}
	return t
}

func status(b *operator.Public) page.Lamp {
	switch b.Status {
	case operator.Active:
		return page.Lamp{Tone: page.OK, Text: "在营"}
	case operator.Suspended:
		return page.Lamp{Tone: page.Near, Text: "停业"}
	case operator.Closed:
	}
	return page.Lamp{Text: "已注销"}
}

// licence is the licence that ends last.
func licence(b *operator.Public) any {
	if len(b.Licences) == 0 {
		return page.Word("—")
	}
	return valid(b.Licences[0])
}

func valid(l operator.PublicLicence) page.Lamp {
	switch {
	case l.Expired:
		return page.Lamp{Tone: page.Late, Text: "已过期", Note: "{1}", With: []any{l.Ends}}
	case l.Ends == "":
		return page.Lamp{Tone: page.OK, Text: "有效"}
	}
	return page.Lamp{Tone: page.OK, Text: "有效", Note: "至 {1}", With: []any{l.Ends}}
}

func (s *Service) business(c *web.Ctx) error {
	b, err := s.Businesses.Public(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	found, err := s.Results.Search(c.Context(), ResultQuery{Business: b.ID, After: c.Query("after")})
	if err != nil {
		return err
	}
	at := "/business/" + b.ID
	return s.pages.Render(c, "portal.business", s.businessView(c.Lang(), b, found.Rows, again(at, found.Next), first(c, at)))
}

type businessView struct {
	Head     page.Head
	Licences page.Table
	Results  listView
}

func (s *Service) businessView(lang string, b *operator.Public, results []Result, next, first string) page.View {
	v := businessView{Head: page.Head{Name: b.Name, Code: b.Code, Tags: []page.Tag{{Text: string(tradeOf(b))}}, Facts: []page.Fact{{Label: "所在地区", Value: s.where(b.Region, lang)}, {Label: "状态", Value: status(b)}}}}
	if b.Grade != "" {
		v.Head.Badge = &page.Badge{Grade: string(b.Grade), Big: true}
	}
	v.Licences = page.Table{Caption: "证照", Columns: []page.Column{{Label: "证照", Card: "head"}, {Label: "证照编号", Code: true}, {Label: "有效期", Card: "mark"}}, Empty: &page.Empty{Title: "没有公开的证照", Text: "不等于没有许可，可向当地市场监管部门查询"}}
	for _, l := range b.Licences {
		v.Licences.Rows = append(v.Licences.Rows, page.Row{Cells: page.Cells(label(operator.LicenceKinds, l.Kind), l.Number, valid(l))})
	}
	v.Results = listView{Table: s.resultTable(lang, results), Next: next, First: first}
	out := view("企业公开信息", "", v)
	out.Crumbs = append(out.Crumbs, page.Link{Label: "查企业", Href: "/business"})
	return out
}

// resultTable lists results of one business, passing ones too.
func (s *Service) resultTable(lang string, rows []Result) page.Table {
	t := page.Table{Caption: "抽检结果", Columns: []page.Column{{Label: "食品", Card: "head"}, {Label: "抽样日期", NoWrap: true}, {Label: "被抽样单位", Card: "wide"}, {Label: "标称生产者", Card: "wide"}, {Label: "不合格项目"}, {Label: "结论", Card: "mark"}},
		Empty: &page.Empty{Title: "没有公示的抽检结果", Text: "没有被抽到，不等于合格，也不等于不合格"}}
	for i := range rows {
		r := &rows[i]
		t.Rows = append(t.Rows, page.Row{Href: "/result/" + r.ID, Cells: page.Cells(foodCell(r), r.Day, r.OperatorName, r.MakerName, failingNames(r), conclusion(r))})
	}
	return t
}

func conclusion(r *Result) page.Tag {
	switch {
	case r.Withdrawn:
		return page.Tag{Text: "已撤回"}
	case r.Conclusion == "pass":
		return page.Tag{Text: "合格", Tone: page.OK}
	case r.Conclusion == "fail":
		return page.Tag{Text: "不合格", Tone: page.Late}
	}
	return page.Tag{Text: "未作判定"}
}
