package paper

import (
	"time"

	"github.com/signintech/gopdf"
)

var inks = map[ink][3]uint8{black: {0, 0, 0}, grey: {96, 96, 96}, red: {200, 16, 16}, pale: {236, 236, 236}}

// draw writes the pages as PDF. Equal pages at an equal moment give equal bytes.
func draw(p *press, c *Content, pages [][]mark, made time.Time) ([]byte, error) {
	g := &gopdf.GoPdf{}
	size := gopdf.Rect{W: shortA4, H: longA4}
	if c.Across {
		size = gopdf.Rect{W: longA4, H: shortA4}
	}
	g.Start(gopdf.Config{PageSize: size})
	g.SetInfo(gopdf.PdfInfo{Title: c.Title, Author: c.Office, Subject: c.number, Producer: "shian", CreationDate: made})
	used := map[string]bool{}
	m := p.meter()
	for _, marks := range pages {
		for _, k := range marks {
			for _, r := range k.text {
				if f := m.glyph(r, k.bold).face; f != nil && !used[f.family] {
					used[f.family] = true
					if err := g.AddTTFFontFromFontContainer(f.family, &p.cases); err != nil {
						return nil, err
					}
				}
			}
		}
	}
	d := drawing{g, m}
	for _, marks := range pages {
		g.AddPage()
		for _, k := range marks {
			if err := d.mark(k); err != nil {
				return nil, err
			}
		}
	}
	return g.GetBytesPdfReturnErr()
}

type drawing struct {
	g *gopdf.GoPdf
	m *meter
}

func (d drawing) mark(k mark) error {
	c := inks[k.ink]
	switch k.kind {
	case ruleMark:
		d.g.SetLineWidth(k.size)
		d.g.SetStrokeColor(c[0], c[1], c[2])
		d.g.Line(k.x, k.y, k.w, k.h)
	case boxMark:
		d.g.SetFillColor(c[0], c[1], c[2])
		d.g.RectFromUpperLeftWithStyle(k.x, k.y, k.w, k.h, "F")
	case slantMark:
		d.g.Rotate(35, k.x, k.y)
		w := d.m.width(k.text, k.size, k.bold)
		k.x, k.y = k.x-w/2, k.y+k.size*rise
		if err := d.text(k, c); err != nil {
			return err
		}
		d.g.RotateReset()
	case textMark:
		return d.text(k, c)
	}
	return nil
}

// text writes one line; where the face changes it goes on in the next.
func (d drawing) text(k mark, c [3]uint8) error {
	d.g.SetTextColor(c[0], c[1], c[2])
	if err := d.g.SetCharSpacing(k.space); err != nil {
		return err
	}
	x := k.x
	all := []rune(k.text)
	for i := 0; i < len(all); {
		f := d.m.glyph(all[i], k.bold).face
		end, w := i, 0.0
		for ; end < len(all); end++ {
			g := d.m.glyph(all[end], k.bold)
			if g.face != f {
				break
			}
			w += g.width*k.size + k.space
		}
		if f != nil {
			if err := d.g.SetFontWithStyle(f.family, gopdf.Regular, k.size); err != nil {
				return err
			}
			d.g.SetXY(x, k.y)
			if err := d.g.Text(string(all[i:end])); err != nil {
				return err
			}
		}
		i, x = end, x+w
	}
	return nil
}
