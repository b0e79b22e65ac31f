package tool

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"shian/engine/ident"
	"shian/internal/kit/clock"
)

// Ident checks codes: unified social credit codes, resident identity numbers, food licence numbers. It reads the column code and
// writes code as it was given, kind (uscc, resident-id, food-licence, unknown), ok (true, false) and reason, a Chinese sentence:
// why not, or what is odd about a code that passes. note gets one line with the counts. It fails when the table itself cannot be
// read or written.
func Ident(in io.Reader, out, note io.Writer) error {
	today := clock.Day(clock.System())
	w := csv.NewWriter(out)
	if err := w.Write([]string{"code", "kind", "ok", "reason"}); err != nil {
		return err
	}
	passed, failed := 0, 0
	err := eachRow(in, []string{"code"}, nil, func(row map[string]string) error {
		r := ident.Examine(row["code"], today)
		if r.OK() {
			passed++
		} else {
			failed++
		}
		return w.Write([]string{row["code"], string(r.Kind), strconv.FormatBool(r.OK()), reason(r)})
	})
	w.Flush()
	if err != nil {
		return err
	}
	if err := w.Error(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(note, "通过 %[1]d，不通过 %[2]d / passed %[1]d, failed %[2]d\n", passed, failed)
	return err
}

func reason(r ident.Report) string {
	if r.Fault != nil {
		return r.Fault.Zh
	}
	var says []string
	for _, x := range r.Warnings {
		says = append(says, x.Zh)
	}
	return strings.Join(says, "；")
}
