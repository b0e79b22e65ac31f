package app

import (
	"os"
	"path/filepath"
	"syscall"

	"shian/internal/kit/fault"
)

// lock takes the file for this process alone; the system gives it back however the process ends.
func lock(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}

// holder is the file whose lock tells a served folder from one at rest.
func (c Config) holder() string { return filepath.Join(c.Data, "serve.lock") }

// hold keeps the embedded data for one serving platform; the returned file must stay open as long.
func (c Config) hold() (*os.File, error) {
	f, err := os.OpenFile(c.holder(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if !lock(f) {
		_ = f.Close()
		return nil, fault.Refused("这个数据目录正由另一个 shian serve 使用，请换一个 --data 或先停止它", "another shian serve uses this data folder; choose another --data or stop it first")
	}
	return f, nil
}
