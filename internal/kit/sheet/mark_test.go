package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestMatchSaysWhatIsWrongWithTheHeadings(t *testing.T) {
	cols := []Column{{Name: "产品名称", Aliases: []string{"抽检产品", "样品名称"}, Required: true}, {Name: "生产企业", Aliases: []string{"生产厂家"}, Required: true}, {Name: "检验结果"}, {Name: "Batch No"}}
	for _, c := range []struct {
		name, header, found, problems string
	}{
		{"as wanted", "产品名称|生产企业|检验结果|Batch No", "0 1 2 3", ""},
		{"aliases and dress", " 抽检\n产品＊ |生产厂家（必填）|ＢＡＴＣＨ no：", "0 1 - 2", ""},
		{"missing", "检验结果", "- - 0 -", "缺少“产品名称”|缺少“生产企业”"},
		{"misspelt", "产品名|生产企业", "- 1 - -", "“产品名”是否就是它|!不认识“产品名”列，其内容不会导入；是否为“产品名称”？"},
		{"twice", "产品名称|生产企业|样品名称", "0 1 - -", "C:重复（A 列已有）"},
		{"unknown", "产品名称|生产企业|天气||错误", "0 1 - -", "!C:不认识“天气”"},
	} {
		found, ps := Match(strings.Split(c.header, "|"), cols)
		var f []string
		for _, col := range cols {
			if i, ok := found[col.Name]; ok {
				f = append(f, string(rune('0'+i)))
			} else {
				f = append(f, "-")
			}
		}
		if got := strings.Join(f, " "); got != c.found {
			t.Errorf("%s: found %s, want %s", c.name, got, c.found)
		}
		var want []string
		if c.problems != "" {
			want = strings.Split(c.problems, "|")
		}
		if len(ps) != len(want) {
			t.Errorf("%s: %v, want %v", c.name, ps, want)
			continue
		}
		for i, p := range ps {
			w, warning := strings.CutPrefix(want[i], "!")
			if at, rest, ok := strings.Cut(w, ":"); ok {
				if w = rest; p.Where() != at {
					t.Errorf("%s: at %s, want %s", c.name, p.Where(), at)
				}
			}
			if !strings.Contains(p.Zh, w) || p.En == "" || p.Warning != warning {
				t.Errorf("%s: %+v, want %s", c.name, p, want[i])
			}
		}
	}
}

func TestMarkedSheetIsThePersonsOwn(t *testing.T) {
	const table = "2024年汇总\n\n名称,结果\n牛肉面,x\n\n凉皮,0.0500\n"
	cols := []Column{{Name: "名称", Required: true}, {Name: "结果"}}
	r := open(t, []byte(table), Limits{})
	if _, _, _, err := ReadHeader(r, cols); err != nil {
		t.Fatal(err)
	}
	problems := []Problem{{Row: 6, Col: 1, Column: "名称", Zh: "没有登记"}, {Row: 4, Col: 2, Column: "结果", Zh: "不是数字"}, {Row: 4, Col: 1, Zh: "重复"}, {Row: 9, Col: 1, Zh: "空"}, {Zh: "缺少日期"}}
	var out bytes.Buffer
	if err := Mark(r, problems, &out); err != nil {
		t.Fatal(err)
	}
	marked := open(t, out.Bytes(), Limits{})
	got, err := drain(marked)
	const want = "1|2024年汇总\n3|名称|结果|错误：缺少日期\n4|牛肉面|x|A4 重复；B4 结果：不是数字\n6|凉皮|0.0500|A6 名称：没有登记\n9|||A9 空\n"
	if err != nil || texts(got) != want {
		t.Fatalf("got %s, %v", texts(got), err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	for at, red := range map[string]bool{"A4": true, "B4": true, "A6": true, "B6": false, "A9": true, "A1": false} {
		id, _ := f.GetCellStyle(f.GetSheetName(0), at)
		s, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if is := id == int(styleBad) && s.Fill.Pattern == 1; is != red {
			t.Errorf("%s red: %v, want %v", at, is, red)
		}
	}
	// Uploaded again, the column of errors is passed over; marked again, it is replaced.
	again := open(t, out.Bytes(), Limits{})
	if _, found, ps, err := ReadHeader(again, cols); err != nil || len(found) != 2 || len(ps) != 0 {
		t.Fatal(found, ps, err)
	}
	var second bytes.Buffer
	if err := Mark(again, problems[:1], &second); err != nil {
		t.Fatal(err)
	}
	got, _ = readAll(t, second.Bytes(), Limits{})
	if texts(got) != "1|2024年汇总\n3|名称|结果|错误\n4|牛肉面|x\n6|凉皮|0.0500|A6 名称：没有登记\n" {
		t.Errorf("second time: %s", texts(got))
	}
}

func TestTemplateIsFilledInAndRead(t *testing.T) {
	var out bytes.Buffer
	fields := []Field{
		{Column: Column{Name: "名称", Required: true}, Note: "与营业执照一致", Sample: "兰州某某食品有限公司"},
		{Column: Column{Name: "类别"}, Choices: []string{"生产", "经营", "餐饮"}},
	}
	if err := Template(&out, "企业", fields); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	dv, err := f.GetDataValidations("企业")
	if err != nil || len(dv) != 1 || dv[0].Sqref != "B2:B200001" || !strings.Contains(dv[0].Formula1, "$B$1:$B$3") {
		t.Fatalf("lists %+v, %v", dv, err)
	}
	if rows, _ := f.GetRows("选项"); len(rows) != 3 || rows[2][1] != "餐饮" {
		t.Error("choices", rows)
	}
	if ok, _ := f.GetSheetVisible("选项"); ok {
		t.Error("the sheet of choices shows")
	}
	if rows, _ := f.GetRows("填写说明"); len(rows) != 3 || rows[1][1] != "是" || rows[1][3] != fields[0].Sample {
		t.Error("guide", rows)
	}
	_ = f.SetCellStr("企业", "A2", "牛大碗")
	out.Reset()
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	r := open(t, out.Bytes(), Limits{})
	row, found, ps, err := ReadHeader(r, []Column{fields[0].Column, fields[1].Column})
	if err != nil || row != 1 || len(found) != 2 || len(ps) != 0 {
		t.Fatal(row, found, ps, err)
	}
	if got, err := drain(r); err != nil || texts(got) != "2|牛大碗\n" {
		t.Error(texts(got), err)
	}
}
