package db

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
)

// ReadManifest reads an archive to its end and checks every hash in it.
func ReadManifest(r io.Reader) (Manifest, error) {
	in, err := openArchive(r)
	if err != nil {
		return Manifest{}, err
	}
	for {
		t, err := in.table()
		if err != nil {
			return in.manifest, err
		}
		if t == nil {
			return in.manifest, nil
		}
		for {
			row, err := in.row(t)
			if err != nil {
				return in.manifest, err
			}
			if row == nil {
				break
			}
		}
	}
}

// An archive is being read.
type archive struct {
	r        *bufio.Reader
	manifest Manifest
	whole    hash.Hash
	rows     hash.Hash
	count    int64
	begun    bool
}

func openArchive(r io.Reader) (*archive, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	in := &archive{r: bufio.NewReaderSize(z, 1<<16), whole: sha256.New()}
	if err := in.read(&in.manifest, nil); err != nil {
		return nil, err
	}
	if in.manifest.Form != archiveForm {
		return nil, fmt.Errorf("it is of form %q: %w", in.manifest.Form, ErrDamaged)
	}
	return in, nil
}

// line reads a line; its end is proof that it is whole.
func (a *archive) line() ([]byte, error) {
	b, err := a.r.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return b, nil
}

func (a *archive) read(v any, also hash.Hash) error {
	b, err := a.line()
	if err != nil {
		return err
	}
	a.whole.Write(b)
	if also != nil {
		also.Write(b)
	}
	return parse(b, v)
}

func parse(b []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

// table opens the next table; nil at the proven end of the archive.
func (a *archive) table() (*Table, error) {
	b, err := a.line()
	if err != nil {
		return nil, err
	}
	var end closing
	if err := parse(b, &end); err == nil && end.Form == archiveForm {
		sum := hex.EncodeToString(a.whole.Sum(nil))
		if _, err := a.r.ReadByte(); !errors.Is(err, io.EOF) || sum != end.Hash {
			return nil, ErrDamaged
		}
		a.manifest.Hash = sum
		return nil, nil
	}
	a.whole.Write(b)
	var open opening
	if err := parse(b, &open); err != nil {
		return nil, err
	}
	if !open.Open || open.Name == "" {
		return nil, ErrDamaged
	}
	a.rows, a.count = sha256.New(), 0
	return &open.Table, nil
}

// row gives the next row of the table in the engine's values; nil after the last.
func (a *archive) row(t *Table) ([]any, error) {
	b, err := a.line()
	if err != nil {
		return nil, err
	}
	a.whole.Write(b)
	if b[0] == '{' {
		var end TableManifest
		if err := parse(b, &end); err != nil {
			return nil, err
		}
		if end.Name != t.Name || end.Rows != a.count || end.Hash != hex.EncodeToString(a.rows.Sum(nil)) {
			return nil, ErrDamaged
		}
		a.manifest.Tables = append(a.manifest.Tables, end)
		return nil, nil
	}
	a.rows.Write(b)
	a.count++
	var row []any
	if err := parse(b, &row); err != nil {
		return nil, err
	}
	if len(row) != len(t.Columns) {
		return nil, ErrDamaged
	}
	for i := range row {
		if row[i], err = t.Columns[i].native(row[i]); err != nil {
			return nil, err
		}
	}
	return row, nil
}

func (a *archive) skip(t *Table) error {
	for {
		row, err := a.row(t)
		if err != nil || row == nil {
			return err
		}
	}
}
