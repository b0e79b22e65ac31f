// Package papertest reads a PDF back, so that tests compare what stands on its pages with what was meant to.
//
// It follows the file from the trailer's objects to each page, its fonts and their ToUnicode maps, and nothing else: a
// character without an entry in its font's map is an error, never a gap.
package papertest

import (
	"bytes"
	"compress/zlib"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A Run is one piece of text on a page, in the order in which the page draws it. X and Y are of its first baseline point in
// points from the upper left corner.
type Run struct {
	X, Y, Size float64
	Text       string
	Slanted    bool // drawn inside a rotation: a watermark
}

// A Page is what one page shows.
type Page struct {
	Width, Height float64
	Runs          []Run
}

// A file is the objects of a PDF by number.
type file struct {
	objects map[int][]byte
}

var reference = regexp.MustCompile(`(\d+) 0 R`)

// Pages reads every page.
func Pages(pdf []byte) ([]Page, error) {
	if !bytes.HasPrefix(pdf, []byte("%PDF-1.")) || !bytes.HasSuffix(bytes.TrimSpace(pdf), []byte("%%EOF")) {
		return nil, fmt.Errorf("not a whole PDF: %d bytes", len(pdf))
	}
	f, err := objects(pdf)
	if err != nil {
		return nil, err
	}
	kids, err := f.kids()
	if err != nil {
		return nil, err
	}
	var out []Page
	for _, n := range kids {
		p, err := f.page(n)
		if err != nil {
			return nil, fmt.Errorf("page %d: %w", len(out)+1, err)
		}
		out = append(out, p)
	}
	return out, nil
}

// objects cuts the file by its cross-reference table, so that bytes inside a stream are never taken for an object.
func objects(pdf []byte) (*file, error) {
	at := bytes.LastIndex(pdf, []byte("startxref"))
	if at < 0 {
		return nil, fmt.Errorf("no startxref")
	}
	var start int
	if _, err := fmt.Sscan(string(pdf[at+len("startxref"):]), &start); err != nil || start < 0 || start >= len(pdf) {
		return nil, fmt.Errorf("startxref points nowhere")
	}
	lines := strings.Split(string(pdf[start:at]), "\n")
	f := &file{map[int][]byte{}}
	first := regexp.MustCompile(`^(\d+) 0 obj\s`)
	for _, l := range lines[min(2, len(lines)):] {
		if strings.HasPrefix(l, "trailer") {
			break
		}
		offset, err := strconv.Atoi(strings.Fields(l + " x")[0])
		if strings.Contains(l, " n") && err == nil {
			if offset < 0 || offset >= len(pdf) {
				return nil, fmt.Errorf("an object at %d, outside the file", offset)
			}
			m := first.FindSubmatchIndex(pdf[offset:min(offset+30, len(pdf))])
			if m == nil {
				return nil, fmt.Errorf("no object at %d", offset)
			}
			n, _ := strconv.Atoi(string(pdf[offset+m[2] : offset+m[3]]))
			f.objects[n] = pdf[offset+m[1]:]
		}
	}
	return f, f.cut()
}

// cut ends each object where it ends, streams by their length.
func (f *file) cut() error {
	for n, rest := range f.objects {
		stop := bytes.Index(rest, []byte("endobj"))
		if s := bytes.Index(rest, []byte("stream")); s >= 0 && s < stop {
			length, err := number(rest[:s], "/Length")
			if err != nil {
				return fmt.Errorf("object %d: %w", n, err)
			}
			from := s + len("stream\n")
			if from+length > len(rest) {
				return fmt.Errorf("object %d: stream runs over the end", n)
			}
			e := bytes.Index(rest[from+length:], []byte("endobj"))
			if e < 0 {
				return fmt.Errorf("object %d does not end", n)
			}
			stop = from + length + e
		}
		if stop < 0 {
			return fmt.Errorf("object %d does not end", n)
		}
		f.objects[n] = rest[:stop]
	}
	return nil
}

func number(dict []byte, key string) (int, error) {
	m := regexp.MustCompile(regexp.QuoteMeta(key) + `\s+(\d+)`).FindSubmatch(dict)
	if m == nil {
		return 0, fmt.Errorf("no %s", key)
	}
	return strconv.Atoi(string(m[1]))
}

// stream inflates the stream of an object.
func (f *file) stream(n int) ([]byte, error) {
	o, ok := f.objects[n]
	if !ok {
		return nil, fmt.Errorf("no object %d", n)
	}
	s := bytes.Index(o, []byte("stream"))
	if s < 0 {
		return nil, fmt.Errorf("object %d has no stream", n)
	}
	length, err := number(o[:s], "/Length")
	if err != nil {
		return nil, err
	}
	body := o[s+len("stream\n"):][:length]
	if !bytes.Contains(o[:s], []byte("/FlateDecode")) {
		return body, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

func (f *file) kids() ([]int, error) {
	for _, o := range f.objects {
		if m := regexp.MustCompile(`(?s)/Type /Pages.*?/Kids \[(.*?)\]|/Kids \[([^\]]*)\][^>]*/Type /Pages`).FindSubmatch(o); m != nil {
			var out []int
			for _, r := range reference.FindAllSubmatch(append(m[1], m[2]...), -1) {
				n, _ := strconv.Atoi(string(r[1]))
				out = append(out, n)
			}
			return out, nil
		}
	}
	return nil, fmt.Errorf("no page tree")
}

// refs gives the objects named after a key: /Contents 5 0 R, or /F1 7 0 R.
func refs(o []byte, key string) []int {
	m := regexp.MustCompile(key + `\s*\[?((?:\s*\d+ 0 R)+)`).FindSubmatch(o)
	if m == nil {
		return nil
	}
	var out []int
	for _, r := range reference.FindAllSubmatch(m[1], -1) {
		n, _ := strconv.Atoi(string(r[1]))
		out = append(out, n)
	}
	return out
}

var box = regexp.MustCompile(`/MediaBox\s*\[\s*\S+\s+\S+\s+(\S+)\s+(\S+?)\s*\]`)

func (f *file) page(n int) (Page, error) {
	var p Page
	o := f.objects[n]
	m := box.FindSubmatch(o)
	if m == nil {
		for _, other := range f.objects {
			if bytes.Contains(other, []byte("/Type /Pages")) {
				m = box.FindSubmatch(other)
			}
		}
	}
	if m == nil {
		return p, fmt.Errorf("no media box")
	}
	p.Width, _ = strconv.ParseFloat(string(m[1]), 64)
	p.Height, _ = strconv.ParseFloat(string(m[2]), 64)
	fonts, err := f.fonts(o)
	if err != nil {
		return p, err
	}
	for _, c := range refs(o, "/Contents") {
		body, err := f.stream(c)
		if err != nil {
			return p, err
		}
		runs, err := read(string(body), fonts, p.Height)
		if err != nil {
			return p, err
		}
		p.Runs = append(p.Runs, runs...)
	}
	return p, nil
}

var named = regexp.MustCompile(`/(F\d+) (\d+) 0 R`)

// fonts reads the ToUnicode map of each font that the page's resources name.
func (f *file) fonts(page []byte) (map[string]map[uint16]string, error) {
	out := map[string]map[uint16]string{}
	for _, r := range refs(page, "/Resources") {
		for _, m := range named.FindAllSubmatch(f.objects[r], -1) {
			n, _ := strconv.Atoi(string(m[2]))
			maps := refs(f.objects[n], "/ToUnicode")
			if len(maps) != 1 {
				return nil, fmt.Errorf("font %s has no ToUnicode map", m[1])
			}
			body, err := f.stream(maps[0])
			if err != nil {
				return nil, err
			}
			if out[string(m[1])], err = unicodes(string(body)); err != nil {
				return nil, fmt.Errorf("font %s: %w", m[1], err)
			}
		}
	}
	return out, nil
}

var (
	section = regexp.MustCompile(`(?s)begin(bfchar|bfrange)\s(.*?)endbf`)
	hexes   = regexp.MustCompile(`<([0-9A-Fa-f]+)>`)
)

// unicodes reads a ToUnicode map: bfchar and bfrange with one target each.
func unicodes(cmap string) (map[uint16]string, error) {
	out := map[uint16]string{}
	for _, s := range section.FindAllStringSubmatch(cmap, -1) {
		all := hexes.FindAllStringSubmatch(s[2], -1)
		step := 2
		if s[1] == "bfrange" {
			step = 3
		}
		if len(all)%step != 0 {
			return nil, fmt.Errorf("a %s is incomplete", s[1])
		}
		for i := 0; i < len(all); i += step {
			low, err := strconv.ParseUint(all[i][1], 16, 16)
			if err != nil {
				return nil, err
			}
			high, err := strconv.ParseUint(all[i+step-2][1], 16, 16)
			if err != nil {
				return nil, err
			}
			target, err := hex.DecodeString(all[i+step-1][1])
			if err != nil || len(target)%2 != 0 || len(target) == 0 {
				return nil, fmt.Errorf("target %q", all[i+step-1][1])
			}
			for k := low; k <= high; k++ {
				units := make([]uint16, len(target)/2)
				for j := range units {
					units[j] = uint16(target[2*j])<<8 | uint16(target[2*j+1])
				}
				units[len(units)-1] += uint16(k - low)
				out[uint16(k)] = string(utf16.Decode(units))
			}
		}
	}
	return out, nil
}
