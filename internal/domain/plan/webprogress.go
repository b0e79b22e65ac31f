package plan

import (
	"fmt"
	"strconv"
	"time"

	"shian/internal/domain/place"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// asked reads year and region of the progress, within what the reader may see.
func (w *pages) askedProgress(c *web.Ctx) (year int, region string, err error) {
	year = c.QueryInt("year", clock.Now(c.Context()).In(clock.China).Year(), 2014, 2100)
	region = c.Query("region")
	if region == "" && !c.API() {
		region = page.Region(c.R)
		if own, err := w.within(c.Context(), everywhere, region); err != nil || region != "" && len(own) > 6 {
			region = "" // another person chose it on this browser, or it is a township
		}
	}
	region, err = w.within(c.Context(), everywhere, region)
	if err == nil && len(region) > 6 {
		err = fault.Refused("任务分到县级，请选到县区为止", "cells are by county; choose no lower")
	}
	return year, region, err
}

// everywhere stands for any plan: all are for the whole province.
var everywhere = func() *Plan { p := &Plan{}; p.Region = place.Root; return p }()

func (w *pages) progress(c *web.Ctx) error {
	year, region, err := w.askedProgress(c)
	if err != nil {
		return err
	}
	course, err := w.Progress(c.Context(), year, region)
	if err != nil {
		return err
	}
	return w.draw.Render(c, "kit.stack", w.courseView(c.Lang(), course, c.Query("weeks") == "all"))
}

// courseView is the page of the progress: the region as a whole, week by week, and who below it will miss the year.
func (w *pages) courseView(lang string, x *Course, every bool) page.View {
	t := w.tree()
	name := t.FullName(place.Full(x.Region), lang)
	if x.Region == "62" {
		name = t.Name(place.Root, lang)
	}
	v := page.View{Title: "抽检进度", Mark: foretold(x.Advance), Lead: "{1}，{2} 年，数据截至 {3}", With: []any{name, strconv.Itoa(x.Year), x.Today},
		Crumbs: []page.Link{{Label: "抽检检验"}, {Label: "抽检计划", Href: "/desk/plan"}}}
	if len(x.Region) > 2 {
		up := x.Region[:len(x.Region)-2]
		v.Acts = append(v.Acts, page.Act{Label: "上一级", Href: address("/desk/plan/progress", "year", strconv.Itoa(x.Year), "region", up)})
	}
	v.Acts = append(v.Acts, page.Act{Label: "查看记录", Href: records(x.Year, x.Region)})
	body := []any{page.Grid{Kind: "two", Cells: [][]any{{nowPanel(x)}, {basisOf(x)}}}}
	if len(x.Areas) > 0 {
		body = append(body, w.areasPanel(lang, x))
	}
	v.Data = append(body, weeksPanel(x, every))
	return v
}

// foretold is the lamp of a forecast: who will miss the year.
func foretold(a Advance) page.Lamp {
	switch {
	case a.Target == 0:
		return page.Lamp{Text: "没有下达的计划"}
	case a.Done >= a.Target:
		return page.Lamp{Tone: page.OK, Text: "已完成"}
	case !a.Known && a.Done <= 0 && a.Due > 0:
		return page.Lamp{Tone: page.Late, Text: "尚未开始", Note: "今日应到 {1}", With: []any{a.Due}}
	case !a.Known:
		return page.Lamp{Text: "还不能预测"}
	case a.Miss >= 0.8:
		return page.Lamp{Tone: page.Late, Text: "将完不成", Note: "可能性 {1}%", With: []any{percent(a.Miss)}}
	case a.Miss >= 0.2:
		return page.Lamp{Tone: page.Near, Text: "可能完不成", Note: "可能性 {1}%", With: []any{percent(a.Miss)}}
	}
	return page.Lamp{Tone: page.OK, Text: "能完成", Note: "完不成的可能性 {1}%", With: []any{percent(a.Miss)}}
}

func percent(p float64) string {
	switch {
	case p > 0.99:
		return ">99"
	case p < 0.01:
		return "<1"
	}
	return strconv.FormatFloat(100*p, 'f', 0, 64)
}

func nowPanel(x *Course) page.Panel {
	facts := []page.Fact{{Label: "已抽", Value: page.Amount{N: x.Done, Unit: "批次", Plan: x.Target}}, {Label: "今日应到", Value: page.Say("{1} 批次", x.Due)}, {Label: "预计全年", Value: outlook(x.Advance)}}
	body := []any{page.Detail{Rows: true, Facts: facts}}
	if x.Target > 0 {
		done, due := 100*float64(x.Done)/float64(x.Target), 100*float64(x.Due)/float64(x.Target)
		body = append(body, page.Bar{To: done, Goal: due, Wide: true, Label: "完成 {1}%，今日应到 {2}%", Args: []any{decimal(done), decimal(due)}})
	}
	return page.Panel{Title: "本年", Body: body}
}

func outlook(a Advance) any {
	if !a.Known {
		return page.Word("—")
	}
	return page.Say("{1} 批次（90% 区间 {2}–{3}）", whole(a.Mean), page.Num(whole(a.Low)), page.Num(whole(a.High)))
}

func basisOf(x *Course) page.Panel {
	counted, season := page.Word("已公示的抽检结果，记在抽样日期；公示比抽样晚，预测偏保守"), page.Word("往年各周的比例（近两年四季都有记录的年份）")
	if x.Basis == measureTaken {
		counted = "已抽取的样品，记在抽样日期"
	}
	if !x.Season {
		season = "往年记录不全，按天平均"
	}
	return page.Panel{Title: "怎样算的", Body: []any{page.Detail{One: true, Facts: []page.Fact{{Label: "计数", Value: counted}, {Label: "季节", Value: season},
		{Label: "预测", Value: page.Word("按至今的进度推到年底；各周越不均匀，区间越宽。假定做法不变：灯是为了让人改变它")}, {Label: "目标", Value: page.Word("已下达计划的批次；县区没有官方人口数时以计划为准")}}}}}
}

func (w *pages) areasPanel(lang string, x *Course) page.Panel {
	t := page.Table{Caption: "各地进度", Columns: []page.Column{{Label: "地区", Card: "head"}, {Label: "状态", Card: "mark"}, {Label: "已抽", Num: true}, {Label: "计划", Num: true}, {Label: "完成", Card: "wide"}, {Label: "预计全年", Card: "wide"}, {Label: "常住人口", Num: true, Extra: true}, {Card: "off", Num: true}}}
	for _, a := range x.Areas {
		row := page.Row{Late: a.Target > 0 && (a.Miss >= 0.8 || !a.Known && a.Done <= 0 && a.Due > 0), Href: address("/desk/plan/progress", "year", strconv.Itoa(x.Year), "region", a.Region)}
		bar := any(page.Word("—"))
		if a.Target > 0 {
			done, due := 100*float64(a.Done)/float64(a.Target), 100*float64(a.Due)/float64(a.Target)
			bar = page.Bar{To: done, Goal: due, Label: "完成 {1}%，今日应到 {2}%", Args: []any{decimal(done), decimal(due)}}
		}
		people := page.Cell{Value: a.Residents}
		if a.Estimated {
			people.Note = page.Word("估算，待核")
		}
		row.Cells = []page.Cell{{Value: w.tree().Name(place.Full(a.Region), lang)}, {Value: foretold(a)}, {Value: a.Done}, {Value: a.Target}, {Value: bar}, {Value: outlook(a)}, people, {Value: page.Word("记录"), Href: records(x.Year, a.Region)}}
		t.Rows = append(t.Rows, row)
	}
	return page.Panel{Title: "各地进度", Note: page.Word("按代码排列，不排名次"), Flush: true, Body: []any{t}}
}

// records is the list of the results behind a figure.
func records(year int, region string) string {
	y := strconv.Itoa(year)
	return address("/desk/sampling-result", "state", "published", "sampled", y+"-01-01", "sampled_to", y+"-12-31", "region", region)
}

// weeksShown are listed unless every week is asked for: a quarter.
const weeksShown = 13

// weeksPanel lists the weeks, newest first, with the sum up to each.
func weeksPanel(x *Course, every bool) page.Panel {
	t := page.Table{Caption: "分周", Columns: []page.Column{{Label: "周", Card: "head", NoWrap: true}, {Label: "起止", NoWrap: true}, {Label: "当周", Num: true}, {Label: "累计", Num: true}}, Empty: &page.Empty{Title: "这一年还没有开始"}}
	first := time.Date(x.Year, 1, 1, 0, 0, 0, 0, clock.China)
	sums, total := make([]int64, len(x.Weeks)), int64(0)
	for i, n := range x.Weeks {
		total += n
		sums[i] = total
	}
	least := 0
	if !every {
		least = max(0, len(x.Weeks)-weeksShown)
	}
	for i := len(x.Weeks) - 1; i >= least; i-- {
		from := first.AddDate(0, 0, 7*i)
		to := from.AddDate(0, 0, 6)
		if to.Year() > x.Year {
			to = time.Date(x.Year, 12, 31, 0, 0, 0, 0, clock.China)
		}
		t.Rows = append(t.Rows, page.Row{Cells: page.Cells(page.Say("第 {1} 周", i+1), fmt.Sprintf("%s – %s", from.Format("01-02"), to.Format("01-02")), x.Weeks[i], sums[i])})
	}
	out := page.Panel{Title: "分周", Note: page.Word("从 1 月 1 日起，每 7 天一周"), Flush: true, Body: []any{t}}
	if least > 0 {
		out.Acts = []page.Act{{Label: "全部各周", Small: true, Href: address("/desk/plan/progress", "year", strconv.Itoa(x.Year), "region", x.Region, "weeks", "all")}}
	}
	return out
}
