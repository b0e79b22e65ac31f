package portal

import (
	"strings"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// failingQuery reads place, category, food, item, maker and days out of the address.
func (s *Service) failingQuery(c *web.Ctx) (q ResultQuery, err error) {
	q = ResultQuery{Conclusion: "fail", After: c.Query("after")}
	var faults []fault.Field
	for _, x := range []struct {
		to          *string
		name, label string
	}{{&q.Food, "food", "食品名称"}, {&q.Item, "item", "不合格项目"}, {&q.Maker, "maker", "标称生产者"}} {
		if *x.to, err = word(c.Query(x.name), x.name, x.label); err != nil {
			faults = append(faults, fault.Of(err).Fields...)
		}
	}
	if r := c.Query("region"); r != "" {
		q.Region = place.Short(r)
		if _, ok := s.tree().Find(q.Region); !ok {
			faults = append(faults, fault.Field{Name: "region", Label: "地区", Zh: "没有这个地区，请重选", En: "there is no such region; choose again"})
		}
	}
	if q.Category = c.Query("category"); q.Category != "" {
		if _, ok := food.Lookup(q.Category); !ok {
			faults = append(faults, fault.Field{Name: "category", Label: "食品类别", Zh: "没有这个类别，请重选", En: "there is no such category; choose again"})
		}
	}
	for _, x := range []struct {
		to   *string
		name string
	}{{&q.From, "day"}, {&q.To, "day_to"}} {
		if *x.to = c.Query(x.name); *x.to != "" {
			if _, err := clock.ParseDay(*x.to); err != nil {
				faults = append(faults, fault.Field{Name: x.name, Label: "抽样日期", Zh: "日期应写作 2026-07-31", En: "write the day as 2026-07-31"})
			}
		}
	}
	if len(faults) > 0 {
		return q, fault.Invalid(faults...)
	}
	return q, nil
}

func (q ResultQuery) pairs() []string {
	return []string{"region", q.Region, "category", q.Category, "food", q.Food, "item", q.Item, "maker", q.Maker, "day", q.From, "day_to", q.To}
}

func (s *Service) failing(c *web.Ctx) error {
	q, err := s.failingQuery(c)
	if err != nil {
		return err
	}
	found, err := s.Results.Search(c.Context(), q)
	if err != nil {
		return err
	}
	v := listView{Asked: true, Filter: s.failingFilter(q), Table: s.failingTable(c.Lang(), found.Rows), Next: again("/failing", found.Next, q.pairs()...), First: first(c, "/failing", q.pairs()...)}
	if v.Documents, err = s.bulletins(c, q.Region); err != nil {
		return err
	}
	return s.pages.Render(c, "portal.list", view("不合格食品", "已公示的抽检不合格批次，新的在前；撤回的不再列出，凭编号仍可查到撤回说明", v))
}

func (s *Service) failingFilter(q ResultQuery) page.Filter {
	f := page.Filter{Action: "/failing"}
	var regions, categories []page.Choice
	for _, r := range s.tree().Children(place.Root) {
		regions = append(regions, page.Choice{Value: place.Short(r.Code), Label: r.Name, En: r.NameEn, Own: true})
	}
	if len(q.Region) > 4 { // a county, from a link
		r, _ := s.tree().Find(q.Region)
		regions = append(regions, page.Choice{Value: q.Region, Label: r.Name, En: r.NameEn, Own: true})
	}
	for _, c := range food.Categories() {
		categories = append(categories, page.Choice{Value: c.Code, Label: c.Name, En: c.NameEn, Own: true})
	}
	f.Fields = []page.FilterField{
		{Name: "region", Label: "抽样地区", Kind: "choice", Value: q.Region, Choices: regions, Any: "全省"},
		{Name: "category", Label: "食品类别", Kind: "choice", Value: q.Category, Choices: categories},
		{Name: "food", Label: "食品名称", Value: q.Food},
		{Name: "item", Label: "不合格项目", Value: q.Item},
		{Name: "maker", Label: "标称生产者", Value: q.Maker},
		{Name: "day", Label: "抽样日期", Kind: "days", Value: q.From, To: q.To},
	}
	for i := 1; i < len(q.pairs()); i += 2 {
		if q.pairs()[i] != "" {
			f.Active++
		}
	}
	return f
}

func (s *Service) failingTable(lang string, rows []Result) page.Table {
	t := page.Table{Caption: "不合格食品", Columns: []page.Column{{Label: "食品", Card: "head"}, {Label: "标称生产者", Card: "wide"}, {Label: "被抽样单位", Card: "wide"}, {Label: "不合格项目", Card: "wide"}, {Label: "抽样地区", Card: "wide"}, {Label: "抽样日期", NoWrap: true}},
		Empty: &page.Empty{Title: "没有符合条件的不合格批次", Text: "去掉一个条件再查", Act: &page.Act{Label: "清除条件", Href: "/failing"}}}
	for i := range rows {
		r := &rows[i]
		maker, seller := page.Cell{Value: dash(r.MakerName)}, page.Cell{Value: dash(r.OperatorName)}
		if r.Maker != "" {
			maker.Href = "/business/" + r.Maker
		}
		if r.Operator != "" {
			seller.Href = "/business/" + r.Operator
		}
		t.Rows = append(t.Rows, page.Row{Href: "/result/" + r.ID, Cells: page.Cells(foodCell(r), maker, seller, failingCell(r), s.where(r.Region, lang), dash(r.Day))})
	}
	return t
}

func dash(s string) any {
	if s == "" {
		return page.Word("—")
	}
	return s
}

// foodCell is the food with its batch, or else its day of production.
func foodCell(r *Result) page.Cell {
	x := page.Cell{Value: r.Food}
	switch {
	case r.Batch != "":
		x.Note = page.Say("批号 {1}", r.Batch)
	case r.Made != "":
		x.Note = page.Say("生产日期 {1}", r.Made)
	}
	return x
}

func failingNames(r *Result) string {
	names := make([]string, len(r.Failing))
	for i, x := range r.Failing {
		names[i] = x.Item
	}
	return strings.Join(names, "、")
}

// failingCell is the first failing item with what was found and what may be there, and how many more there are.
func failingCell(r *Result) page.Cell {
	if len(r.Failing) == 0 {
		return page.Cell{Value: page.Word("—")}
	}
	x := r.Failing[0]
	cell := page.Cell{Value: failingNames(r), Note: page.Say("{1}，标准值 {2}", x.Result, x.Limit)}
	if len(r.Failing) > 1 {
		cell.Note = page.Say("共 {1} 项，详见公示", len(r.Failing))
	}
	return cell
}
