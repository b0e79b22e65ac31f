// Package file takes what people attach: it looks at what a file really is, bounds it, takes personal data out of the copy
// that others see, and keeps both by their hash.
package file

import (
	"errors"
	"fmt"

	"shian/internal/kit/fault"
)

// A Kind is a sort of file that may be attached.
type Kind string

// The kinds that are taken; everything else is refused.
const (
	JPEG Kind = "jpeg"
	PNG  Kind = "png"
	WebP Kind = "webp"
	PDF  Kind = "pdf"
	XLSX Kind = "xlsx"
	DOCX Kind = "docx"
	CSV  Kind = "csv"
)

// Type is the media type to serve the kind with.
func (k Kind) Type() string {
	switch k {
	case JPEG, PNG, WebP:
		return "image/" + string(k)
	case PDF:
		return "application/pdf"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case CSV:
		return "text/csv; charset=utf-8"
	}
	return "application/octet-stream"
}

// Ext is the ending of a file of the kind, with its point.
func (k Kind) Ext() string {
	if k == JPEG {
		return ".jpg"
	}
	return "." + string(k)
}

// Picture reports whether the kind is an image.
func (k Kind) Picture() bool { return k == JPEG || k == PNG || k == WebP }

// Limits bound one file. A zero field means the default beside it.
type Limits struct {
	Size     int64 // bytes: 20 MiB
	Pixels   int64 // width × height of a picture: 100 million, enough for any camera
	Side     int   // longer side of a picture in pixels: 20,000
	Unpacked int64 // bytes of what is packed inside a PDF or workbook: 256 MiB
}

func (l Limits) withDefaults() Limits {
	if l.Size <= 0 {
		l.Size = 20 << 20
	}
	if l.Pixels <= 0 {
		l.Pixels = 100_000_000
	}
	if l.Side <= 0 {
		l.Side = 20_000
	}
	if l.Unpacked <= 0 {
		l.Unpacked = 256 << 20
	}
	return l
}

func refuse(zh, en string) *fault.Error {
	return &fault.Error{Kind: fault.KindInvalid, Zh: zh, En: en}
}

func damaged(k Kind, why string) error {
	e := refuse("文件已损坏，请重新拍照或导出后再上传", "the file is damaged; take or export it again and upload that")
	e.Cause = errors.New(string(k) + ": " + why)
	return e
}

// fits checks the size of a picture from its header alone.
func (l Limits) fits(k Kind, width, height int64) error {
	if width <= 0 || height <= 0 {
		return damaged(k, "no size")
	}
	if width > int64(l.Side) || height > int64(l.Side) || width*height > l.Pixels {
		return refuse(fmt.Sprintf("图片 %d×%d 像素，过大，请缩小后再上传", width, height),
			fmt.Sprintf("the picture has %d×%d pixels, too many; make it smaller", width, height))
	}
	return nil
}

func tooLarge(limit int64) error {
	return refuse(fmt.Sprintf("文件超过 %d MB，请压缩或分成几个", limit>>20), fmt.Sprintf("the file has more than %d MB; compress or split it", limit>>20))
}
