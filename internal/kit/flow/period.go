package flow

import (
	"cmp"
	"strconv"

	"shian/data/law"
	"shian/engine/workday"
	"shian/internal/kit/i18n"
)

// A period is a Clock's length with where it comes from.
type period struct {
	name, nameEn string
	n            int
	unit         string
	roll         bool
	extend       int // the most it may be made longer by, in the unit
	title        string
	titleEn      string
	article      string
	verified     bool
	agreed       bool
}

type unit struct{ zh, en, ens string }

var units = map[string]unit{
	"hour": {"小时", "hour", "hours"}, "day": {"日", "day", "days"}, "workday": {"个工作日", "working day", "working days"},
	"month": {"个月", "month", "months"}, "year": {"年", "year", "years"},
}

func (c *Clock) period() period {
	d, ok := law.Clock(c.Deadline)
	if !ok {
		return period{name: c.Basis, nameEn: i18n.T("en", c.Basis), n: c.N, unit: c.Unit, extend: c.Longer, title: c.Basis, titleEn: i18n.T("en", c.Basis), verified: true, agreed: true}
	}
	p := period{name: d.Title, nameEn: d.TitleEn, n: d.N, unit: d.Unit, roll: d.RollForward, extend: cmp.Or(d.Extend, c.Longer), verified: d.Verified}
	a, _ := law.Lookup(d.Article)
	p.title, p.titleEn, p.article = a.Title, a.TitleEn, a.Article
	p.verified = p.verified && a.Verified
	return p
}

// basis names the law, the article and the length: 《食品安全抽样检验管理办法》第30条，7 个工作日.
func (p period) basis(lang string) string {
	if lang == "en" {
		s := p.titleEn
		if p.article != "" {
			s += ", art. " + p.article
		}
		s += ": " + amountEn(p.n, p.unit)
		if !p.verified {
			s += " (to be verified)"
		}
		return s
	}
	s := p.title
	if !p.agreed {
		s = "《" + s + "》"
	}
	if p.article != "" {
		s += "第" + p.article + "条"
	}
	s += "，" + strconv.Itoa(p.n) + " " + units[p.unit].zh
	if !p.verified {
		s += "（待核）"
	}
	return s
}

func amountEn(n int, u string) string {
	if n == 1 {
		return "1 " + units[u].en
	}
	return strconv.Itoa(n) + " " + units[u].ens
}

func (p period) term() workday.Term {
	return workday.Term{N: p.n, Unit: workday.Unit(p.unit), Roll: p.roll}
}
