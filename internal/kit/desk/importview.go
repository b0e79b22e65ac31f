package desk

import (
	"fmt"

	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// sizeOf writes the size of a sheet: whole kilobytes below a megabyte.
func sizeOf(bytes int64) string {
	if bytes < 1<<20 {
		return fmt.Sprintf("%d KB", (bytes+1023)>>10)
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// sheetView is the page of one import as it stands.
func (d *Desk) sheetView(c *web.Ctx, m *mounted, i *record.Import, problems []sheet.Problem) page.View {
	here := m.importAt(i.ID)
	p := page.Import{File: i.File, About: "{1}，{2} 行", With: []any{sizeOf(i.Size), i.Total}, Action: here}
	p.Counts = &page.Counts{Label: "校验结果", Items: []page.Count{{Name: "已校验", N: i.Total, Href: here}, {Name: "有效", N: i.Valid, Href: here},
		{Name: "错误", N: i.Faulty, Tone: page.Late, Href: here + "#errs"}, {Name: "已写入", N: i.Stored, Href: m.Address()}}}
	if len(problems) > 0 {
		p.Wrong = wrongRows(c.Lang(), problems)
		p.Marked = here + "/marked"
	}
	v := d.importView(m, p)
	switch i.State {
	case record.Checking:
		p.Step, p.Counts = 2, nil
		p.Job = &page.Progress{Text: "校验中，已到第 {1} 行", Args: []any{i.Total}, Refresh: 2, Href: here}
		if i.Interrupted(c.Context()) {
			p.Job = nil
			p.Write = &page.Act{Label: "重新校验", Tone: "main", Name: "_again", Value: "1"}
			v.Notice = &page.Notice{Tone: page.Near, Text: "校验中断了，请重新校验；文件还在，不必再传"}
		}
	case record.Refused:
		p.Step, p.Marked = 2, markedIf(i, p.Marked)
		v.Notice = &page.Notice{Tone: page.Late, Text: "没有可以写入的行，请按下表改正后重新上传", Acts: []page.Act{{Label: "重新上传", Href: m.Address() + "/import", Small: true}}}
	case record.Staged:
		p.Step, p.Choose = 2, i.Faulty > 0
		p.Write = &page.Act{Label: "写入", Tone: "main"}
		if c.Query("begun") == "commit" && !failed(problems) { // asked for, and not taken up yet
			p.Step, p.Choose, p.Write = 3, false, nil
			p.Job = &page.Progress{Text: "已处理 {1} 行，共 {2} 行", Args: []any{i.Stored, i.Valid}, Refresh: 1, Href: here + "?begun=commit"}
		}
	case record.Storing, record.Undoing:
		p.Step = 3
		p.Job = &page.Progress{Text: "已处理 {1} 行，共 {2} 行", Args: []any{i.Stored, i.Valid}, Percent: percent(i), Refresh: 2, Href: here}
		if i.State == record.Undoing {
			p.Job = &page.Progress{Text: "正在撤销，共 {1} 行", Args: []any{i.Stored}, Refresh: 2, Href: here}
		}
		if failed(problems) {
			p.Job.Refresh = 0
			p.Write = &page.Act{Label: "继续写入", Tone: "main"}
			v.Notice = &page.Notice{Tone: page.Late, Text: "写入停下了，原因见下表；可以继续写入，或整批撤销", Acts: d.undoAct(c, m, i)}
		}
	case record.Stored:
		p.Step = 4
		v.Notice = &page.Notice{Tone: page.OK, Text: "已写入 {1} 行", Args: []any{i.Stored}, Acts: d.undoAct(c, m, i)}
	case record.Undone:
		p.Step = 4
		v.Notice = &page.Notice{Text: "这次导入已整批撤销，{1} 条记录已注销", Args: []any{i.Stored}}
	}
	v.Data = []any{p}
	v.Acts = []page.Act{{Label: "导入记录", Href: m.Address() + "/import"}, {Label: "查看名录", Href: m.Address()}}
	return v
}

func (d *Desk) undoAct(c *web.Ctx, m *mounted, i *record.Import) []page.Act {
	if !undoable(c, i) {
		return nil
	}
	return []page.Act{{Label: "整批撤销", Post: true, Href: m.importAt(i.ID) + "/undo", Small: true}}
}

func percent(i *record.Import) int {
	if i.Valid == 0 {
		return 0
	}
	return int(100 * i.Stored / i.Valid)
}

// markedIf leaves out the marked sheet of a file that could not be read.
func markedIf(i *record.Import, at string) string {
	if i.Total == 0 {
		return ""
	}
	return at
}

// failed reports that the last step ended with a reason, which stands with the sheet as a whole.
func failed(problems []sheet.Problem) bool {
	n := len(problems)
	return n > 0 && problems[n-1].Row == 0
}

func wrongRows(lang string, problems []sheet.Problem) *page.Table {
	t := &page.Table{Caption: "错误行", Columns: []page.Column{{Label: "位置", Code: true, NoWrap: true, Card: "head"}, {Label: "列"}, {Label: "内容"}, {Label: "原因", Card: "wide"}}}
	for _, p := range problems {
		row := page.Row{Cells: []page.Cell{{Value: p.Where()}, {Value: page.Word(p.Column)}, {Value: p.Value, Bad: !p.Warning}, {Value: pick(lang, p.Zh, p.En)}}}
		if p.Where() == "" {
			row.Cells[0].Value = page.Word("整表")
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func pick(lang, zh, en string) string {
	if lang == "en" {
		return en
	}
	return zh
}
