package sampling

import (
	"net/http"

	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/fault"
	"shian/internal/kit/form"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// mountTasks gives tasks their pages.
func (w *pages) mountTasks(m *web.Mux) {
	w.desk.Mount(w.Tasks, desk.Under("抽检检验"), desk.ByRegion(place.Regions), desk.Draw(taskCell), desk.Without("laboratory", "plan", "cell"), desk.Beside(w.besideTask), desk.Shortcuts(
		desk.Shortcut{Label: "全部", Put: map[string]string{"state": ""}}, desk.Shortcut{Label: "待接受", Put: map[string]string{"state": string(TaskAssigned)}},
		desk.Shortcut{Label: "抽样中", Put: map[string]string{"state": string(TaskAccepted)}}, desk.Shortcut{Label: "已退回", Put: map[string]string{"state": string(TaskReturned)}}))
	m.Handle("GET /desk/sampling-task/{id}/do/{action}", web.Right("sampling.task.view"), w.askTask)
	m.Handle("GET /desk/sampling-task/{id}/declare", web.Right(rightTake), w.declare)
	m.Handle("POST /desk/sampling-task/{id}/declare", web.Right(rightTake), w.declare)
}

func taskCell(_ *web.Ctx, name string, v record.Cell) any {
	if name != "state" {
		return nil
	}
	return taskLamp(TaskState(v.Value))
}

func taskLamp(s TaskState) page.Lamp {
	l := page.Lamp{Text: label(TaskStates, string(s)), Tone: page.Near}
	switch s {
	case TaskDone:
		l.Tone = page.OK
	case TaskReturned:
		l.Tone = page.Late
	case TaskCancelled:
		l.Tone = page.Shut
	case TaskAssigned, TaskAccepted:
	}
	return l
}

// besideTask adds to a task's page where it stands, what may be done, and its samples.
func (w *pages) besideTask(c *web.Ctx, d *record.Draft) ([]page.Act, []any, error) {
	acts, body, err := w.course(c, KindTask, d.ID, taskActions)
	if err != nil {
		return nil, nil, err
	}
	t, err := w.Tasks.Get(c.Context(), d.ID)
	if err != nil {
		return nil, nil, err
	}
	if t.State == TaskAccepted && t.Has(c.Actor) && c.Actor.May(rightTake) {
		acts = append([]page.Act{{Label: "抽一个样", Href: "/desk/take?task=" + t.ID, Tone: "main"}}, acts...)
	}
	if t.Open() && t.Has(c.Actor) && c.Actor.May(rightTake) {
		acts = append(acts, page.Act{Label: "声明利害关系", Href: w.Tasks.Href(t.ID) + "/declare"})
	}
	if !c.Actor.May("sampling.sample.view") {
		return acts, body, nil
	}
	found, err := w.desk.Part(c, w.Samples, record.Query{Filter: map[string]string{"task": t.ID}, Limit: 100})
	if err != nil {
		return nil, nil, err
	}
	return acts, append([]any{page.Panel{Title: "已抽样品", Note: page.Say("应抽 {1} 批次，已抽 {2} 批次", t.Count, t.Taken), Flush: true, Body: []any{found}}}, body...), nil
}

// taskActions are the steps of a task in the order of the buttons.
var taskActions = []string{ActAccept, ActFinish, ActReassign, ActReopen, ActSendBack, ActDrop}

// declare is the page on which one of a team says whether they have an interest.
func (w *pages) declare(c *web.Ctx) error {
	t, err := w.Tasks.Get(c.Context(), c.Path("id"))
	if err != nil {
		return err
	}
	v := page.View{Title: "声明利害关系", Lead: "与被抽样单位、承检机构有利害关系的人员须回避；声明记入任务，本人负责。", Crumbs: []page.Link{{Label: "抽检检验"}, {Label: "抽样任务", Href: w.Tasks.Address()}, {Label: t.Title, Href: w.Tasks.Href(t.ID), Own: true}}}
	statement, reason := "none", ""
	if c.R.Method == http.MethodPost {
		posted, err := c.Form()
		if err != nil {
			return err
		}
		statement, reason = posted.Get("statement"), form.Clean(posted.Get("reason"), false)
		err = w.Declare(c.Context(), t.ID, statement == "interest", reason)
		if err == nil {
			return c.Redirect(w.Tasks.Href(t.ID), c.T("声明已记录"))
		}
		f := fault.Of(err)
		if f.Kind == fault.KindInternal {
			return err
		}
		c.Code(f.Status())
		v.Notice = &page.Notice{Tone: page.Late, Text: f.Text(c.Lang()), Own: true}
	}
	v.Data = page.Form{Sections: []page.Section{{Inputs: []page.Input{
		{Name: "statement", Label: "利害关系声明", Kind: form.KindChoice, Value: statement, Needed: true, Choices: []page.Choice{{Value: "none", Label: "无利害关系"}, {Value: "interest", Label: "有利害关系，须回避"}}},
		{Name: "reason", Label: "说明", Kind: form.KindText, Value: reason, Wide: true, Max: 400, Help: "有利害关系的，说明是什么关系"}}}},
		Acts: []page.Act{{Label: "取消", Href: w.Tasks.Href(t.ID)}, {Label: "声明", Tone: "main", Name: "_save", Value: "1"}}}
	return w.draw.Render(c, "desk.form", v)
}
