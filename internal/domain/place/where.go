package place

import (
	"strconv"
	"strings"

	"shian/internal/kit/access"
)

// where gathers the conditions of a query with their parameters.
type where struct {
	conds []string
	args  []any
}

// add joins pieces of SQL and a value between them: "id > ", value, or "EXISTS (… = ", value, ")".
func (w *where) add(before, value string, after ...string) {
	w.args = append(w.args, value)
	w.conds = append(w.conds, before+"$"+strconv.Itoa(len(w.args))+strings.Join(after, ""))
}

func (w *where) is(column, value string) {
	if value != "" {
		w.add(column+" = ", value)
	}
}

// within keeps rows of the region and all below it: full codes between two bounds, which an index serves.
func (w *where) within(column, code string) {
	if short := Short(code); short != "" && short != Short(Root) {
		w.add(column+" >= ", short)
		w.add(column+" < ", short+":") // ":" comes after "9"
	}
}

func (w *where) inForce(day string) {
	w.add("from_day <= ", day)
	w.add("(to_day = '' OR to_day >= ", day, ")")
}

func (w *where) state(s State, day string) {
	switch s {
	case InForce:
		w.inForce(day)
	case Coming:
		w.add("from_day > ", day)
		w.conds = append(w.conds, "(to_day = '' OR to_day >= from_day)")
	case Over:
		w.add("to_day <> '' AND (to_day < from_day OR to_day < ", day, ")")
	case Waiting:
		w.conds = append(w.conds, "approved_by = ''")
	}
}

// seen keeps what the actor sees; idColumn is an appointment's id.
func (w *where) seen(a *access.Actor, idColumn string) {
	if cond, args := access.Predicate(a, KindPerson, idColumn, len(w.args)+1); cond != "" {
		w.conds, w.args = append(w.conds, cond), append(w.args, args...)
	}
}

func (w *where) text() string {
	if len(w.conds) == 0 {
		return "id <> ''"
	}
	return strings.Join(w.conds, " AND ")
}

// escape keeps what LIKE would read as a pattern, with ESCAPE '!'.
var escape = strings.NewReplacer("!", "!!", "%", "!%", "_", "!_")
