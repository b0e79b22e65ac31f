package limit

import (
	"fmt"
	"time"
)

// Rule is one limit of one standard for an item in a food category, with the days on which it holds. Days are 2006-01-02 in
// China Standard Time; ValidFrom is the day of implementation, ValidTo the last day of validity or empty while it is in force.
type Rule struct {
	ID        string
	Category  string // food category as the standard numbers or names it; matched exactly
	Item      string
	Text      string // the limit as the standard writes it
	Basis     string // number of the standard: GB 2762-2022
	Clause    string // table or clause
	ValidFrom string
	ValidTo   string
	Mode      Mode // empty: full value
}

// Entry is a rule with its limit read, ready to judge by.
type Entry struct {
	Rule  Rule
	Limit Limit
}

// Judge judges a result by the rule in the rule's own mode.
func (e *Entry) Judge(r Result) Judgement { return e.Limit.Judge(r, e.Rule.Mode) }

// Book holds rules by category and item, read once. It does not change after NewBook.
type Book struct {
	entries map[[2]string][]*Entry
}

// NewBook reads rules. Rules that cannot be used (a limit that cannot be read, days that are none or in the wrong order, an unknown
// mode) are left out and listed in faults, each naming the rule; the others are held.
func NewBook(rules []Rule) (book *Book, faults []error) {
	book = &Book{entries: make(map[[2]string][]*Entry, len(rules))}
	for i, r := range rules {
		l, err := r.check()
		if err != nil {
			faults = append(faults, fmt.Errorf("第 %d 条规则 %s: %w / rule %d", i+1, r.ID, err, i+1))
			continue
		}
		key := [2]string{r.Category, r.Item}
		book.entries[key] = append(book.entries[key], &Entry{Rule: r, Limit: l})
	}
	return book, faults
}

func (r Rule) check() (Limit, error) {
	if !day(r.ValidFrom) || r.ValidTo != "" && !day(r.ValidTo) {
		return Limit{}, refuse("起止日期应写作 2006-01-02", "days of validity must be written 2006-01-02").in(r.ValidFrom + "～" + r.ValidTo)
	}
	if r.ValidTo != "" && r.ValidTo < r.ValidFrom {
		return Limit{}, refuse("有效期止日早于起日", "validity ends before it begins").in(r.ValidFrom + "～" + r.ValidTo)
	}
	if r.Mode != "" && r.Mode != Full && r.Mode != Rounded {
		return Limit{}, refuse("比较方式应为 full 或 rounded", "mode must be full or rounded").in(string(r.Mode))
	}
	return ParseLimit(r.Text)
}

// On is the rule valid on the day of production, for that is the standard a food is judged by. When there is none, or more than
// one, it gives no rule and says why.
func (b *Book) On(category, item, productionDay string) (*Entry, *Refusal) {
	if !day(productionDay) {
		return nil, refuse("生产日期“"+clipped(productionDay)+"”不是有效日期，不能确定适用的标准", "the production day “"+clipped(productionDay)+"” is not a day, so the standard that applies cannot be told").in(productionDay)
	}
	all := b.entries[[2]string{category, item}]
	if len(all) == 0 {
		return nil, refuse("没有“"+category+"”中“"+item+"”的限量规定", "there is no rule for “"+item+"” in “"+category+"”")
	}
	var valid, near *Entry
	for _, e := range all {
		if e.Rule.holds(productionDay) {
			if valid != nil {
				return nil, refuse("生产日期 "+productionDay+" 同时有 "+valid.Rule.cite()+" 与 "+e.Rule.cite()+" 有效，须先明确适用哪个", "on "+productionDay+" both "+valid.Rule.cite()+" and "+e.Rule.cite()+" are valid; say first which applies")
			}
			valid = e
		}
		near = e
	}
	if valid == nil {
		return nil, refuse("生产日期 "+productionDay+" 没有有效的限量规定；已登记的 "+near.Rule.cite()+" 有效期为 "+near.Rule.span(), "no rule is valid on "+productionDay+"; "+near.Rule.cite()+" is valid "+near.Rule.span())
	}
	return valid, nil
}

func (r Rule) holds(d string) bool {
	return r.ValidFrom <= d && (r.ValidTo == "" || d <= r.ValidTo)
}

func (r Rule) cite() string {
	if r.Clause == "" {
		return r.Basis
	}
	return r.Basis + " " + r.Clause
}

func (r Rule) span() string {
	if r.ValidTo == "" {
		return r.ValidFrom + "～"
	}
	return r.ValidFrom + "～" + r.ValidTo
}

func day(s string) bool {
	_, err := time.Parse(time.DateOnly, s)
	return err == nil
}
