package file

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"hash/crc32"
	"io"
	"path"
	"strings"
)

// bare are the parts that say who made a workbook or document and where, with what stands there instead.
var bare = map[string]string{
	"docprops/core.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>`,
	"docprops/app.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>`,
	"docprops/custom.xml": `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>`,
}

const mostParts = 5000

var (
	errMacros = refuse("文件中含有宏，请另存为不含宏的 xlsx 或 docx 再上传", "the file holds macros; save it as xlsx or docx without macros and upload that")
	errPacked = refuse("文件解开后过大，请减少内容或分成几个", "the file is too large once unpacked; put less into it or split it")
)

// stripOffice copies the parts of a workbook or document (ISO/IEC 29500-2) as they are packed, save those that name people
// and firms, pictures, which are stripped too, and the times and remarks of the archive itself.
func (l Limits) stripOffice(k Kind, b []byte, out *bytes.Buffer) error {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return damaged(k, err.Error())
	}
	if len(r.File) > mostParts {
		return errPacked
	}
	w := zip.NewWriter(out)
	seen := map[string]bool{}
	left := l.Unpacked
	for _, part := range r.File {
		name := strings.ToLower(part.Name)
		if strings.HasSuffix(name, "/") {
			continue
		}
		if seen[name] || path.Clean("/"+name) != "/"+name || strings.Contains(name, "\\") {
			return damaged(k, "part named "+part.Name)
		}
		seen[name] = true
		if strings.Contains(name, "vbaproject") || strings.Contains(name, "vbadata") || strings.Contains(name, "/macrosheets/") || strings.Contains(name, "/activex/") {
			return errMacros
		}
		content, err := unpack(part, left)
		if err != nil {
			return err
		}
		left -= int64(len(content))
		if name == "[content_types].xml" && bytes.Contains(bytes.ToLower(content), []byte("macroenabled")) {
			return errMacros
		}
		if err := l.copyPart(w, part, name, content); err != nil {
			return err
		}
	}
	if !seen["[content_types].xml"] || k == XLSX && !seen["xl/workbook.xml"] || k == DOCX && !seen["word/document.xml"] {
		return damaged(k, "main part missing")
	}
	return w.Close()
}

func (l Limits) copyPart(w *zip.Writer, part *zip.File, name string, content []byte) error {
	instead, replaced := bare[name]
	if kind, err := Sniff(content[:min(len(content), SniffLen)], ""); err == nil && kind.Picture() {
		var clean bytes.Buffer
		if err := l.Strip(kind, bytes.NewReader(content), &clean); err != nil {
			return err
		}
		instead, replaced = clean.String(), clean.Len() != len(content) || !bytes.Equal(clean.Bytes(), content)
	}
	if replaced {
		return pack(w, part.Name, instead)
	}
	packed, err := part.OpenRaw()
	if err != nil {
		return err
	}
	to, err := w.CreateRaw(&zip.FileHeader{Name: part.Name, Method: part.Method, NonUTF8: part.NonUTF8, CRC32: part.CRC32,
		CompressedSize64: part.CompressedSize64, UncompressedSize64: part.UncompressedSize64})
	if err != nil {
		return err
	}
	_, err = io.Copy(to, packed)
	return err
}

// unpack reads a part whole, which also proves its checksum.
func unpack(part *zip.File, most int64) ([]byte, error) {
	if part.Flags&1 != 0 {
		return nil, refuse("文件有密码，请取消密码后再上传", "the file is protected by a password; remove it and upload again")
	}
	r, err := part.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most+1))
	if err == nil && int64(len(b)) > most {
		err = errPacked
	}
	return b, err
}

// pack writes a part with its sizes in front, as copied parts have them.
func pack(w *zip.Writer, name, content string) error {
	var packed bytes.Buffer
	z, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err != nil {
		return err
	}
	if _, err := io.WriteString(z, content); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	to, err := w.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(content)),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: uint64(len(content))})
	if err != nil {
		return err
	}
	_, err = to.Write(packed.Bytes())
	return err
}
