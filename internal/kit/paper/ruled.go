package paper

// A cell is text in a box of a ruled table.
type cell struct {
	x, w  float64
	lines []line
	style style
	shade bool
}

func (l *layout) cell(x, w float64, text string, s style, shade bool) cell {
	return cell{x, w, l.m.lines(tidy(text), w-2*padding, 0, s.size, s.bold), s, shade}
}

func height(row []cell) float64 {
	h := 0.0
	for _, c := range row {
		h = max(h, c.high())
	}
	return h + 2*padding
}

// row sets cells side by side between rules. head is called after each turn of the page. A row that is higher than a page
// is cut between its lines.
func (l *layout) row(cells []cell, head func()) {
	for {
		h := height(cells)
		if h > l.left() && l.y > top {
			full := l.high - bottom - top
			if h <= full-80 || l.left() < 4*cellLead {
				l.turn()
				if head != nil {
					head()
				}
			}
		}
		if h <= l.left() {
			l.box(cells, h)
			return
		}
		now, rest := cut(cells, l.left()-2*padding)
		l.box(now, l.left())
		cells = rest
		l.turn()
		if head != nil {
			head()
		}
	}
}

// cut parts a row at the height: at least one line of each cell goes on the page.
func cut(cells []cell, h float64) (now, rest []cell) {
	for _, c := range cells {
		n := min(max(int(h/c.style.lead), 1), len(c.lines))
		a, b := c, c
		a.lines, b.lines = c.lines[:n], c.lines[n:]
		now, rest = append(now, a), append(rest, b)
	}
	return now, rest
}

func (l *layout) box(cells []cell, h float64) {
	const thick = 0.5
	first, last := cells[0], cells[len(cells)-1]
	for _, c := range cells {
		if c.shade {
			l.put(mark{kind: boxMark, x: c.x, y: l.y, w: c.w, h: h, ink: pale})
		}
	}
	l.rule(first.x, l.y, last.x+last.w, l.y, thick, black)
	l.rule(first.x, l.y+h, last.x+last.w, l.y+h, thick, black)
	l.rule(first.x, l.y, first.x, l.y+h, thick, black)
	for _, c := range cells {
		l.rule(c.x+c.w, l.y, c.x+c.w, l.y+h, thick, black)
		l.stack(c, l.y+(h-c.high())/2)
	}
	l.y += h
}

func (f Facts) lay(l *layout) {
	labels := style{size: 10.5, lead: 15, bold: true, align: Center}
	values := style{size: 10.5, lead: 15}
	lw := 0.0
	for _, x := range f {
		lw = max(lw, l.m.width(tidy(x.Label), labels.size, true)+2*padding+2)
	}
	lw = min(max(lw, 64), l.width()/4)
	half := l.width() / 2
	x := margin
	l.need(22)
	for i := 0; i < len(f); {
		a := f[i]
		i++
		if a.Wide || i == len(f) || f[i].Wide {
			l.row([]cell{l.cell(x, lw, a.Label, labels, true), l.cell(x+lw, l.width()-lw, shown(a.Value), values, false)}, nil)
			continue
		}
		b := f[i]
		i++
		l.row([]cell{l.cell(x, lw, a.Label, labels, true), l.cell(x+lw, half-lw, shown(a.Value), values, false),
			l.cell(x+half, lw, b.Label, labels, true), l.cell(x+half+lw, half-lw, shown(b.Value), values, false)}, nil)
	}
	l.y += 6
}

func (t Table) lay(l *layout) {
	if len(t.Columns) == 0 {
		return
	}
	if t.Caption != "" {
		l.need(70)
		l.text(t.Caption, style{size: 10.5, lead: 18, bold: true, align: Center})
	}
	sum := 0.0
	for _, c := range t.Columns {
		sum += weight(c)
	}
	row := func(cells []string, head bool) []cell {
		out, x := make([]cell, len(cells)), margin
		for i, text := range cells {
			w := l.width() * weight(t.Columns[i]) / sum
			s := style{size: cellSize, lead: cellLead, align: t.Columns[i].Align}
			if head {
				s.bold, s.align = true, Center
			}
			out[i] = l.cell(x, w, text, s, head)
			x += w
		}
		return out
	}
	labels := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		labels[i] = c.Label
	}
	top := row(labels, true)
	head := func() { l.box(top, height(top)) }
	l.need(height(top) + 2*cellLead)
	head()
	for _, r := range t.Rows {
		l.row(row(t.cells(r), false), head)
	}
	l.y += 6
}

func weight(c Column) float64 {
	if c.Weight <= 0 {
		return 1
	}
	return c.Weight
}

// A box to sign in is at least so high, and as many stand side by side.
const (
	signHigh = 24 * mm
	signSide = 3
)

func (s Signatures) lay(l *layout) {
	for i := 0; i < len(s); i += signSide {
		l.sign(s[i:min(i+signSide, len(s))])
	}
	l.y += 6
}

// sign sets boxes side by side: the role above, the name in the middle, the day below.
func (l *layout) sign(part []Signature) {
	w := l.width() / float64(len(part))
	role, name, day := style{size: 9.5, lead: 14}, style{size: 12, lead: 16, align: Center}, style{size: 9.5, lead: 14, align: Right}
	stacks := make([][3]cell, len(part))
	high := signHigh
	for i, x := range part {
		at := margin + float64(i)*w
		stacks[i] = [3]cell{l.cell(at, w, x.Role, role, false), l.cell(at, w, x.Name, name, false), l.cell(at, w, dayOrBlank(x.Day), day, false)}
		all := 2 * padding
		for _, c := range stacks[i] {
			all += float64(len(c.lines)) * c.style.lead
		}
		high = max(high, all)
	}
	l.need(high)
	frames := make([]cell, len(part))
	for i := range part {
		frames[i] = cell{x: margin + float64(i)*w, w: w}
	}
	y := l.y
	l.box(frames, high)
	for _, stack := range stacks {
		roles, names, days := stack[0].high(), stack[1].high(), stack[2].high()
		l.stack(stack[0], y+padding)
		l.stack(stack[1], y+padding+roles+(high-2*padding-roles-names-days)/2)
		l.stack(stack[2], y+high-padding-days)
	}
}

func (c cell) high() float64 { return float64(len(c.lines)) * c.style.lead }

// stack sets the lines of a cell from y down.
func (l *layout) stack(c cell, y float64) {
	for i, t := range c.lines {
		l.line(c.x+padding, y+float64(i)*c.style.lead, c.w-2*padding, t, c.style)
	}
}
