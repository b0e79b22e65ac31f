package file

import (
	"bytes"
	"encoding/binary"
)

// stripWebP keeps the chunks of the picture (RFC 9649) and leaves EXIF, XMP and unknown ones out.
func (l Limits) stripWebP(b []byte, out *bytes.Buffer) error {
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WEBP" {
		return damaged(WebP, "no start")
	}
	end := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if end > int64(len(b)) {
		return damaged(WebP, "cut off")
	}
	b = b[:end]
	way, picture := 1, false
	extended := -1 // where the flags of VP8X stand in body
	var body bytes.Buffer
	for at := 12; at < len(b); {
		if at+8 > len(b) {
			return damaged(WebP, "chunk cut off")
		}
		kind, n := string(b[at:at+4]), int64(binary.LittleEndian.Uint32(b[at+4:]))
		if n > int64(len(b)-at-8) {
			return damaged(WebP, "chunk cut off")
		}
		data := b[at+8 : at+8+int(n)]
		at += 8 + int(n+n%2)
		switch kind {
		case "VP8X":
			if n < 10 || body.Len() > 0 {
				return damaged(WebP, "header")
			}
			extended = 8
		case "EXIF":
			way = orientation(bytes.TrimPrefix(data, []byte("Exif\x00\x00")))
			continue
		case "VP8 ", "VP8L", "ANMF":
			picture = true
		case "ALPH", "ICCP", "ANIM":
		default:
			continue
		}
		if width, height, ok := webpSize(kind, data); ok {
			if err := l.fits(WebP, width, height); err != nil {
				return err
			}
		} else if kind == "VP8 " || kind == "VP8L" {
			return damaged(WebP, "picture header")
		}
		riffChunk(&body, kind, data)
	}
	if !picture {
		return damaged(WebP, "no picture")
	}
	if extended >= 0 {
		flags := body.Bytes()[extended] &^ 0x0c
		if way > 1 {
			flags |= 0x08
			riffChunk(&body, "EXIF", exif(way))
		}
		body.Bytes()[extended] = flags
	}
	out.WriteString("RIFF")
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(body.Len()+4)))
	out.WriteString("WEBP")
	out.Write(body.Bytes())
	return nil
}

func webpSize(kind string, d []byte) (width, height int64, ok bool) {
	switch {
	case kind == "VP8X" && len(d) >= 10:
		return 1 + int64(d[4]) | int64(d[5])<<8 | int64(d[6])<<16, 1 + int64(d[7]) | int64(d[8])<<8 | int64(d[9])<<16, true
	case kind == "VP8 " && len(d) >= 10 && d[3] == 0x9d && d[4] == 1 && d[5] == 0x2a:
		return int64(binary.LittleEndian.Uint16(d[6:]) & 0x3fff), int64(binary.LittleEndian.Uint16(d[8:]) & 0x3fff), true
	case kind == "VP8L" && len(d) >= 5 && d[0] == 0x2f:
		v := binary.LittleEndian.Uint32(d[1:])
		return int64(v&0x3fff) + 1, int64(v>>14&0x3fff) + 1, true
	}
	return 0, 0, false
}

func riffChunk(out *bytes.Buffer, kind string, data []byte) {
	out.WriteString(kind)
	out.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(data))))
	out.Write(data)
	if len(data)%2 == 1 {
		out.WriteByte(0)
	}
}
