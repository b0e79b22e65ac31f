package plan

import (
	"net/http"
	"strconv"
	"strings"

	"shian/internal/domain/place"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// grid is the page of one county's cells: categories down, stages across.
type grid struct {
	Filter  page.Filter
	Heads   []string
	Rows    []gridRow
	Sums    []int64
	Total   int64
	Edit    bool
	Version int64
	Region  string
	Purpose string
	Problem string
	Faults  []gridFault
}

type gridRow struct {
	Name  string
	Cells []*page.Input // nil: no such cell
	Sum   int64
}

type gridFault struct{ ID, Label, Text string }

// at finds what the page shows: a region within the reader's view and a purpose.
func (w *pages) at(c *web.Ctx, p *Plan, region, purpose string) (string, string, error) {
	region, err := w.within(c.Context(), p, region)
	if err != nil {
		return "", "", err
	}
	if _, ok := valueOf(Purposes, purpose); !ok {
		purpose = Supervision
	}
	return region, purpose, nil
}

func (w *pages) cells(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	region, purpose, err := w.at(c, p, c.Query("region"), c.Query("purpose"))
	if err != nil {
		return err
	}
	cells, err := w.of(c.Context(), w.db, p.ID, p.Shown(), region)
	if err != nil {
		return err
	}
	values := map[string]int64{}
	for _, x := range cells {
		if x.Purpose == purpose {
			values[fieldOf(x.Category, x.Stage)] += x.Batches
		}
	}
	return w.drawGrid(c, p, region, purpose, func(name string) string { return strconv.FormatInt(values[name], 10) }, nil)
}

// drawGrid draws the cells as a table; a county's own may be typed into while the plan is being edited.
func (w *pages) drawGrid(c *web.Ctx, p *Plan, region, purpose string, value func(string) string, wrong *fault.Error) error {
	g := grid{Version: p.Version, Region: region, Purpose: purpose, Edit: p.Editable() && c.Actor.May(RightEdit) && len(region) == 6}
	g.Filter = w.gridFilter(c, p, region, purpose)
	faults := map[string]string{}
	if wrong != nil {
		g.Problem = wrong.Text(c.Lang())
		for _, f := range wrong.Fields {
			faults[f.Name] = f.Text(c.Lang())
			g.Faults = append(g.Faults, gridFault{ID: page.Input{Name: f.Name}.ID(), Label: f.Label, Text: f.Text(c.Lang())})
		}
		c.Code(wrong.Status())
	}
	g.Sums = make([]int64, len(p.Stages))
	for _, s := range p.Stages {
		g.Heads = append(g.Heads, labelOf(Stages, s.Stage))
	}
	for _, sort := range Categories() {
		row := gridRow{Name: nameOf(sort.Code, c.Lang())}
		any := false
		for i, s := range p.Stages {
			if !Fits(sort.Code, s.Stage) {
				row.Cells = append(row.Cells, nil)
				continue
			}
			name := fieldOf(sort.Code, s.Stage)
			in := &page.Input{Name: name, Label: row.Name + " " + c.T(labelOf(Stages, s.Stage)), Kind: form.KindInt, Bare: true, Value: value(name), Error: faults[name], ErrorEn: faults[name]}
			n, _ := strconv.ParseInt(in.Value, 10, 64)
			row.Cells, row.Sum, g.Sums[i], g.Total = append(row.Cells, in), row.Sum+n, g.Sums[i]+n, g.Total+n
			any = true
		}
		if any {
			g.Rows = append(g.Rows, row)
		}
	}
	v := page.View{Title: "任务表", Lead: "{1}，{2}，第 {3} 版", With: []any{p.Title, w.tree().FullName(place.Full(region), c.Lang()), p.Shown()}, Crumbs: w.crumbs(p), Data: g}
	if c.Actor.May("plan.export") {
		v.Acts = append(v.Acts, page.Act{Label: "导出", Href: address(w.Plans.Href(p.ID)+"/sheet", "region", region), Download: true})
	}
	if p.Editable() && c.Actor.May(RightEdit) {
		v.Acts = append(v.Acts, page.Act{Label: "导入任务表", Href: w.Plans.Href(p.ID) + "/bring"})
		if !g.Edit {
			v.Notice = &page.Notice{Tone: page.Info, Text: "这里是合计；要逐格修改，请在上面选一个县区"}
		}
	}
	return w.draw.Render(c, "plan.grid", v)
}

func (w *pages) gridFilter(c *web.Ctx, p *Plan, region, purpose string) page.Filter {
	whole, own := ownRegion(c.Context(), p)
	shown := region
	if region == own {
		shown = ""
	}
	in := page.FilterField{Name: "region", Label: "地区", Kind: "choice", Value: shown, Any: "本地区全部"}
	for _, r := range w.tree().Children(place.Full(own)) {
		if len(own) >= 6 {
			break
		}
		in.Choices = append(in.Choices, page.Choice{Value: place.Short(r.Code), Label: r.Name, En: r.NameEn, Own: true})
		if whole && len(region) > 2 && strings.HasPrefix(region, place.Short(r.Code)) {
			for _, x := range w.tree().Children(r.Code) {
				in.Choices = append(in.Choices, page.Choice{Value: x.Code, Label: "　" + x.Name, En: "　" + x.NameEn, Own: true})
			}
		}
	}
	by := page.FilterField{Name: "purpose", Label: "抽检类型", Kind: "choice", Value: purpose, Any: "监督抽检"}
	for _, x := range Purposes[1:] {
		by.Choices = append(by.Choices, page.Choice{Value: x.Value, Label: x.Label})
	}
	return page.Filter{Action: w.Plans.Href(p.ID) + "/cells", Fields: []page.FilterField{in, by}}
}

// celled stores what was typed into the table of a county.
func (w *pages) celled(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	v, err := c.Form()
	if err != nil {
		return err
	}
	region, purpose := v.Get("region"), v.Get("purpose")
	var cells []Cell
	var out []fault.Field
	for name, values := range v {
		rest, is := strings.CutPrefix(name, "cell.")
		category, stage, ok := strings.Cut(rest, ".")
		if !is || !ok {
			continue
		}
		text := strings.TrimSpace(values[len(values)-1])
		n, err := strconv.ParseInt(text, 10, 64)
		if text == "" {
			n, err = 0, nil
		}
		if err != nil {
			out = append(out, fault.Field{Name: name, Label: nameOf(category, "zh"), Zh: "请填整数", En: "enter a whole number"})
			continue
		}
		if n != 0 {
			cells = append(cells, Cell{Region: region, Purpose: purpose, Category: category, Stage: stage, Batches: n})
		}
	}
	if len(out) > 0 {
		err = fault.Invalid(out...)
	} else {
		version, _ := strconv.ParseInt(v.Get("version"), 10, 64)
		err = w.Edit(c.Context(), p.ID, region, purpose, cells, version)
	}
	if f, shown := toForm(err); shown && f.Kind != fault.KindRefused {
		if r, pu, at := w.at(c, p, region, purpose); at == nil && len(r) == 6 {
			return w.drawGrid(c, p, r, pu, func(name string) string { return v.Get(name) }, f)
		}
	}
	if err != nil {
		return err
	}
	return c.Redirect(address(w.Plans.Href(p.ID)+"/cells", "region", region, "purpose", purpose), c.T("已保存"))
}

// sheet gives the cells as a sheet.
func (w *pages) sheet(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	region, err := w.within(c.Context(), p, c.Query("region"))
	if err != nil {
		return err
	}
	format := sheet.XLSX
	if c.Query("format") == string(sheet.CSV) {
		format = sheet.CSV
	}
	c.W.Header().Set("Content-Type", format.Type())
	c.W.Header().Set("Content-Disposition", `attachment; filename="plan-`+strconv.FormatInt(p.Year, 10)+`-`+region+`.`+string(format)+`"`)
	return w.Write(c.Context(), p, region, format, c.W)
}

// bring asks for a sheet of cells.
func (w *pages) bring(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return w.drawBring(c, p, nil, 0)
}

const problemsShown = 200

func (w *pages) drawBring(c *web.Ctx, p *Plan, problems []sheet.Problem, status int) error {
	v := page.View{Title: "导入任务表", Lead: "整表替换正在编辑的版次；有一处不对就不写入。先导出，改好批次再导入最省事", Crumbs: w.crumbs(p), Acts: []page.Act{{Label: "导出", Href: w.Plans.Href(p.ID) + "/sheet", Download: true}}}
	ask := page.Form{Version: p.Version, Sections: []page.Section{{Inputs: []page.Input{{Name: "sheet", Label: "任务表（xlsx 或 csv）", Kind: form.KindFiles, Needed: true, Wide: true, Accept: ".xlsx,.csv"}}}}, Acts: []page.Act{{Label: "校验并写入", Tone: "main", Name: "_save", Value: "1"}}}
	body := []any{ask}
	if len(problems) > 0 {
		c.Code(status)
		t := page.Table{Caption: "需要改正的地方", Columns: []page.Column{{Label: "位置", Card: "head", Code: true}, {Label: "列"}, {Label: "现在填的", Card: "wide"}, {Label: "怎样改正", Card: "wide"}}}
		for _, x := range problems[:min(problemsShown, len(problems))] {
			where := x.Where()
			if where == "" {
				where = "—"
			}
			t.Rows = append(t.Rows, page.Row{Bad: true, Cells: page.Cells(where, x.Column, x.Value, pick(c.Lang(), x.Zh, x.En))})
		}
		body = []any{page.Notice{Tone: page.Late, Text: "有 {1} 处需要改正，没有写入任何内容", Args: []any{len(problems)}}, page.Panel{Title: "需要改正的地方", Flush: true, Body: []any{t}}, ask}
	}
	return w.stack(c, v, body...)
}

func (w *pages) brought(c *web.Ctx) error {
	p, err := w.Plans.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	v, err := c.Form()
	if err != nil {
		return err
	}
	files, err := c.Files("sheet.file")
	if err != nil {
		return err
	}
	if len(files) != 1 {
		return w.drawBring(c, p, []sheet.Problem{{Zh: "请选择一个 xlsx 或 csv 文件", En: "choose one xlsx or csv file"}}, http.StatusUnprocessableEntity)
	}
	f, err := files[0].Open()
	if err != nil {
		return err
	}
	defer f.Close()
	r, err := sheet.Open(f, files[0].Size, files[0].Filename, sheet.Limits{})
	if err != nil {
		return asFault(err)
	}
	defer r.Close()
	version, _ := strconv.ParseInt(v.Get("version"), 10, 64)
	n, problems, err := w.Bring(c.Context(), p.ID, r, version)
	if err != nil {
		return err
	}
	if len(problems) > 0 {
		return w.drawBring(c, p, problems, http.StatusUnprocessableEntity)
	}
	return c.Redirect(w.Plans.Href(p.ID), c.T("已写入 {1} 格", n))
}
