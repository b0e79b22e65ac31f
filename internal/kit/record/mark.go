package record

import (
	"fmt"
	"hash/maphash"

	"shian/internal/kit/fault"
	"shian/internal/kit/form"
)

// A Mark tells a record from all others of its kind: no two rows of one sheet, and no row and stored record, may share it.
type Mark struct{ Field, Value string }

// waiting is a row that is right by itself, until it is compared with the others.
type waiting[T any] struct {
	t     *T
	row   int
	cells []string
}

// compare refuses the waiting rows that another row or a stored record equals, and puts the others into the chunk.
func (s *staging[T, P]) compare() error {
	var marks []Mark
	for _, w := range s.wait {
		marks = append(marks, s.k.Marks(w.t)...)
	}
	borne, err := s.k.Marked(s.ctx, s.k.d, marks)
	if err != nil {
		return err
	}
	for _, w := range s.wait {
		if faults := s.twins(w, borne); len(faults) > 0 {
			s.Faulty++
			s.report(w.row, w.cells, faults)
		} else if err := s.accept(w.t); err != nil {
			return err
		}
	}
	s.wait = s.wait[:0]
	return nil
}

var markSeed = maphash.MakeSeed()

func (s *staging[T, P]) twins(w waiting[T], borne map[Mark]string) []fault.Field {
	f := form.Bind(P(w.t))
	var faults []fault.Field
	for _, m := range s.k.Marks(w.t) {
		label := m.Field
		if x := f.Get(m.Field); x != nil {
			label = x.Label
		}
		key := maphash.String(markSeed, m.Field+"\x00"+m.Value) // 64 bits: 100,000 rows collide once in a billion sheets
		switch before, twice := s.marks[key]; {
		case borne[m] != "":
			faults = append(faults, fault.Field{Name: m.Field, Label: label, Zh: "已登记在册（" + borne[m] + "），请改为修改该记录，或删去此行",
				En: fmt.Sprintf("on file already (%s); change that record instead, or leave the row out", borne[m])})
		case twice:
			faults = append(faults, fault.Field{Name: m.Field, Label: label, Zh: fmt.Sprintf("与第 %d 行重复，请只留一行", before),
				En: fmt.Sprintf("the same as row %d; keep only one", before)})
		default:
			s.marks[key] = w.row
		}
	}
	return faults
}
