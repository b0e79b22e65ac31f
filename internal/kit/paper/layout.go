package paper

// Measures of a page in points.
const (
	mm       = 72 / 25.4
	shortA4  = 210 * mm
	longA4   = 297 * mm
	margin   = 22 * mm // left and right
	top      = 24 * mm // of what is set, below the head
	bottom   = 22 * mm
	bodySize = 12.0
	bodyLead = 21.0 // from line to line
	cellSize = 9.5
	cellLead = 13.5
	padding  = 3.5  // inside a cell
	rise     = 0.36 // of the size: from the middle of a line down to the baseline
)

// A mark is one thing put on a page. Coordinates run right and down from the upper left corner.
type mark struct {
	kind       markKind
	x, y, w, h float64 // y of a text is its baseline; of a rule w and h lead to its end
	text       string
	size       float64
	space      float64 // added after each character
	bold       bool
	ink        ink
}

type markKind int

const (
	textMark markKind = iota
	ruleMark
	boxMark // filled
	slantMark
)

type ink int

const (
	black ink = iota
	grey
	red
	pale
)

// A layout puts blocks on pages.
type layout struct {
	m          *meter
	c          *Content
	wide, high float64
	pages      [][]mark
	y          float64
}

func newLayout(m *meter, c *Content) *layout {
	l := &layout{m: m, c: c, wide: shortA4, high: longA4}
	if c.Across {
		l.wide, l.high = longA4, shortA4
	}
	l.turn()
	return l
}

// turn begins a page.
func (l *layout) turn() {
	l.pages = append(l.pages, nil)
	l.y = top
}

func (l *layout) width() float64 { return l.wide - 2*margin }
func (l *layout) left() float64  { return l.high - bottom - l.y } // height that is free

// need turns the page when less than h is free. What is higher than a page begins where it is when a page is fresh.
func (l *layout) need(h float64) {
	if h > l.left() && l.y > top {
		l.turn()
	}
}

func (l *layout) put(m mark) {
	n := len(l.pages) - 1
	l.pages[n] = append(l.pages[n], m)
}

func (l *layout) rule(x, y, x2, y2, thick float64, i ink) {
	l.put(mark{kind: ruleMark, x: x, y: y, w: x2, h: y2, size: thick, ink: i})
}

// A style is how text is set.
type style struct {
	size, lead float64
	bold       bool
	align      Align
	indent     float64
	ink        ink
}

// mostStretch is how much wider than its size a character's place may become to fill a line.
const mostStretch = 0.2

// line sets one line in the box x, y, w whose height is the lead; full lines are stretched to the width.
func (l *layout) line(x, y, w float64, t line, s style) {
	m := mark{x: x, y: y + s.lead/2 + s.size*rise, text: t.text, size: s.size, bold: s.bold, ink: s.ink}
	switch s.align {
	case Center:
		m.x += (w - t.width) / 2
	case Right:
		m.x += w - t.width
	case Left:
		if n := len([]rune(t.text)) - 1; !t.last && n > 0 {
			if gap := (w - t.width) / float64(n); gap > 0 && gap <= s.size*mostStretch {
				m.space = gap
			}
		}
	}
	if t.text != "" {
		l.put(m)
	}
}

// text sets lines one below the other over the whole width, from page to page; never the first line of several alone at
// the foot.
func (l *layout) text(s string, st style) {
	all := l.m.lines(tidy(s), l.width(), st.indent, st.size, st.bold)
	for i, t := range all {
		switch {
		case i == 0 && len(all) > 1:
			l.need(2 * st.lead)
		case i == len(all)-2 && len(all) > 2 && l.left() < 2*st.lead && l.left() >= st.lead: // nor the last alone on top
			l.turn()
		default:
			l.need(st.lead)
		}
		in := 0.0
		if i == 0 {
			in = st.indent
		}
		l.line(margin+in, l.y, l.width()-in, t, st)
		l.y += st.lead
	}
}

func (h Heading) lay(l *layout) {
	l.need(bodyLead * 3)
	l.y += 4
	l.text(string(h), style{size: 13, lead: bodyLead, bold: true})
	l.y += 2
}

func (p Paragraph) lay(l *layout) {
	s := style{size: bodySize, lead: bodyLead, bold: p.Bold, align: p.Align}
	if p.Small {
		s.size, s.lead = 9, 13.5
	}
	if !p.Flush && p.Align == Left {
		s.indent = 2 * s.size
	}
	l.text(p.Text, s)
}

func (g Gap) lay(l *layout) { l.y = min(l.y+float64(g)*mm, l.high-bottom) }

func (NewPage) lay(l *layout) {
	if l.y > top {
		l.turn()
	}
}
