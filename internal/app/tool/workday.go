package tool

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"shian/data/holiday"
	"shian/engine/workday"
)

// mostNotes is how many rows get a note of their own.
const mostNotes = 100

// Workday finds the n-th working day after a day, which itself is not counted. It reads the columns start (2006-01-02) and n (1 or
// more) and writes start, n and due. Where the holidays of a year are not published, or a row is not readable, due is empty and
// note says why, for the first 100 such rows. It fails when the table itself cannot be read or written.
func Workday(in io.Reader, out, note io.Writer) error {
	calendar := holiday.Calendar()
	w := csv.NewWriter(out)
	if err := w.Write([]string{"start", "n", "due"}); err != nil {
		return err
	}
	number, without := 0, 0
	err := eachRow(in, []string{"start", "n"}, nil, func(row map[string]string) error {
		number++
		due, err := nth(calendar, strings.TrimSpace(row["start"]), strings.TrimSpace(row["n"]))
		if err != nil {
			if without++; without <= mostNotes {
				if _, err := fmt.Fprintf(note, "第 %[1]d 行 / row %[1]d: %[2]v\n", number, err); err != nil {
					return err
				}
			}
		}
		return w.Write([]string{row["start"], row["n"], due})
	})
	w.Flush()
	if err != nil {
		return err
	}
	if without > mostNotes {
		if _, err := fmt.Fprintf(note, "共 %[1]d 行没有结果 / %[1]d rows have no result\n", without); err != nil {
			return err
		}
	}
	return w.Error()
}

var errN = errors.New("n 应为正整数 / n must be a whole number from 1")

func nth(calendar workday.Calendar, start, n string) (string, error) {
	day, err := workday.ParseDay(start)
	if err != nil {
		return "", err
	}
	count, err := strconv.Atoi(n)
	if err != nil || count < 1 {
		return "", errN
	}
	due, err := calendar.NthWorkday(day, count)
	if err != nil {
		return "", err
	}
	return due.String(), nil
}
