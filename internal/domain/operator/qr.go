package operator

import (
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"

	"shian/internal/kit/web"
)

// PublicPath is where the portal shows a business; its code leads there.
const PublicPath = "/business/"

// code draws the code on the door of a business as an SVG: it leads to the public page.
func (w *pages) code(c *web.Ctx) error {
	o, err := w.Find(c.Context(), c.Path("id"))
	if err != nil {
		return moved(c, err)
	}
	scheme := "http://"
	if c.Secure() {
		scheme = "https://"
	}
	svg, err := drawCode(scheme + c.R.Host + PublicPath + o.ID)
	if err != nil {
		return err
	}
	return c.Bytes("image/svg+xml", []byte(svg))
}

const quiet = 4 // modules of white around the code, ISO/IEC 18004

// drawCode draws a text as a QR code: one path, so that it stays small and sharp at any size.
func drawCode(text string) (string, error) {
	code, err := qr.Encode(text, qr.M, qr.Auto)
	if err != nil {
		return "", err
	}
	n := code.Bounds().Dx()
	var path strings.Builder
	for y := range n {
		for x := 0; x < n; x++ {
			from := x
			for x < n && dark(code.At(x, y)) {
				x++
			}
			if x > from {
				path.WriteString("M" + strconv.Itoa(from+quiet) + " " + strconv.Itoa(y+quiet) + "h" + strconv.Itoa(x-from) + "v1h-" + strconv.Itoa(x-from) + "z")
			}
		}
	}
	side := strconv.Itoa(n + 2*quiet)
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ` + side + ` ` + side + `" shape-rendering="crispEdges"><path fill="#fff" d="M0 0h` + side + `v` + side + `H0z"/><path d="` + path.String() + `"/></svg>`, nil
}

func dark(c interface{ RGBA() (r, g, b, a uint32) }) bool {
	r, _, _, _ := c.RGBA()
	return r < 0x8000
}
