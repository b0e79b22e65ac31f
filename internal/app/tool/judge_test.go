package tool

import (
	"encoding/csv"
	"strings"
	"testing"
)

func TestJudge(t *testing.T) {
	const head = "item,limit,result,mode\n"
	rows := []struct{ in, verdict, says string }{
		{"镉,≤0.2mg/kg,0.25mg/kg,", "fail", "大于限量 0.2 mg/kg（全数值比较）"},
		{"镉,≤0.2mg/kg,0.25mg/kg,rounded", "pass", "修约为 0.2 mg/kg"},
		{"镉,≤0.2mg/kg,0.25mg/kg,other", "unreadable", "比较方式"},
		{"氯霉素,不得检出,82/8,full", "unreadable", "斜线"},
		{"克百威,0.02,0.03,", "fail", "双方均未写单位"},
		{"克百威,0.02mg/kg,0.03,", "unreadable", "没有写单位"},
		{"某项,,0.03,", "no-limit", "未规定限量"},
		{`菌落总数,"n=5,c=2,m=10²,M=10³CFU/g","10,20,<10,150,90CFU/g",`, "pass", "不多于 c=2"},
	}
	in := head
	for _, r := range rows {
		in += r.in + "\n"
	}
	var out, note strings.Builder
	if err := Judge(strings.NewReader(in), &out, &note); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil || len(got) != len(rows)+1 || strings.Join(got[0], ",") != "item,limit,result,verdict,reason" {
		t.Fatalf("%v %v", err, got)
	}
	given, _ := csv.NewReader(strings.NewReader(in)).ReadAll()
	for i, r := range rows {
		g := got[i+1]
		if strings.Join(g[:3], "|") != strings.Join(given[i+1][:3], "|") || g[3] != r.verdict || !strings.Contains(g[4], r.says) {
			t.Errorf("row %d: %q, want %s (%s)", i+1, g, r.verdict, r.says)
		}
	}
	if !strings.Contains(note.String(), "pass 2, fail 2, no limit 1, unreadable 3") {
		t.Errorf("note: %q", note.String())
	}
	if err := Judge(strings.NewReader("item,limit\n铅,1\n"), &out, &note); err == nil {
		t.Error("a table without the column result was taken")
	}
}
