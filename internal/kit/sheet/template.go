package sheet

import (
	"fmt"
	"io"
	"strings"
)

// A Field is one column of a template: what belongs there, an example, and the values to choose from, if only those are
// taken.
type Field struct {
	Column
	Note    string
	Sample  string
	Choices []string
}

const templateRows = 200_000

// Template writes an empty workbook to be filled in: a sheet with the headings (required ones red) and drop-down lists,
// and a sheet 填写说明 with the notes and examples. Every cell is text, so that 0.0500 and long numbers stay as typed.
func Template(w io.Writer, name string, fields []Field) error {
	for _, f := range fields {
		if len(f.Choices) >= maxRow {
			return refuse("“%s”的选项太多", "%q has too many choices", f.Name)
		}
	}
	b := newBook(w, tabOut{name: name}, tabOut{name: guideTab}, tabOut{name: choiceTab, hidden: true})
	head := make([]Head, len(fields))
	names := make([]string, len(fields))
	for i, f := range fields {
		head[i] = Head{Name: f.Name, Width: max(12, display(f.Name)+4, display(f.Sample)+2)}
		names[i] = f.Name
	}
	b.begin(1, widths(head))
	must := func(i int) style {
		if fields[i].Required {
			return styleMust
		}
		return styleHead
	}
	if err := b.row(1, names, must); err != nil {
		return err
	}
	b.end(validations(fields))
	if err := guide(b, fields); err != nil {
		return err
	}
	if err := choices(b, fields); err != nil {
		return err
	}
	return b.finish()
}

const (
	guideTab  = "填写说明"
	choiceTab = "选项"
)

func validations(fields []Field) string {
	var out strings.Builder
	n := 0
	for i, f := range fields {
		if len(f.Choices) == 0 {
			continue
		}
		n++
		col := letters(i + 1)
		fmt.Fprintf(&out, `<dataValidation type="list" allowBlank="1" showErrorMessage="1" errorTitle="请从列表中选择" error="该列只能填列表中的内容，见“%s”" sqref="%s2:%s%d"><formula1>'%s'!$%s$1:$%s$%d</formula1></dataValidation>`,
			guideTab, col, col, templateRows+1, choiceTab, col, col, len(f.Choices))
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(`<dataValidations count="%d">%s</dataValidations>`, n, out.String())
}

func guide(b *bookOut, fields []Field) error {
	b.begin(1, []int{24, 10, 50, 30, 60})
	if err := b.row(1, []string{"列", "必填", "说明", "示例", "可填内容"}, func(int) style { return styleHead }); err != nil {
		return err
	}
	for i, f := range fields {
		required := "否"
		if f.Required {
			required = "是"
		}
		list := f.Choices
		if len(list) > 50 {
			list = append(append([]string{}, list[:50]...), "……")
		}
		err := b.row(i+2, []string{f.Name, required, f.Note, f.Sample, clip(strings.Join(list, "、"), 2000)}, func(int) style { return styleText })
		if err != nil {
			return err
		}
	}
	b.end("")
	return b.err
}

func choices(b *bookOut, fields []Field) error {
	b.begin(0, nil)
	cells := make([]string, len(fields))
	for i := 0; ; i++ {
		more := false
		for j, f := range fields {
			cells[j] = ""
			if i < len(f.Choices) {
				cells[j], more = f.Choices[i], true
			}
		}
		if !more {
			break
		}
		if err := b.row(i+1, cells, func(int) style { return styleText }); err != nil {
			return err
		}
	}
	b.end("")
	return b.err
}
