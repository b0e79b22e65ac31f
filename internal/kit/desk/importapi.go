package desk

import (
	"bytes"
	"net/http"

	"shian/internal/kit/record"
	"shian/internal/kit/sheet"
	"shian/internal/kit/web"
)

// An importJSON is an import as programs see it.
type importJSON struct {
	ID       string        `json:"id"`
	Kind     string        `json:"kind"`
	File     string        `json:"file"`
	State    string        `json:"state"` // checking, staged, storing, stored, refused, undoing, undone
	Total    int64         `json:"total"`
	Valid    int64         `json:"valid"`
	Faulty   int64         `json:"faulty"`
	Stored   int64         `json:"stored"`
	MadeAt   string        `json:"made_at"`
	Again    bool          `json:"again,omitempty"` // the file was brought before
	Problems []problemJSON `json:"problems,omitempty"`
}

type problemJSON struct {
	Row    int    `json:"row"`
	Column string `json:"column,omitempty"`
	Value  string `json:"value,omitempty"`
	Zh     string `json:"zh"`
	En     string `json:"en"`
}

// apiReceive takes a sheet as the body: POST /api/v1/operator/import?name=….xlsx. 202: it is being checked.
func (d *Desk) apiReceive(c *web.Ctx, m *mounted) error {
	body, err := c.Body()
	if err != nil {
		return err
	}
	i, err := d.receive(c, m, c.Query("name"), bytes.NewReader(body))
	if err != nil {
		return err
	}
	c.Code(http.StatusAccepted)
	return d.answerImport(c, m, i, nil)
}

func (d *Desk) apiSheet(c *web.Ctx, m *mounted) error {
	i, err := m.Import(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	problems, err := m.Problems(c.Context(), i.ID, shownRows)
	if err != nil {
		return err
	}
	return d.answerImport(c, m, i, problems)
}

// apiCommit writes a checked sheet: {"valid_only": true} leaves the faulty rows out.
func (d *Desk) apiCommit(c *web.Ctx, m *mounted) error {
	var in struct {
		ValidOnly bool `json:"valid_only"`
	}
	if err := c.ReadJSON(&in); err != nil {
		return err
	}
	return d.apiStep(c, m, task{Step: "commit", Valid: in.ValidOnly})
}

func (d *Desk) apiUndo(c *web.Ctx, m *mounted) error { return d.apiStep(c, m, task{Step: "undo"}) }

func (d *Desk) apiStep(c *web.Ctx, m *mounted, t task) error {
	if err := d.start(c, m, c.Path("id"), t); err != nil {
		return err
	}
	i, err := m.Import(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	c.Code(http.StatusAccepted)
	return d.answerImport(c, m, i, nil)
}

func (d *Desk) answerImport(c *web.Ctx, m *mounted, i *record.Import, problems []sheet.Problem) error {
	c.W.Header().Set("Location", "/api/v1/import/"+m.slug+"/"+i.ID)
	out := importJSON{ID: i.ID, Kind: i.Kind, File: i.File, State: i.State, Total: i.Total, Valid: i.Valid, Faulty: i.Faulty, Stored: i.Stored, MadeAt: i.MadeAt, Again: i.Again}
	for _, p := range problems {
		out.Problems = append(out.Problems, problemJSON{Row: p.Row, Column: p.Column, Value: p.Value, Zh: p.Zh, En: p.En})
	}
	return c.JSON(out)
}
