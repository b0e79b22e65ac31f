package paper

import (
	"bytes"
	"compress/gzip"
	"embed"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/signintech/gopdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"shian/internal/kit/fault"
)

// The embedded type: Noto Serif SC with the characters of GB 2312, regular and bold, with TrueType outlines (OFL 1.1).
//
//go:embed font/*.gz font/COPYRIGHT
var embedded embed.FS

// A face is one font: what it has, for measuring; gopdf draws it by its family.
type face struct {
	family  string
	bold    bool
	outline *sfnt.Font
	perEm   fixed.Int26_6
}

// A press is the type in memory: the faces in order of preference, and the same for gopdf.
type press struct {
	plain, bold []*face
	cases       gopdf.FontContainer
}

// Fonts are inflated when a document is set and let go a minute after the last one, so that a platform at rest does not
// hold them.
type fonts struct {
	more []string // paths of TrueType fonts for characters that the embedded ones lack

	mu    sync.Mutex
	held  *press
	until *time.Timer
}

const heldFor = time.Minute

// get gives the type; an error names the font file that cannot be used.
func (f *fonts) get() (*press, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.held == nil {
		p, err := f.inflate()
		if err != nil {
			return nil, err
		}
		f.held = p
	}
	if f.until != nil {
		f.until.Stop()
	}
	f.until = time.AfterFunc(heldFor, f.release)
	return f.held, nil
}

func (f *fonts) release() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.held = nil
}

func (f *fonts) inflate() (*press, error) {
	p := &press{}
	for _, x := range []struct {
		name string
		bold bool
	}{{"serif", false}, {"serif-bold", true}} {
		data, err := unpack("font/" + x.name + "-gb2312.ttf.gz")
		if err != nil {
			return nil, err
		}
		if err := p.add(x.name, data, x.bold); err != nil {
			return nil, err
		}
	}
	for i, path := range f.more {
		data, err := os.ReadFile(path)
		if err == nil {
			err = p.add(fmt.Sprintf("more%d", i+1), data, false)
		}
		if err != nil {
			return nil, &fault.Error{Kind: fault.KindRefused, Zh: "字体文件 " + path + " 不能使用，请换一个 TrueType（glyf 轮廓）字体",
				En: "the font file " + path + " cannot be used; name a font with TrueType outlines", Cause: err}
		}
	}
	return p, nil
}

func unpack(name string) ([]byte, error) {
	r, err := embedded.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // of an embedded file, which has nothing to close
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// add takes a font in. The ones that are neither regular nor bold stand in for both.
func (p *press) add(family string, data []byte, bold bool) (err error) {
	defer func() { // gopdf trusts the file
		if broken := recover(); broken != nil {
			err = fmt.Errorf("font %s: %v", family, broken)
		}
	}()
	if !bytes.HasPrefix(data, []byte{0, 1, 0, 0}) && !bytes.HasPrefix(data, []byte("true")) {
		return fmt.Errorf("font %s has no TrueType outlines", family)
	}
	t, err := sfnt.Parse(data)
	if err != nil {
		return err
	}
	f := &face{family, bold, t, fixed.I(int(t.UnitsPerEm()))}
	if err := p.cases.AddTTFFontData(family, data); err != nil {
		return err
	}
	switch family {
	case "serif":
		p.plain = append(p.plain, f)
	case "serif-bold":
		p.bold = append(p.bold, f)
	default:
		p.plain, p.bold = append(p.plain, f), append(p.bold, f)
	}
	return nil
}

// A glyph is a character in the first face that has it; a nil face: none has.
type glyph struct {
	face  *face
	width float64 // in parts of the size
}

// A meter measures text for one document.
type meter struct {
	press  *press
	buf    sfnt.Buffer
	glyphs [2]map[rune]glyph
}

func (p *press) meter() *meter {
	return &meter{press: p, glyphs: [2]map[rune]glyph{{}, {}}}
}

func (m *meter) glyph(r rune, bold bool) glyph {
	which, faces := 0, m.press.plain
	if bold {
		which, faces = 1, m.press.bold
	}
	if g, ok := m.glyphs[which][r]; ok {
		return g
	}
	var g glyph
	for _, f := range faces {
		i, err := f.outline.GlyphIndex(&m.buf, r)
		if err != nil || i == 0 {
			continue
		}
		w, err := f.outline.GlyphAdvance(&m.buf, i, f.perEm, font.HintingNone)
		if err != nil {
			continue
		}
		g = glyph{f, float64(w) / float64(f.perEm)}
		break
	}
	m.glyphs[which][r] = g
	return g
}

// width is the length of text in points.
func (m *meter) width(text string, size float64, bold bool) float64 {
	w := 0.0
	for _, r := range text {
		w += m.glyph(r, bold).width
	}
	return w * size
}
