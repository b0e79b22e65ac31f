package plan

import (
	"shian/engine/quota"
	"shian/internal/domain/place"
	"shian/internal/kit/page"
)

// examples shows the package's pages with invented figures.
func examples(p *page.Pages) {
	plan := samplePlan()
	p.Example("plan.allocate", func() (string, any) { return "kit.stack", page.View{Title: "分配方案", Data: sampleWays(plan)} })
	p.Example("plan.grid.edit", func() (string, any) { return "plan.grid", page.View{Title: "任务表", Data: sampleGrid(true)} })
	p.Example("plan.grid", func() (string, any) { return "plan.grid", page.View{Title: "任务表", Data: sampleGrid(false)} })
	p.Example("plan.vote", func() (string, any) {
		return "kit.stack", page.View{Title: "你点我检", Bare: true, Data: []any{voteForm(place.Known(), Ballot{Category: "05", Barcode: "6901234567892"})}}
	})
	p.Example("plan.weeks", func() (string, any) {
		x := &Course{Year: 2026, Today: "2026-02-20", Days: 51, Of: 365, Basis: measureBatch, Advance: Advance{Region: "62", Residents: 25019831, Target: 100080, Weeks: []int64{1200, 1800, 0, 900, 2100, 2000, 1500, 300}}}
		x.Forecast = quota.Foretell(quota.Year{Done: x.Weeks, Days: x.Days, Of: x.Of, Target: x.Target})
		return "kit.stack", page.View{Title: "抽检进度", Mark: foretold(x.Advance), Data: []any{nowPanel(x), basisOf(x), weeksPanel(x, false)}}
	})
}

func samplePlan() *Plan {
	p := &Plan{Title: "示例计划", Year: 2026, Supervision: 80000, Monitoring: 12000, Evaluation: 8080, Explore: 10, Votes: 5, Kept: 80, Back: 3, Stages: usual, State: Drafted, Draft: 1, Way: quota.ByRisk}
	p.ID, p.Region, p.Version = "example", place.Root, 3
	return p
}

func sampleWays(p *Plan) []any {
	all := []Sketch{{Way: quota.ByHand, Hand: "before", Find: quota.Find{Failures: 1710, Low: 1630, High: 1795, Batches: 100080, Cells: 6952, Covered: 6100, Unseen: 2310, Looked: 1804}},
		{Way: quota.ByResidents, Find: quota.Find{Failures: 1802, Low: 1720, High: 1890, Batches: 100080, Cells: 6952, Covered: 6952, Unseen: 2310, Looked: 2310}},
		{Way: quota.ByRisk, Find: quota.Find{Failures: 2604, Low: 2470, High: 2741, Batches: 100080, Cells: 6952, Covered: 6731, Unseen: 2310, Looked: 2120}}}
	m := quota.Learn([]quota.Past{{Key: quota.Key{Region: "620102", Category: "05", Stage: "production"}, Tested: 400, Failed: 7}})
	return []any{page.Panel{Title: "三种方式", Flush: true, Body: []any{waysTable(p, all, true)}}, basisPanel(p, m), page.Panel{Title: "批次", Flush: true, Body: []any{purposesTable(p, map[string]int64{Supervision: 79000, Monitoring: 12000, Evaluation: 8080})}}, stagesPanel(p)}
}

func sampleGrid(edit bool) grid {
	g := grid{Heads: []string{"生产", "流通"}, Edit: edit, Version: 3, Region: "620102", Purpose: Supervision, Sums: []int64{12, 30}, Total: 42, Filter: page.Filter{Action: "/desk/plan/example/cells"}}
	in := func(category, stage, value string) *page.Input {
		return &page.Input{Name: fieldOf(category, stage), Label: nameOf(category, "zh"), Kind: "int", Bare: true, Value: value}
	}
	g.Rows = []gridRow{{Name: "乳制品", Cells: []*page.Input{in("05", "production", "12"), in("05", "distribution", "20")}, Sum: 32}, {Name: "蔬菜", Cells: []*page.Input{nil, in("F02", "distribution", "10")}, Sum: 10}}
	return g
}
