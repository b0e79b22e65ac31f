package paper

import "strings"

// A line is one line of text as it is set.
type line struct {
	text  string
	width float64 // points
	last  bool    // of its paragraph or before a newline: not stretched
}

// lines breaks text into lines of at most width points: each takes as much as fits. The first line has `indent` less.
// A piece that is longer than a whole line is broken where it must be, after a joining sign if there is one.
func (m *meter) lines(text string, width, indent, size float64, bold bool) []line {
	var out []line
	for part := range strings.SplitSeq(text, "\n") {
		out = append(out, m.fill(units(part), width, indent, size, bold)...)
		out[len(out)-1].last = true
	}
	return out
}

func (m *meter) fill(all []unit, width, indent, size float64, bold bool) []line {
	var out []line
	var text strings.Builder
	used, room := 0.0, width-indent
	space := m.width(" ", size, bold)
	end := func() { // a space at the end of a line is none
		whole := strings.TrimRight(text.String(), " ")
		out = append(out, line{text: whole, width: used - space*float64(text.Len()-len(whole))})
		text.Reset()
		used, room = 0, width
	}
	for _, u := range all {
		w := m.width(string(u.text), size, bold)
		before := space * float64(u.spaces)
		if text.Len() == 0 {
			before = 0
		}
		if text.Len() > 0 && used+before+w > room && (w <= width || used+before >= room*3/4) {
			end()
			before = 0
		}
		if used+before+w <= room {
			if before > 0 {
				text.WriteString(strings.Repeat(" ", u.spaces))
			}
			text.WriteString(string(u.text))
			used += before + w
			continue
		}
		if before > 0 {
			text.WriteString(strings.Repeat(" ", u.spaces))
			used += before
		}
		for rest := u.text; len(rest) > 0; {
			if rest[0] == ' ' && text.Len() == 0 {
				rest = rest[1:]
				continue
			}
			n, w := m.piece(rest, room-used, size, bold, text.Len() == 0)
			text.WriteString(string(rest[:n]))
			used += w
			if rest = rest[n:]; len(rest) > 0 {
				end()
			}
		}
	}
	end()
	return out
}

// piece tells how much of a long unit fits, and its width: up to the last joining sign in the second half of what fits, else
// all of it. At the beginning of a line it is at least one character.
func (m *meter) piece(rest []rune, room, size float64, bold, begins bool) (n int, width float64) {
	var widths []float64
	for n < len(rest) {
		w := m.width(string(rest[n]), size, bold)
		if width+w > room && (n > 0 || !begins) {
			break
		}
		width += w
		widths = append(widths, width)
		n++
	}
	if n == len(rest) || n == 0 {
		return n, width
	}
	for k := n; k > n/2; k-- {
		if strings.ContainsRune("/-_.,;&=，。；、", rest[k-1]) && !strings.ContainsRune(neverFirst, rest[k]) {
			return k, widths[k-1]
		}
	}
	for k := n; k > 0; k-- {
		if !strings.ContainsRune(neverFirst, rest[k]) && !strings.ContainsRune(neverLast, rest[k-1]) {
			return k, widths[k-1]
		}
	}
	return n, width
}
