package paper

import (
	"time"
)

// set makes the PDF of a content. Characters that no font has are refused by name.
func (f *fonts) set(c *Content, made time.Time) ([]byte, error) {
	p, err := f.get()
	if err != nil {
		return nil, err
	}
	m := p.meter()
	if err := m.missing(c.Words() + c.number + c.mark + c.proof + joined(c.Copies)); err != nil {
		return nil, err
	}
	pages, err := compose(m, c)
	if err != nil {
		return nil, err
	}
	return draw(p, c, pages, made)
}

func joined(all []string) string {
	out := ""
	for _, s := range all {
		out += tidy(s)
	}
	return out
}
