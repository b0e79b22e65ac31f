package file

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"shian/internal/kit/id"
)

// A Store keeps contents by name; a name is the hash of the content, so writing one twice changes nothing.
type Store interface {
	Put(ctx context.Context, name string, content []byte) error // durable when it returns
	Open(ctx context.Context, name string) (io.ReadCloser, error)
	// Remove deletes a content unless somebody put it again after the moment given; what is not there is removed already.
	Remove(ctx context.Context, name string, unlessSince time.Time) error
}

// A Folder is a Store on the disk.
type Folder string

func (f Folder) path(name string) string {
	return filepath.Join(string(f), name[:2], name[2:4], name)
}

// Put writes beside the place, syncs and renames, so that a content is there wholly or not at all.
func (f Folder) Put(_ context.Context, name string, content []byte) error {
	path := f.path(name)
	if info, err := os.Stat(path); err == nil && info.Size() == int64(len(content)) {
		now := time.Now()
		if err := os.Chtimes(path, now, now); !errors.Is(err, fs.ErrNotExist) { // else it was removed this moment
			return err
		}
	}
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	part := filepath.Join(dir, "part-"+id.New())
	if err := writeSynced(part, content); err != nil {
		_ = os.Remove(part)
		return err
	}
	if err := os.Rename(part, path); err != nil {
		_ = os.Remove(part)
		return err
	}
	for d := dir; ; d = filepath.Dir(d) { // the folders may be new too
		if err := syncDir(d); err != nil {
			return err
		}
		if d == filepath.Clean(string(f)) {
			return nil
		}
	}
}

func writeSynced(path string, content []byte) error {
	w, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	return errors.Join(err, w.Sync(), w.Close())
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open reads a content.
func (f Folder) Open(_ context.Context, name string) (io.ReadCloser, error) {
	return os.Open(f.path(name))
}

// Remove deletes a content unless it was put again since. It takes the content aside first and looks once more: a Put that
// comes between finds either the file, and its time tells, or none, and writes it.
func (f Folder) Remove(_ context.Context, name string, unlessSince time.Time) error {
	path := f.path(name)
	kept := func(at string) (bool, error) {
		info, err := os.Stat(at)
		if errors.Is(err, fs.ErrNotExist) {
			return true, nil
		}
		return err == nil && info.ModTime().After(unlessSince), err
	}
	if keep, err := kept(path); keep || err != nil {
		return err
	}
	aside := filepath.Join(filepath.Dir(path), "gone-"+id.New())
	if err := os.Rename(path, aside); err != nil {
		return err
	}
	if keep, err := kept(aside); err != nil {
		return err
	} else if keep {
		return os.Rename(aside, path)
	}
	return os.Remove(aside)
}
