package app

import (
	"fmt"
	"io"
	"os"

	"shian/internal/domain/portal"
	"shian/internal/kit/fault"
)

// CheckProof checks a proof of something published, step by step, without a database and without asking anybody. public names
// the file with the published record as downloaded beside the proof; key is the log's public key.
func CheckProof(r io.Reader, public, key string, out io.Writer) error {
	var record []byte
	if public != "" {
		b, err := os.ReadFile(public)
		if err != nil {
			return fmt.Errorf("读不到公示记录 / cannot read the published record: %w", err)
		}
		record = b
	}
	steps, err := portal.CheckProof(r, record, key)
	if err != nil {
		return err
	}
	for _, step := range steps {
		mark := "✓"
		switch {
		case step.Skipped:
			mark = "–"
		case !step.OK:
			mark = "✗"
		}
		if _, err := fmt.Fprintf(out, "%s %s / %s\n", mark, step.Zh, step.En); err != nil {
			return err
		}
	}
	switch {
	case portal.Proved(steps):
		_, err = fmt.Fprintln(out, "证明成立 / the proof holds")
	case portal.Intact(steps):
		_, err = fmt.Fprintln(out, "已核验的各步都成立；带“–”的步骤缺少材料，未核验 / every step taken holds; those marked – lacked something to check with")
	default:
		err = fault.Refused("证明不成立", "the proof does not hold")
	}
	return err
}
