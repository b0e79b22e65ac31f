package flow

import (
	"fmt"
	"strings"
)

// Diagram draws the table as a page of Markdown: a Mermaid state diagram, the actions and the clocks. docs/design/flow
// holds the pages; a test proves them fresh.
func (f *Flow) Diagram() string {
	var s strings.Builder
	fmt.Fprintf(&s, "# %s\n\n`%s`, version %d. Generated from the table; do not edit.\n\n```mermaid\nstateDiagram-v2\n", f.Label, f.Name, f.Version)
	for i, st := range f.States {
		fmt.Fprintf(&s, "  s%d: %s\n", i, plain(st.Label))
	}
	if len(f.States) > 0 {
		s.WriteString("  [*] --> s0\n")
	}
	for _, a := range f.Actions {
		for _, from := range a.From {
			fmt.Fprintf(&s, "  s%d --> s%d: %s\n", f.index(from), f.index(a.To), plain(a.Label))
		}
	}
	for i, st := range f.States {
		if st.Final {
			fmt.Fprintf(&s, "  s%d --> [*]\n", i)
		}
	}
	s.WriteString("```\n\n| 操作 | 从 | 到 | 权限 | 不得由 | 须提供 | 文书 |\n|---|---|---|---|---|---|---|\n")
	for _, a := range f.Actions {
		fmt.Fprintf(&s, "| %s | %s | %s | %s | %s | %s | %s |\n", cell(a.Label), cell(f.stateLabels(a.From)), cell(f.stateLabels([]string{a.To})),
			code(whose(string(a.Right), a.Reach)), cell(f.actionLabels(a.NotBy)), cell(needLabels(a.Needs)), cell(a.Issues))
	}
	f.drawClocks(&s)
	return s.String()
}

func (f *Flow) drawClocks(s *strings.Builder) {
	var rows []string
	row := func(span string, c *Clock) {
		if c != nil {
			basis := c.period().basis("zh")
			for _, d := range c.Or {
				basis += "；或 " + (&Clock{Deadline: d}).period().basis("zh")
			}
			rows = append(rows, fmt.Sprintf("| %s | %s | %s | %s |\n", cell(span), cell(basis), code(string(c.Owner)), cell(ladder(c.Escalate))))
		}
	}
	row("全程", f.Clock)
	for _, st := range f.States {
		span := st.Label
		if st.Clock != nil && len(st.Clock.Until) > 0 {
			span += " 至 " + f.stateLabels(st.Clock.Until)
		}
		row(span, st.Clock)
	}
	if len(rows) > 0 {
		s.WriteString("\n| 计时 | 期限和依据 | 负责 | 升级 |\n|---|---|---|---|\n" + strings.Join(rows, ""))
	}
}

func (f *Flow) index(state string) int {
	for i, s := range f.States {
		if s.Name == state {
			return i
		}
	}
	return -1
}

func (f *Flow) stateLabels(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		s, _ := f.State(n)
		out[i] = s.Label
	}
	return strings.Join(out, "、")
}

func (f *Flow) actionLabels(names []string) string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = f.label(n)
	}
	return strings.Join(out, "、")
}

var needNames = map[Need]string{NeedReason: "理由", NeedEvidence: "证据", NeedSecond: "第二名执法人员", NeedPublic: "公开理由"}

func needLabels(needs []Need) string {
	out := make([]string, len(needs))
	for i, n := range needs {
		out[i] = needNames[n]
	}
	return strings.Join(out, "、")
}

func ladder(rungs []Rung) string {
	out := make([]string, len(rungs))
	for i, r := range rungs {
		when := "临近"
		if r.At == Late {
			when = "逾期"
		}
		if r.After > 0 {
			when += fmt.Sprintf("后 %d", r.After)
		}
		out[i] = fmt.Sprintf("%s告知上 %d 级 %s", when, r.Up, r.To)
	}
	return strings.Join(out, "；")
}

func whose(right string, r Reach) string {
	if r == Seen {
		return right
	}
	return strings.TrimSpace(right + " " + string(r))
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + s + "`"
}

func plain(s string) string { return strings.NewReplacer(":", "：", ";", "；", "\n", " ").Replace(s) }
func cell(s string) string  { return strings.NewReplacer("|", "\\|", "\n", " ").Replace(s) }
