package plan

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
)

// sortRows orders appended rows by their key, so that two writers never wait for each other in a circle.
func sortRows(rows [][]any) {
	slices.SortFunc(rows, func(a, b []any) int {
		for i := range 5 {
			if c := cmp.Compare(fmt.Sprint(a[i]), fmt.Sprint(b[i])); c != 0 {
				return c
			}
		}
		return 0
	})
}

// yearOf is the year of a day, 2006-01-02; 0 when it has none.
func yearOf(day string) int64 {
	n, err := strconv.ParseInt(day[:min(4, len(day))], 10, 64)
	if err != nil {
		return 0
	}
	return n
}
