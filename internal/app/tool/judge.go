package tool

import (
	"encoding/csv"
	"fmt"
	"io"

	"shian/engine/limit"
)

// Judge judges test results by limits, row by row in the order given. It reads the columns item, limit, result and, where
// present, mode (full or rounded; empty is full), and writes item, limit, result, verdict (pass, fail, no-limit, unreadable) and
// reason, a Chinese sentence. A row that cannot be read is reported in its verdict; note gets one line with the counts. It fails
// when the table itself cannot be read or written.
func Judge(in io.Reader, out, note io.Writer) error {
	w := csv.NewWriter(out)
	if err := w.Write([]string{"item", "limit", "result", "verdict", "reason"}); err != nil {
		return err
	}
	count := map[limit.Verdict]int{}
	err := eachRow(in, []string{"item", "limit", "result"}, []string{"mode"}, func(row map[string]string) error {
		j := limit.Judge(row["limit"], row["result"], limit.Mode(row["mode"]))
		count[j.Verdict]++
		return w.Write([]string{row["item"], row["limit"], row["result"], string(j.Verdict), j.Zh})
	})
	w.Flush()
	if err != nil {
		return err
	}
	if err := w.Error(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(note, "合格 %[1]d，不合格 %[2]d，无限量 %[3]d，无法判读 %[4]d / pass %[1]d, fail %[2]d, no limit %[3]d, unreadable %[4]d\n",
		count[limit.Pass], count[limit.Fail], count[limit.NoLimit], count[limit.Unreadable])
	return err
}
