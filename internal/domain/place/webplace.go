package place

import (
	"net/url"
	"strings"

	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// finder is the box that finds a region, with the path to the one shown: /desk/suggest/region while typing, a plain GET
// without script.
type finder struct {
	Action, Value, Shown, Button string
	Keep                         []page.Pair
	Sets, Path                   []page.Link
}

// Template implements page.Component.
func (finder) Template() string { return "place.finder" }

const foundMost = 50

// browse shows a region: what lies below it, its offices, who is in office and what is vacant. Text that is no code is
// searched for.
func (w *site) browse(c *web.Ctx) error {
	typed := c.Query("region")
	if typed == "" {
		typed = w.home(c)
	}
	r, ok := w.Tree().Find(typed)
	if !ok {
		return w.found(c, typed)
	}
	staff, err := w.Staff(c.Context(), r.Code)
	if err != nil {
		return err
	}
	heads, err := w.Headcount(c.Context(), r.Code)
	if err != nil {
		return err
	}
	v := page.View{Title: w.Tree().FullName(r.Code, c.Lang()), Own: true, Crumbs: []page.Link{{Label: "机构与岗位", Href: "/desk/place"}}}
	v.Acts = []page.Act{{Label: "人员任职", Href: "/desk/people?region=" + Short(r.Code)}, {Label: "岗位代理", Href: "/desk/acting"}}
	if c.Actor.May(RightEdit) {
		v.Acts = append(v.Acts, page.Act{Label: "任命", Href: "/desk/people/new?region=" + r.Code, Tone: "main"})
	}
	offices := page.Panel{Title: "机构与岗位", Flush: true, Note: vacancies(staff), Body: []any{w.officeTable(c, r, staff)}}
	body := []any{w.finderFor(c, r.Code)}
	if children := w.Tree().Children(r.Code); len(children) > 0 {
		return w.stack(c, v, append(body, page.Grid{Kind: "two", Cells: [][]any{{offices}, {w.childPanel(c, children, heads)}}})...)
	}
	return w.stack(c, v, append(body, offices)...)
}

// home is the region a person begins with: of their post, or the province.
func (w *site) home(c *web.Ctx) string {
	if at := page.Region(c.R); at != "" && c.Actor.Holds(at) {
		return at
	}
	if c.Actor.All || c.Actor.Region == "" {
		return Root
	}
	return c.Actor.Region
}

func (w *site) finderFor(c *web.Ctx, code string) finder {
	f := finder{Action: "/desk/place", Value: code, Shown: w.Tree().FullName(code, c.Lang()), Button: "查找"}
	for _, r := range w.Tree().Path(code) {
		l := page.Link{Label: w.Tree().Name(r.Code, c.Lang()), Own: true, Here: r.Code == code}
		if c.Actor.Holds(Short(r.Code)) && !l.Here {
			l.Href = "/desk/place?region=" + r.Code
		}
		f.Path = append(f.Path, l)
	}
	return f
}

// found lists the regions of one's own part that fit what was typed.
func (w *site) found(c *web.Ctx, typed string) error {
	t := page.Table{Caption: "地区", Columns: []page.Column{{Label: "地区", Card: "head"}, {Label: "代码", Code: true}, {Label: "常住人口", Num: true}},
		Empty: &page.Empty{Title: "没有符合“{1}”的地区", Args: []any{typed}, Text: "可以只写名称中的几个字，或写行政区划代码。",
			Act: &page.Act{Label: "回到本地区", Href: "/desk/place"}}}
	for _, r := range w.Tree().Suggest(typed, len(w.Tree().all)) {
		if len(t.Rows) == foundMost {
			break
		}
		if c.Actor.Holds(Short(r.Code)) {
			t.Rows = append(t.Rows, page.Row{Href: "/desk/place?region=" + r.Code, Cells: page.Cells(w.Tree().FullName(r.Code, c.Lang()), r.Code, residents(r))})
		}
	}
	return w.stack(c, page.View{Title: "机构与岗位", Crumbs: []page.Link{{Label: "责任与考核"}}},
		finder{Action: "/desk/place", Value: typed, Shown: typed, Button: "查找"}, page.Panel{Title: "查到的地区", Flush: true, Body: []any{t}})
}

// A below is a region under the one shown.
type below struct {
	Name, Href        string
	People, Residents any
}

// belows are the regions under the one shown, in one narrow list.
type belows []below

// Template implements page.Component.
func (belows) Template() string { return "place.below" }

func (w *site) childPanel(c *web.Ctx, children []Region, heads map[string]int) page.Panel {
	l := make(belows, len(children))
	for i, r := range children {
		l[i] = below{Name: w.Tree().Name(r.Code, c.Lang()), Href: "/desk/place?region=" + r.Code, People: page.Say("在任 {1} 人", heads[r.Code])}
		if n, ok := w.Tree().Population(r.Code); ok {
			l[i].Residents = page.Say("常住 {1} 人", n)
		}
	}
	return page.Panel{Title: "下级地区", Note: page.Say("{1} 个", len(children)), Flush: true, Body: []any{l}}
}

// residents are counted where a source gives them.
func residents(r Region) any {
	if r.Population == 0 {
		return "—"
	}
	return page.Num(int64(r.Population))
}

// vacancies says how many posts nobody fills today.
func vacancies(staff []Staffed) any {
	posts, empty := 0, 0
	for _, o := range staff {
		for _, f := range o.Filled {
			posts++
			if len(f.Holders) == 0 {
				empty++
			}
		}
	}
	return page.Say("{1} 个机构，{2} 个岗位，{3} 个空缺", len(staff), posts, empty)
}

// A seatLine is a post of an office with who fills it, or how to.
type seatLine struct {
	Name    string
	Holders []page.Link
	Vacant  page.Lamp
	Fill    *page.Link
}

// seatLines are the posts of one office, one under the other.
type seatLines []seatLine

// Template implements page.Component.
func (seatLines) Template() string { return "place.filled" }

func (w *site) officeTable(c *web.Ctx, r Region, staff []Staffed) page.Table {
	t := page.Table{Caption: "机构与岗位", Columns: []page.Column{{Label: "机构", Card: "head"}, {Label: "岗位和在任", Card: "wide"}},
		Empty: &page.Empty{Title: "这里没有机构"}}
	for _, o := range staff {
		office := page.Cell{Value: o.called(c.Lang())}
		if strings.Contains(o.Note, unverified) {
			office.Note = page.Word(unverified)
		}
		var lines seatLines
		for _, f := range o.Filled {
			lines = append(lines, w.seatLine(c, r, o, f))
		}
		t.Rows = append(t.Rows, page.Row{Cells: []page.Cell{office, {Value: lines}}})
	}
	return t
}

// seatLine names who fills the post, or says that it is vacant, with the way to fill it.
func (w *site) seatLine(c *web.Ctx, r Region, o Staffed, f Filled) seatLine {
	l := seatLine{Name: f.Name, Vacant: page.Lamp{Text: "空缺"}}
	for _, a := range f.Holders {
		l.Holders = append(l.Holders, page.Link{Label: a.Name, Own: true, Href: "/desk/people/" + a.ID})
	}
	if c.Actor.May(RightEdit) {
		q := url.Values{"region": {r.Code}, "seat": {o.ID + " " + f.Post}}
		l.Fill = &page.Link{Label: "任命", Href: "/desk/people/new?" + q.Encode()}
	}
	return l
}
