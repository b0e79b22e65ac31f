package limit

import (
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	const plan = "n=5,c=2,m=10²,M=10³CFU/g"
	tests := []struct {
		limit, result string
		mode          Mode
		want          Verdict
		says          string
	}{
		{"≤0.5mg/kg", "0.55mg/kg", Full, Fail, "检验结果 0.55 mg/kg 大于限量 0.5 mg/kg（全数值比较）"},
		{"≤0.5mg/kg", "0.54mg/kg", Rounded, Pass, "修约为 0.5 mg/kg"},
		{"≤0.5mg/kg", "0.55mg/kg", Rounded, Fail, "修约为 0.6 mg/kg"},
		{"≤0.50mg/kg", "0.505mg/kg", Rounded, Pass, "修约为 0.50 mg/kg"},
		{"≤0.5mg/kg", "549μg/kg", Full, Fail, "换算为 0.549 mg/kg"},
		{"≤0.5mg/kg", "549μg/kg", Rounded, Pass, "修约为 0.5 mg/kg"},
		{"≤1.0×10³CFU/g", "1049CFU/g", Rounded, Pass, "修约为 1000 CFU/g"},
		{"≤10³CFU/g", "1001CFU/g", Rounded, Fail, "大于限量"},
		{"≤15mg/100g", "47.1mg/100g", "", Fail, "大于限量"},
		{"≤15mg/100g", "149mg/kg", Full, Pass, "14.9 mg/100g"},
		{"≤0.25g/100g", "0.3%", Full, Fail, "0.3 g/100g"},
		{"≤1‰", "0.2%", Full, Fail, "2 ‰"},
		{"n=5,c=0,m=0CFU/250mL", "5,3,0,0,0CFU/250mL", Full, Fail, "多于 c=0"},
		{"≤1CFU/250mL", "2CFU/mL", Full, Unreadable, "不能换算"},
		{"≤0.050mg/100cm²", "0.09mg/dm²", Full, Fail, "大于限量"},
		{"≤0.050mg/100cm2", "0.4μg/cm2", Full, Pass, "0.04 mg/dm"},
		{"≤1mg/kg", "1mg/L", Full, Unreadable, "不能换算"},
		{"≤1mg/kg", "1mg/mL", Full, Unreadable, "不能换算"},
		{"≤100CFU/g", "10CFU/mL", Full, Unreadable, "不能换算"},
		{"≤100CFU/g(mL)", "10CFU/mL", Full, Pass, "不大于"},
		{"≤100CFU/g(mL)", "110CFU/g", Full, Fail, "大于"},
		{"≤3MPN/g", "3CFU/g", Full, Unreadable, "不能换算"},
		{"≤30MPN/100g", "0.2MPN/g", Full, Pass, "20 MPN/100g"},
		{"≤0.25g/100g", "19.7meq/kg", Full, Unreadable, "不能换算"},
		{"≤10mmol/kg", "10meq/kg", Full, Unreadable, "不能换算"},
		{"≤10kGy", "9999Gy", Full, Pass, "9.999 kGy"},
		{"≤500Bq/kg", "0.6Bq/g", Full, Fail, "600 Bq/kg"},
		{"≤1NTU", "0.9NTU", Full, Pass, "不大于"},
		{"0.02", "0.03", Full, Fail, "双方均未写单位"},
		{"≤0.02mg/kg", "0.03", Full, Unreadable, "没有写单位"},
		{"≤0.02", "0.03mg/kg", Full, Unreadable, "没有写单位"},
		{"6.0~9.0", "6.0", Full, Pass, "6.0～9.0 之内"},
		{"6.0~9.0", "9.1", Full, Fail, "大于限量 9.0"},
		{"6.0~9.0", "5.9", Full, Fail, "小于下限 6.0"},
		{"-0.560~-0.500℃", "-0.51℃", Full, Pass, "之内"},
		{"-0.560~-0.500", "-0.57", Full, Fail, "小于下限"},
		{"≤-18℃", "-17.9℃", Full, Fail, "大于限量"},
		{"≤0.5", "-0.1", Full, Unreadable, "负数"},
		{"≥20.0g/100g", "19.96g/100g", Full, Fail, "小于下限"},
		{"≥20.0g/100g", "19.96g/100g", Rounded, Pass, "不小于下限"},
		{"<5", "5", Full, Fail, "不小于限量"},
		{">5", "5", Full, Fail, "不大于下限"},
		{">5", "5.1", Full, Pass, "大于下限"},
		{"≤0.05", "<0.01", Full, Pass, "不大于"},
		{"≤0.05", "<0.05", Full, Pass, "不大于"},
		{"≤0.05", "<0.1", Full, Unreadable, "不能判断"},
		{"≤0.05", "<0.054", Rounded, Pass, "不大于"},
		{"≤0.05", "≤0.05", Full, Pass, "不大于"},
		{"<0.05", "≤0.05", Full, Unreadable, "不能判断"},
		{"≤0.05", ">0.05", Full, Fail, "大于限量"},
		{"≤0.05", ">0.04", Full, Unreadable, "不能判断"},
		{"≥5", "<5", Full, Fail, "小于下限"},
		{"≥5", ">5", Full, Pass, "不小于"},
		{"≥5", "<6", Full, Unreadable, "不能判断"},
		{"≤0.05mg/kg", "<0.01", Full, Unreadable, "没有写单位"},
		{"≤0.05mg/kg", "未检出", Full, Pass, "未检出"},
		{"≥20mg/kg", "未检出", Full, Fail, "小于下限"},
		{"≤0.05mg/kg", "未检出(检出限0.1mg/kg)", Full, Unreadable, "检出限 0.1 mg/kg"},
		{"≤0.05mg/kg", "未检出(检出限10μg/kg)", Full, Pass, "0.010 mg/kg"},
		{"≤0.05mg/kg", "检出", Full, Unreadable, "没有数值"},
		{"≤0.05mg/kg", "0.01,0.02mg/kg", Full, Unreadable, "多个数值"},
		{"不得检出", "12μg/kg", Full, Fail, "已检出"},
		{"不得检出", "0.0", Full, Pass, "按未检出计"},
		{"不得检出", "-0.1", Full, Unreadable, "负数"},
		{"不得检出", "<0.01mg/kg", Full, Pass, "按未检出计"},
		{"不得检出", ">5", Full, Fail, "已检出"},
		{"不得检出", "≤0.01", Full, Unreadable, "未说明"},
		{"不得检出", "82/8", Full, Unreadable, "斜线"},
		{"不得使用", "检出", Full, Fail, "不符合"},
		{"禁止使用", "ND", Full, Pass, "符合"},
		{"0/25g", "未检出/25g", Full, Pass, "符合"},
		{"0/25g", "检出/25g", Full, Fail, "不符合"},
		{"0/25g", "未检出/10g", Full, Unreadable, "取样量"},
		{"暂无标准值", "0.3", Full, NoLimit, "暂无标准值"},
		{"", "0.3", Full, NoLimit, "未规定限量"},
		{"暂无标准值", "82/8", Full, Unreadable, "斜线"},
		{"按生产需要适量使用", "3g/kg", Full, NoLimit, "适量"},
		{"≤0.5", "0.4", "nearly", Unreadable, "比较方式"},
		{plan, "10,20,<10,150,90CFU/g", Full, Pass, "大于 m=10² CFU/g 的有 1 个，不多于 c=2"},
		{plan, "10,120,200,150,90CFU/g", Full, Fail, "多于 c=2"},
		{plan, "10,20,1001,15,90CFU/g", Full, Fail, "大于 M=10³"},
		{plan, "1001CFU/g", Full, Fail, "大于 M=10³"},
		{plan, "500CFU/g", Full, Unreadable, "要求 5 个样品"},
		{plan, "10CFU/g", Full, Unreadable, "要求 5 个样品"},
		{plan, "120,130,140CFU/g", Full, Fail, "多于 c=2"},
		{plan, "1,2,3,4,5,6CFU/g", Full, Unreadable, "多于采样方案"},
		{plan, "10,20,<10,150,90", Full, Unreadable, "没有写单位"},
		{plan, "10,20,<10,150,90CFU/mL", Full, Unreadable, "不能换算"},
		{plan, "10,20,<300,150,110CFU/g", Full, Unreadable, "不是确定"},
		{plan, "10,20,<300,150,10CFU/g", Full, Pass, "不多于 c=2"}, // <300 may lie above m, but then only two do
		{plan, "未检出,未检出,未检出,未检出,未检出", Full, Pass, "有 0 个"},
		{"n=5,c=0,m=0/25g", "未检出,未检出,未检出,未检出,未检出", Full, Pass, "有 0 个"},
		{"n=5,c=0,m=0/25g", "0/25g,0/25g,0/25g,0/25g,检出/25g", Full, Fail, "1 个检出（m=0/25g）"},
		{"n=5,c=0,m=0/25g", "检出", Full, Fail, "1 个检出（m=0/25g）"},
		{"n=5,c=0,m=0/25g", "未检出/10g", Full, Unreadable, "取样量"},
		{"n=5,c=1,m=10,M=100CFU/g", "检出,1,1,1,1CFU/g", Full, Unreadable, "不是确定"},
	}
	for _, tt := range tests {
		j := Judge(tt.limit, tt.result, tt.mode)
		if j.Verdict != tt.want || !strings.Contains(j.Zh, tt.says) || j.En == "" {
			t.Errorf("%q by %q (%s): %s, want %s (%s)\n  %s\n  %s", tt.result, tt.limit, tt.mode, j.Verdict, tt.want, tt.says, j.Zh, j.En)
		}
	}
}

// TestProductionDay: a food is judged by the standard valid on the day it was made.
func TestProductionDay(t *testing.T) {
	book, faults := NewBook([]Rule{
		{ID: "old", Category: "稻谷", Item: "镉", Text: "≤0.2mg/kg", Basis: "GB 2762-2017", ValidFrom: "2017-09-17", ValidTo: "2023-06-29"},
		{ID: "new", Category: "稻谷", Item: "镉", Text: "≤0.1mg/kg", Basis: "GB 2762-2022", Clause: "表 2", ValidFrom: "2023-06-30"},
		{ID: "a", Category: "茶叶", Item: "铅", Text: "≤5.0mg/kg", Basis: "GB 2762-2017", ValidFrom: "2017-09-17"},
		{ID: "b", Category: "茶叶", Item: "铅", Text: "≤5.0mg/kg", Basis: "GB 2762-2022", ValidFrom: "2023-06-30"},
		{ID: "bad text", Text: "≤0/1g/kg", ValidFrom: "2023-06-30"},
		{ID: "bad day", Text: "≤1", ValidFrom: "2023-6-30"},
		{ID: "backwards", Text: "≤1", ValidFrom: "2023-06-30", ValidTo: "2023-06-29"},
		{ID: "bad mode", Text: "≤1", ValidFrom: "2023-06-30", Mode: "x"},
	})
	if len(faults) != 4 {
		t.Fatalf("faults: %v", faults)
	}
	tests := []struct{ category, item, day, id, why string }{
		{"稻谷", "镉", "2023-06-29", "old", ""},
		{"稻谷", "镉", "2023-06-30", "new", ""},
		{"稻谷", "镉", "2017-09-16", "", "没有有效"},
		{"稻谷", "铅", "2023-06-30", "", "没有“稻谷”"},
		{"茶叶", "铅", "2022-01-01", "a", ""},
		{"茶叶", "铅", "2024-01-01", "", "同时有"},
		{"稻谷", "镉", "2023/6/30", "", "不是有效日期"},
		{"稻谷", "镉", "", "", "不是有效日期"},
	}
	for _, tt := range tests {
		e, why := book.On(tt.category, tt.item, tt.day)
		switch {
		case tt.id != "" && (e == nil || e.Rule.ID != tt.id):
			t.Errorf("%v: %v %v", tt, e, why)
		case tt.id == "" && (why == nil || !strings.Contains(why.Zh, tt.why)):
			t.Errorf("%v: %v %v", tt, e, why)
		}
	}
	r, _ := ParseResult("0.15mg/kg")
	before, _ := book.On("稻谷", "镉", "2023-06-29")
	after, _ := book.On("稻谷", "镉", "2023-06-30")
	if before.Judge(r).Verdict != Pass || after.Judge(r).Verdict != Fail {
		t.Error("the same result must pass by the old standard and fail by the new one")
	}
}
