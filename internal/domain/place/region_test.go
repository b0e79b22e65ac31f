package place

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

var province = NewTree(facts())

func TestShortAndFullCodes(t *testing.T) {
	for full, short := range map[string]string{"620000": "62", "620100": "6201", "620102": "620102", "620102001": "620102001", "620171": "620171"} {
		if got := Short(full); got != short {
			t.Errorf("Short(%s) = %s", full, got)
		}
		if got := Full(short); got != full {
			t.Errorf("Full(%s) = %s", short, got)
		}
	}
}

func TestTreeOfTheProvince(t *testing.T) {
	prefectures := province.Children("62")
	if len(prefectures) != 14 {
		t.Fatalf("%d prefectures, want 14: registration bodies and former regions are nobody's children", len(prefectures))
	}
	counties := 0
	for _, p := range prefectures {
		counties += len(province.Children(p.Code))
	}
	if counties != 88 {
		t.Errorf("%d counties, want 86, 兰州新区 and the unit of 嘉峪关", counties)
	}
	for code, want := range map[string]string{"620102": "兰州市城关区", "620201": "嘉峪关市", "620171": "兰州市兰州新区", "620102001": "兰州市城关区酒泉路街道", "62": "甘肃省", "999999": "999999"} {
		if got := province.FullName(code, "zh"); got != want {
			t.Errorf("FullName(%s) = %s, want %s", code, got, want)
		}
	}
	if got := province.FullName("620102", "en"); got != "Chengguan District, Lanzhou" {
		t.Errorf("English: %s", got)
	}
	if n, ok := province.Population("6201"); !ok || n != 4359446 {
		t.Errorf("population of 兰州 = %d, %v", n, ok)
	}
	if _, ok := province.Population("620102"); ok {
		t.Error("no source gives the population of a county here, yet one is claimed")
	}
	if r, ok := province.Find("620824"); !ok || r.ValidTo == "" {
		t.Error("华亭县, no longer in force, must still be found by its code")
	}
	if !province.Within("620102001", "6201") || province.Within("620102", "6203") {
		t.Error("Within is wrong")
	}
}

func TestHuatingChangedIn2018(t *testing.T) {
	old, _ := province.Find("620824")
	if !At(old, "2018-05-01") || At(old, "2019-01-01") {
		t.Errorf("华亭县 in force to %s", old.ValidTo)
	}
	r, _ := province.Find("620102")
	if !At(r, "1999-01-01") {
		t.Error("a region without known changes is always in force")
	}
}

func TestSuggest(t *testing.T) {
	for q, want := range map[string]string{
		"城关": "620102", "兰州城关": "620102", "城关区": "620102", "兰州": "620100", "620102": "620102", "6201": "620100",
		"chengguan": "620102", "Lanzhou New Area": "620171", "酒泉路": "620102001", "嘉峪关": "620200", "甘肃": "620000", "兰州 新区": "620171",
		"东乡族": "622926",
	} {
		got := province.Suggest(q, 5)
		if len(got) == 0 || got[0].Code != want {
			t.Errorf("%q gives %v, want %s first", q, codes(got), want)
		}
	}
	for _, q := range []string{"华亭县", "甘肃矿区", "天安门", "关城"} {
		if got := province.Suggest(q, 5); len(got) > 0 && got[0].ValidTo != "" || len(got) > 0 && got[0].Level == Registrar {
			t.Errorf("%q gives %v, not in force", q, codes(got))
		}
	}
	if got := province.Suggest("", 20); len(got) != 14 {
		t.Errorf("nothing typed gives %d, want the 14 prefectures", len(got))
	}
	if got := province.Suggest("镇", 7); len(got) != 7 {
		t.Errorf("%d, want no more than asked for", len(got))
	}
}

func TestEveryRegionIsFoundByItsOwnName(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rapid.SampledFrom(province.all).Draw(t, "region")
		path := province.Path(r.Code)
		if path[len(path)-1].Code != r.Code || path[0].Code != Root {
			t.Fatalf("path of %s is %v", r.Code, codes(path))
		}
		if r.ValidTo != "" || r.Level == Registrar {
			return
		}
		if !slices.ContainsFunc(province.Suggest(r.Name, province.Len()), func(o Region) bool { return o.Code == r.Code }) {
			t.Fatalf("%s is not suggested by its name", r.Name)
		}
		if r.Code != Root && !slices.ContainsFunc(province.Children(r.Parent), func(o Region) bool { return o.Code == r.Code }) {
			t.Fatalf("%s is not a child of %s", r.Code, r.Parent)
		}
	})
}

func codes(rs []Region) []string {
	var out []string
	for _, r := range rs {
		out = append(out, r.Code)
	}
	return out
}

func BenchmarkSuggest(b *testing.B) {
	for b.Loop() {
		province.Suggest("兰州城关", 12)
	}
}
