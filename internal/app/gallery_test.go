package app_test

import (
	"testing"

	"shian/internal/app"
	"shian/internal/kit/page/pagetest"
)

func TestEveryPageRenders(t *testing.T) {
	a, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), Demo: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	pagetest.Gallery(t, a.Pages)
}
