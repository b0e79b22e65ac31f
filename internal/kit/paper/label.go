package paper

import (
	"context"

	"shian/internal/kit/clock"
)

// A Label is stuck on a thing so that it is known again: a QR code with a few lines beside it.
type Label struct {
	Code  string   // what the QR code says: a number or an address
	Title string   // in bold, such as the number
	Lines []string // what else is read without a device; what does not fit is left out below
}

// Labels stand on A4 in two columns and six rows.
const (
	labelWide, labelHigh = 88 * mm, 42 * mm
	labelColumns         = 2
	labelRows            = 6
	labelCode            = 30 * mm
)

// Labels sets labels for printing on A4: 88 × 42 mm each, twelve a page, with lines to cut along.
func (p *Papers) Labels(ctx context.Context, all []Label) ([]byte, error) {
	press, err := p.fonts.get()
	if err != nil {
		return nil, err
	}
	c := &Content{Title: "标签"}
	l := &layout{m: press.meter(), c: c, wide: shortA4, high: longA4}
	for i, x := range all {
		words := x.Title
		for _, s := range x.Lines {
			words += tidy(s)
		}
		if err := l.m.missing(words); err != nil {
			return nil, err
		}
		k := i % (labelColumns * labelRows)
		if k == 0 {
			l.turn()
		}
		left, high := (l.wide-labelColumns*labelWide)/2, (l.high-labelRows*labelHigh)/2
		if err := l.label(x, left+float64(k%labelColumns)*labelWide, high+float64(k/labelColumns)*labelHigh); err != nil {
			return nil, err
		}
	}
	return draw(press, c, l.pages, clock.Now(ctx))
}

func (l *layout) label(x Label, left, y float64) error {
	for _, r := range [][4]float64{{left, y, left + labelWide, y}, {left, y + labelHigh, left + labelWide, y + labelHigh}, {left, y, left, y + labelHigh}, {left + labelWide, y, left + labelWide, y + labelHigh}} {
		l.rule(r[0], r[1], r[2], r[3], 0.3, grey)
	}
	if err := l.code(x.Code, left+12, y+(labelHigh-labelCode)/2, labelCode); err != nil {
		return err
	}
	at, end, w := y+10, y+labelHigh-6, labelWide-labelCode-12-8-8
	bold, small := style{size: 10.5, lead: 13, bold: true}, style{size: 8.5, lead: 11}
	put := func(text string, s style) {
		for _, t := range l.m.lines(tidy(text), w, 0, s.size, s.bold) {
			if at+s.lead > end {
				return
			}
			l.line(left+12+labelCode+8, at, w, t, s)
			at += s.lead
		}
	}
	put(x.Title, bold)
	for _, s := range x.Lines {
		put(s, small)
	}
	return nil
}
