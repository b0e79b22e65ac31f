package bench

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

// forgetFile drops a file from the system's cache, so that the next reading goes to the disk. A file that is not there is
// none to forget.
func forgetFile(path string) error {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return err
	}
	return unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED)
}
