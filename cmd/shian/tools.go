package main

import (
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
		for _, name := range files {
			if err := withFile(name, func(f *os.File) error { return work(f, s.out, s.err) }); err != nil {
				return err
			}
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
