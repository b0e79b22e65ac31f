package app

import (
	"strings"
	"testing"

	"shian/data/region"
	"shian/data/shape"
	"shian/internal/kit/page"
)

// Every prefecture has an outline, and nothing else does.
func TestPrefecturesAreThoseOfTheRegions(t *testing.T) {
	o, err := Config{}.outline()
	if err != nil {
		t.Fatal(err)
	}
	var tiles page.Tiles
	for _, r := range region.All() {
		if r.Level == region.Prefecture {
			tiles.Tiles = append(tiles.Tiles, page.Tile{Code: r.Code, Name: r.Name})
		}
	}
	m := tiles.Map(o)
	if m == nil || len(m.Shapes) != 14 || len(m.Apart) != 0 {
		t.Fatalf("%d shapes of 14 prefectures", len(m.Shapes))
	}
	if n := strings.Count(string(shape.Prefectures), `"adcode"`); n != 14 {
		t.Errorf("%d features", n)
	}
}
