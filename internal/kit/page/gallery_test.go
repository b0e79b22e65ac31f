package page_test

import (
	"testing"

	"shian/internal/kit/page"
	"shian/internal/kit/page/pagetest"
)

func TestGallery(t *testing.T) {
	t.Parallel()
	pagetest.Gallery(t, page.New(page.SampleConfig()))
}
