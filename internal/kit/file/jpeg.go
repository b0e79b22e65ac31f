package file

import (
	"bytes"
	"encoding/binary"
)

// stripJPEG copies the segments that make the picture (ITU-T T.81 B.1) and leaves the others out.
func (l Limits) stripJPEG(b []byte, out *bytes.Buffer) error {
	var head, body bytes.Buffer // JFIF comes first, then the way up, then the rest
	way := 1
	sized := false
	at := 2
	if len(b) < 4 || b[0] != 0xff || b[1] != 0xd8 {
		return damaged(JPEG, "no start")
	}
	for {
		for at < len(b) && b[at] == 0xff && at+1 < len(b) && b[at+1] == 0xff {
			at++ // fill bytes
		}
		if at+1 >= len(b) || b[at] != 0xff {
			return damaged(JPEG, "marker expected")
		}
		m := b[at+1]
		if m == 0xd9 {
			if !sized {
				return damaged(JPEG, "no picture")
			}
			body.Write([]byte{0xff, 0xd9})
			break
		}
		if m == 0x01 || m >= 0xd0 && m <= 0xd8 || m == 0 {
			return damaged(JPEG, "marker out of place")
		}
		if at+4 > len(b) {
			return damaged(JPEG, "segment cut off")
		}
		n := int(binary.BigEndian.Uint16(b[at+2:]))
		if n < 2 || at+2+n > len(b) {
			return damaged(JPEG, "segment cut off")
		}
		segment, data := b[at:at+2+n], b[at+4:at+2+n]
		at += 2 + n
		switch {
		case m == 0xe0:
			if bytes.HasPrefix(data, []byte("JFIF\x00")) && len(data) >= 12 && head.Len() == 0 {
				head.Write([]byte{0xff, 0xe0, 0, 16})
				head.Write(data[:12])
				head.Write([]byte{0, 0})
			}
			continue
		case m == 0xe1:
			if tiff, ok := bytes.CutPrefix(data, []byte("Exif\x00\x00")); ok && way == 1 {
				way = orientation(tiff)
			}
			continue
		case m == 0xe2 && bytes.HasPrefix(data, []byte("ICC_PROFILE\x00")), m == 0xee && bytes.HasPrefix(data, []byte("Adobe")):
		case m >= 0xe0 && m <= 0xef, m == 0xfe, m >= 0xf0:
			continue
		case m >= 0xc0 && m <= 0xcf && m != 0xc4 && m != 0xc8 && m != 0xcc:
			if len(data) < 6 || sized {
				return damaged(JPEG, "frame")
			}
			if err := l.fits(JPEG, int64(binary.BigEndian.Uint16(data[3:])), int64(binary.BigEndian.Uint16(data[1:]))); err != nil {
				return err
			}
			sized = true
		}
		body.Write(segment)
		if m == 0xda {
			if !sized {
				return damaged(JPEG, "scan before frame")
			}
			end := scanEnd(b, at)
			if end < 0 {
				return damaged(JPEG, "picture cut off")
			}
			body.Write(b[at:end])
			at = end
		}
	}
	out.Write(b[:2])
	out.Write(head.Bytes())
	if way > 1 {
		tiff := exif(way)
		out.Write([]byte{0xff, 0xe1, 0, byte(len(tiff) + 8)})
		out.WriteString("Exif\x00\x00")
		out.Write(tiff)
	}
	out.Write(body.Bytes())
	return nil
}

// scanEnd finds where the coded picture stops: at the next marker that is neither a stuffed byte nor a restart.
func scanEnd(b []byte, at int) int {
	for {
		i := bytes.IndexByte(b[at:], 0xff)
		if i < 0 || at+i+1 >= len(b) {
			return -1
		}
		at += i
		switch m := b[at+1]; {
		case m == 0, m >= 0xd0 && m <= 0xd7:
			at += 2
		case m == 0xff:
			at++
		default:
			return at
		}
	}
}

// orientation reads how the camera was held (TIFF tag 274) from EXIF: 1 to 8, 1 when it does not say.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if string(tiff[:2]) == "MM" {
		order = binary.BigEndian
	} else if string(tiff[:2]) != "II" {
		return 1
	}
	at := int64(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > int64(len(tiff)) {
		return 1
	}
	count := int64(order.Uint16(tiff[at:]))
	for i := range count {
		e := at + 2 + 12*i
		if e+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[e:]) == 274 && order.Uint16(tiff[e+2:]) == 3 {
			if v := int(order.Uint16(tiff[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

// exif is the least EXIF that says which way is up and nothing else.
func exif(way int) []byte {
	return []byte{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 18, 0, 3, 0, 0, 0, 1, 0, byte(way), 0, 0, 0, 0, 0, 0}
}
