package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"os"
)

// tabular runs a tool that reads CSV from standard input, or from each file in turn, and writes CSV to standard output.
func tabular(work func(in io.Reader, out, note io.Writer) error) func(context.Context, std, []string) error {
	return func(_ context.Context, s std, args []string) error {
		files, err := parse(flag.NewFlagSet("tool", flag.ContinueOnError), s, args)
		if err != nil {
			return err
		}
		if len(files) == 0 {
			return work(s.in, s.out, s.err)
		}
		out := s.out
		for _, name := range files {
			if err := withFile(name, func(f *os.File) error { return work(f, out, s.err) }); err != nil {
				return err
			}
			out = &headless{w: s.out} // one table out of all files has one header
		}
		return nil
	}
}

func withFile(name string, fn func(*os.File) error) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("打不开文件 / cannot open: %w", err)
	}
	defer f.Close()
	return fn(f)
}

// headless leaves out the first line written to it.
type headless struct {
	w    io.Writer
	past bool
}

func (h *headless) Write(b []byte) (int, error) {
	if h.past {
		return h.w.Write(b)
	}
	i := bytes.IndexByte(b, '\n')
	if i < 0 {
		return len(b), nil
	}
	h.past = true
	if _, err := h.w.Write(b[i+1:]); err != nil {
		return 0, err
	}
	return len(b), nil
}
