package paper

import (
	"context"

	"shian/internal/kit/clock"
	"shian/internal/kit/fault"
)

// A Label is stuck on a thing so that it is known again: a QR code with a few lines beside it.
type Label struct {
	Code  string   // what the QR code says: a number or an address
	Title string   // in bold, such as the number
	Lines []string // what else is read without a device
}

// Labels stand on A4 in two columns and six rows.
const (
	labelWide, labelHigh = 88 * mm, 42 * mm
	labelColumns         = 2
	labelRows            = 6
	labelCode            = 30 * mm
)

// Labels sets labels for printing on A4: 88 × 42 mm each, twelve a page, with lines to cut along.
// Refused: text that does not fit.
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
	at, w := y+8, labelWide-labelCode-12-8-8
	for scale := 1.0; scale >= 0.6; scale -= 0.1 { // smaller when it would not fit
		words := []cell{l.cell(0, w+2*padding, x.Title, style{size: 10.5 * scale, lead: 13 * scale, bold: true}, false)}
		for _, s := range x.Lines {
			words = append(words, l.cell(0, w+2*padding, s, style{size: 8.5 * scale, lead: 11 * scale}, false))
		}
		high := 0.0
		for _, c := range words {
			high += c.high()
		}
		if high > labelHigh-14 {
			continue
		}
		for _, c := range words {
			c.x = left + 12 + labelCode + 8 - padding
			l.stack(c, at)
			at += c.high()
		}
		return nil
	}
	return fault.Refused("标签“"+x.Title+"”的文字太多，放不下，请缩短", "the text of label “"+x.Title+"” does not fit; shorten it")
}
