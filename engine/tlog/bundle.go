package tlog

import (
	"encoding/binary"
	"fmt"
)

// MaxEntry is the longest entry in bytes; a bundle writes its length in two.
const MaxEntry = 1<<16 - 1

// Bundle writes the entries of one bundle (1 to 256), each after its length in two bytes, the high one first.
func Bundle(entries [][]byte) ([]byte, error) {
	if len(entries) < 1 || len(entries) > Wide {
		return nil, fmt.Errorf("tlog: a bundle of %d entries", len(entries))
	}
	var out []byte
	for i, e := range entries {
		if len(e) > MaxEntry {
			return nil, fmt.Errorf("tlog: entry %d has %d bytes, more than %d", i, len(e), MaxEntry)
		}
		out = binary.BigEndian.AppendUint16(out, uint16(len(e)))
		out = append(out, e...)
	}
	return out, nil
}

// ParseBundle reads a bundle of exactly width entries. They share the memory of data. The error is a *Failure.
func ParseBundle(data []byte, width int) ([][]byte, error) {
	if width < 1 || width > Wide {
		return nil, fmt.Errorf("tlog: a bundle of %d entries", width)
	}
	entries := make([][]byte, 0, width)
	for len(data) > 0 {
		if len(entries) == width || len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, failed(Form, nil, "日志条目包格式不对", "this is no bundle of log entries")
		}
		n := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:n:n])
		data = data[n:]
	}
	if len(entries) != width {
		return nil, failed(Form, nil, "日志条目包缺少条目", fmt.Sprintf("a bundle of %d entries where %d are due", len(entries), width))
	}
	return entries, nil
}
