package page

import (
	"strings"
	"testing"
)

const twoSquares = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"adcode":"620100"},"geometry":{"type":"Polygon","coordinates":[[[100,36],[101,36],[101,37],[100,37],[100,36]]]}},
{"type":"Feature","properties":{"adcode":620200},"geometry":{"type":"MultiPolygon","coordinates":[[[[101,36],[102,36],[102,37],[101,37],[101,36]]]]}}]}`

func TestOutlineDrawsNeighboursWithOneEdge(t *testing.T) {
	o, err := ReadOutline([]byte(twoSquares))
	if err != nil {
		t.Fatal(err)
	}
	d := o.Draw([]string{"620100", "620200", "620171"})
	if d == nil {
		t.Fatal("nothing drawn")
	}
	// A degree is cos 36.5° = 0.8039 as wide as high, and two of them are 1,000 wide.
	if d.Width != 1000 || d.Height != 622 {
		t.Errorf("box %d × %d, want 1000 × 622", d.Width, d.Height)
	}
	if got := d.paths["620100"]; got != "M0 622l500 0 0 -622 -500 0z" {
		t.Errorf("first: %s", got)
	}
	if got := d.paths["620200"]; got != "M500 622l500 0 0 -622 -500 0z" {
		t.Errorf("second: %s", got)
	}
	if d.labels["620100"] != [2]int{250, 311} || d.labels["620200"] != [2]int{750, 311} {
		t.Errorf("labels: %v", d.labels)
	}
	if o.Draw([]string{"620100"}) != nil {
		t.Error("one region alone is no map")
	}
}

func TestOutlineListsWhatHasNoShape(t *testing.T) {
	o, err := ReadOutline([]byte(twoSquares))
	if err != nil {
		t.Fatal(err)
	}
	m := Tiles{Tiles: []Tile{{Code: "620100"}, {Code: "620171", Name: "兰州新区"}, {Code: "620200"}, {Name: "无代码"}}}.Map(o)
	if m == nil || len(m.Shapes) != 2 || len(m.Apart) != 2 || m.Apart[0].Name != "兰州新区" {
		t.Fatalf("%+v", m)
	}
	if (Tiles{Tiles: []Tile{{Code: "620100"}, {Code: "620200"}}}).Map(nil) != nil {
		t.Error("a map without outlines")
	}
}

func TestOutlineRefusals(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"not JSON":   {`{`, "GeoJSON"},
		"no list":    {`{"type":"Feature"}`, "GeoJSON"},
		"no code":    {`{"type":"FeatureCollection","features":[{"geometry":{"type":"Polygon","coordinates":[]}}]}`, "feature 1"},
		"a point":    {`{"type":"FeatureCollection","features":[{"id":"62","geometry":{"type":"Point","coordinates":[1,2]}}]}`, "shape of 62"},
		"not degree": {`{"type":"FeatureCollection","features":[{"id":"62","geometry":{"type":"Polygon","coordinates":[[[11556000,4300000],[1,2],[3,4]]]}}]}`, "degrees"},
		"too large":  {strings.Repeat(" ", OutlineMost+1), "16 MB"},
	} {
		if _, err := ReadOutline([]byte(c.file)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

func FuzzOutline(f *testing.F) {
	f.Add([]byte(twoSquares))
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := ReadOutline(b)
		if err != nil {
			return
		}
		var codes []string
		for c := range o.rings {
			codes = append(codes, c)
		}
		if d := o.Draw(codes); d != nil && d.Width <= 0 {
			t.Error("no width")
		}
	})
}
