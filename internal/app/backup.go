package app

import (
	"archive/tar"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"time"

	"shian/internal/kit/auth"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/fault"
	"shian/internal/kit/flow"
	"shian/internal/kit/journal"
	"shian/internal/kit/paper"
)

// A backup is one tar file: the records of one moment in a form that both databases read, the keys, and the attachments.
const (
	backupRecords = "records"
	keyMode       = 0o600
)

var keyFiles = []string{"journal.key", "web.key", "secret.key"}

// Backup writes a consistent copy, also while a platform runs on the same data. The file holds the keys: keep it safe.
// It appears under its name only when it is whole.
func Backup(ctx context.Context, cfg Config, path string, note io.Writer) (err error) {
	d, err := db.Open(ctx, cfg.url())
	if err != nil {
		return err
	}
	defer d.Close()
	tmp, err := os.CreateTemp(filepath.Dir(path), ".backup-*") // mode 0600
	if err != nil {
		return &fault.Error{Kind: fault.KindRefused, Zh: "不能写备份文件，请检查路径和权限", En: "the backup cannot be written; check the path and permissions", Cause: err}
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	records, err := os.CreateTemp(filepath.Dir(path), ".records-*")
	if err != nil {
		return err
	}
	defer os.Remove(records.Name())
	defer records.Close()
	m, err := db.CopyOut(ctx, d, records, clock.Instant(time.Now()), Schemas()...)
	if err != nil {
		return err
	}
	w := tar.NewWriter(tmp)
	if err := addFile(w, backupRecords, records.Name()); err != nil {
		return err
	}
	for _, name := range keyFiles {
		if err := addFile(w, name, filepath.Join(cfg.Data, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
	}
	if err := addFolder(w, filepath.Join(cfg.Data, "files"), "files"); err != nil {
		return err
	}
	if err := errors.Join(w.Close(), tmp.Sync(), tmp.Close()); err != nil {
		return err
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return err
	}
	_, err = fmt.Fprintf(note, "已备份 %[1]d 行，截至 %[2]s / %[1]d rows backed up as of %[2]s\n", rowsOf(m), clock.Show(m.MadeAt))
	return err
}

func addFile(w *tar.Writer, name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if err := w.WriteHeader(&tar.Header{Name: name, Size: info.Size(), Mode: keyMode, ModTime: info.ModTime().UTC().Truncate(time.Second)}); err != nil {
		return err
	}
	_, err = io.CopyN(w, f, info.Size())
	return err
}

func addFolder(w *tar.Writer, dir, as string) error {
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return addFile(w, filepath.ToSlash(filepath.Join(as, rel)), path)
	})
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Restore fills an empty database and data folder from a backup; it refuses where anything is there already. When it
// fails, nothing is left that serves half the records.
func Restore(ctx context.Context, cfg Config, path string, note io.Writer) error {
	if err := cfg.prepare(); err != nil {
		return err
	}
	held, err := cfg.hold()
	if err != nil {
		return err
	}
	defer held.Close()
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("打不开备份 / cannot open the backup: %w", err)
	}
	defer f.Close()
	for _, name := range keyFiles {
		if _, err := os.Stat(filepath.Join(cfg.Data, name)); err == nil {
			return fault.Refused("数据目录不是空的，请指定一个新的 --data", "the data folder is not empty; name a new --data")
		}
	}
	if err := os.WriteFile(cfg.unfinished(), nil, keyMode); err != nil {
		return err
	}
	d, err := db.Open(ctx, cfg.url())
	if err != nil {
		return err
	}
	if err := errors.Join(unpack(ctx, cfg, d, tar.NewReader(f), note), d.Close()); err != nil {
		return err
	}
	a, err := open(ctx, cfg)
	if err != nil {
		return err
	}
	if err := errors.Join(a.reindex(ctx), a.Close()); err != nil {
		return err
	}
	return os.Remove(cfg.unfinished())
}

// unfinished marks a folder whose restore has not ended; it is not served.
func (c Config) unfinished() string { return filepath.Join(c.Data, "restore.unfinished") }

// reindex makes every record findable: a backup does not carry the index of the search.
func (a *App) reindex(ctx context.Context) error {
	for _, k := range a.kinds {
		if err := k.Reindex(ctx); err != nil {
			return fmt.Errorf("index %s: %w", k.Kind(), err)
		}
	}
	return nil
}

func unpack(ctx context.Context, cfg Config, d *db.DB, r *tar.Reader, note io.Writer) error {
	seen := false
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return &fault.Error{Kind: fault.KindInvalid, Zh: "备份文件已损坏，请换一份", En: "the backup is damaged; use another", Cause: err}
		}
		switch name := filepath.Clean(filepath.FromSlash(h.Name)); {
		case h.Name == backupRecords:
			m, err := restoreRecords(ctx, cfg, d, r)
			if err != nil {
				return err
			}
			seen = true
			_, _ = fmt.Fprintf(note, "已恢复 %[1]d 行，截至 %[2]s / %[1]d rows restored as of %[2]s\n", rowsOf(m), clock.Show(m.MadeAt))
		case !filepath.IsLocal(name):
			return fault.Refused("备份文件里有不安全的路径，已停止", "the backup names an unsafe path; stopped")
		default:
			if err := putFile(filepath.Join(cfg.Data, name), r); err != nil {
				return err
			}
		}
	}
	if !seen {
		return fault.Refused("这不是 shian 的备份文件", "this is no backup of shian")
	}
	return nil
}

// restoreRecords puts the records aside first, since they are read twice: once to check them whole.
func restoreRecords(ctx context.Context, cfg Config, d *db.DB, r io.Reader) (db.Manifest, error) {
	f, err := os.CreateTemp(cfg.Data, ".restore-*")
	if err != nil {
		return db.Manifest{}, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := io.Copy(f, r); err != nil {
		return db.Manifest{}, db.ErrDamaged
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return db.Manifest{}, err
	}
	return db.CopyIn(ctx, d, f, Schemas()...)
}

func rowsOf(m db.Manifest) int64 {
	var n int64
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

func putFile(path string, r io.Reader) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, keyMode)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// VerifyLog compares the journal with the records, and with a checkpoint kept elsewhere when one is given.
func VerifyLog(ctx context.Context, cfg Config, checkpoint string, out io.Writer) error {
	var kept []byte
	if checkpoint != "" {
		b, err := os.ReadFile(checkpoint)
		if err != nil {
			return fmt.Errorf("读不到检查点 / cannot read the checkpoint: %w", err)
		}
		kept = b
	}
	return With(ctx, cfg, func(ctx context.Context, a *App) error {
		r, err := a.Journal.Verify(ctx, a.hashers(), kept)
		if err != nil {
			return err
		}
		return say(out, r)
	})
}

func say(out io.Writer, r *journal.Report) error {
	_, _ = fmt.Fprintf(out, "日志 %[1]d 条，未封存 %[2]d 条，比对记录 %[3]d 条 / %[1]d leaves, %[2]d unsealed, %[3]d records compared\n", r.Size, r.Unsealed, r.Records)
	for _, f := range r.Findings {
		_, _ = fmt.Fprintf(out, "%s %s %s: %s / %s\n", f.Fault, f.Kind, f.Record, f.Zh, f.En)
	}
	if r.OK() {
		_, err := fmt.Fprintln(out, "一致 / consistent")
		return err
	}
	return fault.Refused(fmt.Sprintf("发现 %d 处不一致", int64(len(r.Findings))+r.More), fmt.Sprintf("%d inconsistencies found", int64(len(r.Findings))+r.More))
}

// hashers let the journal compare the records of every domain with what it was told of them.
func (a *App) hashers() map[string]journal.Hasher {
	out := a.Place.Hashers()
	maps.Copy(out, auth.Hashers())
	maps.Copy(out, paper.Hashers())
	out[flow.RunKind] = a.Flow.Contents
	for _, k := range a.kinds {
		out[k.Kind()] = k.Contents
	}
	return out
}
