package sampling

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"shian/engine/limit"
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/id"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// intake reads sheets of results. Rows that follow each other under one sampling number are one sample; a table without such
// numbers, as regulators publish them, has one result a row.
type intake struct {
	s      *Service
	found  map[string]int
	failed bool // the table lists failing results only
	now    *taking
}

// taking is the sample being read.
type taking struct {
	record.Taken[Result]
	last  int   // row
	rows  []int // of the items
	cells [][]string
}

func (s *Service) intake() record.Intake[Result] { return &intake{s: s} }

// Columns implements record.Intake.
func (in *intake) Columns() []sheet.Column { return sheetColumns() }

// Begin implements record.Intake.
func (in *intake) Begin(_ context.Context, found map[string]int) error {
	in.found = found
	_, numbered := found["抽样单编号"]
	_, published := found["发布单位"]
	in.failed = published && !numbered
	return nil
}

// Row implements record.Intake.
func (in *intake) Row(ctx context.Context, row int, cells []string) (*record.Taken[Result], error) {
	number := said(in.cell(cells, "抽样单编号"))
	if in.now != nil && number != "" && in.now.Record.Number == number && in.now.last < row {
		in.add(row, slices.Clone(cells))
		return nil, nil
	}
	done, err := in.End(ctx)
	if err != nil {
		return nil, err
	}
	kept := slices.Clone(cells)
	in.now = &taking{Taken: record.Taken[Result]{Record: &Result{}, Row: row, Cells: kept}}
	in.sample(row, kept)
	in.add(row, kept)
	return done, nil
}

// End implements record.Intake.
func (in *intake) End(ctx context.Context) (*record.Taken[Result], error) {
	t := in.now
	in.now = nil
	if t == nil {
		return nil, nil
	}
	r := t.Record
	if r.Region == "" {
		r.Region = home(ctx)
	}
	if len(t.Faults) == 0 || warnings(t.Faults) {
		if err := in.s.prepare(ctx, r); err != nil {
			f := fault.Of(err)
			if f.Kind != fault.KindInvalid {
				return nil, err
			}
			for _, x := range f.Fields {
				t.fault(t.Row, t.Cells, x)
			}
		}
		t.Settled = true
		if in.failed {
			r.Sample = id.New() // its sheet is made with it
		}
		in.unread(t)
		if r.Disputed {
			t.Faults = append(t.Faults, record.RowFault{Row: t.Row, Cells: t.Cells, Warning: true, Field: fault.Field{Label: colResult,
				Zh: "公布或报告的结论与数值不一致，按“未作判定”登记，公示前须核实", En: "the declared conclusion and the figures disagree; stored as not judged, to be cleared up before publication"}})
		}
	}
	return &t.Taken, nil
}

func warnings(all []record.RowFault) bool {
	return !slices.ContainsFunc(all, func(f record.RowFault) bool { return !f.Warning })
}

// unread refuses a sample with a figure or a limit that cannot be read: a corrupt figure is never stored silently.
func (in *intake) unread(t *taking) {
	for n, i := range t.Record.Items {
		if i.Verdict == limit.Unreadable && n < len(t.rows) {
			at := colResult
			if _, err := limit.ParseLimit(i.Held()); err != nil {
				at = "标准值"
			}
			t.fault(t.rows[n], t.cells[n], fault.Field{Label: at, Zh: i.ReasonZh, En: i.ReasonEn})
		}
	}
}

func (t *taking) fault(row int, cells []string, f fault.Field) {
	t.Faults = append(t.Faults, record.RowFault{Row: row, Cells: cells, Field: f})
}

func (in *intake) cell(cells []string, name string) string {
	if at, ok := in.found[name]; ok && at < len(cells) {
		return form.Clean(cells[at], false)
	}
	return ""
}

// add takes one item.
func (in *intake) add(row int, cells []string) {
	t := in.now
	var i Item
	for _, c := range columns {
		if c.item != nil {
			*c.item(&i) = in.cell(cells, c.name)
		}
	}
	switch mode := in.cell(cells, colMode); mode {
	case "":
	case "full", "全数值比较", "全数值比较法":
		i.Mode = limit.Full
	case "rounded", "修约值比较", "修约值比较法":
		i.Mode = limit.Rounded
	default:
		t.fault(row, cells, fault.Field{Label: colMode, Zh: "比较方式应为“全数值比较”或“修约值比较”", En: "must be full or rounded comparison"})
	}
	for _, need := range []struct{ label, value string }{{colItem, i.Name}, {colResult, i.Result}} {
		if need.value == "" {
			t.fault(row, cells, fault.Field{Label: need.label, Zh: "请填写" + need.label, En: "must not be empty"})
		}
	}
	t.Record.Items = append(t.Record.Items, i)
	t.rows, t.cells, t.last = append(t.rows, row), append(t.cells, cells), row
}

// sample takes what a row says of the sample.
func (in *intake) sample(row int, cells []string) {
	t, r := in.now, in.now.Record
	for _, c := range columns {
		if c.sample != nil {
			*c.sample(r) = said(in.cell(cells, c.name))
		}
	}
	for _, d := range []struct {
		name string
		to   *string
	}{{colSampled, &r.SampledAt}, {colSourceDay, &r.SourceDay}} {
		text := said(in.cell(cells, d.name))
		day, ok := readDay(text)
		if !ok {
			t.fault(row, cells, fault.Field{Label: d.name, Zh: "日期应写成 2026-01-31", En: "write the day as 2026-01-31"})
		}
		*d.to = day
	}
	if made := said(in.cell(cells, colMade)); made != "" { // 生产日期 or 批号 in one column
		if day, ok := readDay(made); ok {
			r.Made = day
		} else if r.Batch == "" {
			r.Batch = made
		} else {
			t.fault(row, cells, fault.Field{Label: colMade, Zh: "日期应写成 2026-01-31", En: "write the day as 2026-01-31"})
		}
	}
	in.choices(row, cells)
	in.where(said(in.cell(cells, colRegion)))
	if r.Number == "" {
		r.Number = in.numberOf(cells)
	}
}

// choices reads what is one of a few; a published table of failures says only that they failed.
func (in *intake) choices(row int, cells []string) {
	t, r := in.now, in.now.Record
	r.Purpose = Supervision
	pick(t, row, cells, colPurpose, in.cell(cells, colPurpose), Purposes, &r.Purpose)
	pick(t, row, cells, colStage, in.cell(cells, colStage), Stages, &r.Stage)
	pick(t, row, cells, colCategory, in.cell(cells, colCategory), operator.Categories, &r.Category)
	pick(t, row, cells, colDeclared, in.cell(cells, colDeclared), Declarations, &r.Declared)
	if in.failed && r.Declared == "" {
		r.Declared = Fail
	}
}

func pick[T ~string](t *taking, row int, cells []string, name, text string, choices []form.Choice, to *T) {
	if text = said(text); text == "" {
		return
	}
	for _, c := range choices {
		if text == c.Value || text == c.Label {
			*to = T(c.Value)
			return
		}
	}
	t.fault(row, cells, fault.Field{Label: name, Zh: "“" + text + "”不在可选范围内，请按模板填写", En: fmt.Sprintf("%q is not one of the choices; see the template", text)})
}

// where puts the sample into its region. A place in Gansu is found by code or name. Anything else keeps the publisher's words
// in Origin and belongs to the office that imports it, marked as taken outside, which no figure of the province counts.
func (in *intake) where(text string) {
	r := in.now.Record
	r.Origin = text
	said := text
	if said == "" {
		said = r.Source
	}
	if code, ok := in.s.locate(said); ok {
		if r.Region = code; place.Full(text) == code {
			r.Origin = "" // a code says nothing that the region does not
		}
		return
	}
	r.Outside = said != ""
}

// numberOf gives a row without a number one that the same row always gets again.
func (in *intake) numberOf(cells []string) string {
	var b strings.Builder
	for _, c := range columns {
		b.WriteString(in.cell(cells, c.name) + "\x00")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return "GB" + strings.ToUpper(hex.EncodeToString(sum[:8]))
}

// locate finds a region of the province by its code, or by the name of a region standing in the text.
func (s *Service) locate(text string) (string, bool) {
	tree := s.needs.Places.Tree()
	if r, ok := tree.Find(place.Full(text)); ok {
		return r.Code, true
	}
	best := ""
	size := 0
	for _, r := range s.gazetteer() {
		if strings.Contains(text, r.name) && len(r.name) > size {
			best, size = r.code, len(r.name)
		}
	}
	return best, best != ""
}

type placeName struct{ name, code string }

// gazetteer are the names of the province, its prefectures and its counties; a county's name of two characters also
// stands in other names and is left out.
func (s *Service) gazetteer() []placeName {
	s.names.Do(func() {
		s.placeNames = append(s.placeNames, placeName{"甘肃", place.Root})
		for _, r := range s.needs.Places.Tree().All() {
			if r.Level != place.Prefecture && r.Level != place.County || len([]rune(r.Name)) < 3 {
				continue
			}
			s.placeNames = append(s.placeNames, placeName{r.Name, r.Code})
		}
	})
	return s.placeNames
}

// readDay reads a day as tables write it: 2019/10/5, 2019-10-05, 2019.10.5, 2019年10月5日; empty is none.
func readDay(s string) (string, bool) {
	if s == "" {
		return "", true
	}
	s = strings.NewReplacer("年", "-", "月", "-", "日", "", "/", "-", ".", "-").Replace(strings.TrimSpace(s))
	parts := strings.Split(s, "-")
	if len(parts) != 3 || len(parts[0]) != 4 || len(parts[1]) > 2 || len(parts[2]) > 2 {
		return "", false
	}
	two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	day := parts[0] + "-" + two(parts[1]) + "-" + two(parts[2])
	if _, err := clock.ParseDay(day); err != nil {
		return "", false
	}
	return day, true
}

// home is the region that what is imported belongs to where its own place is not in the province.
func home(ctx context.Context) string {
	if at := access.From(ctx).Region; at != "" {
		return at
	}
	return place.Root
}
