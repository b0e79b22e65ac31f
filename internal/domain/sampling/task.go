package sampling

import (
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// KindTask names tasks in rights, scopes, journal and flows.
const KindTask = "sampling.task"

// TaskState is where a task stands; flowtask.go has the table.
type TaskState string

// The states of a task.
const (
	TaskAssigned  TaskState = "assigned"
	TaskAccepted  TaskState = "accepted"
	TaskDone      TaskState = "done"
	TaskReturned  TaskState = "returned"
	TaskCancelled TaskState = "cancelled"
)

// How the place of sampling of a task is found.
const (
	PlaceOpen  = "open"  // the team chooses among the businesses of the region at random on the spot
	PlaceNamed = "named" // a business was named, with the reason in the note
	PlaceDrawn = "drawn" // drawn by the platform; see Draw
)

// What people choose from.
var (
	TaskStates = []form.Choice{{Value: "assigned", Label: "待接受"}, {Value: "accepted", Label: "抽样中"}, {Value: "done", Label: "已完成"}, {Value: "returned", Label: "已退回"}, {Value: "cancelled", Label: "已取消"}}
	PlaceWays  = []form.Choice{{Value: PlaceOpen, Label: "现场随机选取"}, {Value: PlaceNamed, Label: "指定被抽样单位"}, {Value: PlaceDrawn, Label: "系统随机抽取"}}
	Roles      = []form.Choice{{Value: "lead", Label: "组长"}, {Value: "member", Label: "组员"}}
	Statements = []form.Choice{{Value: "none", Label: "无利害关系"}, {Value: "interest", Label: "有利害关系，须回避"}}
)

// A Task sends a team out for so many samples of one category, at one stage, in one region, until a day.
//
// State, Taken and everything about the draw are set by the platform.
type Task struct {
	record.Meta
	Title          string
	Plan, Cell     string // the plan and its cell, where the task was made from them
	Purpose        Purpose
	Category       string
	Stage          string
	Tests          string // items to be tested, separated by 、
	Count          int64  // samples wanted
	Taken          int64  // samples taken and not rejected
	Due            string // last day
	Laboratory     string // id of the laboratory
	LaboratoryName string
	How            string // PlaceOpen, PlaceNamed, PlaceDrawn
	Trade          operator.Trade
	Operator       string
	Seed           string // of the draw, hexadecimal
	Candidates     int64  // how many businesses the draw was among
	CandidateHash  string // SHA-256 of their ids, one a line, ascending
	DrawnAt        string
	Note           string
	Team           []Member
	State          TaskState
}

// A Member is one person of a team, with what they declared before going out.
type Member struct {
	Person    string // account
	Name      string
	Role      string
	Statement string // none: declared to have no interest in the business or the laboratory
	Declared  string // instant of the declaration
}

// Fields binds what people see and fill in.
func (m *Member) Fields(f *form.Fields) {
	f.Text("person", "人员", &m.Person).Required().Max(120).Hint("姓名或登录名")
	f.Text("name", "姓名", &m.Name).Max(60).Derived()
	form.Choose(f, "role", "分工", &m.Role, Roles)
	form.Choose(f, "statement", "利害关系声明", &m.Statement, Statements).Hint("与被抽样单位、承检机构有利害关系的须回避")
	f.Text("declared", "声明时间", &m.Declared).Max(30).Derived()
}

// Fields binds what people see and fill in.
func (t *Task) Fields(f *form.Fields) {
	f.Section("任务")
	f.Text("title", "任务名称", &t.Title).Max(120).InList().Hint("留空则按地区、类别和环节命名")
	form.Choose(f, "purpose", "抽检类型", &t.Purpose, Purposes).Required().Filter().InList()
	form.Choose(f, "category", "食品类别", &t.Category, operator.Categories).Required().Filter().InList()
	form.Choose(f, "stage", "抽样环节", &t.Stage, Stages).Required().Filter().InList()
	f.Ref("region", "抽样地区", &t.Region, place.Regions).Required().InList()
	f.Int("count", "批次", &t.Count).Required().Min(1).Max(9999).InList()
	f.Int("taken", "已抽", &t.Taken).Derived().InList()
	f.Day("due", "完成期限", &t.Due).Required().Filter().InList()
	f.Note("tests", "检验项目", &t.Tests).Max(2000).Hint("用顿号隔开")
	f.Text("laboratory_name", "承检机构", &t.LaboratoryName).Max(120)
	f.Text("laboratory", "承检机构编号", &t.Laboratory).Max(64)
	f.Text("plan", "计划", &t.Plan).Max(64).Derived()
	f.Text("cell", "计划单元", &t.Cell).Max(120).Derived()
	f.Section("抽样地点")
	form.Choose(f, "how", "确定方式", &t.How, PlaceWays)
	form.Choose(f, "trade", "业态", &t.Trade, operator.Trades).Hint("系统随机抽取时只在这类业态中抽")
	f.Ref("operator", "被抽样单位", &t.Operator, operator.Source).Filter()
	f.Text("seed", "抽取种子", &t.Seed).Max(64).Derived()
	f.Int("candidates", "候选单位数", &t.Candidates).Derived()
	f.Text("candidate_hash", "候选名单摘要", &t.CandidateHash).Max(64).Derived()
	f.Text("drawn_at", "抽取时间", &t.DrawnAt).Max(30).Derived()
	f.Note("note", "说明", &t.Note).Max(1000)
	f.Section("抽样人员")
	form.Lines(f, "team", "抽样人员", &t.Team).Required().Min(2).Max(8)
	form.Choose(f, "state", "状态", &t.State, TaskStates).Derived().Filter().InList()
}

// Open reports whether samples may still be wanted.
func (t *Task) Open() bool { return t.State == TaskAssigned || t.State == TaskAccepted }

// Has reports whether the actor is of the team, in person or for somebody they act for.
func (t *Task) Has(a *access.Actor) bool {
	for _, m := range t.Team {
		if a.Is(m.Person) {
			return true
		}
	}
	return false
}

// taskScopes are the team and the laboratory, besides the region.
func taskScopes(t *Task) []access.Scope {
	var out []access.Scope
	if t.Laboratory != "" {
		out = append(out, access.Laboratory(t.Laboratory))
	}
	return out
}
