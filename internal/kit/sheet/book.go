package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"
)

// book is an open xlsx workbook.
type book struct {
	parts     map[string]*zip.File
	sheets    []tab
	looks     []look
	texts     *shared
	epoch1904 bool
}

type tab struct {
	name, part string
	hidden     bool
}

const (
	maxSmallPart = 32 << 20
	maxDirectory = 2 << 20
	maxTabs      = 1000
)

func (r *Reader) startBook() error {
	b, err := openBook(r.src, r.lim)
	if err != nil {
		return err
	}
	r.book = b
	for _, t := range b.sheets {
		if t.hidden {
			continue
		}
		r.reset()
		if err := r.enter(t); err != nil {
			return err
		}
		if err := r.peek(); err == nil {
			return nil
		} else if !errors.Is(err, io.EOF) {
			return err
		}
	}
	return errEmpty
}

// enter starts reading one sheet of the workbook.
func (r *Reader) enter(t tab) error {
	in, err := r.book.open(t.part)
	if err != nil {
		return err
	}
	r.name = t.name
	r.rows = &grid{r: r, in: in, s: newScanner(in, r.lim.Unpacked)}
	return nil
}

func openBook(src source, lim Limits) (*book, error) {
	toll := &meter{r: src.r, left: maxDirectory}
	z, err := zip.NewReader(toll, src.size)
	if err != nil {
		return nil, damaged(err)
	}
	toll.free = true
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	b := &book{parts: map[string]*zip.File{}}
	for _, f := range z.File {
		b.parts[strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))] = f
	}
	if err := b.recognise(); err != nil {
		return nil, err
	}
	main, err := b.relations("", lim)
	if err != nil {
		return nil, err
	}
	at := "xl/workbook.xml"
	for _, rel := range main {
		if rel.kind == "officeDocument" {
			at = rel.target
		}
	}
	return b, b.load(at, lim)
}

// recognise tells a workbook from whatever else comes in a zip.
func (b *book) recognise() error {
	switch {
	case b.parts["xl/workbook.bin"] != nil:
		return refuse("这是 xlsb 文件，请在 Excel 中另存为“Excel 工作簿（*.xlsx）”再上传",
			"this is an xlsb file; save it in Excel as “Excel Workbook (*.xlsx)” and upload that")
	case b.parts["content.xml"] != nil && b.parts["mimetype"] != nil:
		return refuse("这是 OpenDocument 文件，请另存为“Excel 工作簿（*.xlsx）”再上传",
			"this is an OpenDocument file; save it as “Excel Workbook (*.xlsx)” and upload that")
	case b.parts["[content_types].xml"] == nil || b.parts["word/document.xml"] != nil || b.parts["ppt/presentation.xml"] != nil:
		return refuse("这不是 Excel 工作簿，请上传 xlsx 或 csv", "this is not an Excel workbook; upload xlsx or csv")
	}
	return nil
}

func (b *book) load(at string, lim Limits) error {
	rels, err := b.relations(at, lim)
	if err != nil {
		return err
	}
	if err := b.readWorkbook(at, rels, lim); err != nil {
		return err
	}
	if len(b.sheets) == 0 {
		return errDamaged
	}
	b.texts = &shared{}
	for _, rel := range rels {
		if b.parts[strings.ToLower(rel.target)] == nil {
			continue
		}
		switch rel.kind {
		case "styles":
			err = b.with(rel.target, func(in io.Reader) (err error) {
				b.looks, err = readStyles(in, min(maxSmallPart, lim.Unpacked))
				return err
			})
		case "sharedStrings":
			err = b.with(rel.target, func(in io.Reader) (err error) {
				b.texts, err = readShared(in, lim)
				return err
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *book) readWorkbook(at string, rels map[string]relation, lim Limits) error {
	return b.with(at, func(in io.Reader) error {
		s := newScanner(in, min(maxSmallPart, lim.Unpacked))
		for {
			t, err := s.next()
			if err != nil {
				return err
			}
			if t == tokenEnd {
				return nil
			}
			if t != tokenOpen && t != tokenEmpty {
				continue
			}
			switch string(s.name) {
			case "workbookPr":
				v := string(s.attr("date1904"))
				b.epoch1904 = v == "1" || v == "true" || v == "on"
			case "sheet":
				rel, ok := rels[string(s.attr("id"))]
				state := string(s.attr("state"))
				if !ok || rel.kind != "worksheet" || len(b.sheets) >= maxTabs {
					continue
				}
				b.sheets = append(b.sheets, tab{string(s.appendAttr("name")), rel.target, state == "hidden" || state == "veryHidden"})
			}
		}
	})
}

func (s *scanner) appendAttr(name string) []byte {
	s.raw, s.cdata = s.attr(name), false
	return s.appendText(nil)
}

type relation struct{ kind, target string }

// relations reads what a part points to; the workbook's own are those of the empty name.
func (b *book) relations(part string, lim Limits) (map[string]relation, error) {
	dir, file := path.Split(part)
	at := dir + "_rels/" + file + ".rels"
	out := map[string]relation{}
	if b.parts[strings.ToLower(at)] == nil {
		return out, nil
	}
	err := b.with(at, func(in io.Reader) error {
		s := newScanner(in, min(maxSmallPart, lim.Unpacked))
		for {
			t, err := s.next()
			if err != nil {
				return err
			}
			if t == tokenEnd || len(out) > 4*maxTabs {
				return nil
			}
			if t == tokenClose || t == tokenText || string(s.name) != "Relationship" || string(s.attr("TargetMode")) == "External" {
				continue
			}
			target := string(s.appendAttr("Target"))
			if strings.HasPrefix(target, "/") {
				target = strings.TrimPrefix(path.Clean(target), "/")
			} else {
				target = path.Join(dir, target)
			}
			id := string(s.attr("Id"))
			if id == "" {
				id = target
			}
			out[id] = relation{path.Base(string(s.attr("Type"))), target}
		}
	})
	return out, err
}

func (b *book) open(part string) (io.ReadCloser, error) {
	f := b.parts[strings.ToLower(part)]
	if f == nil {
		return nil, damaged(errors.New("part missing: " + brief(part)))
	}
	in, err := f.Open()
	if err != nil {
		return nil, damaged(err)
	}
	return in, nil
}

func (b *book) with(part string, do func(io.Reader) error) error {
	in, err := b.open(part)
	if err != nil {
		return err
	}
	defer in.Close()
	var head [3]byte
	n, err := io.ReadFull(in, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return damaged(err)
	}
	if utf16Marked(head[:n]) {
		return damaged(errors.New("part in UTF-16"))
	}
	return do(io.MultiReader(bytes.NewReader(head[:n]), in))
}

// meter bounds how much of the file may be read while the directory of the zip is being loaded.
type meter struct {
	r    io.ReaderAt
	left int64
	free bool
}

func (m *meter) ReadAt(p []byte, off int64) (int, error) {
	if !m.free {
		if m.left -= int64(len(p)); m.left < 0 {
			return 0, errors.New("directory of the workbook too large")
		}
	}
	return m.r.ReadAt(p, off)
}
