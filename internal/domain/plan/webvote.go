package plan

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/form"
	"shian/internal/kit/measure"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

const (
	deviceCookie = "shian_device"
	deviceAge    = 400 * 24 * time.Hour
	heard        = 3 // a food is told to everybody once so many named it
)

// portal begins a page that anybody may read.
func portal(title, lead string, with ...any) page.View {
	return page.View{Title: title, Lead: lead, With: with, Bare: true, Crumbs: []page.Link{{Label: "首页", Href: "/"}}}
}

// vote shows the ballot of the round that is open.
func (w *pages) vote(c *web.Ctx) error {
	v, err := w.running(c.Context())
	if err != nil {
		return err
	}
	return w.drawVote(c, v, Ballot{Category: c.Query("category")}, nil)
}

func (w *pages) drawVote(c *web.Ctx, round *Vote, b Ballot, wrong error) error {
	v := portal("你点我检", "想让我们查哪种食品，您来点；不用登录，一台设备一天一票")
	v.Acts = []page.Act{{Label: "看结果", Href: "/vote/results"}}
	if round == nil {
		return w.stack(c, v, page.Panel{Body: []any{page.Empty{Title: "现在没有开放的征集", Text: "可以先看看以前点了什么、后来查了什么", Act: &page.Act{Label: "看结果", Href: "/vote/results"}}}})
	}
	f := voteForm(w.tree(), b)
	if wrong != nil {
		x, _ := toForm(wrong)
		c.Code(x.Status())
		for _, y := range x.Fields {
			for i := range f.Sections[0].Inputs {
				if in := &f.Sections[0].Inputs[i]; in.Name == y.Name {
					in.Error, in.ErrorEn = y.Zh, y.En
				}
			}
		}
		if len(x.Fields) == 0 {
			f.Problem = x.Text(c.Lang())
		}
	}
	about := []any{page.Detail{Rows: true, Facts: []page.Fact{{Label: "征集", Value: round.Title}, {Label: "用于", Value: page.Say("{1} 年抽检计划", strconv.FormatInt(round.Year, 10))}, {Label: "截止", Value: round.Closes}}}}
	if round.Note != "" {
		about = append(about, page.Detail{One: true, Facts: []page.Fact{{Label: "说明", Value: round.Note}}})
	}
	about = append(about, page.Notice{Tone: page.Info, Text: "不收集姓名、电话和位置；设备只用一个随机编号区分，网络地址只留当天的不可逆摘要，用来限制刷票"})
	return w.stack(c, v, page.Grid{Kind: "two", Cells: [][]any{{f}, {page.Panel{Title: "这次征集", Body: about}}}})
}

func voteForm(t *place.Tree, b Ballot) page.Form {
	kinds := page.Input{Name: "category", Label: "食品类别", Kind: form.KindChoice, Value: b.Category, Needed: true}
	for _, x := range Categories() {
		kinds.Choices = append(kinds.Choices, page.Choice{Value: x.Code, Label: x.Name, En: x.NameEn, Own: true})
	}
	where := page.Input{Name: "region", Label: "地区", Kind: form.KindChoice, Value: b.Region, Help: "想在哪里查；不选就是全省"}
	for _, r := range t.Children(place.Root) {
		where.Choices = append(where.Choices, page.Choice{Value: place.Short(r.Code), Label: r.Name, En: r.NameEn, Own: true})
		for _, x := range t.Children(r.Code) {
			where.Choices = append(where.Choices, page.Choice{Value: x.Code, Label: "　" + x.Name, En: "　" + x.NameEn, Own: true})
		}
	}
	return page.Form{Sections: []page.Section{{Inputs: []page.Input{kinds, where,
		{Name: "food", Label: "具体食品", Kind: form.KindText, Value: b.Food, Max: 40, Help: "例如：酱牛肉、桶装水"},
		{Name: "barcode", Label: "商品条码", Kind: form.KindText, Value: b.Barcode, Max: 20, Help: "包装上的条码数字，可以不填"}}}}, Acts: []page.Act{{Label: "投票", Tone: "main", Name: "_save", Value: "1"}}}
}

func (w *pages) voted(c *web.Ctx) error {
	v, err := c.Form()
	if err != nil {
		return err
	}
	b := Ballot{Category: v.Get("category"), Food: v.Get("food"), Region: v.Get("region"), Barcode: v.Get("barcode")}
	cookie := ""
	if k, err := c.R.Cookie(deviceCookie); err == nil {
		cookie = k.Value
	}
	device, set := w.Device(cookie)
	err = w.Cast(c.Context(), b, device, c.Addr())
	if err == nil {
		if set != "" {
			c.SetCookie(deviceCookie, set, deviceAge)
		}
		return c.Redirect("/vote/results", c.T("已收到您的一票，谢谢"))
	}
	if _, shown := toForm(err); !shown {
		return err
	}
	round, later := w.running(c.Context())
	if later != nil {
		return later
	}
	return w.drawVote(c, round, b, err)
}

// results tells everybody what was asked for and what became of it.
func (w *pages) results(c *web.Ctx) error {
	all, err := w.rounds(c.Context())
	if err != nil {
		return err
	}
	v := portal("点检结果", "大家点了什么，计划里安排了多少，查出了什么")
	if len(all) == 0 {
		return w.stack(c, v, page.Panel{Body: []any{page.Empty{Title: "还没有征集过"}}})
	}
	if open, err := w.running(c.Context()); err == nil && open != nil {
		v.Acts = []page.Act{{Label: "去投票", Href: "/vote", Tone: "main"}}
	}
	body := make([]any, 0, len(all))
	for i := range all[:min(3, len(all))] {
		one, err := w.outcome(c, &all[i])
		if err != nil {
			return err
		}
		body = append(body, one)
	}
	return w.stack(c, v, body...)
}

// outcome is one round: the votes by category against what the plan has and what was found.
func (w *pages) outcome(c *web.Ctx, v *Vote) (page.Panel, error) {
	out, err := w.became(c.Context(), v)
	if err != nil {
		return page.Panel{}, err
	}
	foods, err := w.foods(c.Context(), v.ID, heard)
	if err != nil {
		return page.Panel{}, err
	}
	total := int64(0)
	t := page.Table{Caption: "各类得票和去向", Columns: []page.Column{{Label: "食品类别", Card: "head"}, {Label: "得票", Num: true}, {Label: "计划批次", Num: true}, {Label: "其中点检份额", Num: true}, {Label: "已公示", Num: true}, {Label: "不合格", Num: true}}, Empty: &page.Empty{Title: "还没有人投票"}}
	for _, x := range out {
		total += x.Votes
		row := page.Row{Cells: page.Cells(nameOf(x.Category, c.Lang()), x.Votes, x.Planned, x.Extra, x.Tested, page.Cell{Value: x.Failed, Bad: x.Failed > 0})}
		if x.Failed > 0 {
			row.Cells[5].Href = address("/failing", "category", x.Category)
		}
		t.Rows = append(t.Rows, row)
	}
	body := []any{t}
	for _, x := range foods {
		if len(body) == 1 {
			body = append(body, page.Counts{Label: "点名最多的食品"})
		}
		counts, _ := body[1].(page.Counts)
		counts.Items = append(counts.Items, page.Count{Name: x.Category, N: x.Votes})
		body[1] = counts
	}
	became := cmp.Or(v.Answer, c.T("截止后并入 {1} 年计划；计划下达后这里会写明安排了多少、查出了什么", strconv.FormatInt(v.Year, 10)))
	body = append(body, page.Notice{Tone: page.Info, Text: became, Own: true})
	return page.Panel{Title: v.Title, Note: page.Say("{1} 至 {2}，{3} 票", v.Opens, v.Closes, total), Flush: true, Body: body}, nil
}

// became sets the votes of a round against the plan in force of its year and the results published since.
func (s *Service) became(ctx context.Context, v *Vote) ([]Tally, error) {
	out, err := s.tallies(ctx, v.ID)
	if err != nil || len(out) == 0 {
		return out, err
	}
	planned, err := sums(ctx, s.db, `SELECT c.category, sum(c.batches) FROM plan p JOIN plan_cell c ON c.plan = p.id AND c.edition = p.edition
		WHERE p.year = $1 AND p.edition > 0 AND NOT p.cancelled AND c.purpose <> 'evaluation' GROUP BY c.category ORDER BY c.category`, v.Year)
	if err != nil {
		return nil, err
	}
	extra, err := s.extra(ctx, v.Year, out)
	if err != nil {
		return nil, err
	}
	y := strconv.FormatInt(v.Year, 10)
	cells, err := measure.Cells(ctx, s.db, measure.Query{Measures: []string{"sampling.category"}, Region: "62", From: y + "-01-01", To: y + "-12-31"})
	if err != nil {
		return nil, err
	}
	tested, failed := map[string]int64{}, map[string]int64{}
	for _, x := range cells {
		code := CategoryOf(x.Dims[1])
		tested[code] += x.N
		if x.Dims[2] == "fail" {
			failed[code] += x.N
		}
	}
	for i := range out {
		x := &out[i]
		x.Planned, x.Extra, x.Tested, x.Failed = planned[x.Category], min(extra[x.Category], planned[x.Category]), tested[x.Category], failed[x.Category]
	}
	return out, nil
}

// extra is what the share for the public gave each category, by its votes: the weight that was chosen for the plan.
func (s *Service) extra(ctx context.Context, year int64, votes []Tally) (map[string]int64, error) {
	rows, err := s.db.Query(ctx, `SELECT supervision, monitoring, votes FROM plan WHERE year = $1 AND edition > 0 AND NOT cancelled ORDER BY id LIMIT 1`, year)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out, all := map[string]int64{}, int64(0)
	if !rows.Next() {
		return out, rows.Err()
	}
	var supervision, monitoring, share int64
	if err := rows.Scan(&supervision, &monitoring, &share); err != nil {
		return nil, err
	}
	for _, x := range votes {
		all += x.Votes
	}
	for _, x := range votes {
		out[x.Category] = (supervision + monitoring) * share * x.Votes / (100 * max(1, all))
	}
	return out, rows.Err()
}

// besideVote shows the desk what came in.
func (w *pages) besideVote(c *web.Ctx, d *record.Draft) ([]page.Act, []any, error) {
	v, err := w.Votes.Get(c.Context(), d.ID)
	if err != nil {
		return nil, nil, err
	}
	one, err := w.outcome(c, v)
	if err != nil {
		return nil, nil, err
	}
	n, err := w.barcodes(c.Context(), v.ID)
	if err != nil {
		return nil, nil, err
	}
	lamp := page.Lamp{Text: "已截止"}
	if v.OpenOn(clock.Day(clock.Now(c.Context()))) {
		lamp = page.Lamp{Tone: page.OK, Text: "征集中"}
	}
	facts := page.Detail{Rows: true, Facts: []page.Fact{{Label: "状态", Value: lamp}, {Label: "带条码的票", Value: n}}}
	return []page.Act{{Label: "公众页面", Href: "/vote"}}, []any{one, page.Panel{Title: "收到的票", Body: []any{facts}}}, nil
}
