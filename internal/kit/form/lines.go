package form

// lines are the child rows behind a Lines field.
type lines interface {
	count() int
	row(i int) Record
	blank() Record
	keep(old []int) // the rows become copies of these old ones, by index; -1 is a new one
}

type linesOf[T any, P interface {
	*T
	Record
}] struct{ p *[]T }

func (l linesOf[T, P]) count() int       { return len(*l.p) }
func (l linesOf[T, P]) row(i int) Record { return P(&(*l.p)[i]) }
func (l linesOf[T, P]) blank() Record    { return P(new(T)) }

func (l linesOf[T, P]) keep(old []int) {
	if len(old) == 0 {
		*l.p = nil
		return
	}
	rows := make([]T, len(old))
	for i, from := range old {
		if from >= 0 && from < len(*l.p) {
			rows[i] = (*l.p)[from]
		}
	}
	*l.p = rows
}

// bindRows binds every child row as it stands.
func (x *Field) bindRows() {
	spare := x.spare
	x.spare = nil
	x.rows = make([]*Fields, x.lines.count())
	for i := range x.rows {
		if i < len(spare) {
			x.rows[i] = x.rebindRow(spare[i], x.lines.row(i))
			continue
		}
		x.rows[i] = x.bindRow(x.lines.row(i), i)
	}
}

// rebindRow points the fields that the row in the same place had on another record at this one.
func (x *Field) rebindRow(f *Fields, r Record) *Fields {
	*f = Fields{all: f.all, prefix: f.prefix, row: f.row, actor: x.owner.actor, kind: x.owner.kind, veil: x.owner.veil, trusted: x.owner.trusted}
	r.Fields(f)
	return f
}

func (x *Field) bindRow(r Record, i int) *Fields {
	f := &Fields{prefix: rowPrefix(x.Name, i), row: i + 1, actor: x.owner.actor, kind: x.owner.kind, veil: x.owner.veil, trusted: x.owner.trusted}
	r.Fields(f)
	return f
}

// AddRow appends an empty child row and gives its fields; a store reads into their pointers.
func (x *Field) AddRow() *Fields {
	n := x.lines.count()
	old := make([]int, n+1)
	for i := range n {
		old[i] = i
	}
	old[n] = -1
	x.lines.keep(old)
	x.rows = nil
	return x.bindRow(x.lines.row(n), n)
}
