package place

import (
	"shian/internal/kit/fault"
	"shian/internal/kit/web"
)

// A division is a region as the API gives it; population is null where no source gives it.
type division struct {
	Code       string `json:"code"`
	Parent     string `json:"parent"`
	Level      string `json:"level"`
	Name       string `json:"name"`
	NameEn     string `json:"name_en,omitempty"`
	FullName   string `json:"full_name"`
	Population *int64 `json:"population"`
	ValidFrom  string `json:"valid_from,omitempty"`
	ValidTo    string `json:"valid_to,omitempty"`
	Note       string `json:"note,omitempty"`
}

func (w *site) division(r Region) division {
	d := division{Code: r.Code, Parent: r.Parent, Level: string(r.Level), Name: r.Name, NameEn: r.NameEn, FullName: w.Tree().FullName(r.Code, "zh"),
		ValidFrom: r.ValidFrom, ValidTo: r.ValidTo, Note: r.Note}
	if n, ok := w.Tree().Population(r.Code); ok {
		d.Population = &n
	}
	return d
}

const regionsMost = 2000

// apiRegions finds regions by what somebody typed (q) or gives those directly below one (parent, the province when neither
// is given). Regions are public knowledge: everybody signed in may ask for all of them.
func (w *site) apiRegions(c *web.Ctx) error {
	if err := only(c, "q", "parent", "limit"); err != nil {
		return err
	}
	limit := c.QueryInt("limit", 200, 1, regionsMost)
	var found []Region
	switch q, parent := c.Query("q"), c.Query("parent"); {
	case q != "" && parent != "":
		return invalid("parent", "上级", "q 和 parent 只能用一个", "use q or parent, not both")
	case q != "":
		found = w.Tree().Suggest(q, limit)
	default:
		if parent == "" {
			parent = Root
		}
		if _, ok := w.Tree().Find(parent); !ok {
			return invalid("parent", "上级", "没有这个行政区划代码："+parent, "there is no region with the code "+parent)
		}
		found = w.Tree().Children(parent)
	}
	out := list[division]{Rows: []division{}, Total: len(found)}
	for _, r := range found[:min(limit, len(found))] {
		out.Rows = append(out.Rows, w.division(r))
	}
	return c.JSON(out)
}

func (w *site) apiRegion(c *web.Ctx) error {
	r, ok := w.Tree().Find(c.Path("code"))
	if !ok {
		return fault.Missing("没有这个行政区划代码："+c.Path("code"), "there is no region with the code "+c.Path("code"))
	}
	return c.JSON(w.division(r))
}

// apiOffices gives the offices at a region or of a body; offices are public knowledge, who is in them is not.
func (w *site) apiOffices(c *web.Ctx) error {
	if err := only(c, "region", "body"); err != nil {
		return err
	}
	region, body := c.Query("region"), c.Query("body")
	if region == "" && body == "" {
		return invalid("region", "地区", "请写明 region 或 body", "give region or body")
	}
	if _, ok := w.Tree().Find(region); region != "" && !ok {
		return invalid("region", "地区", "没有这个行政区划代码："+region, "there is no region with the code "+region)
	}
	x := &where{}
	x.is("region", Full(region))
	x.is("body", body)
	found, err := w.officesWhere(c.Context(), w.db, x.text(), x.args...)
	if err != nil {
		return err
	}
	return c.JSON(cut(found, len(found), len(found), false, func(o Office) string { return o.ID }))
}

// apiOffice gives an office with its posts and who fills them today.
func (w *site) apiOffice(c *web.Ctx) error {
	o, err := w.StaffOf(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	return c.JSON(o)
}
