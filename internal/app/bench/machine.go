package bench

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A Machine is what the figures were taken on.
type Machine struct {
	CPU        string  `json:"cpu"`
	Cores      int     `json:"cores"`
	MemoryMB   int     `json:"memory_mb"`
	Go         string  `json:"go"`
	OS         string  `json:"os"`
	LoadBefore float64 `json:"load_before"` // of the last minute; above the number of cores the figures say little
	LoadAfter  float64 `json:"load_after"`
}

func machine() Machine {
	return Machine{CPU: line("/proc/cpuinfo", "model name"), Cores: runtime.NumCPU(), MemoryMB: kilobytes("/proc/meminfo", "MemTotal") / 1024,
		Go: runtime.Version(), OS: runtime.GOOS + "/" + runtime.GOARCH}
}

// line reads the value of a "name: value" line of one of the system's files; empty where there is none.
func line(path, name string) string {
	b, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	for l := range bytes.Lines(b) {
		if key, v, ok := strings.Cut(string(l), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(v)
		}
	}
	return ""
}

func kilobytes(path, name string) int {
	n, _ := strconv.Atoi(strings.TrimSuffix(line(path, name), " kB"))
	return n
}

func load() float64 {
	b, _ := os.ReadFile("/proc/loadavg")
	one, _, _ := strings.Cut(string(b), " ")
	f, _ := strconv.ParseFloat(one, 64)
	return f
}

// resident and peak are the memory of a process in MB: now, and at most since forgetPeak.
func resident(pid int) float64 { return megabytes(pid, "VmRSS") }
func peak(pid int) float64     { return megabytes(pid, "VmHWM") }

func megabytes(pid int, name string) float64 {
	return round(float64(kilobytes("/proc/"+strconv.Itoa(pid)+"/status", name)) / 1024)
}

// forgetPeak begins a new peak of this process; where the system does not allow it the peak is that of the whole run.
func forgetPeak() {
	runtime.GC()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

// processor is the CPU time this process has used.
func processor() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
