package sampling

import (
	"context"
	"embed"

	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/journal"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// Files are the templates sampling.…, for page.Pages.Add.
//
//go:embed pages/*.html
var Files embed.FS

// Proofs tells how a publication stands in the public log; *journal.Journal does.
type Proofs interface {
	Prove(ctx context.Context, record string) (*journal.Proof, error)
	Checkpoint(ctx context.Context) ([]byte, error)
}

// pages are the handlers of this package.
type pages struct {
	*Service
	draw *page.Pages
	desk *desk.Desk
}

// Mount gives results their pages and the public its open data.
func (s *Service) Mount(m *web.Mux, p *page.Pages, d *desk.Desk) {
	w := &pages{s, p, d}
	d.Mount(s.Results, desk.Under("抽检检验"), desk.OwnDetail(), desk.ByRegion(place.Regions), desk.Several(several), desk.Draw(cell), desk.Shortcuts(shortcuts...))
	w.mountTasks(m)
	w.mountSamples(m)
	w.mountTake(m)
	w.mountCommands(m)
	m.Handle("GET /desk/sampling-result/{id}", web.Right("sampling.result.view"), w.detail)
	m.Handle("GET /desk/sampling-result/{id}/do/{action}", web.Right("sampling.result.view"), w.ask)
	m.Handle("POST /desk/sampling-result/batch", web.AnyRight("sampling.result.check", "sampling.result.publish"), w.batch)
	m.Handle("POST /desk/sampling-result/{id}/notice", web.Right("sampling.result.publish"), w.issueNotice)
	m.Handle("GET /desk/sampling-bulletin", web.Right("sampling.result.publish"), w.bulletins)
	m.Handle("GET /desk/sampling-bulletin/draft", web.Right("sampling.result.publish"), w.draftBulletin, web.Rate(30, 10))
	m.Handle("POST /desk/sampling-bulletin", web.Right("sampling.result.publish"), w.issueBulletin)
	m.Handle("GET /data/sampling.csv", web.Public(), s.openCSV, web.Rate(30, 10), web.Stream())
	m.Handle("GET /data/sampling.json", web.Public(), s.openJSON, web.Rate(30, 10))
}

// shortcuts are what the posts look for: those who oversee what failed, each of the three hands what waits for it.
var shortcuts = []desk.Shortcut{
	{Label: "全部", Put: map[string]string{"conclusion": "", "state": ""}},
	{Label: "不合格", Put: map[string]string{"conclusion": string(Fail), "state": ""}},
	{Label: "待审核", Put: map[string]string{"conclusion": "", "state": string(Drafted)}},
	{Label: "待公示", Put: map[string]string{"conclusion": "", "state": string(Checked)}},
	{Label: "已公示", Put: map[string]string{"conclusion": "", "state": string(Published)}},
}

// several are the things that may be done with many results at once.
func several(c *web.Ctx) *page.Batch {
	b := &page.Batch{Action: "/desk/sampling-result/batch"}
	for _, a := range []struct{ action, label string }{{ActCheck, "审核通过"}, {ActPublish, "公示"}} {
		if c.Actor.May(rightOf[a.action]) {
			b.Acts = append(b.Acts, page.Act{Label: a.label, Name: "action", Value: a.action})
		}
	}
	if len(b.Acts) == 0 {
		return nil
	}
	return b
}

// cell draws conclusions and states as lamps.
func cell(_ *web.Ctx, name string, v record.Cell) any {
	switch name {
	case "conclusion":
		return conclusionLamp(Conclusion(v.Value))
	case "state":
		return stateLamp(State(v.Value))
	}
	return nil
}

func conclusionLamp(c Conclusion) page.Lamp {
	l := page.Lamp{Text: label(Conclusions, string(c))}
	switch c {
	case Pass:
		l.Tone = page.OK
	case Fail:
		l.Tone = page.Late
	case Unjudged:
	}
	return l
}

func stateLamp(s State) page.Lamp {
	l := page.Lamp{Text: label(States, string(s)), Tone: page.Near}
	switch s {
	case Published:
		l.Tone = page.OK
	case Withdrawn:
		l.Tone = page.Shut
	case Returned:
		l.Tone = page.Late
	case Drafted, Checked:
	}
	return l
}
