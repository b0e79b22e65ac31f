package paper

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/color"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// Hash is the SHA-256 of Words in hexadecimal, as it stands in the footer.
func (c *Content) Hash() string {
	sum := sha256.Sum256([]byte(c.Words()))
	return hex.EncodeToString(sum[:])
}

const unnumbered = "（草稿，未编号）"

// compose sets the document: each copy whole, its pages numbered together.
func compose(m *meter, c *Content) ([][]mark, error) {
	copies := c.Copies
	if len(copies) == 0 {
		copies = []string{""}
	}
	var all [][]mark
	for _, name := range copies {
		l := newLayout(m, c)
		l.masthead()
		for _, b := range c.Blocks {
			b.lay(l)
		}
		if err := l.close(); err != nil {
			return nil, err
		}
		l.frame(name)
		all = append(all, l.pages...)
	}
	return all, nil
}

// masthead sets office, number and title on the first page.
func (l *layout) masthead() {
	if l.c.Official {
		size := 24.0
		for size > 12 && l.m.width(l.c.Office, size, true) > l.width() {
			size--
		}
		l.text(l.c.Office, style{size: size, lead: size * 1.5, bold: true, align: Center, ink: red})
		l.y += 8
		l.text(l.numbered(), style{size: 12, lead: 20, align: Center})
		l.rule(margin, l.y+2, l.wide-margin, l.y+2, 1.4, red)
		l.y += 16
	}
	if l.c.Title != "" {
		l.text(l.c.Title, style{size: 18, lead: 27, bold: true, align: Center})
		l.y += 8
	}
}

func (l *layout) numbered() string {
	if l.c.number == "" {
		return unnumbered
	}
	return l.c.number
}

const (
	codeSide = 26 * mm
	sealHigh = 34 * mm
)

// close sets the end: the QR code to the left, office, day and the place of the seal to the right, never parted.
func (l *layout) close() error {
	if l.c.Seal == nil && l.c.proof == "" {
		return nil
	}
	if l.c.Seal != nil && l.c.Seal.Note != "" {
		l.text(l.c.Seal.Note, style{size: 9, lead: 13.5})
	}
	l.y += 8
	l.need(sealHigh)
	y := l.y
	if l.c.proof != "" {
		if err := l.code(l.c.proof, margin, y, codeSide); err != nil {
			return err
		}
		small, w := style{size: 8, lead: 11}, l.width()/2-codeSide-16
		at := y + 4
		for _, s := range []string{scanned, l.c.proof} {
			for _, t := range l.m.lines(s, w, 0, small.size, false) {
				l.line(margin+codeSide+6, at, w, t, small)
				at += small.lead
			}
		}
	}
	if s := l.c.Seal; s != nil {
		x, w := margin+l.width()/2, l.width()/2
		body := style{size: bodySize, lead: 20, align: Center}
		at := y + 14
		for _, text := range []string{s.Office, chineseDay(s.Day)} {
			for _, t := range l.m.lines(tidy(text), w, 0, body.size, false) {
				l.line(x, at, w, t, body)
				at += body.lead
			}
		}
		l.line(x, at, w, line{text: sealed, width: l.m.width(sealed, 8, false), last: true}, style{size: 8, lead: 12, align: Center, ink: grey})
	}
	l.y = y + sealHigh
	return nil
}

const (
	scanned = "扫码核验真伪和现行状态："
	sealed  = "（印章）"
)

// code draws a QR code with the side given, without a quiet zone: the page around it is empty.
func (l *layout) code(text string, x, y, side float64) error {
	c, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return fmt.Errorf("qr code of %q: %w", text, err)
	}
	n := c.Bounds().Dx()
	step := side / float64(n)
	for row := range n {
		for col := 0; col < n; {
			end := col
			for end < n && dark(c, end, row) {
				end++
			}
			if end > col { // a hair higher than a row, so that no seam shows
				l.put(mark{kind: boxMark, x: x + float64(col)*step, y: y + float64(row)*step, w: float64(end-col) * step, h: step * 1.02})
			}
			col = end + 1
		}
	}
	return nil
}

func dark(c barcode.Barcode, x, y int) bool {
	grey, _ := color.GrayModel.Convert(c.At(x, y)).(color.Gray)
	return grey.Y < 128
}

// frame adds head and foot to every page, and the watermark of a draft.
func (l *layout) frame(copyName string) {
	pages := l.pages
	l.pages = nil
	hash := ""
	if l.c.number != "" {
		hash = "内容 SHA-256：" + l.c.Hash()
	}
	small := style{size: 8.5, lead: 12}
	for i, marks := range pages {
		l.pages = append(l.pages, nil)
		if l.c.mark != "" {
			l.put(mark{kind: slantMark, x: l.wide / 2, y: l.high / 2, text: l.c.mark, size: 96, bold: true, ink: pale})
		}
		l.pages[i] = append(l.pages[i], marks...)
		head := 13 * mm
		if i > 0 || !l.c.Official {
			l.edge(head, l.c.Office, Left, small)
			l.edge(head, l.numbered(), Right, small)
			l.rule(margin, head+14, l.wide-margin, head+14, 0.4, grey)
		}
		if copyName != "" {
			l.edge(head, copyName, Center, small)
		}
		l.edge(l.high-15*mm, fmt.Sprintf("%d / %d", i+1, len(pages)), Center, style{size: 9, lead: 12})
		l.edge(l.high-10*mm, hash, Left, style{size: 6.5, lead: 9, ink: grey})
	}
}

// edge sets one line of head or foot, shortened when it is too long.
func (l *layout) edge(y float64, text string, a Align, s style) {
	most := l.width()
	if s.size == 8.5 {
		most = l.width() * 0.48
	}
	r := []rune(tidy(text))
	for len(r) > 1 && l.m.width(string(r), s.size, false) > most {
		r = append(r[:len(r)-2], '…')
	}
	s.align = a
	l.line(margin, y, l.width(), line{text: string(r), width: l.m.width(string(r), s.size, false), last: true}, s)
}
