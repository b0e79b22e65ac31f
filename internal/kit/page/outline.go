package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"

	"shian/internal/kit/fault"
)

// OutlineMost bounds a file of outlines, in bytes.
const OutlineMost = 16 << 20

// An Outline holds the shapes of regions by their codes, from a file that whoever runs the platform may replace.
// It is safe for concurrent use.
type Outline struct {
	// Approval is the number under which the map was approved (审图号); empty: the map says that it has none.
	Approval string

	rings   map[string][][]point // of each code, outer and inner alike
	centers map[string]point
	drawn   sync.Map // codes joined by "," → *Drawing
}

type point [2]float64 // longitude and latitude in degrees, as the file has them

// feature is what is read of GeoJSON (RFC 7946): Polygon and MultiPolygon.
type feature struct {
	ID         any `json:"id"`
	Properties struct {
		Adcode any `json:"adcode"`
	} `json:"properties"`
	Geometry struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// ReadOutline reads a GeoJSON FeatureCollection. A feature's code is its property adcode, else its id; its name stands at
// the centre of gravity of its largest ring. An error names the feature.
func ReadOutline(b []byte) (*Outline, error) {
	if len(b) > OutlineMost {
		return nil, fault.Refused("边界文件超过 16 MB，请先简化", "the file of outlines exceeds 16 MB; simplify it first")
	}
	var all struct {
		Type     string    `json:"type"`
		Features []feature `json:"features"`
	}
	if err := json.Unmarshal(b, &all); err != nil || all.Type != "FeatureCollection" {
		return nil, &fault.Error{Kind: fault.KindInvalid, Zh: "边界文件不是 GeoJSON 的 FeatureCollection", En: "the file of outlines is no GeoJSON FeatureCollection", Cause: err}
	}
	o := &Outline{rings: map[string][][]point{}, centers: map[string]point{}}
	for i := range all.Features {
		if err := o.take(&all.Features[i], i+1); err != nil {
			return nil, err
		}
	}
	return o, nil
}

func (o *Outline) take(f *feature, n int) error {
	code := codeOf(cmp.Or(f.Properties.Adcode, f.ID))
	if code == "" {
		return fault.Refused(fmt.Sprintf("边界文件第 %d 个地区没有代码，请在属性 adcode 中填写", n), fmt.Sprintf("feature %d of the outlines has no code; give it a property adcode", n))
	}
	var polygons [][][]point
	var err error
	switch f.Geometry.Type {
	case "Polygon":
		polygons = make([][][]point, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
	default:
		err = fmt.Errorf("geometry %q", f.Geometry.Type)
	}
	if err != nil {
		return &fault.Error{Kind: fault.KindInvalid, Zh: "边界文件中 " + code + " 的图形应为 Polygon 或 MultiPolygon", En: "the shape of " + code + " must be a Polygon or MultiPolygon", Cause: err}
	}
	for _, p := range polygons {
		for _, ring := range p {
			for _, at := range ring {
				if !(math.Abs(at[0]) <= 180 && math.Abs(at[1]) <= 85) {
					return fault.Refused("边界文件中 "+code+" 的坐标应为经纬度", "the coordinates of "+code+" must be degrees of longitude and latitude")
				}
			}
		}
		o.rings[code] = append(o.rings[code], p...)
	}
	o.centers[code] = middle(o.rings[code])
	return nil
}

func codeOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return ""
}

// middle is the centre of gravity of the largest ring.
func middle(rings [][]point) point {
	var at point
	largest := 0.0
	for _, r := range rings {
		if c, area := gravity(r); area > largest {
			at, largest = c, area
		}
	}
	return at
}

// gravity is the centre of a ring and its area, in degrees (the shoelace formula).
func gravity(ring []point) (c point, area float64) {
	for i, p := range ring {
		q := ring[(i+1)%len(ring)]
		cross := p[0]*q[1] - q[0]*p[1]
		area += cross / 2
		c[0] += (p[0] + q[0]) * cross / 6
		c[1] += (p[1] + q[1]) * cross / 6
	}
	if area == 0 {
		return point{}, 0
	}
	return point{c[0] / area, c[1] / area}, math.Abs(area)
}

func box(rings [][]point) (low, high point) {
	low, high = point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, r := range rings {
		for _, at := range r {
			for i := range at {
				low[i], high[i] = min(low[i], at[i]), max(high[i], at[i])
			}
		}
	}
	return low, high
}

// A Drawing is some regions of an outline, drawn together: paths of whole numbers in a box Width by Height, so that the
// edges of neighbours stay the same after rounding.
type Drawing struct {
	Width, Height int
	paths         map[string]string
	labels        map[string][2]int
}

const drawnWidth = 1000

// Draw gives the drawing of the codes that have a shape; nil when fewer than two have one. Drawings are kept.
func (o *Outline) Draw(codes []string) *Drawing {
	if o == nil {
		return nil
	}
	key := strings.Join(codes, ",")
	if d, ok := o.drawn.Load(key); ok {
		return d.(*Drawing)
	}
	d := o.draw(codes)
	o.drawn.Store(key, d)
	return d
}

func (o *Outline) draw(codes []string) *Drawing {
	var all [][]point
	n := 0
	for _, c := range codes {
		if len(o.rings[c]) > 0 {
			n++
		}
		all = append(all, o.rings[c]...)
	}
	if n < 2 {
		return nil
	}
	low, high := box(all)
	narrow := math.Cos((low[1] + high[1]) / 2 * math.Pi / 180) // a degree of longitude is shorter than one of latitude
	scale := drawnWidth / math.Max((high[0]-low[0])*narrow, 1e-9)
	at := func(p point) [2]int {
		return [2]int{int(math.Round((p[0] - low[0]) * narrow * scale)), int(math.Round((high[1] - p[1]) * scale))}
	}
	d := &Drawing{Width: drawnWidth, Height: at(point{low[0], low[1]})[1], paths: map[string]string{}, labels: map[string][2]int{}}
	for _, c := range codes {
		var s strings.Builder
		for _, r := range o.rings[c] {
			trace(&s, r, at)
		}
		if s.Len() > 0 {
			d.paths[c], d.labels[c] = s.String(), at(o.centers[c])
		}
	}
	return d
}

// trace writes one ring as a path of relative steps; a ring that rounds to less than three points is left out.
func trace(s *strings.Builder, ring []point, at func(point) [2]int) {
	var steps [][2]int
	for _, p := range ring {
		if q := at(p); len(steps) == 0 || q != steps[len(steps)-1] {
			steps = append(steps, q)
		}
	}
	if len(steps) > 1 && steps[0] == steps[len(steps)-1] {
		steps = steps[:len(steps)-1]
	}
	if len(steps) < 3 {
		return
	}
	fmt.Fprintf(s, "M%d %dl", steps[0][0], steps[0][1])
	for i := 1; i < len(steps); i++ {
		if i > 1 {
			s.WriteByte(' ')
		}
		fmt.Fprintf(s, "%d %d", steps[i][0]-steps[i-1][0], steps[i][1]-steps[i-1][1])
	}
	s.WriteByte('z')
}
