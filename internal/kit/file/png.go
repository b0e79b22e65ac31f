package file

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// pngKept are the chunks that make the picture and its colours; texts, times, EXIF and all others go.
var pngKept = map[string]bool{"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "gAMA": true,
	"cHRM": true, "sRGB": true, "iCCP": true, "cICP": true, "sBIT": true, "bKGD": true, "pHYs": true}

func (l Limits) stripPNG(b []byte, out *bytes.Buffer) error {
	if len(b) < 8 {
		return damaged(PNG, "no start")
	}
	out.Write(b[:8])
	turned, picture := false, false
	for at := 8; ; {
		if at+12 > len(b) {
			return damaged(PNG, "cut off")
		}
		n := int64(binary.BigEndian.Uint32(b[at:]))
		if n > int64(len(b)-at-12) {
			return damaged(PNG, "chunk cut off")
		}
		kind, data, chunk := string(b[at+4:at+8]), b[at+8:at+8+int(n)], b[at:at+12+int(n)]
		if crc32.ChecksumIEEE(b[at+4:at+8+int(n)]) != binary.BigEndian.Uint32(b[at+8+int(n):]) {
			return damaged(PNG, "checksum")
		}
		if (at == 8) != (kind == "IHDR") {
			return damaged(PNG, "header out of place")
		}
		at += len(chunk)
		switch {
		case kind == "IHDR":
			if n != 13 {
				return damaged(PNG, "header")
			}
			if err := l.fits(PNG, int64(binary.BigEndian.Uint32(data)), int64(binary.BigEndian.Uint32(data[4:]))); err != nil {
				return err
			}
		case kind == "eXIf" && !turned:
			if way := orientation(data); way > 1 {
				pngChunk(out, kind, exif(way))
				turned = true
			}
			continue
		case kind == "IDAT":
			picture = true
		case !pngKept[kind]:
			if kind[0]&0x20 == 0 {
				return damaged(PNG, "unknown critical chunk")
			}
			continue
		}
		if kind == "iCCP" || pngKept[kind] {
			out.Write(chunk)
		}
		if kind == "IEND" {
			if !picture {
				return damaged(PNG, "no picture")
			}
			return nil
		}
	}
}

func pngChunk(out *bytes.Buffer, kind string, data []byte) {
	chunk := append([]byte(kind), data...)
	out.Write(binary.BigEndian.AppendUint32(nil, uint32(len(data))))
	out.Write(chunk)
	out.Write(binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE(chunk)))
}
