package app

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"shian/internal/kit/access"
	"shian/internal/kit/fault"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// ImportOptions say how a sheet is brought in.
type ImportOptions struct {
	DryRun bool   // check and report only
	Report string // where the marked sheet is written
	As     string // login of the account that imports; empty: the platform
}

// Import brings a sheet of a kind in: checked whole first; the valid rows are stored, the refused ones reported by row.
// sampling-results takes the tables that regulators publish, by their own headings; every other kind its own template.
func (a *App) Import(ctx context.Context, kind, path string, opt ImportOptions, note io.Writer) error {
	if opt.As != "" {
		acc, err := a.Auth.ByLogin(ctx, a.DB, opt.As)
		if err != nil {
			return err
		}
		who, err := a.Place.Actor(ctx, acc.ID)
		if err != nil {
			return err
		}
		ctx = access.With(ctx, who)
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("打不开文件 / cannot open: %w", err)
	}
	defer f.Close()
	if kind == "sampling-results" {
		return a.Sampling.ImportFile(ctx, f, opt.DryRun, opt.Report, note)
	}
	k, err := a.kind(kind)
	if err != nil {
		return err
	}
	return importSheet(ctx, k, f, opt, note)
}

// kind finds a kind of record by its name, written with dots or hyphens.
func (a *App) kind(name string) (record.Any, error) {
	var names []string
	for _, k := range a.kinds {
		if k.Kind() == name || strings.ReplaceAll(k.Kind(), ".", "-") == name {
			return k, nil
		}
		names = append(names, strings.ReplaceAll(k.Kind(), ".", "-"))
	}
	return nil, fault.Missing("没有这类记录，可选："+strings.Join(names, "、")+"、sampling-results（仅导入）",
		"there is no such kind; choose one of "+strings.Join(names, ", ")+", sampling-results (import only)")
}

func importSheet(ctx context.Context, k record.Any, f *os.File, opt ImportOptions, note io.Writer) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	hash, err := record.Hash(f)
	if err != nil {
		return err
	}
	r, err := sheet.Open(f, info.Size(), info.Name(), sheet.Limits{})
	if err != nil {
		return err
	}
	defer r.Close()
	i, problems, err := k.Stage(ctx, r, record.File{Name: info.Name(), Hash: hash, Size: info.Size()})
	if err != nil {
		return err
	}
	if i.Again {
		_, err := fmt.Fprintf(note, "这个文件已于 %[1]s 导入过，未重复导入 / this file was imported before (%[1]s); nothing was stored again\n", i.ChangedAt)
		return err
	}
	if err := report(r, problems, opt.Report, note); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(note, "共 %[1]d 行，可导入 %[2]d 行，有错 %[3]d 行 / %[1]d rows, %[2]d valid, %[3]d faulty\n", i.Total, i.Valid, i.Faulty)
	if opt.DryRun || i.State == record.Refused {
		return nil
	}
	i, err = k.Commit(ctx, i.ID, true, nil)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(note, "已导入 %[1]d 行 / %[1]d rows stored\n", i.Stored)
	return err
}

// report says by cell what is wrong, and writes the marked sheet where one is asked for.
func report(r *sheet.Reader, problems []sheet.Problem, path string, note io.Writer) error {
	for _, p := range problems {
		if _, err := fmt.Fprintf(note, "%s / %s\n", p.Text("zh"), p.Text("en")); err != nil {
			return err
		}
	}
	if path == "" {
		return nil
	}
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	defer out.Close()
	if err := sheet.Mark(r, problems, out); err != nil {
		return err
	}
	return out.Close()
}

// Export writes every record of a kind that the caller sees.
func (a *App) Export(ctx context.Context, kind, format string, out io.Writer) error {
	k, err := a.kind(kind)
	if err != nil {
		return err
	}
	switch format {
	case "csv", "xlsx":
		_, err = k.Export(ctx, record.Query{}, sheet.Format(format), out)
		return err
	case "json":
		return exportJSON(ctx, k, out)
	}
	return fault.Refused("格式只能是 csv、xlsx 或 json", "the format is csv, xlsx or json")
}
