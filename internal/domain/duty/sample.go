package duty

import (
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/flow"
	"shian/internal/kit/measure"
	"shian/internal/kit/page"
)

// examples shows the ledger's pages with invented figures.
func examples(p *page.Pages) {
	s := &Service{tree: place.Known}
	r := reading{lang: "zh", asOf: "2026-07-31 18:00", export: true, may: func(access.Right) bool { return true }}
	p.Example("duty.ledger", func() (string, any) {
		return "duty.ledger", s.ledgerView(r, Query{}, sampleLedger(sampleWindow("62"), 1), &flow.Counts{Late: 3, Near: 9, Do: 41, Begun: 12, Done: 236})
	})
	p.Example("duty.ledger.few", func() (string, any) {
		return "duty.ledger", s.ledgerView(r, Query{Status: Missed}, sampleLedger(sampleWindow("620102"), 2000), nil)
	})
	for _, code := range []string{"T1", "T3", "18", "5", "T5"} {
		p.Example("duty.detail."+code, func() (string, any) {
			return "kit.stack", s.detailView(r, code, sampleDetail(code))
		})
	}
}

func sampleWindow(region string) Window {
	return Window{Own: region, Region: region, Year: 2026, From: "2026-01-01", To: "2026-12-31", Today: "2026-07-31", Passed: 212.0 / 365}
}

// sampleCells are the facts of a province, or of a part so many times smaller.
func sampleCells(smaller int64) []measure.Cell {
	var out []measure.Cell
	add := func(name, month string, n int64, dims ...string) {
		out = append(out, measure.Cell{Row: measure.Row{Measure: name, Key: month, N: n / smaller}, Dims: [3]string(dims)})
	}
	for i, month := range sampleWindow("62").months() {
		more := int64(i)
		add("sampling.batch", month, 5900+31*more, "supervision", "food", "pass")
		add("sampling.batch", month, 108-more, "supervision", "food", "fail")
		add("sampling.batch", month, 640, "monitoring", "food", "pass")
		add("sampling.batch", month, 46, "monitoring", "food", "fail")
		add("sampling.batch", month, 210, "evaluation", "food", "pass")
		add("sampling.batch", month, 1040+7*more, "supervision", "farm", "pass")
		add("sampling.batch", month, 23, "supervision", "farm", "fail")
		add("sampling.batch", month, 12, "monitoring", "farm", "unjudged")
		add("operator.businesses", month, 9000+more, "catering", "active", "")
		add("operator.businesses", month, 4000, "production", "active", "")
	}
	return out
}

func sampleFigure(w Window, i *Indicator, smaller int64) *Figure {
	f := &Figure{Indicator: i}
	f.fill(sampleCells(smaller), w, w.months())
	residents, _ := place.Known().Population(place.Full(w.Region))
	f.judge(residents, w.Passed)
	return f
}

func sampleLedger(w Window, smaller int64) *Ledger {
	by := map[string]*Figure{}
	for i := range Indicators {
		by[Indicators[i].Code] = sampleFigure(w, &Indicators[i], smaller)
	}
	return lay(w, by, Query{})
}

func sampleDetail(code string) *Detail {
	d := &Detail{Window: sampleWindow("62")}
	which, err := d.find(code)
	if err != nil || len(which) == 0 {
		return d
	}
	d.Figure = sampleFigure(d.Window, which[0], 1)
	d.Line.Figure = d.Figure
	for n, r := range place.Known().Children(place.Root) {
		a := Area{Region: r.Code, Residents: int64(r.Population), Row: r.Row, Col: r.Col, Figure: *sampleFigure(d.Window, which[0], int64(8+n*9))}
		a.judge(a.Residents, d.Passed)
		d.Areas = append(d.Areas, a)
	}
	if d.Figure.Grouped != "" {
		d.Groups = []Group{{Code: "01", Name: "粮食加工品", NameEn: "Processed grain", Tally: Tally{4120, 4171}}, {Code: "05", Name: "饮料", NameEn: "Drinks", Tally: Tally{21, 22}}}
	}
	return d
}
