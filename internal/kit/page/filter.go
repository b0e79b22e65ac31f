package page

// A Filter narrows a list: a plain GET form that folds below 720 px. Its state is the address, so it can be kept as a
// bookmark and the export takes exactly what is shown.
type Filter struct {
	Action  string // address of the list
	Fields  []FilterField
	Sets    []Set   // quick choices as one row of buttons
	Keep    []Pair  // further parameters to keep
	Active  int     // how many conditions hold now
	Total   int     // 0 when nobody counted: nothing is said
	More    bool    // more than Total
	Reset   string  // the list without conditions; empty: Action
	Saved   []Saved // the person's saved filters
	Save    string  // address that saves this one; empty: cannot be saved
	Columns []Shown // the columns to choose from; empty: no choice
	Export  string  // address of the export of the current filter; empty: none
	Tools   []Act   // further buttons at the right
}

// Template implements Component.
func (Filter) Template() string { return "filter" }

// Plain reports that one thing is asked for: that stays in sight on a phone.
func (f Filter) Plain() bool { return len(f.Fields) == 1 && len(f.Sets) == 0 }

// ResetHref is where 重置 leads.
func (f Filter) ResetHref() string {
	if f.Reset != "" {
		return f.Reset
	}
	return f.Action
}

// A FilterField is one condition.
type FilterField struct {
	Name, Label string
	Kind        string // text, choice, days (from and to), ref
	Value       string
	To          string   // second day of a range, sent as Name + "_to"
	Choices     []Choice // for choice; the empty value comes first by itself
	Any         string   // label of the empty value; empty: 全部
	Suggest     string   // for ref: address of the suggestions
	Shown       string   // for ref: the label of Value
	Grow        bool
}

// A Set is one choice of few, as links: 全部 41, 逾期 3.
type Set struct {
	Label string
	Links []Link
}

// A Saved filter is a link the person named.
type Saved struct {
	Name string // a value, in the person's own words
	Href string
	Here bool
	Drop string // POST address that forgets it; empty: cannot be
}

// A Shown column may be switched on and off.
type Shown struct {
	Name, Label string
	On          bool
}
