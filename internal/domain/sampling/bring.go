package sampling

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// ImportReader brings a sheet of results in: every row is read and judged and the right ones are put aside, then stored in
// short transactions, so that others' writes come between. Problems say by cell what was refused; nothing is stored when
// dryRun. The same file again stores nothing. progress may be nil.
func (s *Service) ImportReader(ctx context.Context, r *sheet.Reader, file record.File, dryRun bool, progress func(done, of int)) (*record.Import, []sheet.Problem, error) {
	i, problems, err := s.Results.Stage(ctx, r, file)
	if err != nil || dryRun || i.State == record.Refused || i.Again && i.State == record.Stored {
		return i, problems, err
	}
	i, err = s.Results.Commit(ctx, i.ID, true, progress)
	return i, problems, err
}

// ImportFile is ImportReader for a file, with what was refused told to note and, marked in red, to the sheet report (none
// when empty). Messages come in both languages.
func (s *Service) ImportFile(ctx context.Context, f *os.File, dryRun bool, report string, note io.Writer) error {
	info, err := f.Stat()
	if err != nil {
		return err
	}
	hash, err := record.Hash(f)
	if err != nil {
		return err
	}
	r, err := sheet.Open(f, info.Size(), filepath.Base(f.Name()), sheet.Limits{})
	if err != nil {
		return err
	}
	defer r.Close()
	i, problems, err := s.ImportReader(ctx, r, record.File{Name: filepath.Base(f.Name()), Hash: hash, Size: info.Size()}, dryRun, nil)
	if err != nil {
		return err
	}
	if i.Again && len(problems) == 0 && i.State == record.Stored {
		_, err := fmt.Fprintf(note, "这个文件已于 %[1]s 导入过，未重复导入 / this file was imported before (%[1]s); nothing was stored again\n", i.ChangedAt)
		return err
	}
	for _, p := range problems {
		if _, err := fmt.Fprintf(note, "%s / %s\n", p.Text("zh"), p.Text("en")); err != nil {
			return err
		}
	}
	if report != "" {
		if err := marked(r, problems, report); err != nil {
			return err
		}
	}
	_, err = fmt.Fprintf(note, "共 %[1]d 份结果，可导入 %[2]d 份，拒收 %[3]d 份，已存入 %[4]d 份 / %[1]d results, %[2]d valid, %[3]d refused, %[4]d stored\n", i.Total, i.Valid, i.Faulty, i.Stored)
	return err
}

func marked(r *sheet.Reader, problems []sheet.Problem, path string) error {
	out, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := sheet.Mark(r, problems, out); err != nil {
		_ = out.Close()
		return err
	}
	return out.Close()
}
