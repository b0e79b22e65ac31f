package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"

	"shian/internal/domain/operator"
	"shian/internal/domain/sampling"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
)

// importing brings in a sheet of results, one tested item a row and seven rows a sample, three times, while somebody else
// records businesses, and compares with what excelize needs merely to read its rows. The first is told apart: everything
// is still cold.
func importing(ctx context.Context, r *run) error {
	rows := r.items
	r.items = 0 // the sheet is made of them; nothing is generated
	s, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	home := s.province.bySize()[0]
	who, err := s.as(ctx, "sampler", home.code)
	if err != nil {
		return err
	}
	const times = 3
	var read, readCPU, took, cpu, ratio, ratioCPU, peaks, delays []float64
	for n := range times {
		path := filepath.Join(r.opt.Dir, fmt.Sprintf("results-%d.xlsx", time.Now().UnixNano()))
		if err := s.writeSheet(path, rows, &home); err != nil {
			return err
		}
		began, used := time.Now(), processor()
		if err := readAlone(path); err != nil {
			return err
		}
		read, readCPU = append(read, time.Since(began).Seconds()), append(readCPU, (processor()-used).Seconds())
		forgetPeak()
		inner, cancel := context.WithCancel(ctx)
		writes := s.disturb(inner)
		began, used = time.Now(), processor()
		i, err := s.bring(access.With(ctx, who), path)
		took, cpu = append(took, time.Since(began).Seconds()), append(cpu, (processor()-used).Seconds())
		cancel()
		others, failed := writes()
		if err != nil || failed != nil {
			return fmt.Errorf("import: %w %w", err, failed)
		}
		if i.Stored*itemsEach < int64(rows)-itemsEach {
			return fmt.Errorf("only %d samples of %d rows were stored", i.Stored, rows)
		}
		peaks = append(peaks, peak(os.Getpid()))
		delays = append(delays, others.at(.99))
		ratio, ratioCPU = append(ratio, took[n]/read[n]), append(ratioCPU, cpu[n]/readCPU[n])
		if err := os.Remove(path); err != nil {
			return err
		}
	}
	r.set("rows", rows)
	r.set("samples", rows/itemsEach)
	r.set("excelize_read_s", round(median(read)))
	r.set("excelize_read_cpu_s", round(median(readCPU)))
	r.set("import_s", round(median(took)))
	r.set("import_cpu_s", round(median(cpu)))
	r.set("ratio", round(median(ratio)))
	r.set("ratio_cpu", round(median(ratioCPU)))
	r.set("resident_peak_mb", median(peaks))
	r.set("others_write_p99_ms", median(delays))
	return nil
}

// bring checks, judges and stores the sheet as the command and the page do.
func (s *stock) bring(ctx context.Context, path string) (*record.Import, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	hash, err := record.Hash(f)
	if err != nil {
		return nil, err
	}
	sh, err := sheet.Open(f, info.Size(), filepath.Base(path), sheet.Limits{})
	if err != nil {
		return nil, err
	}
	defer sh.Close()
	i, problems, err := s.Sampling.ImportReader(ctx, sh, record.File{Name: filepath.Base(path), Hash: hash, Size: info.Size()}, false, nil)
	if err == nil && len(problems) > 0 {
		s.say("  first of %d problems: %s", len(problems), problems[0].Text("en"))
	}
	return i, err
}

// readAlone is the yardstick: every cell read by excelize, one row at a time, and nothing done with it.
func readAlone(path string) error {
	f, err := excelize.OpenFile(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	rows, err := f.Rows(f.GetSheetName(0))
	if err != nil {
		return err
	}
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			return err
		}
	}
	return rows.Close()
}

// writeSheet writes samples of the county as a laboratory would: 14 columns, the sample's cells repeated on each row.
func (s *stock) writeSheet(path string, rows int, home *county) error {
	f := excelize.NewFile()
	defer func() { _ = f.Close() }() // what was written is saved before
	w, err := f.NewStreamWriter(f.GetSheetName(0))
	if err != nil {
		return err
	}
	if err := w.SetRow("A1", cells("抽样单编号", "样品名称", "食品类别", "抽检类型", "抽样环节", "抽样日期", "生产日期", "地区", "被抽样单位名称", "标称生产者名称", "检验项目", "标准值", "检验结果", "依据")); err != nil {
		return err
	}
	p := s.province
	stamp := time.Now().UnixNano() / 1000 % 1_000_000_000
	var r *sampling.Result
	for n := range rows {
		if n%itemsEach == 0 {
			r = p.result(n/itemsEach, time.Now())
			r.Number = fmt.Sprintf("IMP%09d-%06d", stamp, n/itemsEach)
			r.Region = home.code
			r.OperatorName = p.names.Operator(home.name, r.Category)
		}
		x := r.Items[n%itemsEach]
		if err := w.SetRow(fmt.Sprintf("A%d", n+2), cells(r.Number, r.Food, label(operator.Categories, r.Category), label(sampling.Purposes, string(r.Purpose)), label(sampling.Stages, r.Stage),
			r.SampledAt, r.Made, r.Region, r.OperatorName, r.MakerName, x.Name, x.Limit, x.Result, x.Basis)); err != nil {
			return err
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	return f.SaveAs(path)
}

func cells(texts ...string) []any {
	out := make([]any, len(texts))
	for i, t := range texts {
		out[i] = t
	}
	return out
}

func label(choices []form.Choice, value string) string {
	for _, c := range choices {
		if c.Value == value {
			return c.Label
		}
	}
	return value
}
