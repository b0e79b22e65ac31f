// Package tool has the commands that need no database: each reads a CSV table and writes one, row by row in the order given, however
// long the table is.
package tool

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

// ErrUsage is wrapped by every error about how a tool was called, as against what it was given to read; the program then exits with 2
// and shows how to call it.
var ErrUsage = errors.New("用法不对 / wrong usage")

// longestRow is the greatest length of one row in bytes; a quote that is never closed would else take in the whole table.
const longestRow = 1 << 20

var errRow = errors.New("一行超过 1 MiB，可能有引号没有闭合 / a row is longer than 1 MiB; perhaps a quote is not closed")

// eachRow reads a UTF-8 CSV table with a header, with or without a byte order mark, and calls fn with each row as a map by column,
// which is only good until the next call. Every column of need must be there; those of may need not, and any others are passed
// over. A row shorter than the header has empty text for the rest.
func eachRow(in io.Reader, need, may []string, fn func(row map[string]string) error) error {
	bound := &bounded{in: in, left: longestRow}
	r := csv.NewReader(bound)
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	head, err := r.Read()
	if err != nil {
		return unreadable(1, err)
	}
	at, err := columns(head, need, may)
	if err != nil {
		return err
	}
	row := make(map[string]string, len(at))
	for line := 1; ; {
		bound.left = longestRow
		fields, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return unreadable(line+1, err)
		}
		line, _ = r.FieldPos(0)
		for name, i := range at {
			row[name] = ""
			if i < len(fields) {
				row[name] = fields[i]
			}
		}
		if err := fn(row); err != nil {
			return err
		}
	}
}

// columns finds where each wanted column stands.
func columns(head, need, may []string) (map[string]int, error) {
	at := map[string]int{}
	for i, name := range head {
		if i == 0 {
			name = strings.TrimPrefix(name, "\ufeff")
		}
		if !utf8.ValidString(name) {
			return nil, errors.New("表头不是 UTF-8 编码，请另存为 UTF-8 的 CSV / the header is not UTF-8; save the table as UTF-8 CSV")
		}
		name = strings.ToLower(strings.TrimSpace(name))
		if !slices.Contains(need, name) && !slices.Contains(may, name) {
			continue
		}
		if _, twice := at[name]; twice {
			return nil, fmt.Errorf("表头有两个“%[1]s”列 / the header has the column %[1]q twice", name)
		}
		at[name] = i
	}
	for _, name := range need {
		if _, ok := at[name]; !ok {
			return nil, fmt.Errorf("缺少“%[1]s”列，表头应有 %[2]s / the column %[1]q is missing; the header needs %[2]s", name, strings.Join(need, ","))
		}
	}
	return at, nil
}

// unreadable words a fault of reading; line is where the row begins, unless the fault says better.
func unreadable(line int, err error) error {
	if errors.Is(err, io.EOF) {
		return errors.New("表格是空的，连表头也没有 / the table is empty, it has not even a header")
	}
	if fault := (*csv.ParseError)(nil); errors.As(err, &fault) {
		line, err = fault.Line, fault.Err
	}
	return fmt.Errorf("第 %[1]d 行附近读不下去 / the table cannot be read on near line %[1]d: %[2]w", line, err)
}

// bounded gives up when one row takes more than is left.
type bounded struct {
	in   io.Reader
	left int
}

func (b *bounded) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errRow
	}
	n, err := b.in.Read(p)
	b.left -= n
	return n, err
}
