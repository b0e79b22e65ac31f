package statistics

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"shian/data/food"
	"shian/engine/survey"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/paper"
)

// KindAnnual is what yearly reports stand under in the register of documents.
const KindAnnual = "statistics.annual"

// RightIssue is that of whoever publishes results.
const RightIssue access.Right = "sampling.result.publish"

const (
	becauseNewer = "数据更新后重新出具"
	annualItems  = 15
)

// Annual is the yearly report of the actor's region, as a draft that has no number.
func (s *Service) Annual(ctx context.Context, year int) ([]byte, error) {
	c, _, err := s.annual(ctx, year)
	if err != nil {
		return nil, err
	}
	return s.Papers.Preview(ctx, c)
}

// IssueAnnual issues the yearly report of the actor's region for everybody, in the place of an earlier one of the same year.
func (s *Service) IssueAnnual(ctx context.Context, year int) (*paper.Document, error) {
	if !access.From(ctx).May(RightIssue) {
		return nil, fault.Refused("您的岗位不能出具年度报告，请交信息公示员", "your post may not issue the yearly report; hand it to the publisher")
	}
	c, r, err := s.annual(ctx, year)
	if err != nil {
		return nil, err
	}
	if r.Total.All() == 0 {
		return nil, fault.Refused("这一年没有已公示的结果，不能出具年度报告", "nothing was published for this year, so there is nothing to report")
	}
	if r.Due > 0 {
		return nil, fault.Refused("有月份正在重新统计，请稍候再出具", "some months are being counted anew; issue it in a moment")
	}
	record := annualRecord(r.Region, year)
	draft := paper.Draft{Series: s.series(r.Region), RecordKind: KindAnnual, Record: record, Content: c, Scopes: access.Regions(r.Region), Published: true}
	var x *paper.Document
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		old, err := s.Papers.Of(ctx, tx, KindAnnual, record)
		if err != nil {
			return err
		}
		for i := range old {
			if old[i].InForce() {
				x, err = s.Papers.Supersede(ctx, tx, old[i].ID, becauseNewer, draft)
				return err
			}
		}
		x, err = s.Papers.Issue(ctx, tx, draft)
		return err
	})
	return x, err
}

func annualRecord(region string, year int) string { return region + "-" + strconv.Itoa(year) }

// series numbers the reports of an office: 甘市监抽报, 兰州市监抽报.
func (s *Service) series(region string) paper.Series {
	word := "甘"
	if region != wholeProvince {
		word = place.Brief(s.tree().Name(place.Full(region), "zh"))
	}
	return paper.Series{Office: region, Kind: KindAnnual, Prefix: word + "市监抽报"}
}

func (s *Service) annual(ctx context.Context, year int) (paper.Content, *Report, error) {
	this := clock.Now(ctx).In(clock.China).Year()
	if year < firstYear || year > this {
		return paper.Content{}, nil, fault.Invalid(fault.Field{Name: "year", Label: "年度", Zh: fmt.Sprintf("年度须在 %d 至 %d 之间", firstYear, this), En: fmt.Sprintf("the year lies between %d and %d", firstYear, this)})
	}
	r, err := s.Report(ctx, Query{From: strconv.Itoa(year) + "-01", To: strconv.Itoa(year) + "-12"})
	if err != nil {
		return paper.Content{}, nil, err
	}
	name := s.tree().Name(place.Full(r.Region), "zh")
	office := name + "市场监督管理局"
	today := clock.Day(clock.Now(ctx))
	c := paper.Content{Office: office, Title: fmt.Sprintf("%s %d 年食品安全抽检年度报告", name, year), Official: true, Seal: &paper.Seal{Office: office, Day: today}}
	c.Blocks = append(c.Blocks, paper.Text(fmt.Sprintf("依据《食品安全抽样检验管理办法》，现将%s %d 年已公示的抽检结果报告如下。数据由平台逐批统计，统计于 %s；按抽样日期归月，撤回公示的结果不计。合格率的分母是作出判定的批次，未作判定的另列；括号内为 95%% 置信区间（Wilson）。", name, year, clock.Show(r.AsOf))))
	if year == this {
		c.Blocks = append(c.Blocks, paper.Paragraph{Text: "本年度尚未结束，以下为截至出具之日的数字。", Bold: true})
	}
	c.Blocks = append(c.Blocks, paper.Heading("一、总体情况"), r.summary(), r.paperGroups("抽检类型", r.Purposes, purposeName), r.paperGroups("统计口径", r.Streams, streamName),
		paper.Heading("二、食品类别"), r.paperGroups("食品类别", r.Categories, func(k string) string { return named(k, categoryName(k, "zh")) }),
		paper.Heading("三、抽样环节和季节"), r.paperGroups("抽样环节", r.Stages, stageName), r.paperGroups("季度", r.Seasons, func(k string) string { return "第 " + k[1:] + " 季度" }),
		paper.Heading("四、不合格项目"), r.paperItems(), paper.Heading("五、各月变化"), r.paperMonths())
	if len(r.Areas) > 0 {
		c.Blocks = append(c.Blocks, paper.Heading("六、各地情况"), paper.Text(caution), s.paperAreas(r))
	}
	c.Blocks = append(c.Blocks, paper.Paragraph{Text: "样本少于 30 批的率不作结论。控制限按二项分布精确计算（双侧 0.27%），连续八个月在同一侧也作为信号。", Small: true, Flush: true})
	return c, r, nil
}

func (r *Report) summary() paper.Block {
	return paper.Text(fmt.Sprintf("全年公示 %d 批次，作出判定 %d 批次，合格 %d 批次，不合格 %d 批次，合格率 %s；未作判定 %d 批次。", r.Total.All(), r.Total.Judged(), r.Total.Pass, r.Total.Fail, r.Total.words(), r.Total.Without))
}

// words is the pass rate with its interval: 98.22%（98.09%–98.33%）.
func (c Count) words() string { return share(c.Pass, c.Judged()) }

func share(hits, of int64) string {
	i, err := survey.Wilson(hits, of, 0.95)
	if err != nil {
		return "—"
	}
	out := fix(100*float64(hits)/float64(of), 2) + "%（" + fix(100*i.Low, 2) + "%–" + fix(100*i.High, 2) + "%）"
	if of < 30 {
		out += "，样本少"
	}
	return out
}

func (r *Report) paperGroups(label string, groups []Group, name func(string) string) paper.Block {
	t := paper.Table{Columns: []paper.Column{{Label: label, Weight: 2}, {Label: "批次", Align: paper.Right}, {Label: "不合格", Align: paper.Right}, {Label: "未作判定", Align: paper.Right}, {Label: "合格率", Weight: 3.2}}}
	for _, g := range groups {
		t.Rows = append(t.Rows, []string{name(g.Key), number(g.All()), number(g.Fail), number(g.Without), g.words()})
	}
	return t
}

func (r *Report) paperItems() paper.Block {
	t := paper.Table{Columns: []paper.Column{{Label: "检验项目", Weight: 2.4}, {Label: "不合格", Align: paper.Right}, {Label: "有限量的检验", Weight: 1.3, Align: paper.Right}, {Label: "不合格率", Weight: 3}, {Label: "最多的类别", Weight: 1.8}}}
	for _, x := range r.Items[:min(annualItems, len(r.Items))] {
		if x.Fail == 0 {
			break
		}
		t.Rows = append(t.Rows, []string{x.Item, number(x.Fail), number(x.Judged()), share(x.Fail, x.Judged()), named(x.Worst, categoryName(x.Worst, "zh"))})
	}
	if len(t.Rows) == 0 {
		return paper.Text("没有不合格项目。")
	}
	return t
}

var signalWords = map[survey.Signal]string{survey.Above: "高于控制限", survey.Below: "低于控制限", survey.Run: "连续同侧"}

func (r *Report) paperMonths() paper.Block {
	t := paper.Table{Columns: []paper.Column{{Label: "月份"}, {Label: "批次", Align: paper.Right}, {Label: "不合格率", Weight: 3}, {Label: "控制限", Weight: 1.6}, {Label: "信号", Weight: 1.2}}}
	for _, m := range r.Months {
		if m.All() == 0 {
			continue
		}
		limits := "—"
		if !math.IsNaN(m.Low) {
			limits = fix(100*m.Low, 2) + "–" + fix(100*m.High, 2) + "%"
		}
		t.Rows = append(t.Rows, []string{m.Key, number(m.All()), share(m.Fail, m.Judged()), limits, signalWords[m.Signal]})
	}
	return t
}

func (s *Service) paperAreas(r *Report) paper.Block {
	t := paper.Table{Columns: []paper.Column{{Label: "地区", Weight: 1.8}, {Label: "批次", Align: paper.Right}, {Label: "监督／监测／评价", Weight: 1.8}, {Label: "合格率", Weight: 3}, {Label: "标化率（覆盖）", Weight: 1.7}}}
	for i := range r.Areas {
		a := &r.Areas[i]
		name := s.tree().Name(a.Region, "zh")
		if a.Apart {
			name += "（单列）"
		}
		level := "—"
		if !math.IsNaN(a.Level) {
			level = fix(a.Level, 2) + "%（" + fix(a.Covers, 0) + "%）"
		}
		t.Rows = append(t.Rows, []string{name, number(a.All()), fmt.Sprintf("%d／%d／%d", a.Purposes[0], a.Purposes[1], a.Purposes[2]), a.words(), level})
	}
	return t
}

func named(key, name string) string {
	if key == "" {
		return "未归类"
	}
	return name
}

func streamName(code string) string {
	if code == "farm" {
		return "食用农产品"
	}
	return "食品"
}

func stageName(code string) string {
	for _, x := range food.Stages() {
		if x.Code == code {
			return x.Name
		}
	}
	return named(code, code)
}
