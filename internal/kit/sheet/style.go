package sheet

import (
	"io"
	"strconv"
	"strings"
)

// look is how a cell shows the number it stores.
type look byte

const (
	lookNumber look = iota
	lookDay         // 2006-01-02
	lookTime        // 15:04:05
	lookMoment      // both
)

const maxStyles = 1 << 17

// readStyles gives how each cell style shows numbers.
func readStyles(r io.Reader, limit int64) ([]look, error) {
	s := newScanner(r, limit)
	own := map[int]look{}
	var looks []look
	inside := false
	for {
		t, err := s.next()
		if err != nil {
			return nil, err
		}
		switch t {
		case tokenEnd:
			return looks, nil
		case tokenClose:
			if string(s.name) == "cellXfs" {
				return looks, nil
			}
		case tokenOpen, tokenEmpty:
			switch string(s.name) {
			case "numFmt":
				if len(own) < maxStyles && !inside {
					own[number(s.attr("numFmtId"))] = lookOf(string(unescape(nil, s.attr("formatCode"))))
				}
			case "cellXfs":
				inside = t == tokenOpen
			case "xf":
				if !inside {
					continue
				}
				if len(looks) >= maxStyles {
					return nil, errDamaged
				}
				id := number(s.attr("numFmtId"))
				l, ok := own[id]
				if !ok {
					l = builtin(id)
				}
				looks = append(looks, l)
			}
		}
	}
}

// builtin gives the look of the formats that workbooks name by number only (ECMA-376 part 1, 18.8.30, with those of
// Chinese Excel).
func builtin(id int) look {
	switch {
	case id == 22:
		return lookMoment
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47, id == 55, id == 56:
		return lookTime
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return lookDay
	}
	return lookNumber
}

// lookOf reads a format as people write it: yyyy"年"m"月"d"日", [$-804]h:mm, 0.00.
func lookOf(code string) look {
	var day, clock, month bool
	code = strings.ToLower(code)
	if strings.HasPrefix(code, "general") || strings.HasPrefix(code, "g/") {
		return lookNumber
	}
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case ';':
			i = len(code)
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				i = len(code)
			} else {
				i += n + 1
			}
		case '\\', '_', '*':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				i = len(code)
				continue
			}
			if in := code[i+1 : i+n]; in != "" && strings.Trim(in, "hms") == "" {
				return lookNumber // hours, minutes or seconds passed
			}
			i += n
		case 'y', 'd':
			day = true
		case 'm':
			month = true
		case 'h', 's':
			clock = true
		}
	}
	switch {
	case day && clock:
		return lookMoment
	case day, month && !clock:
		return lookDay
	case clock:
		return lookTime
	}
	return lookNumber
}

func number(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 0 {
		return -1
	}
	return n
}
