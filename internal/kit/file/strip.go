package file

import (
	"bytes"
	"errors"
	"io"

	"shian/internal/kit/fault"
)

// Strip copies a file without what it tells about who made it, when and where, under the default limits; see Limits.Strip.
func Strip(k Kind, r io.Reader, w io.Writer) error { return Limits{}.Strip(k, r, w) }

// Strip copies a file of the kind from r to w without personal data: EXIF with its GPS place, XMP, IPTC, comments,
// thumbnails and whatever is hung on behind a JPEG, PNG or WebP; author and company of xlsx and docx. The picture itself is
// not encoded anew, and keeps the way up it was held. PDF and csv are copied as they are.
//
// It refuses, with a *fault.Error naming the remedy: damaged files, pictures and files beyond the limits, macros in office
// files, and PDFs with scripts, embedded files, programs to start, or a password. Stripping twice changes nothing more.
// What was written before a refusal is to be thrown away.
func (l Limits) Strip(k Kind, r io.Reader, w io.Writer) error {
	l = l.withDefaults()
	b, err := io.ReadAll(io.LimitReader(r, l.Size+1))
	if err != nil {
		return err
	}
	if int64(len(b)) > l.Size {
		return tooLarge(l.Size)
	}
	var out bytes.Buffer
	out.Grow(len(b))
	switch k {
	case JPEG:
		err = l.stripJPEG(b, &out)
	case PNG:
		err = l.stripPNG(b, &out)
	case WebP:
		err = l.stripWebP(b, &out)
	case XLSX, DOCX:
		err = l.stripOffice(k, b, &out)
	case PDF:
		err = l.checkPDF(b)
		out.Write(b)
	case CSV:
		out.Write(b)
	default:
		err = errKind
	}
	if err != nil {
		var e *fault.Error
		if !errors.As(err, &e) {
			err = damaged(k, err.Error())
		}
		return err
	}
	_, err = w.Write(out.Bytes())
	return err
}
