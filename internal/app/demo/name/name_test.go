package name

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"shian/data/food"
	"shian/data/region"
)

// sample draws one of each kind of name.
func sample(m *Maker) []string {
	return []string{
		m.Operator("城关区", "01"), m.Operator("城关区", "F0201"), m.Operator("城关区", "C01"), m.Operator("城关区", ""), m.Producer("05"),
		m.Product("14"), m.Person(), m.Local("夏河县"), m.Street(), m.Address("兰州市", "城关区", "张掖路街道"), m.Phone(),
		m.CreditCode("620102", organisation, credit),
	}
}

func TestSameSeedSameNames(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		a, b := New(seed), New(seed)
		for range 20 {
			if x, y := sample(a), sample(b); !slices.Equal(x, y) {
				t.Fatalf("%v and %v", x, y)
			}
		}
	})
	if slices.Equal(sample(New(1)), sample(New(2))) {
		t.Error("two seeds give the same names")
	}
}

func TestEveryBusinessSaysThatItIsInvented(t *testing.T) {
	m := New(7)
	codes := []string{""}
	for _, c := range food.Categories() {
		codes = append(codes, c.Code)
	}
	for _, code := range codes {
		for range 200 {
			for _, s := range []string{m.Operator("永登县", code), m.Producer(code), m.Street()} {
				if !strings.Contains(s, Mark) || !utf8.ValidString(s) || strings.Contains(s, "食品食品") {
					t.Fatalf("%s: %q", code, s)
				}
			}
			if packed := code != "" && code[0] <= '9'; packed != strings.HasPrefix(m.Product(code), Mark) {
				t.Fatalf("%s: product %q", code, m.Product(code))
			}
		}
	}
	if p := m.Phone(); !strings.HasPrefix(p, "199-0000-") || len(p) != 13 {
		t.Error(p)
	}
}

// What the classifier is sure of must be the category the product was invented for, and every category has goods.
func TestProductsBelongToTheirCategory(t *testing.T) {
	for _, c := range food.Categories() {
		goods := products()[c.Code]
		if len(goods) == 0 {
			t.Errorf("%s %s has no goods", c.Code, c.Name)
		}
		for _, g := range goods {
			if code, sure := food.Classify(g); sure && !strings.HasPrefix(code, c.Code) && c.Code[0] != 'C' {
				t.Errorf("%s stands under %s and is surely %s", g, c.Code, code)
			}
		}
	}
	if got := New(1).Product("99"); got != Mark+"牌食品" {
		t.Errorf("unknown category: %q", got)
	}
}

func TestLongAndMinorityNamesOccur(t *testing.T) {
	m := New(3)
	long, dots := 0, 0
	for range 20_000 {
		if utf8.RuneCountInString(m.Operator("金塔县", "F0401")) >= 40 {
			long++
		}
		if strings.Contains(m.Person(), "·") {
			dots++
		}
	}
	if long < 20 || long > 100 || dots == 0 {
		t.Errorf("of 20,000: %d long names, %d people with ·", long, dots)
	}
	for _, area := range []string{"东乡族自治县", "玛曲县", "阿克塞哈萨克族自治县", "肃北蒙古族自治县", "天祝藏族自治县"} {
		n := 0
		for range 1000 {
			if strings.Contains(m.Local(area), "·") {
				n++
			}
		}
		if n < 100 {
			t.Errorf("%s: %d of 1,000 names with ·", area, n)
		}
	}
	for range 1000 {
		if s := m.Local("秦州区"); strings.Contains(s, "·") {
			t.Fatalf("秦州区: %s", s)
		}
	}
}

func TestCreditCode(t *testing.T) {
	m := New(11)
	seen := map[string]bool{}
	for _, r := range region.All() {
		if r.Level != region.County {
			continue
		}
		for range 1000 {
			c := m.CreditCode(r.Code, organisation, credit)
			if len(c) != 18 || c[:2] != "91" || c[2:8] != r.Code || c[8:11] != "DEM" || c[16] != organisation(c[8:16]) || c[17] != credit(c[:17]) {
				t.Fatal(c)
			}
			if strings.Trim(c, alphabet) != "" || seen[c[8:]] {
				t.Fatalf("%s has a wrong character or its organisation was given before", c)
			}
			seen[c[8:]] = true
		}
	}
}

// organisation is the check of GB 11714; credit that of GB 32100. Written here so that the test stands on its own.
func organisation(body string) byte {
	weights := [8]int{3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		v := int(body[i] - '0')
		if body[i] >= 'A' {
			v = int(body[i]-'A') + 10
		}
		sum += v * w
	}
	return "0X987654321"[sum%11]
}

func credit(body string) byte {
	sum, weight := 0, 1
	for i := range 17 {
		sum += strings.IndexByte(alphabet, body[i]) * weight
		weight = weight * 3 % 31
	}
	return alphabet[(31-sum%31)%31]
}

func BenchmarkOperator(b *testing.B) {
	m := New(1)
	for b.Loop() {
		m.Operator("城关区", "F0201")
	}
}

func BenchmarkPerson(b *testing.B) {
	m := New(1)
	for b.Loop() {
		m.Person()
	}
}

func BenchmarkAddress(b *testing.B) {
	m := New(1)
	for b.Loop() {
		m.Address("兰州市", "城关区", "张掖路街道")
	}
}

func BenchmarkCreditCode(b *testing.B) {
	m := New(1)
	for b.Loop() {
		m.CreditCode("620102", organisation, credit)
	}
}
