package record

import (
	"context"

	"shian/internal/kit/fault"
	"shian/internal/kit/sheet"
)

// An Intake reads sheets that are not one row a record under the record's own headings: published tables, a laboratory's
// sheet with several rows a sample. It is made anew for each sheet.
type Intake[T any] interface {
	Columns() []sheet.Column
	// Begin is told in which columns the headings stand. A *fault.Error refuses the sheet as a whole.
	Begin(ctx context.Context, found map[string]int) error
	// Row takes the next row and gives the record that is complete with it, nil when none is. cells hold until the next row.
	Row(ctx context.Context, row int, cells []string) (*Taken[T], error)
	// End gives the last record.
	End(ctx context.Context) (*Taken[T], error)
}

// Taken is one record out of a sheet, with the row it began in and what is wrong in which row; without faults it is stored.
type Taken[T any] struct {
	Record *T
	Row    int
	Cells  []string
	Faults []RowFault
	// Settled: the intake did what Prepare does, which then is not done a second time.
	Settled bool
}

// A RowFault is a fault of one row of a record; the field's label names its column. A Warning is told, not refused.
type RowFault struct {
	Row     int
	Cells   []string
	Warning bool
	fault.Field
}

func (s *staging[T, P]) take(r *sheet.Reader, in Intake[T]) error {
	if err := in.Begin(s.ctx, s.found); err != nil {
		return err
	}
	return pipeline(s.ctx, r, in, s.taken, func() error {
		if err := s.compareAll(); err != nil {
			return err
		}
		return s.flush()
	})
}

func (s *staging[T, P]) taken(t *Taken[T]) error {
	if t == nil {
		return nil
	}
	s.Total++
	wrong := false
	for _, f := range t.Faults {
		wrong = wrong || !f.Warning
		s.tell(f)
	}
	if !wrong {
		faults, err := s.sound(t.Record, t.Settled)
		if err != nil {
			return err
		}
		for _, f := range faults {
			wrong = true
			s.tell(RowFault{Row: t.Row, Cells: t.Cells, Field: f})
		}
	}
	if wrong {
		s.Faulty++
		return nil
	}
	return s.settle(t.Record, t.Row, t.Cells)
}

// tell reports one fault or warning.
func (s *staging[T, P]) tell(f RowFault) {
	s.report(f.Row, f.Cells, []fault.Field{f.Field})
	if n := len(s.problems); f.Warning && n > 0 {
		s.problems[n-1].Warning = s.problems[n-1].Warning || s.problems[n-1].Row == f.Row && s.problems[n-1].Zh == f.Zh
	}
}

// sound asks what the domain and the fields themselves find wrong.
func (s *staging[T, P]) sound(t *T, settled bool) ([]fault.Field, error) {
	faults, err := s.judge(t, settled)
	if err != nil || len(faults) > 0 {
		return faults, err
	}
	s.f.Rebind(P(t))
	return faultsOf(s.f.Validate())
}
