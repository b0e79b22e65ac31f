package sheet

import (
	"io"
	"strings"
)

// shared are the texts that a workbook keeps apart from its cells: one long string and where each text ends in it.
type shared struct {
	all  string
	ends []uint32
}

func (s *shared) at(i int) (string, bool) {
	if i < 0 || i >= len(s.ends) {
		return "", false
	}
	from := uint32(0)
	if i > 0 {
		from = s.ends[i-1]
	}
	return s.all[from:s.ends[i]], true
}

var errShared = &Error{Zh: "工作簿中的文字过多，请分成几个文件", En: "the workbook holds too much text; split it"}

// readShared reads them all: runs of rich text joined, readings of characters (phonetic runs) left out.
func readShared(r io.Reader, lim Limits) (*shared, error) {
	s := newScanner(r, lim.Unpacked)
	out := &shared{}
	var all strings.Builder
	var text []byte
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		switch {
		case t == tokenEnd:
			out.all = all.String()
			return out, nil
		case t == tokenOpen && string(s.name) == "si":
			if text, err = s.richText(text[:0], "si"); err != nil {
				return nil, err
			}
			all.Write(text)
			out.ends = append(out.ends, uint32(all.Len()))
		case t == tokenEmpty && string(s.name) == "si":
			out.ends = append(out.ends, uint32(all.Len()))
		}
		if int64(all.Len())+4*int64(len(out.ends)) > lim.Shared {
			return nil, errShared
		}
	}
}

// maxText bounds one text in bytes: anything longer is cut, which the reader then reports as too long.
const maxText = 4*maxCell + 4

// richText adds the text of an si or is element up to its close.
func (s *scanner) richText(dst []byte, until string) ([]byte, error) {
	from, in, deaf := len(dst), false, false
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		switch t {
		case tokenEnd:
			return nil, damaged(io.ErrUnexpectedEOF)
		case tokenOpen:
			switch string(s.name) {
			case "t":
				in = true
			case "rPh":
				deaf = true
			}
		case tokenClose:
			switch string(s.name) {
			case "t":
				in = false
			case "rPh":
				deaf = false
			case until:
				return unhex(dst, from), nil
			}
		case tokenText:
			if in && !deaf && len(dst)-from < maxText {
				dst = s.appendText(dst)
			}
		}
	}
}
