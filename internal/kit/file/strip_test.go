package file

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"maps"
	"slices"
	"strings"
	"testing"

	"shian/internal/kit/fault"
)

const secret = "36.0611N 103.8343E"

func picture() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 20, 10))
	for x := range 20 {
		m.Set(x, x%10, color.RGBA{uint8(x * 12), 90, 30, 255})
	}
	return m
}

// photo is a JPEG as a telephone makes it: held sideways, with its place, a comment and a thumbnail behind the end.
func photo(t testing.TB) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, picture(), nil); err != nil {
		t.Fatal(err)
	}
	tiff := append(exif(6), secret...)
	return slices.Concat(plain.Bytes()[:2], segment(0xe1, "Exif\x00\x00"+string(tiff)), segment(0xfe, secret),
		segment(0xed, "Photoshop 3.0\x00"+secret), plain.Bytes()[2:], []byte(secret))
}

func segment(mark byte, data string) []byte {
	return append([]byte{0xff, mark, byte((len(data) + 2) >> 8), byte(len(data) + 2)}, data...)
}

func drawing(t testing.TB) []byte {
	t.Helper()
	var plain bytes.Buffer
	if err := png.Encode(&plain, picture()); err != nil {
		t.Fatal(err)
	}
	b := plain.Bytes()
	const header = 8 + 12 + 13
	return slices.Concat(b[:header], chunk("tEXt", "Author\x00"+secret), chunk("eXIf", string(exif(3))+secret), b[header:], []byte(secret))
}

func chunk(kind, data string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(out, kind+data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE([]byte(kind+data)))
}

func archive(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	if err := w.SetComment(secret); err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		to, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Comment: secret})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write([]byte(parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func book(t testing.TB, more map[string]string) []byte {
	parts := map[string]string{"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>", "docProps/core.xml": "<creator>" + secret + "</creator>",
		"docProps/app.xml": "<Company>" + secret + "</Company>", "xl/media/image1.jpg": string(photo(t))}
	maps.Copy(parts, more)
	return archive(t, parts)
}

func pdf(objects string) []byte {
	return []byte("%PDF-1.7\n1 0 obj\n" + objects + "\nendobj\ntrailer <</Root 1 0 R>>\nstartxref\n9\n%%EOF\n")
}

func packed(content string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	return fmt.Sprintf("<</Type /Obj#53tm /Filter /FlateDecode /N 1 /First 4 /Length %d>>\nstream\n%s\nendstream", z.Len(), z.String())
}

func TestTheCopyForOthersTellsNothing(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		content []byte
		check   func(b []byte) error
	}{
		{JPEG, photo(t), func(b []byte) error { _, err := jpeg.Decode(bytes.NewReader(b)); return err }},
		{PNG, drawing(t), func(b []byte) error { _, err := png.Decode(bytes.NewReader(b)); return err }},
		{XLSX, book(t, nil), func(b []byte) error { _, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); return err }},
		{DOCX, archive(t, map[string]string{"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>", "docProps/core.xml": secret}),
			func(b []byte) error { _, err := zip.NewReader(bytes.NewReader(b), int64(len(b))); return err }},
	} {
		if kind, err := Sniff(c.content[:min(len(c.content), SniffLen)], "x.bin"); err != nil || kind != c.kind {
			t.Errorf("Sniff(%s) = %s, %v", c.kind, kind, err)
		}
		var once, twice bytes.Buffer
		if err := Strip(c.kind, bytes.NewReader(c.content), &once); err != nil {
			t.Errorf("%s: %v", c.kind, err)
			continue
		}
		if leaks(t, c.kind, once.Bytes()) {
			t.Errorf("%s still tells where it was taken", c.kind)
		}
		if err := c.check(once.Bytes()); err != nil {
			t.Errorf("%s is broken: %v", c.kind, err)
		}
		if err := Strip(c.kind, bytes.NewReader(once.Bytes()), &twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Errorf("%s: stripping twice changes more: %v", c.kind, err)
		}
	}
}

func leaks(t *testing.T, k Kind, b []byte) bool {
	if bytes.Contains(b, []byte(secret)) {
		return true
	}
	if k != XLSX && k != DOCX {
		return false
	}
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range r.File {
		content, err := unpack(part, 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte(secret)) {
			return true
		}
	}
	return false
}

func TestAPhotoKeepsItsWayUp(t *testing.T) {
	var out bytes.Buffer
	if err := Strip(JPEG, bytes.NewReader(photo(t)), &out); err != nil {
		t.Fatal(err)
	}
	i := bytes.Index(out.Bytes(), []byte("Exif\x00\x00"))
	if i < 0 || orientation(out.Bytes()[i+6:]) != 6 {
		t.Error("the photo lies on its side")
	}
}

func TestWhatIsRefused(t *testing.T) {
	for _, c := range []struct {
		name    string
		kind    Kind
		content []byte
		want    string
	}{
		{"macros", XLSX, book(t, map[string]string{"xl/vbaProject.bin": "x"}), "宏"},
		{"macros by type", XLSX, book(t, map[string]string{"[Content_Types].xml": `ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"`}), "宏"},
		{"path", XLSX, book(t, map[string]string{"../x": "x"}), "损坏"},
		{"bomb", XLSX, book(t, map[string]string{"xl/big.xml": strings.Repeat("0", 2<<20)}), "过大"},
		{"no workbook", XLSX, archive(t, map[string]string{"[Content_Types].xml": ""}), "损坏"},
		{"script", PDF, pdf("<</S /JavaScript /JS (app.alert(1))>>"), "脚本"},
		{"script by escape", PDF, pdf("<</S /J#61vaScr#69pt>>"), "脚本"},
		{"script packed", PDF, pdf(packed("1 0 <</S/JavaScript>>")), "脚本"},
		{"packed oddly", PDF, pdf("<</Type/ObjStm/Filter/LZWDecode>>\nstream\nxx\nendstream"), "无法检查"},
		{"program", PDF, pdf("<</S /Launch /F (cmd.exe)>>"), "脚本"},
		{"file inside", PDF, pdf("<</Names <</EmbeddedFiles 2 0 R>>>>"), "夹带"},
		{"password", PDF, pdf("<</Encrypt 3 0 R>>"), "密码"},
		{"half a PDF", PDF, []byte("%PDF-1.7\n1 0 obj"), "损坏"},
		{"half a JPEG", JPEG, photo(t)[:300], "损坏"},
		{"half a PNG", PNG, drawing(t)[:100], "损坏"},
		{"huge PNG", PNG, slices.Concat([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", "\x00\x01\x00\x00\x00\x01\x00\x00\x08\x02\x00\x00\x00")), "过大"},
		{"too long", CSV, bytes.Repeat([]byte("a,b\n"), 1<<20), "超过"},
	} {
		err := Limits{Size: 2 << 20, Unpacked: 1 << 20}.Strip(c.kind, bytes.NewReader(c.content), &bytes.Buffer{})
		e := fault.Of(err)
		if e == nil || e.Kind != fault.KindInvalid || !strings.Contains(e.Zh, c.want) || e.En == "" {
			t.Errorf("%s: %v; want %s", c.name, err, c.want)
		}
	}
}

func TestWhatIsTaken(t *testing.T) {
	for name, content := range map[string][]byte{
		"page":        pdf("<</Type /Page /Contents 2 0 R>>\nendobj\n2 0 obj\n<</Length 9>>\nstream\nq /JS gs Q\nendstream"),
		"packed page": pdf(packed("1 0 <</Type /Catalog>>")),
	} {
		var out bytes.Buffer
		if err := Strip(PDF, bytes.NewReader(content), &out); err != nil || !bytes.Equal(out.Bytes(), content) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPagesAndProgramsAreNoFiles(t *testing.T) {
	for name, head := range map[string]string{"a.csv": "<html>", "b.csv": "#!/bin/sh", "c.jpg": "MZ\x90", "d.svg": "<svg>", "e.csv": "a\x00b",
		"f.xlsx": "PK\x03\x04" + strings.Repeat("\x00", 40), "g.jpg": "GIF89a", "h.csv": "", "i.txt": "\x7fELF"} {
		if kind, err := Sniff([]byte(head), name); err == nil {
			t.Errorf("%s was taken as %s", name, kind)
		}
	}
}

func FuzzStrip(f *testing.F) {
	f.Add(0, photo(f))
	f.Add(1, drawing(f))
	f.Add(2, []byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add(3, pdf(packed("1 0 <</S/JavaScript>>")))
	f.Add(4, book(f, nil))
	kinds := []Kind{JPEG, PNG, WebP, PDF, XLSX}
	f.Fuzz(func(t *testing.T, kind int, content []byte) {
		k := kinds[uint(kind)%uint(len(kinds))]
		l := Limits{Size: 1 << 20, Unpacked: 4 << 20}
		var once, twice bytes.Buffer
		if err := l.Strip(k, bytes.NewReader(content), &once); err != nil {
			if e := fault.Of(err); e.Kind != fault.KindInvalid || e.Zh == "" {
				t.Fatalf("%v is no refusal", err)
			}
			return
		}
		if err := (Limits{Size: 2 << 20, Unpacked: 8 << 20}).Strip(k, bytes.NewReader(once.Bytes()), &twice); err != nil || !bytes.Equal(once.Bytes(), twice.Bytes()) {
			t.Fatalf("%s: stripping twice changes more: %v", k, err)
		}
	})
}
