package record

import (
	"strconv"
	"strings"

	"shian/internal/kit/form"
)

// texts are the SQL texts of one kind, written once.
type texts struct {
	table                string
	columns              []string // of an insert
	sel                  string   // SELECT … FROM table t
	insert, update, byID string
	lines                []lineTexts
}

type lineTexts struct {
	name, table string
	columns     []string
	sel, delete string
	between     string // rows of the parents from $1 to $2, the parent first
}

// metaColumns follow the fields, in the order of Kind.values and Kind.pointers.
var (
	storedOnly = []string{"prefecture", "county", "sort"}
	metaTail   = []string{"made_at", "made_by", "changed_at", "changed_by", "cancelled", "version"}
)

func newTexts(table string, shape *form.Fields, hasRegion bool) texts {
	names, _ := shape.Columns()
	read := append([]string{"id"}, names...)
	if !hasRegion {
		read = append(read, "region")
	}
	t := texts{table: table}
	t.columns = append(append(append(t.columns, read...), metaTail...), storedOnly...)
	read = append(read, metaTail...)
	t.sel = "SELECT t." + strings.Join(read, ", t.") + " FROM " + table + " t"
	t.byID = t.sel + " WHERE t.id = $1"
	t.insert = "INSERT INTO " + table + " (" + strings.Join(t.columns, ", ") + ") VALUES (" + parameters(1, len(t.columns)) + ")"
	set := make([]string, 0, len(t.columns))
	for i, c := range t.columns {
		if i > 0 {
			set = append(set, c+" = $"+strconv.Itoa(i+1))
		}
	}
	t.update = "UPDATE " + table + " SET " + strings.Join(set, ", ") + " WHERE id = $1 AND version = $" + strconv.Itoa(len(t.columns)+1)
	for _, x := range shape.LinesFields() {
		t.lines = append(t.lines, newLineTexts(table, x))
	}
	return t
}

func newLineTexts(table string, x *form.Field) lineTexts {
	row := x.Blank()
	if len(row.LinesFields()) > 0 {
		panic("record: child rows of " + x.Name + " have child rows of their own")
	}
	names, _ := row.Columns()
	l := lineTexts{name: x.Name, table: table + "_" + x.Name, columns: append([]string{"parent", "row"}, names...)}
	l.sel = "SELECT " + strings.Join(names, ", ") + " FROM " + l.table + " WHERE parent = $1 ORDER BY row"
	l.between = "SELECT parent, " + strings.Join(names, ", ") + " FROM " + l.table + " WHERE parent >= $1 AND parent <= $2 ORDER BY parent, row"
	l.delete = "DELETE FROM " + l.table + " WHERE parent = $1"
	return l
}

func parameters(from, n int) string {
	var s strings.Builder
	for i := range n {
		if i > 0 {
			s.WriteString(", ")
		}
		s.WriteString("$" + strconv.Itoa(from+i))
	}
	return s.String()
}
