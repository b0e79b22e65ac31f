package page

import "strconv"

// Tiles are regions as a grid of squares at fixed places: a map that shows no boundary and so needs no 审图号. Give the
// 14 prefectures and 兰州新区 with the rows and columns of data/region; on a phone they flow in three columns.
type Tiles struct {
	Label string // what is shown, Chinese of the code
	Tiles []Tile
	Scale []string // what each shade 1 to 4 means, lightest first, values such as 97.5–98.0
	Table Link     // the same as a table; every map has one
}

// Template implements Component.
func (Tiles) Template() string { return "tiles" }

// A Tile is one region. Shade 1 to 4 is a step of a sequential blue; 0 is hatched: listed apart and not compared.
type Tile struct {
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
	c := "q" + strconv.Itoa(min(max(t.Shade, 0), 4)) + " r" + strconv.Itoa(t.Row) + " c" + strconv.Itoa(t.Col)
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
