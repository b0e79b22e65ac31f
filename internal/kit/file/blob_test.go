package file_test

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shian/internal/kit/access"
	"shian/internal/kit/clock"
	"shian/internal/kit/db"
	"shian/internal/kit/db/dbtest"
	"shian/internal/kit/fault"
	"shian/internal/kit/file"
	"shian/internal/kit/id"
)

var maker = &access.Actor{ID: "maker", Scopes: []access.Scope{access.Region("620102")}}

func as(t testing.TB, a *access.Actor) context.Context { return access.With(t.Context(), a) }

func attach(ctx context.Context, d *db.DB, record string, ids []string, scopes []access.Scope) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		return file.Attach(ctx, tx, "sampling.sample", record, "2025-01-01", ids, scopes)
	})
}

func TestAnAttachmentIsSeenAsItsRecordIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files := file.New(d, file.Folder(t.TempDir()), file.Limits{})
		pool := []access.Scope{access.Public, access.Region("62"), access.Region("620102"), access.Operator("x")}
		rapid.Check(t, func(r *rapid.T) {
			draw := func(label string) []access.Scope {
				return rapid.SliceOfN(rapid.SampledFrom(pool), 0, 3).Draw(r, label)
			}
			b, err := files.Take(as(t, maker), "检验报告.csv", strings.NewReader("项目,结果\n铅,0.1\n"))
			if err != nil {
				r.Fatal(err)
			}
			record, scopes := id.New(), []access.Scope(nil)
			for range rapid.IntRange(1, 2).Draw(r, "times") {
				scopes = draw("record")
				if err := attach(as(t, maker), d, record, []string{b.ID}, scopes); err != nil {
					r.Fatal(err)
				}
			}
			a := &access.Actor{ID: "someone", Scopes: draw("actor"), All: rapid.IntRange(0, 5).Draw(r, "all") == 0}
			_, content, err := files.Open(as(t, a), b.ID)
			if (err == nil) != a.Sees(scopes) {
				r.Fatalf("%v opening a file of %v: %v", a.Scopes, scopes, err)
			}
			if err != nil {
				if !fault.Is(err, fault.KindMissing) {
					r.Fatal(err)
				}
				return
			}
			got, _ := io.ReadAll(content)
			_ = content.Close()
			if string(got) != "项目,结果\n铅,0.1\n" {
				r.Fatalf("content %q", got)
			}
		})
	}, access.Schema, file.Schema)
}

func photo(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	return append(b.Bytes(), "hung on behind: 36.06N"...)
}

func TestTheOriginalIsKeptForThoseWhoMaySeeIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files := file.New(d, file.Folder(t.TempDir()), file.Limits{})
		b, err := files.Take(as(t, maker), `C:\相机\..\现场 照片.jpeg`, bytes.NewReader(photo(t)))
		if err != nil {
			t.Fatal(err)
		}
		if b.Kind != file.PNG || b.Name != "现场 照片.png" || b.Original == b.Shared {
			t.Errorf("%+v", b)
		}
		if _, _, err := files.Open(as(t, access.Nobody), b.ID); !fault.Is(err, fault.KindMissing) {
			t.Errorf("a file of no record was seen by others: %v", err)
		}
		if err := attach(as(t, maker), d, "s1", []string{b.ID}, []access.Scope{access.Region("620102"), access.Public}); err != nil {
			t.Fatal(err)
		}
		if _, _, err := files.OpenOriginal(as(t, access.Nobody), b.ID); !fault.Is(err, fault.KindRefused) {
			t.Errorf("the public saw the original: %v", err)
		}
		judge := &access.Actor{ID: "judge", Rights: []access.Right{file.RightOriginal}, Scopes: maker.Scopes}
		for _, a := range []*access.Actor{maker, judge} {
			_, r, err := files.OpenOriginal(as(t, a), b.ID)
			if err != nil {
				t.Fatal(err)
			}
			got, _ := io.ReadAll(r)
			_ = r.Close()
			if !bytes.Equal(got, photo(t)) {
				t.Error("the original changed")
			}
		}
	}, access.Schema, file.Schema)
}

func TestSomebodyElsesFileCannotBeAttached(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		files := file.New(d, file.Folder(t.TempDir()), file.Limits{})
		b, err := files.Take(as(t, maker), "a.csv", strings.NewReader("a,b\n"))
		if err != nil {
			t.Fatal(err)
		}
		thief := &access.Actor{ID: "thief"}
		if err := attach(as(t, thief), d, "mine", []string{b.ID}, nil); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("another person's upload: %v", err)
		}
		if err := attach(as(t, maker), d, "s1", []string{b.ID}, nil); err != nil {
			t.Fatal(err)
		}
		if err := attach(as(t, maker), d, "s2", []string{b.ID}, nil); !fault.Is(err, fault.KindInvalid) {
			t.Errorf("another record's file: %v", err)
		}
		if err := attach(as(t, maker), d, "s1", []string{b.ID}, nil); err != nil {
			t.Errorf("the same once more: %v", err)
		}
	}, access.Schema, file.Schema)
}

func TestSweepTakesOnlyWhatNobodyTook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		dir := t.TempDir()
		files := file.New(d, file.Folder(dir), file.Limits{})
		var ids []string
		for _, content := range []string{"a,1\n", "b,2\n", "b,2\n"} {
			b, err := files.Take(as(t, maker), "a.csv", strings.NewReader(content))
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, b.ID)
		}
		if err := attach(as(t, maker), d, "s1", ids[2:], nil); err != nil {
			t.Fatal(err)
		}
		if n, err := files.Sweep(as(t, maker), time.Hour); n != 0 || err != nil {
			t.Errorf("fresh uploads: %d, %v", n, err)
		}
		later := clock.With(as(t, maker), clock.Fixed(time.Now().Add(3*time.Hour)))
		if n, err := files.Sweep(later, time.Hour); n != 2 || err != nil {
			t.Errorf("swept %d, %v; want 2", n, err)
		}
		if left := contents(t, dir); len(left) != 1 {
			t.Errorf("%v is left; want the attached one", left)
		}
	}, access.Schema, file.Schema)
}

func contents(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return slices.Clip(out)
}
