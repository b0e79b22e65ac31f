package sampling

import (
	"shian/internal/domain/place"
	"shian/internal/kit/desk"
	"shian/internal/kit/page"
	"shian/internal/kit/record"
	"shian/internal/kit/web"
)

// mountTasks gives tasks their pages.
func (w *pages) mountTasks(m *web.Mux) {
	w.desk.Mount(w.Tasks, desk.Under("抽检检验"), desk.ByRegion(place.Regions), desk.Draw(taskCell), desk.Without("laboratory", "plan", "cell"), desk.Beside(w.besideTask), desk.Shortcuts(
		desk.Shortcut{Label: "全部", Put: map[string]string{"state": ""}}, desk.Shortcut{Label: "待接受", Put: map[string]string{"state": string(TaskAssigned)}},
		desk.Shortcut{Label: "抽样中", Put: map[string]string{"state": string(TaskAccepted)}}, desk.Shortcut{Label: "已退回", Put: map[string]string{"state": string(TaskReturned)}}))
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
	return w.course(c, KindTask, d.ID, taskLabels)
}

// taskLabels are the actions of a task in the order of the buttons.
var taskLabels = []string{ActAccept, ActFinish, ActReassign, ActReopen, ActSendBack, ActDrop}
