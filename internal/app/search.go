package app

import (
	"embed"
	"net/url"

	"shian/internal/kit/page"
	"shian/internal/kit/search"
	"shian/internal/kit/web"
)

// Files are the templates of the pages that belong to no domain.
//
//go:embed pages/*.html
var Files embed.FS

const hitsAPage = 20

// search looks through every kind of record that the person sees. A code that leads to one business alone opens it, so that
// a scanner needs one pull of the trigger.
func (a *App) search(c *web.Ctx) error {
	q := search.Query{Text: c.Query("q"), Region: page.Region(c.R), Limit: hitsAPage, After: c.Query("after")}
	if k := c.Query("kind"); k != "" {
		q.Kinds = []string{k}
	}
	found, err := search.Find(c.Context(), a.DB, c.Actor, q)
	if err != nil {
		return err
	}
	if len(found.Hits) == 1 && q.After == "" && found.Hits[0].Note == q.Text && q.Text != "" {
		return c.Redirect(found.Hits[0].Href)
	}
	t := page.Table{Caption: "查找结果", Columns: []page.Column{{Label: "名称", Card: "head"}, {Label: "编号或说明", Code: true}, {Label: "种类"}},
		Empty: &page.Empty{Title: "没有找到“{1}”", Args: []any{q.Text}, Text: "可以少写几个字，或换成代码、编号；只查得到您有权查看的记录。"},
		Pager: &page.Pager{Shown: len(found.Hits), Total: found.Total, More: found.More, Size: hitsAPage}}
	for _, h := range found.Hits {
		t.Rows = append(t.Rows, page.Row{ID: h.ID, Href: h.Href, Cells: page.Cells(h.Title, h.Note, page.Word(a.kindLabel(h.Kind)))})
	}
	if found.Next != "" {
		v := url.Values{"q": {q.Text}, "kind": {c.Query("kind")}, "after": {found.Next}}
		t.Pager.Next = "/desk/search?" + v.Encode()
	}
	return a.Pages.Render(c, "app.list", page.View{Title: "查找“{1}”", Args: []any{q.Text}, Data: t})
}

func (a *App) kindLabel(name string) string {
	for _, k := range a.kinds {
		if k.Kind() == name {
			return k.Called()
		}
	}
	return name
}
