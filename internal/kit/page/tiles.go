package page

import "strconv"

// Tiles are regions as a grid of squares at fixed places: a map that shows no boundary and so needs no 审图号. Where their
// codes have outlines (Config.Outline), the geographic map stands beside it to choose, the grid being its twin. Give the
// 14 prefectures and 兰州新区 with the rows and columns of data/region; on a phone they flow in three columns.
type Tiles struct {
	Label string // what is shown, Chinese of the code
	Tiles []Tile
	Scale []string // what each shade 1 to 4 means, lightest first, values such as 97.5–98.0
	Table Link     // the same as a table; every map has one
}

// Template implements Component.
func (Tiles) Template() string { return "tiles" }

// A Shape is a tile as the map shows it.
type Shape struct {
	Tile
	Path string // of an SVG
	X, Y int    // where its name stands
}

// A Map is tiles drawn by their outlines, those without one listed beside it.
type Map struct {
	Label         string
	Width, Height int
	Shapes        []Shape
	Apart         []Tile // a code and no outline, such as 兰州新区
	Approval      string // 审图号
}

// Map draws the tiles; nil when fewer than two of them have an outline.
func (t Tiles) Map(o *Outline) *Map {
	codes := make([]string, 0, len(t.Tiles))
	for _, x := range t.Tiles {
		codes = append(codes, x.Code)
	}
	d := o.Draw(codes)
	if d == nil {
		return nil
	}
	m := &Map{Label: t.Label, Width: d.Width, Height: d.Height, Approval: o.Approval}
	for _, x := range t.Tiles {
		if d.paths[x.Code] == "" {
			m.Apart = append(m.Apart, x)
			continue
		}
		m.Shapes = append(m.Shapes, Shape{x, d.paths[x.Code], d.labels[x.Code][0], d.labels[x.Code][1]})
	}
	return m
}

// A Tile is one region. Shade 1 to 4 is a step of a sequential blue; 0 is hatched: listed apart and not compared.
type Tile struct {
	Code         string // of the region, six digits: finds its outline on the map; empty: in the grid alone
	Name, NameEn string
	Row, Col     int    // 1 to 5 and 1 to 7
	Value        string // 98.60%
	Note         string // 2,956 / 2,998
	Shade        int
	Hot          bool // something is wrong there now
	Href         string
}

// Class puts the tile in its place and shade.
func (t Tile) Class() string {
	return t.Ground() + " r" + strconv.Itoa(t.Row) + " c" + strconv.Itoa(t.Col)
}

// Ground is its shade alone, as the map needs it.
func (t Tile) Ground() string {
	c := "q" + strconv.Itoa(min(max(t.Shade, 0), 4))
	if t.Hot {
		c += " hot"
	}
	return c
}

// A Figure is one number large, with its lamp, its bar and what it means: a tile of the ledger.
type Figure struct {
	Code  string // T1, a value
	Name  string
	Lamp  *Lamp
	Value any    // a number (thousands are set apart) or text
	Unit  string // after the value, Chinese of the code
	Rate  *Rate  // instead of Value
	Bar   *Bar
	Notes []Phrase
	Href  string // the list behind the figure
}

// Template implements Component.
func (Figure) Template() string { return "figure" }

// Counts are a few totals side by side, each a link to its list: 逾期 3, 待办 41.
type Counts struct {
	Label string
	Items []Count
}

// Template implements Component.
func (Counts) Template() string { return "counts" }

// A Count is one total. Tone Late or Near colours it when it is not zero.
type Count struct {
	Name string
	N    int64
	Tone Tone
	Href string
}
