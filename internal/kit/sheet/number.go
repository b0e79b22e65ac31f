package sheet

import (
	"bytes"
	"strconv"
)

// appendNumber adds the decimal text of a stored number: as stored when it is short and plain, else to the 15 significant
// digits that Excel itself keeps and shows, never with an exponent.
func appendNumber(dst, v []byte) []byte {
	if plain(v) && len(v) <= 15 && v[len(v)-1] != '.' {
		return append(dst, v...)
	}
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || f != f || f > 1e300 || f < -1e300 {
		return append(dst, v...)
	}
	g := strconv.FormatFloat(f, 'e', 14, 64)
	f, _ = strconv.ParseFloat(g, 64)
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

// plain reports whether v is digits with at most a sign and a point.
func plain(v []byte) bool {
	digits, point := 0, false
	for i, c := range v {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && !point:
			point = true
		case c == '-' && i == 0:
		default:
			return false
		}
	}
	return digits > 0
}

// worn reports whether a stored whole number is so long that Excel has rounded away its last digits.
func worn(v []byte) bool {
	if len(v) <= 15 && bytes.IndexByte(v, 'E') < 0 && bytes.IndexByte(v, 'e') < 0 {
		return false
	}
	f, err := strconv.ParseFloat(string(v), 64)
	return err == nil && (f >= 1e15 || f <= -1e15)
}

const dayMillis = 86_400_000

// appendMoment adds a date or time stored as a serial number of days; false when it is outside the calendar of Excel.
func appendMoment(dst, v []byte, as look, epoch1904 bool) ([]byte, bool) {
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil || !(f >= 0 && f < 2_958_466) {
		return dst, false
	}
	ms := int64(f*dayMillis + 0.5)
	day, rest := int(ms/dayMillis), int(ms%dayMillis)
	if as == lookTime {
		return appendClock(dst, rest), true
	}
	if as == lookMoment {
		ms = (ms + 500) / 1000 * 1000
		day, rest = int(ms/dayMillis), int(ms%dayMillis)
	}
	switch {
	case epoch1904:
		day += 1462
	case day == 0:
		return dst, false
	case day == 60: // the day that Excel believes in
		return append(dst, "1900-02-29"...), true
	case day < 60:
		day++
	}
	dst = appendDay(dst, day)
	if as == lookMoment && rest >= 1000 {
		dst = appendClock(append(dst, ' '), rest)
	}
	return dst, true
}

func appendClock(dst []byte, ms int) []byte {
	s := (ms + 500) / 1000
	if s >= 86400 {
		s = 86399
	}
	dst = append(two(dst, s/3600), ':')
	dst = append(two(dst, s/60%60), ':')
	return two(dst, s%60)
}

// appendDay writes the day that lies n days after 1899-12-30.
func appendDay(dst []byte, n int) []byte {
	n += 693899 // days from 0000-03-01
	era := n / 146097
	doe := n % 146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	d, m, y := doy-(153*mp+2)/5+1, mp+3, yoe+era*400
	if m > 12 {
		m -= 12
		y++
	}
	dst = two(two(dst, y/100), y%100)
	dst = two(append(dst, '-'), m)
	return two(append(dst, '-'), d)
}

func two(dst []byte, n int) []byte { return append(dst, byte('0'+n/10%10), byte('0'+n%10)) }
