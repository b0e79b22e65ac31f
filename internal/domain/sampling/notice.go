package sampling

import (
	"cmp"
	"context"
	"strings"

	"shian/data/food"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/paper"
)

// Kinds of document that this package has numbered.
const (
	KindNotice   = "sampling.notice"   // 公示通知: one result
	KindBulletin = "sampling.bulletin" // 公示通告: failing batches together
)

// why a document ended when a result was withdrawn; everybody may read it.
const becauseWithdrawn = "所载抽检结果已撤回公示"

var shorter = strings.NewReplacer("保安族东乡族撒拉族自治", "", "东乡族自治县", "东乡县", "哈萨克族自治", "", "蒙古族自治", "", "裕固族自治", "", "回族自治", "", "藏族自治", "")

// office is the market regulator of a region as issuer: its name, and what its numbers begin with (甘市监食公, 城关区市监食公). The
// names of regions are kept apart, so no two offices share a prefix.
func (s *Service) office(region, kind string) (name string, series paper.Series) {
	t := s.needs.Places.Tree()
	full := place.Full(region)
	short := shorter.Replace(t.Name(full, "zh"))
	switch t.Level(full) {
	case place.Province:
		short = "甘"
	case place.Prefecture:
		short = strings.TrimSuffix(short, "市")
	case place.County, place.Township, place.Registrar:
	}
	word := "食公"
	if kind == KindBulletin {
		word = "食告"
	}
	return t.Name(full, "zh") + "市场监督管理局", paper.Series{Office: place.Short(full), Kind: kind, Prefix: short + "市监" + word}
}

// issuing is the office in whose name the actor of ctx issues: that of the county when the post is in a township.
func issuing(ctx context.Context) string {
	r := place.Short(access.From(ctx).Region)
	return r[:min(len(r), 6)]
}

const publicLaw = "依据《食品安全抽样检验管理办法》第四十六条"

// notice sets out what is published of one result.
func (s *Service) notice(p *Public, office, day string) paper.Content {
	dash := func(x string) string { return cmp.Or(x, "/") }
	category := p.Category
	if c, ok := food.Lookup(p.Category); ok {
		category = c.Name
	}
	n := paper.Notice{Office: office, Title: "食品安全抽样检验结果公示通知", Official: true, Day: day,
		Body: []string{publicLaw + "，现将下列样品的抽样检验结果予以公示。结论只对所列批次的样品和所检项目，不涉及同一生产经营者的其他产品。"},
		Facts: paper.Facts{{Label: "样品名称", Value: p.Food}, {Label: "食品类别", Value: category}, {Label: "规格型号", Value: dash(p.Spec)}, {Label: "商标", Value: dash(p.Brand)},
			{Label: "生产日期", Value: dash(p.Made)}, {Label: "批号", Value: dash(p.Batch)},
			{Label: "标称生产者", Value: dash(p.MakerName), Wide: true}, {Label: "生产者地址", Value: dash(p.MakerAddress), Wide: true},
			{Label: "被抽样单位", Value: dash(p.OperatorName), Wide: true}, {Label: "被抽样单位地址", Value: dash(p.OperatorAddress), Wide: true},
			{Label: "抽样地区", Value: s.needs.Places.Tree().FullName(p.Region, "zh")}, {Label: "抽样日期", Value: dash(p.Day)},
			{Label: "抽检类型", Value: label(Purposes, p.Purpose)}, {Label: "结论", Value: label(Conclusions, string(p.Conclusion))}},
		Remedy: "公示有误或者经复检、异议审核改变结论的，本机关撤回公示，另发文书替代本通知。"}
	if len(p.Failing) > 0 {
		t := paper.Table{Caption: "不合格项目", Columns: []paper.Column{{Label: "项目", Weight: 2}, {Label: "检验结果", Weight: 1.5}, {Label: "标准值", Weight: 1.5}}}
		for _, x := range p.Failing {
			t.Rows = append(t.Rows, []string{x.Item, x.Result, x.Limit})
		}
		n.Table = &t
	}
	return n.Content()
}

// withdrawal says that a notice no longer stands; what it published is not said again.
func withdrawal(old *paper.Document, result, office, day string) paper.Content {
	return paper.Notice{Office: office, Title: "食品安全抽样检验结果撤回公示通知", Official: true, Day: day,
		Body: []string{"本机关于" + clock.Show(old.IssuedAt)[:10] + "以 " + old.Number + " 公示的抽样检验结果已撤回公示。原公示通知自本通知出具之日起失效，由本通知替代，请勿再引用或者转载。",
			"原公示和本次撤回在公开日志中各有一条记录，任何人可以凭公示编号核验。"},
		Facts: paper.Facts{{Label: "原通知编号", Value: old.Number}, {Label: "原通知日期", Value: clock.Show(old.IssuedAt)[:10]}, {Label: "公示编号", Value: result, Wide: true}}}.Content()
}

// IssueNotice gives out the notice of a published result in the name of the office of the actor of ctx. Refused: the result is
// not published, or a notice of it is in force.
func (s *Service) IssueNotice(ctx context.Context, result string) (*paper.Document, error) {
	p, err := s.One(ctx, result)
	if err != nil {
		return nil, err
	}
	if p.State != Published {
		return nil, fault.Refused("结果已撤回公示，不能再出具公示通知", "the result was withdrawn; no notice can be issued")
	}
	office, series := s.office(issuing(ctx), KindNotice)
	var x *paper.Document
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		var state State
		if err := tx.Row(ctx, `SELECT state FROM sampling_result WHERE id = $1`, result).Scan(&state); err != nil {
			return err
		}
		if state != Published {
			return fault.Refused("结果刚刚撤回公示，不能再出具公示通知", "the result was withdrawn a moment ago; no notice can be issued")
		}
		all, err := s.Papers.Of(ctx, tx, Kind, result)
		if err != nil {
			return err
		}
		for i := range all {
			if all[i].InForce() {
				return fault.Refused("已有现行有效的公示通知 "+all[i].Number, all[i].Number+" is in force already")
			}
		}
		x, err = s.Papers.Issue(ctx, tx, paper.Draft{Series: series, RecordKind: Kind, Record: result, Published: true, Scopes: access.Regions(place.Short(p.Region)),
			Content: s.notice(p, office, clock.Day(clock.Now(ctx)))})
		return err
	})
	return x, err
}

// Renotify lets documents about a withdrawn result be superseded by ones that say so; the platform does it when it hears of the
// withdrawal.
func (s *Service) Renotify(ctx context.Context, tx *db.Tx, result string) error {
	all, err := s.Papers.Of(ctx, tx, Kind, result)
	if err != nil {
		return err
	}
	for i := range all {
		old := &all[i]
		if !old.InForce() || old.Title == withdrawal(old, "", "", "").Title {
			continue
		}
		office, series := s.office(old.Office, old.Kind)
		if _, err := s.Papers.Supersede(ctx, tx, old.ID, becauseWithdrawn, paper.Draft{Series: series, RecordKind: Kind, Record: result, Published: true,
			Content: withdrawal(old, result, office, clock.Day(clock.Now(ctx)))}); err != nil {
			return err
		}
	}
	return s.rebulletin(ctx, tx, result)
}
