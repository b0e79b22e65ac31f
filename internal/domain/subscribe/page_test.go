package subscribe

import (
	"testing"

	"shian/internal/domain/place"
	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
)

func TestPagesKeepTheirPromises(t *testing.T) {
	p := page.New(page.SampleConfig())
	(&Service{needs: Needs{Tree: place.Known}}).examples(p)
	pagetest.Gallery(t, p)
}
