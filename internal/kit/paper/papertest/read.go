package papertest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var token = regexp.MustCompile(`\[[^\]]*\]|<[0-9A-Fa-f]*>|[^\s\[\]<>]+`)

// read follows the operators of a page that place and show text.
func read(body string, fonts map[string]map[uint16]string, height float64) ([]Run, error) {
	var out []Run
	var stack []string
	var r Run
	var font map[uint16]string
	depth, turned := 0, 0
	for _, t := range token.FindAllString(body, -1) {
		switch t {
		case "q":
			depth++
		case "Q":
			depth--
			turned = min(turned, depth)
		case "cm":
			turned = depth
		case "TD", "Td":
			x, y, err := pair(stack)
			if err != nil {
				return nil, err
			}
			r.X, r.Y = x, height-y
		case "Tf":
			if len(stack) < 2 {
				return nil, fmt.Errorf("Tf without a font")
			}
			name := strings.TrimPrefix(stack[len(stack)-2], "/")
			font = fonts[name]
			if font == nil {
				return nil, fmt.Errorf("font %s is not among the page's", name)
			}
			r.Size, _ = strconv.ParseFloat(stack[len(stack)-1], 64)
		case "TJ", "Tj":
			text, err := show(stack[len(stack)-1], font)
			if err != nil {
				return nil, err
			}
			r.Text, r.Slanted = text, turned > 0
			out = append(out, r)
		default:
			stack = append(stack, t)
			continue
		}
		stack = stack[:0]
	}
	return out, nil
}

func pair(stack []string) (x, y float64, err error) {
	if len(stack) < 2 {
		return 0, 0, fmt.Errorf("a place without two numbers: %v", stack)
	}
	if x, err = strconv.ParseFloat(stack[len(stack)-2], 64); err != nil {
		return 0, 0, err
	}
	y, err = strconv.ParseFloat(stack[len(stack)-1], 64)
	return x, y, err
}

func show(array string, font map[uint16]string) (string, error) {
	var out strings.Builder
	for _, h := range hexes.FindAllStringSubmatch(array, -1) {
		for i := 0; i+4 <= len(h[1]); i += 4 {
			g, err := strconv.ParseUint(h[1][i:i+4], 16, 16)
			if err != nil {
				return "", err
			}
			text, ok := font[uint16(g)]
			if !ok || g == 0 {
				return "", fmt.Errorf("glyph %d stands for no character", g)
			}
			out.WriteString(text)
		}
	}
	return out.String(), nil
}

// Text reads a PDF with every run on a line of its own and a form feed after each page.
func Text(pdf []byte) (string, error) {
	pages, err := Pages(pdf)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	for _, p := range pages {
		for _, r := range p.Runs {
			out.WriteString(r.Text + "\n")
		}
		out.WriteByte('\f')
	}
	return out.String(), nil
}
