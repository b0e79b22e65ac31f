package limit

import (
	"strings"
	"testing"
)

func TestParseLimit(t *testing.T) {
	tests := []struct {
		text  string
		kind  Kind
		shown string // of a bound
		note  string
	}{
		{"≤0.5mg/kg", Bound, "≤0.5 mg/kg", ""},
		{"  ≤ ０．５ ｍｇ／ｋｇ ", Bound, "≤0.5 mg/kg", ""},
		{"<=0.5 MG/KG", Bound, "≤0.5 mg/kg", ""},
		{"0.5 mg/kg", Bound, "≤0.5 mg/kg", ""},
		{"≤0.0500mg/kg", Bound, "≤0.0500 mg/kg", ""},
		{"＜0.5", Bound, "<0.5", ""},
		{"≥20g/100g", Bound, "≥20 g/100g", ""},
		{"不得超过0.1g/kg", Bound, "≤0.1 g/kg", ""},
		{"0.1g/kg以下", Bound, "≤0.1 g/kg", ""},
		{"≤1.5×10⁴CFU/g", Bound, "≤1.5×10⁴ CFU/g", ""},
		{"≤10^4 cfu/g", Bound, "≤10⁴ CFU/g", ""},
		{"≤10⁻³mg/L", Bound, "≤10⁻³ mg/L", ""},
		{"≤100CFU/g（mL）", Bound, "≤100 CFU/g(mL)", ""},
		{"(以恩诺沙星与环丙沙星之和计)(≤100μg/kg)", Bound, "≤100 μg/kg", "以恩诺沙星与环丙沙星之和计"},
		{"(以恩诺沙星与环丙沙星之和计)(μg/kg)(≤100)", Bound, "≤100 μg/kg", "以恩诺沙星与环丙沙星之和计"},
		{"以恩诺沙星与环丙沙星之和计≤100ug/kg", Bound, "≤100 μg/kg", "以恩诺沙星与环丙沙星之和计"},
		{"≤0.2（以Pb计）mg/kg", Bound, "≤0.2 mg/kg", "以Pb计"},
		{"(总量)(100µg/kg)", Bound, "≤100 μg/kg", "总量"},
		{"(2-甲基-4-氯)(≤0.05mg/kg)", Bound, "≤0.05 mg/kg", "2-甲基-4-氯"},
		{"≤0.5mg/kg(GB 2762-2022)", Bound, "≤0.5 mg/kg", "GB2762-2022"},
		{"6.0~9.0", Bound, "6.0～9.0", ""},
		{"pH 6.0-9.0", Bound, "6.0～9.0", ""},
		{"6.0 至 9.0", Bound, "6.0～9.0", ""},
		{"≥6.0且≤9.0", Bound, "6.0～9.0", ""},
		{"20mg/kg～30mg/kg", Bound, "20～30 mg/kg", ""},
		{"-0.500~-0.560℃", Bound, "-0.560～-0.500 ℃", ""},
		{"不得检出", Ban, "", ""},
		{"(不得检出μg/kg)", Ban, "", ""},
		{"（μg/kg）（不得检出）", Ban, "", ""},
		{"不得使用", Ban, "", ""},
		{"禁止使用", Ban, "", ""},
		{"不得检出/25g", Ban, "", ""},
		{"0/25g(mL)", Ban, "", ""},
		{"按生产需要适量使用", None, "", "按生产需要适量使用"},
		{"暂无标准值", None, "", "暂无标准值"},
		{"/", None, "", ""},
		{"——", None, "", ""},
		{"　", None, "", ""},
		{"n=5,c=2,m=10²,M=10³CFU/g", Plan, "", ""},
		{"n = 5，c = 2，m = 100CFU/g，M = 1000CFU/g", Plan, "", ""},
		{"n=5;c=2;m=10^2;M=1×10^3 (CFU/g)", Plan, "", ""},
		{"n=5,c=0,m=0/25g,M=-", Plan, "", ""},
		{"N=5 C=1 m=10 M=100 CFU/mL", Plan, "", ""},
	}
	for _, tt := range tests {
		l, err := ParseLimit(tt.text)
		if err != nil {
			t.Errorf("%q: %v", tt.text, err)
			continue
		}
		if l.Kind != tt.kind || l.Note != tt.note || l.Text != tt.text {
			t.Errorf("%q: kind %s note %q text %q", tt.text, l.Kind, l.Note, l.Text)
		}
		if l.Kind == Bound && l.shown() != tt.shown {
			t.Errorf("%q: read as %s, want %s", tt.text, l.shown(), tt.shown)
		}
	}
}

func TestSamplingPlanIsRead(t *testing.T) {
	tests := []struct {
		text         string
		n, c         int
		small, large string
		unit, amount string
	}{
		{"n=5,c=2,m=10²,M=10³CFU/g", 5, 2, "100", "1000", "CFU/g", ""},
		{"n=5,c=2,m=100CFU/g,M=5×10^4CFU/g", 5, 2, "100", "50000", "CFU/g", ""},
		{"n=5;c=1;m=10;M=100(CFU/mL)", 5, 1, "10", "100", "CFU/mL", ""},
		{"n=5,c=0,m=0/25g", 5, 0, "0", "", "", "25g"},
		{"n=3 c=0 m=0/100g M=—", 3, 0, "0", "", "", "100g"},
	}
	for _, tt := range tests {
		l, err := ParseLimit(tt.text)
		a := l.Sampling
		if err != nil || a.N != tt.n || a.C != tt.c || a.Accept.Decimal() != tt.small || a.Reject.Decimal() != tt.large || l.Unit.Name != tt.unit || l.Amount != tt.amount {
			t.Errorf("%q: %+v %v", tt.text, l, err)
		}
	}
}

// TestRefusedTexts: what cannot be read with certainty is refused, in both languages, with the reason that fits.
func TestRefusedTexts(t *testing.T) {
	limits := map[string]string{
		"≤0/1g/kg": "斜线", "82/8": "斜线", "Jan-82": "日期", "2019/10/15": "日期", "≤1 000mg/kg": "空格", "≤1,000mg/kg": "逗号",
		"≤1.77×103μg/kg": "上标", "≤5×3": "乘号", "≤.5": "数字", "≤5.": "小数点", "≤0.5.1": "多余", "≤007": "多余",
		"≤5ppm": "法定", "≤5斤/亩": "单位", "(≤100)(≤200)": "不止一个", "婴幼儿≤0.5mg/kg;其他≤1mg/kg": "不认识", "50(产蛋期禁用)": "不认识",
		"9.0~6.0": "大于上限", "≤1e999999999": "指数", "≤1e31": "指数", "(≤5": "括号", "≤5)": "括号", "≤-5mg/kg": "负数", "总量": "没有读到",
		"n=5,c=2,m=102,M=103CFU/g": "上标", "n=5,c=5,m=10,M=100": "个数", "n=5,m=10,M=100": "缺 c", "n=5,c=1,m=100,M=10": "大于 m",
		"n=5,c=1,m=10,m=100": "重复", "n=5,c=1,m=10CFU/g,M=100CFU/mL": "单位", "≤0.5mg/kg/25g": "单位", "0.5±0.1mg/kg": "±", "不得检出100": "单位",
		"≤" + strings.Repeat("9", 31): "30 位", strings.Repeat("啊", 300): "过长",
	}
	for text, why := range limits {
		if _, err := ParseLimit(text); err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), " / ") {
			t.Errorf("limit %.60q: %v, want %s", text, err, why)
		}
	}
	results := map[string]string{
		"82/8": "斜线", "1/77×103μg/kg": "斜线", "Jan-82": "日期", "82-Jan": "日期", "1月82日": "日期", "1.77×103μg/kg": "上标", "4.49×100μg/kg": "上标",
		"1 100μg/kg": "空格", "": "没有填写", "/": "没有填写", "不合格": "结论", "微量": "结论", "0.5±0.1": "±", "-3mg/kg": "负数", "-3(mg/kg)": "负数",
		"12foo": "单位", "5ppb": "法定", "82.8(恩诺沙星82/8)": "斜线", "1e999999999": "指数", "5mg/kg(μg/kg)": "两个单位", "<0": "小于 0",
		"10CFU/g,20": "没有写", "10,20CFU/g,Jan": "读不出", "未检出(检出限0)": "大于 0", "黄色": "读不出", "1.5×10-3": "上标",
	}
	for text, why := range results {
		if _, err := ParseResult(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("result %q: %v, want %s", text, err, why)
		}
	}
}

func TestParseResult(t *testing.T) {
	tests := []struct {
		text, shown string
		finding     Finding
		decimal     string
	}{
		{"0.0500", "0.0500", Measured, "0.0500"},
		{"1.77×10³μg/kg", "1.77×10³ μg/kg", Measured, "1770"},
		{"1.77×10^3 ug/kg", "1.77×10³ μg/kg", Measured, "1770"},
		{"1.77x10^3", "1.77x10³", Measured, "1770"},
		{"1.77E+03", "1.77E+03", Measured, "1770"},
		{"1.5×10 CFU/mL", "1.5×10 CFU/mL", Measured, "15"},
		{"248(μg/kg)", "248 μg/kg", Measured, "248"},
		{"(248μg/kg)", "248 μg/kg", Measured, "248"},
		{"<0.01mg/kg", "<0.01 mg/kg", Measured, "0.01"},
		{">300CFU/g", ">300 CFU/g", Measured, "300"},
		{"检出，0.5mg/kg", "0.5 mg/kg", Measured, "0.5"},
		{"检出0.5mg/kg", "0.5 mg/kg", Measured, "0.5"},
		{"82.8μg/kg(恩诺沙星未检出<5；环丙沙星82.8)", "82.8 μg/kg", Measured, "82.8"},
		{"未检出", "未检出", NotDetected, ""},
		{"ND", "未检出", NotDetected, ""},
		{"＜LOD", "未检出", NotDetected, ""},
		{"未检出/25g", "未检出", NotDetected, ""},
		{"未检出(<0.01mg/kg)", "未检出（检出限 0.01 mg/kg）", NotDetected, "0.01"},
		{"未检出，检出限：0.01mg/kg", "未检出（检出限 0.01 mg/kg）", NotDetected, "0.01"},
		{"检出", "检出", Detected, ""},
		{"-1℃", "-1 ℃", Measured, "-1"},
	}
	for _, tt := range tests {
		r, err := ParseResult(tt.text)
		if err != nil || r.Finding != tt.finding || r.shown() != tt.shown || r.Number.Decimal() != tt.decimal || r.Text != tt.text {
			t.Errorf("%q: %s %s %q, %v", tt.text, r.Finding, r.shown(), r.Number.Decimal(), err)
		}
	}
	r, err := ParseResult("10,20,<10,150,90CFU/g")
	if err != nil || len(r.Samples) != 5 || r.Samples[0].Unit.Name != "CFU/g" || r.Samples[2].Op != "<" {
		t.Errorf("five samples: %+v %v", r, err)
	}
}
