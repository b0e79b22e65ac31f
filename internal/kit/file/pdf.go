package file

import (
	"bytes"
	"compress/zlib"
	"io"

	"shian/internal/kit/fault"
)

var (
	errScript   = refuse("PDF 中含有脚本或会启动程序，请打印为新的 PDF 后再上传", "the PDF holds scripts or starts programs; print it to a new PDF and upload that")
	errEmbedded = refuse("PDF 中夹带了别的文件，请打印为新的 PDF 后再上传", "the PDF carries other files; print it to a new PDF and upload that")
	errLocked   = refuse("PDF 有密码或限制，请取消后再上传", "the PDF is protected; remove the protection and upload again")
	errHidden   = refuse("PDF 的写法无法检查，请打印为新的 PDF 后再上传", "the PDF is written in a way that cannot be checked; print it to a new PDF and upload that")
)

// forbidden are the names (ISO 32000-1 7.3.5) that a harmless PDF has no use for.
var forbidden = map[string]*fault.Error{
	"JavaScript": errScript, "JS": errScript, "Launch": errScript, "XFA": errScript, "RichMedia": errScript,
	"EmbeddedFile": errEmbedded, "EmbeddedFiles": errEmbedded, "Encrypt": errLocked,
}

// checkPDF reads every name outside the data streams and inside the compressed object streams; other streams hold pages,
// fonts and pictures. Names inside texts count too: better to refuse a text about /JavaScript than to miss a script.
func (l Limits) checkPDF(b []byte) error {
	if !bytes.HasPrefix(b, []byte("%PDF-")) || !bytes.Contains(b, []byte("startxref")) {
		return damaged(PDF, "no start or end")
	}
	left := l.Unpacked
	for {
		i := bytes.Index(b, []byte("stream"))
		if i < 0 {
			return names(b)
		}
		outside := b[:i]
		if err := names(outside); err != nil {
			return err
		}
		b = b[i+len("stream"):]
		if !bytes.HasPrefix(b, []byte("\r\n")) && !bytes.HasPrefix(b, []byte("\n")) || bytes.HasSuffix(outside, []byte("end")) {
			continue // the word, not the beginning of data
		}
		end := bytes.Index(b, []byte("endstream"))
		if end < 0 {
			return damaged(PDF, "stream cut off")
		}
		dict := outside[max(0, bytes.LastIndex(outside, []byte("obj"))):]
		if has(dict, "ObjStm") {
			n, err := objects(dict, b[:end], left)
			if err != nil {
				return err
			}
			left -= n
		}
		b = b[end+len("endstream"):]
	}
}

// objects checks the objects packed into a stream (7.5.7).
func objects(dict, data []byte, most int64) (int64, error) {
	switch {
	case has(dict, "FlateDecode") || has(dict, "Fl"):
		for _, other := range []string{"Predictor", "LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode", "Crypt"} {
			if has(dict, other) {
				return 0, errHidden
			}
		}
		r, err := zlib.NewReader(bytes.NewReader(bytes.TrimLeft(data, "\r\n")))
		if err != nil {
			return 0, damaged(PDF, "object stream: "+err.Error())
		}
		plain, err := io.ReadAll(io.LimitReader(r, most+1))
		if int64(len(plain)) > most {
			return 0, errPacked
		}
		if err != nil && len(plain) == 0 {
			return 0, damaged(PDF, "object stream: "+err.Error())
		}
		return int64(len(plain)), names(plain)
	case has(dict, "Filter"):
		return 0, errHidden
	}
	return 0, names(data)
}

// names refuses the forbidden ones, however they are spelled: /J#61vaScript is /JavaScript.
func names(b []byte) error {
	for {
		name, rest, ok := nextName(b)
		if !ok {
			return nil
		}
		if err := forbidden[name]; err != nil {
			return err
		}
		b = rest
	}
}

func has(b []byte, want string) bool {
	for {
		name, rest, ok := nextName(b)
		if !ok || name == want {
			return ok
		}
		b = rest
	}
}

func nextName(b []byte) (name string, rest []byte, ok bool) {
	i := bytes.IndexByte(b, '/')
	if i < 0 {
		return "", nil, false
	}
	b = b[i+1:]
	var out []byte
	for len(b) > 0 && b[0] > ' ' && !bytes.ContainsRune([]byte("()<>[]{}/%"), rune(b[0])) && len(out) < 128 {
		if hi, lo, is := hexPair(b); is {
			out = append(out, hi<<4|lo)
			b = b[3:]
			continue
		}
		out = append(out, b[0])
		b = b[1:]
	}
	return string(out), b, true
}

func hexPair(b []byte) (hi, lo byte, ok bool) {
	if len(b) < 3 || b[0] != '#' {
		return 0, 0, false
	}
	hi, ok1 := digit(b[1])
	lo, ok2 := digit(b[2])
	return hi, lo, ok1 && ok2
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
