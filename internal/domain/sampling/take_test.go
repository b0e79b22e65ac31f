package sampling_test

import (
	"testing"

	"shian/internal/kit/desk/desktest"
	"shian/internal/kit/record"
)

// A sampler's phone: each step is a page that is kept, wrong input comes back, the sheet is made once.
func TestASheetStepByStep(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.web()
		job := h.underWay(t, 2)
		id := "01977c1e-6c7a-7000-8000-0000000000aa"
		at := "/desk/take/" + id
		task := "/desk/sampling-task/" + job.ID
		s.Try(t, []desktest.Scenario{
			{Name: "task", As: "taker", Method: "GET", URL: task, Status: 200, Has: []string{"/desk/take?task=" + job.ID, "已抽样品", "时限"}},
			{Name: "tasks of a laboratory", As: "analyst", Method: "GET", URL: task, Status: 200, Lacks: []string{"抽一个样"}},
			{Name: "declaring", As: "taker", Method: "GET", URL: task + "/declare", Status: 200, Has: []string{"无利害关系"}},
			{Name: "start", As: "taker", Method: "GET", URL: "/desk/take", Status: 200, Has: []string{job.Title}},
			{Name: "start without the right", As: "lead", Method: "GET", URL: "/desk/take", Status: 403},
			{Name: "begin", As: "taker", Method: "POST", URL: "/desk/take?task=" + job.ID, Body: posted("id", id), Status: 303, Location: at},
			{Name: "another's draft", As: "mate", Method: "GET", URL: at, Status: 404},
			{Name: "first step", As: "taker", Method: "GET", URL: at + "?step=1", Status: 200, Has: []string{"下一步", `value="taker"`}},
			{Name: "first step kept", As: "taker", Method: "POST", URL: at + "?step=1", Body: posted("task", job.ID, "purpose", "supervision", "stage", "distribution", "sampled", "2026-05-18", "region", "620102",
				"takers.0.person", "taker", "takers.1.person", "mate", "_next", "1"), Status: 303, Location: at + "?step=2"},
			{Name: "no such code", As: "taker", Method: "POST", URL: at + "?step=2", Body: posted("scan", "没有这家", "operator_name", "示例超市", "_scan", "1"), Status: 404, Has: []string{"没有找到", "示例超市"}},
			{Name: "business", As: "taker", Method: "POST", URL: at + "?step=2", Body: posted("operator_name", "示例超市", "_next", "1"), Status: 303, Location: at + "?step=3"},
			{Name: "no food", As: "taker", Method: "POST", URL: at + "?step=3", Body: posted("food", "", "_next", "1"), Status: 200, Has: []string{"样品名称", "errors"}},
			{Name: "food", As: "taker", Method: "POST", URL: at + "?step=3", Body: posted("food", "韭菜", "made", "2026-05-17", "_next", "1"), Status: 303, Location: at + "?step=4"},
			{Name: "seals", As: "taker", Method: "POST", URL: at + "?step=4", Body: posted("price", "3.5", "bought", "4", "unit", "kg", "parts.0.part", "test", "parts.0.quantity", "2", "parts.0.unit", "kg", "parts.0.seal", "F1",
				"parts.1.part", "spare", "parts.1.quantity", "2", "parts.1.unit", "kg", "parts.1.seal", "F2", "_next", "1"), Status: 303, Location: at + "?step=5"},
			{Name: "neither signed nor refused", As: "taker", Method: "POST", URL: at + "?step=5", Body: posted("laboratory_name", "示例检验所", "laboratory", "lab1", "_next", "1"), Status: 422, Has: []string{"记为拒绝签字"}},
			{Name: "sent in", As: "taker", Method: "POST", URL: at + "?step=5", Body: posted("refused", "true", "refused_why", "不在场", "witness", "网格员", "laboratory_name", "示例检验所", "laboratory", "lab1", "_next", "1"), Status: 303, Location: "/desk/sampling-sample/" + id},
			{Name: "sent in again", As: "taker", Method: "POST", URL: at + "?step=5", Body: posted("_next", "1"), Status: 303, Location: "/desk/sampling-sample/" + id},
			{Name: "sheet", As: "taker", Method: "GET", URL: "/desk/sampling-sample/" + id, Status: 200, Has: []string{"样品流转", "/hand/send", "现场抽样送达承检机构"}},
			{Name: "hand over", As: "taker", Method: "GET", URL: "/desk/sampling-sample/" + id + "/hand/send", Status: 200, Has: []string{"封条", "温度"}},
			{Name: "no temperature", As: "taker", Method: "POST", URL: "/desk/sampling-sample/" + id + "/hand/send", Body: posted("sealed", "yes", "temperature", "很冷"), Status: 422, Has: []string{"应为数字"}},
			{Name: "handed over", As: "taker", Method: "POST", URL: "/desk/sampling-sample/" + id + "/hand/send", Body: posted("sealed", "yes"), Status: 303, Location: "/desk/sampling-sample/" + id},
			{Name: "received", As: "analyst", Method: "POST", URL: "/desk/sampling-sample/" + id + "/hand/receive", Body: posted("sealed", "no"), Status: 303, Location: "/desk/sampling-sample/" + id},
			{Name: "its chain", As: "analyst", Method: "GET", URL: "/desk/sampling-sample/" + id, Status: 200, Has: []string{"封条破损", "analyst 签收"}},
		})
		if found, err := h.Samples.List(as(t, taker), record.Query{}); err != nil || found.Total != 1 {
			t.Errorf("%d sheets, %v", found.Total, err)
		}
	})
}
