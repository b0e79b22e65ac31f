package record

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"

	"golang.org/x/sync/errgroup"

	"shian/internal/kit/sheet"
)

// A line is one row of a sheet.
type line struct {
	row   int
	cells []string
}

const ahead = 256 // rows handed on at a time

// pipeline runs a sheet through its intake. Rows are read, put together to records, and settled one after the other, but each
// by a goroutine of its own, some hundred rows ahead of the next. end follows the last record.
func pipeline[T any](ctx context.Context, r *sheet.Reader, in Intake[T], settle func(*Taken[T]) error, end func() error) error {
	g, going := errgroup.WithContext(ctx)
	lines, records := make(chan []line, 2), make(chan []*Taken[T], 2)
	g.Go(guard(func() error {
		defer close(lines)
		return readLines(going, r, lines)
	}))
	g.Go(guard(func() error {
		defer close(records)
		for part := range lines {
			var out []*Taken[T]
			for _, l := range part {
				t, err := in.Row(ctx, l.row, l.cells)
				if err != nil {
					return err
				}
				if t != nil {
					out = append(out, t)
				}
			}
			if err := hand(going, records, out); err != nil {
				return err
			}
		}
		if going.Err() != nil { // the rows ended before the sheet did
			return going.Err()
		}
		last, err := in.End(ctx)
		if err != nil || last == nil {
			return err
		}
		return hand(going, records, []*Taken[T]{last})
	}))
	g.Go(guard(func() error {
		for part := range records {
			for _, t := range part {
				if err := settle(t); err != nil {
					return err
				}
			}
		}
		if going.Err() != nil {
			return going.Err()
		}
		return end()
	}))
	return g.Wait()
}

func readLines(ctx context.Context, r *sheet.Reader, to chan<- []line) error {
	var part []line
	for {
		row, cells, err := r.Next()
		if errors.Is(err, io.EOF) {
			return hand(ctx, to, part)
		}
		if err != nil {
			return err
		}
		if part = append(part, line{row, slices.Clone(cells)}); len(part) == ahead {
			if err := hand(ctx, to, part); err != nil {
				return err
			}
			part = make([]line, 0, ahead)
		}
	}
}

func hand[T any](ctx context.Context, to chan<- T, v T) error {
	select {
	case to <- v:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// guard turns a panic into an error, since in a goroutine of its own it would end the program.
func guard(fn func() error) func() error {
	return func() (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = fmt.Errorf("panic while a sheet was read: %v\n%s", p, debug.Stack())
			}
		}()
		return fn()
	}
}
