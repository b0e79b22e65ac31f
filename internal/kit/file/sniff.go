package file

import (
	"bytes"
	"encoding/binary"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// SniffLen is how much of the start of a file Sniff wants to see.
const SniffLen = 4096

var errKind = refuse("不接受这种文件，请上传 JPEG、PNG、WebP 图片，PDF，xlsx、docx 或 csv",
	"this kind of file is not taken; upload a JPEG, PNG or WebP picture, a PDF, xlsx, docx or csv")

// Sniff says what a file is by its first bytes. The name matters only between xlsx and docx when the start does not tell,
// and for csv, which has no mark of its own and must be called .csv or .txt. Web pages, SVG and programs are refused
// whatever they are called.
func Sniff(head []byte, name string) (Kind, error) {
	has := func(mark string) bool { return bytes.HasPrefix(head, []byte(mark)) }
	ext := strings.ToLower(path.Ext(name))
	switch {
	case has("\xff\xd8\xff"):
		return JPEG, nil
	case has("\x89PNG\r\n\x1a\n"):
		return PNG, nil
	case has("RIFF") && len(head) >= 12 && string(head[8:12]) == "WEBP":
		return WebP, nil
	case has("%PDF-"):
		return PDF, nil
	case has("PK\x03\x04"):
		return office(head, ext)
	case (ext == ".csv" || ext == ".txt") && table(head):
		return CSV, nil
	}
	return "", errKind
}

// office tells xlsx from docx by the names of the first parts.
func office(head []byte, ext string) (Kind, error) {
	sheet, text := false, false
	typed := false
	for rest := head; ; {
		i := bytes.Index(rest, []byte("PK\x03\x04"))
		if i < 0 || len(rest) < i+30 {
			break
		}
		rest = rest[i:]
		n := int(binary.LittleEndian.Uint16(rest[26:]))
		part := string(rest[30:min(30+n, len(rest))])
		sheet = sheet || strings.HasPrefix(part, "xl/")
		text = text || strings.HasPrefix(part, "word/")
		typed = typed || part == "[Content_Types].xml" || strings.HasPrefix(part, "_rels/") || strings.HasPrefix(part, "docProps/")
		rest = rest[4:]
	}
	switch {
	case sheet && !text, !text && typed && ext == ".xlsx":
		return XLSX, nil
	case text && !sheet, !sheet && typed && ext == ".docx":
		return DOCX, nil
	}
	return "", errKind
}

// table reports whether the start is text that cannot be taken for a page or a script.
func table(head []byte) bool {
	if bytes.HasPrefix(head, []byte("\xff\xfe")) || bytes.HasPrefix(head, []byte("\xfe\xff")) {
		return true
	}
	text := bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	for _, c := range text {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			return false
		}
	}
	start := bytes.TrimLeft(text, " \t\r\n")
	if len(start) == 0 || start[0] == '<' || bytes.HasPrefix(start, []byte("#!")) {
		return false
	}
	for cut := 0; cut < 4 && cut < len(text); cut++ { // a character may be cut at the end
		if utf8.Valid(text[:len(text)-cut]) {
			return true
		}
	}
	for cut := 0; cut < 4 && cut < len(text); cut++ {
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(text[:len(text)-cut])
		if err == nil && !bytes.ContainsRune(out, utf8.RuneError) {
			return true
		}
	}
	return false
}
