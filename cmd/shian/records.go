package main

import (
	"context"
	"flag"
	"os"

	"shian/internal/app"
	"shian/internal/app/bench"
)

func importing(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("import", flag.ContinueOnError)
	cfg := store(fs)
	opt := app.ImportOptions{}
	fs.BoolVar(&opt.DryRun, "dry-run", false, "check and report, store nothing")
	fs.StringVar(&opt.Report, "report", "", "write the sheet back with the faults marked")
	fs.StringVar(&opt.As, "as", "", "account that imports; empty: the platform itself")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 2 {
		return errUsage
	}
	return app.With(ctx, *cfg, func(ctx context.Context, a *app.App) error {
		return a.Import(ctx, words[0], words[1], opt, s.err)
	})
}

func export(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("export", flag.ContinueOnError)
	cfg := store(fs)
	format := fs.String("format", "csv", "csv, xlsx or json")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 {
		return errUsage
	}
	return app.With(ctx, *cfg, func(ctx context.Context, a *app.App) error {
		return a.Export(ctx, words[0], *format, s.out)
	})
}

func backup(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("backup", flag.ContinueOnError)
	cfg := store(fs)
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 {
		return errUsage
	}
	return app.Backup(ctx, *cfg, words[0], s.err)
}

func restore(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("restore", flag.ContinueOnError)
	cfg := store(fs)
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 {
		return errUsage
	}
	return app.Restore(ctx, *cfg, words[0], s.err)
}

func logVerify(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("log", flag.ContinueOnError)
	cfg := store(fs)
	kept := fs.String("checkpoint", "", "a checkpoint kept elsewhere; finds a rolled-back database")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 || words[0] != "verify" {
		return errUsage
	}
	return app.VerifyLog(ctx, *cfg, *kept, s.out)
}

func proof(_ context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("proof", flag.ContinueOnError)
	public := fs.String("json", "", "the published record as downloaded beside the proof")
	key := fs.String("key", "", "public key of the log; empty: only the one in the file is used, and that is said")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 {
		return errUsage
	}
	return withFile(words[0], func(f *os.File) error { return app.CheckProof(f, *public, *key, s.out) })
}

func benchmark(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("bench", flag.ContinueOnError)
	opt := bench.Options{}
	fs.StringVar(&opt.Dir, "dir", "", "folder for generated data, used again when it is there; empty: a temporary one")
	fs.StringVar(&opt.Database, "database", "", "postgres://… to measure PostgreSQL")
	fs.BoolVar(&opt.JSON, "json", false, "print only the JSON object of figures")
	fs.IntVar(&opt.Operators, "operators", 0, "how many businesses to generate; 0: as the benchmark says")
	fs.IntVar(&opt.Items, "items", 0, "how many result items to generate; 0: as the benchmark says")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 {
		return errUsage
	}
	return bench.Run(ctx, words[0], opt, s.out, s.err)
}
