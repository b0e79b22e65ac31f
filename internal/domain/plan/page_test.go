package plan

import (
	"testing"

	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
)

func TestPagesKeepTheirPromises(t *testing.T) {
	p := page.New(page.SampleConfig())
	p.Add(Files)
	examples(p)
	pagetest.Gallery(t, p)
}
