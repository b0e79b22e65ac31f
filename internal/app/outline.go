package app

import (
	"io"
	"os"

	"shian/data/shape"
	"shian/internal/kit/fault"
	"shian/internal/kit/page"
)

// outline reads the shapes that maps are drawn from: the file of the configuration, else the embedded sketch.
func (c Config) outline() (*page.Outline, error) {
	b := shape.Prefectures
	if c.Map != "" {
		f, err := os.Open(c.Map)
		if err != nil {
			return nil, &fault.Error{Kind: fault.KindRefused, Zh: "不能打开地图边界文件，请检查 --map", En: "the file of outlines cannot be opened; check --map", Cause: err}
		}
		defer f.Close()
		if b, err = io.ReadAll(io.LimitReader(f, page.OutlineMost+1)); err != nil {
			return nil, err
		}
	}
	o, err := page.ReadOutline(b)
	if err != nil {
		return nil, err
	}
	if c.Map != "" {
		o.Approval = c.Approval
	}
	return o, nil
}
