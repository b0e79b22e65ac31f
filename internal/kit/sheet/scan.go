package sheet

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// A scanner walks the tags of one XML part with a buffer of its own, without building anything. It knows no more XML than
// spreadsheets use; prefixes of names are dropped, entities other than the five and numbers stay as they are.
type scanner struct {
	r        io.Reader
	buf      []byte
	pos, end int
	eof      bool
	left     int64 // bytes that may still come

	name  []byte // of the tag, without prefix; holds until the next call
	attrs []byte // between name and end of the tag
	raw   []byte // text not yet unescaped
	cdata bool
}

type token int

const (
	tokenEnd   token = iota // no more
	tokenOpen               // <name attrs>
	tokenEmpty              // <name attrs/>
	tokenClose              // </name>
	tokenText
)

const maxToken = 1 << 20

var errDamaged = &Error{Zh: "工作簿已损坏，请用 Excel 打开、另存后再上传", En: "the workbook is damaged; open it in Excel, save it again and upload that"}

var errUnpacked = &Error{Zh: "工作簿解压后过大，请只保留需要的工作表和行后再上传", En: "the workbook is too large once unpacked; keep only the sheet and rows needed"}

func damaged(cause error) error {
	var e *Error
	if errors.As(cause, &e) {
		return cause
	}
	return &Error{Zh: errDamaged.Zh, En: errDamaged.En, Cause: cause}
}

func newScanner(r io.Reader, limit int64) *scanner {
	return &scanner{r: r, buf: make([]byte, 64<<10), left: limit}
}

// fill reads more behind what lies from keep on, which moves to the front even at the end.
func (s *scanner) fill(keep int) error {
	if keep > 0 {
		copy(s.buf, s.buf[keep:s.end])
		s.pos -= keep
		s.end -= keep
	}
	if s.eof {
		return io.EOF
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			return damaged(errors.New("token too long"))
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		s.left -= int64(n)
		if s.left < 0 {
			return errUnpacked
		}
		if n > 0 {
			return nil
		}
		if errors.Is(err, io.EOF) {
			s.eof = true
			return io.EOF
		}
		if err != nil {
			return damaged(err)
		}
	}
	return damaged(io.ErrNoProgress)
}

// next gives the next tag or text.
func (s *scanner) next() (token, error) {
	if s.pos >= s.end {
		if err := s.fill(s.pos); err != nil {
			if errors.Is(err, io.EOF) {
				return tokenEnd, nil
			}
			return 0, err
		}
	}
	if s.buf[s.pos] != '<' {
		return s.text()
	}
	return s.tag()
}

func (s *scanner) text() (token, error) {
	start, from := s.pos, s.pos
	for {
		if i := bytes.IndexByte(s.buf[from:s.end], '<'); i >= 0 {
			s.raw, s.cdata = s.buf[start:from+i], false
			s.pos = from + i
			return tokenText, nil
		}
		n := s.end - start
		err := s.fill(start)
		if errors.Is(err, io.EOF) {
			s.raw, s.cdata = s.buf[s.end-n:s.end], false
			s.pos = s.end
			return tokenText, nil
		}
		if err != nil {
			return 0, err
		}
		start, from = 0, n
	}
}

func (s *scanner) tag() (token, error) {
	start := s.pos
	for s.end-start < 9 {
		err := s.fill(start)
		start = 0
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return 0, err
		}
	}
	switch head := s.buf[start:s.end]; {
	case bytes.HasPrefix(head, []byte("<!--")):
		if _, err := s.until(start, 4, []byte("-->")); err != nil {
			return 0, err
		}
		return s.next()
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		body, err := s.until(start, 9, []byte("]]>"))
		if err != nil {
			return 0, err
		}
		s.raw, s.cdata = body, true
		return tokenText, nil
	case bytes.HasPrefix(head, []byte("<?")):
		if _, err := s.until(start, 2, []byte("?>")); err != nil {
			return 0, err
		}
		return s.next()
	case bytes.HasPrefix(head, []byte("<!")):
		return 0, damaged(errors.New("document type declared"))
	}
	from, quote := 1, byte(0)
	for {
		for i := start + from; i < s.end; i++ {
			c := s.buf[i]
			if quote != 0 {
				if c == quote {
					quote = 0
				}
				continue
			}
			switch c {
			case '"', '\'':
				quote = c
			case '<':
				return 0, damaged(errors.New("tag inside a tag"))
			case '>':
				s.pos = i + 1
				return s.split(s.buf[start+1 : i])
			}
		}
		from = s.end - start
		if err := s.fill(start); err != nil {
			if errors.Is(err, io.EOF) {
				err = damaged(io.ErrUnexpectedEOF)
			}
			return 0, err
		}
		start = 0
	}
}

// until consumes what lies between start+skip and mark, and mark.
func (s *scanner) until(start, skip int, mark []byte) ([]byte, error) {
	from := skip
	for {
		if i := bytes.Index(s.buf[start+from:s.end], mark); i >= 0 {
			body := s.buf[start+skip : start+from+i]
			s.pos = start + from + i + len(mark)
			return body, nil
		}
		from = max(skip, s.end-start-len(mark)+1)
		if err := s.fill(start); err != nil {
			if errors.Is(err, io.EOF) {
				err = damaged(io.ErrUnexpectedEOF)
			}
			return nil, err
		}
		start = 0
	}
}

func (s *scanner) split(t []byte) (token, error) {
	kind := tokenOpen
	switch {
	case len(t) > 0 && t[0] == '/':
		kind, t = tokenClose, t[1:]
	case len(t) > 0 && t[len(t)-1] == '/':
		kind, t = tokenEmpty, t[:len(t)-1]
	}
	n := 0
	for n < len(t) && !blank(t[n]) {
		if t[n] == ':' {
			t, n = t[n+1:], 0
			continue
		}
		n++
	}
	if n == 0 {
		return 0, damaged(errors.New("tag without a name"))
	}
	s.name, s.attrs = t[:n], t[n:]
	return kind, nil
}

// attr gives the raw value of an attribute of the tag just read, prefix dropped; nil when it has none.
func (s *scanner) attr(name string) []byte {
	rest := s.attrs
	for {
		var n, v []byte
		if n, v, rest = cutAttr(rest); n == nil {
			return nil
		}
		if string(n) == name {
			return v
		}
	}
}

// cutAttr takes the first name="value" off; name is nil when there is none.
func cutAttr(b []byte) (name, value, rest []byte) {
	i := 0
	for i < len(b) && blank(b[i]) {
		i++
	}
	start := i
	for i < len(b) && b[i] != '=' && !blank(b[i]) {
		if b[i] == ':' {
			start = i + 1
		}
		i++
	}
	name = b[start:i]
	for i < len(b) && b[i] != '"' && b[i] != '\'' {
		i++
	}
	if i >= len(b) || len(name) == 0 {
		return nil, nil, nil
	}
	end := bytes.IndexByte(b[i+1:], b[i])
	if end < 0 {
		return nil, nil, nil
	}
	return name, b[i+1 : i+1+end], b[i+1+end+1:]
}

// skip passes over everything up to the close of the tag just opened.
func (s *scanner) skip() error {
	for depth := 1; depth > 0; {
		t, err := s.next()
		if err != nil {
			return err
		}
		switch t {
		case tokenOpen:
			depth++
		case tokenClose:
			depth--
		case tokenEnd:
			return damaged(io.ErrUnexpectedEOF)
		}
	}
	return nil
}

func blank(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// appendText adds the text just read, unescaped, in valid UTF-8.
func (s *scanner) appendText(dst []byte) []byte {
	from := len(dst)
	if s.cdata {
		dst = append(dst, s.raw...)
	} else {
		dst = unescape(dst, s.raw)
	}
	if !utf8.Valid(dst[from:]) {
		dst = append(dst[:from], bytes.ToValidUTF8(dst[from:], []byte("\uFFFD"))...)
	}
	return dst
}

// unescape adds raw XML text with its entities and line ends resolved.
func unescape(dst, raw []byte) []byte {
	for len(raw) > 0 {
		i := bytes.IndexByte(raw, '&')
		if r := bytes.IndexByte(raw, '\r'); r >= 0 && (i < 0 || r < i) {
			dst = append(append(dst, raw[:r]...), '\n')
			raw = raw[r+1:]
			if len(raw) > 0 && raw[0] == '\n' {
				raw = raw[1:]
			}
			continue
		}
		if i < 0 {
			return append(dst, raw...)
		}
		dst = append(dst, raw[:i]...)
		raw = raw[i:]
		end := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
		r, ok := rune(0), false
		if end > 0 {
			r, ok = entity(raw[1:end])
		}
		if !ok {
			dst = append(dst, '&')
			raw = raw[1:]
			continue
		}
		dst = utf8.AppendRune(dst, r)
		raw = raw[end+1:]
	}
	return dst
}

func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	digits, base := name[1:], rune(10)
	if digits[0] == 'x' {
		digits, base = digits[1:], 16
	}
	r := rune(0)
	for _, c := range digits {
		d := hex(c)
		if d < 0 || d >= base {
			return 0, false
		}
		if r = r*base + d; r > utf8.MaxRune {
			return 0, false
		}
	}
	return r, len(digits) > 0 && utf8.ValidRune(r)
}

func hex(c byte) rune {
	switch {
	case c >= '0' && c <= '9':
		return rune(c - '0')
	case c >= 'a' && c <= 'f':
		return rune(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return rune(c-'A') + 10
	}
	return -1
}

// unhex resolves _x000D_ in place, as Excel writes characters that XML cannot carry.
func unhex(b []byte, from int) []byte {
	i := bytes.Index(b[from:], []byte("_x"))
	if i < 0 {
		return b
	}
	out, i := b[:from+i], from+i
	for i < len(b) {
		if i+7 <= len(b) && b[i] == '_' && b[i+1] == 'x' && b[i+6] == '_' {
			r := rune(0)
			for _, c := range b[i+2 : i+6] {
				d := hex(c)
				if d < 0 {
					r = -1
					break
				}
				r = r<<4 | d
			}
			if r > 0 && utf8.ValidRune(r) {
				out = utf8.AppendRune(out, r)
				i += 7
				continue
			}
		}
		out = append(out, b[i])
		i++
	}
	return out
}
