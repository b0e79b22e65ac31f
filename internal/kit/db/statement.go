package db

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var endsStatement = regexp.MustCompile(`;\s*(--.*)?$`)

// Statements splits a migration into the statements for one engine. A statement ends with ";" at the end of a line.
func Statements(text string, d Dialect) []string {
	var out []string
	var cur strings.Builder
	end := func() {
		if s := strings.TrimSpace(cur.String()); s != "" {
			out = append(out, s)
		}
		cur.Reset()
	}
	for line := range sections(text, d) {
		trim := strings.TrimSpace(line)
		if trim == "" || strings.HasPrefix(trim, "--") {
			continue
		}
		if at := endsStatement.FindStringIndex(trim); at != nil {
			cur.WriteString(trim[:at[0]])
			end()
			continue
		}
		cur.WriteString(line)
	}
	end()
	return out
}

// sections yields the lines that hold for the engine; those for both when it is "".
func sections(text string, d Dialect) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		skip := false
		for line := range strings.Lines(text) {
			if only, ok := strings.CutPrefix(strings.TrimSpace(line), "-- only: "); ok {
				skip = only != "both" && only != string(d)
				continue
			}
			if !skip && !yield(line) {
				return
			}
		}
	}
}

var (
	oldestLine = regexp.MustCompile(`(?m)^-- oldest: (\d+)$`)
	takesAway  = regexp.MustCompile(`(?i)\bDROP\s+(TABLE|COLUMN|VIEW)\b|\bRENAME\b|\bALTER\s+COLUMN\b|\bALTER\s+TABLE\s+\S+\s+DROP\b`)
	addsNeeded = regexp.MustCompile(`(?i)\bADD\s+(COLUMN\s+)?\S+\s+[^,;]*\bNOT\s+NULL\b`)
	hasDefault = regexp.MustCompile(`(?i)\bDEFAULT\b`)
)

// oldest reads which program can still use the database after the migration, and refuses one that takes something away
// without saying so, or that this program could not use itself.
func oldest(text string) (int, error) {
	n := 1
	if m := oldestLine.FindStringSubmatch(text); m != nil {
		var err error
		if n, err = strconv.Atoi(m[1]); err != nil {
			return 0, err
		}
		if n > Epoch {
			return 0, fmt.Errorf("it names program %d as the oldest to use it, this is %d", n, Epoch)
		}
		if n > 1 {
			return n, nil
		}
	}
	for _, d := range []Dialect{SQLite, Postgres} {
		for _, stmt := range Statements(text, d) {
			if takesAway.MatchString(stmt) {
				return 0, errors.New("it takes away what an older program still uses: do so one release later, in a file with -- oldest: N")
			}
			if addsNeeded.MatchString(stmt) && !hasDefault.MatchString(stmt) {
				return 0, errors.New("an older program does not fill the new column: give it a DEFAULT")
			}
		}
	}
	return n, nil
}
