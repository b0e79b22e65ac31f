package food

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
)

// Classify names the category of a product by its name as labels and notices write it, and reports whether that is sure.
//
// The kind of food stands at the end of a Chinese name (枸杞蜂蜜 is honey), so the keyword that ends last wins, and of those
// the longest; words in brackets make a general name finer (蔬菜（芹菜）) or serve when the name itself says nothing. A name
// with no known word gives "" and false: unknown stays unknown. Sure is false where the name fits two kinds of food (干 or 鲜
// 香菇), where only a last character speaks (…鱼), or where name and brackets disagree.
func Classify(product string) (code string, sure bool) {
	name, asides := split(product)
	code, sure = match(name)
	switch {
	case strings.Contains(name, "特殊医学用途"):
		return "28", true
	case strings.Contains(name, "婴") && code != "" && code != "29" && code != "30":
		return "30", false
	case IsFarm(code) && cooked(name):
		return "", false
	}
	for _, aside := range asides {
		c, s := match(aside)
		switch {
		case c == "" || strings.HasPrefix(code, c):
		case code == "":
			code, sure = c, s
		case strings.HasPrefix(c, code):
			code, sure = c, s
		case sameGroup(code, c):
			if !sure && s {
				code, sure = c, s
			}
		default:
			sure = false
		}
	}
	return code, sure
}

type word struct {
	code string
	sure bool
}

//go:embed keywords.csv
var keywordsCSV string

type lexicon struct {
	words   map[string]word
	longest int
}

var vocabulary = sync.OnceValue(func() lexicon {
	l, err := parseKeywords(keywordsCSV)
	if err != nil {
		panic(err) // the file is part of the program; a test reads it
	}
	return l
})

// split parts a name from what stands in brackets, and drops a maker in front (…生产的) and a flavour (草莓味) in brackets.
func split(product string) (name string, asides []string) {
	var inside, outside strings.Builder
	depth := 0
	for _, r := range product {
		switch {
		case strings.ContainsRune("(（[【〔", r):
			depth++
		case strings.ContainsRune(")）]】〕", r):
			if depth > 0 {
				depth--
			}
			asides = append(asides, inside.String())
			inside.Reset()
		case depth > 0:
			inside.WriteRune(r)
		default:
			outside.WriteRune(r)
		}
	}
	if inside.Len() > 0 {
		asides = append(asides, inside.String())
	}
	name = outside.String()
	for _, mark := range []string{"生产的", "分装的", "销售的", "经营的", "加工的"} {
		if _, after, ok := strings.Cut(name, mark); ok && after != "" {
			name = after
		}
	}
	kept := asides[:0]
	for _, a := range asides {
		if !strings.HasSuffix(strings.TrimSpace(a), "味") && !strings.HasSuffix(a, "风味") {
			kept = append(kept, a)
		}
	}
	return name, kept
}

// match finds the keyword at the end of the text, or before a grade, a packing or a cut (…片); a keyword of one character
// must stand at the very end and is sure for tea, wine and vinegar only.
func match(text string) (string, bool) {
	text = strings.TrimSpace(text)
	if w, size := last([]rune(text)); size > 0 {
		return w.code, w.sure && certain(text, size)
	}
	text = strings.TrimRightFunc(text, trailing)
	if w, size := last([]rune(text)); size > 0 {
		return w.code, w.sure && certain(text, size)
	}
	if cut := strings.TrimRight(text, "片块条丝段根茎叶头尾棒粒末"); cut != text {
		w, _ := last([]rune(cut))
		return w.code, false
	}
	return "", false
}

// last returns the longest keyword that ends the text, and its length; 0 when there is none.
func last(runes []rune) (word, int) {
	lex := vocabulary()
	for size := min(len(runes), lex.longest); size > 0; size-- {
		if w, ok := lex.words[string(runes[len(runes)-size:])]; ok {
			return w, size
		}
	}
	return word{}, 0
}

func certain(text string, size int) bool {
	return size > 1 || len([]rune(text)) == 1 || strings.HasSuffix(text, "茶") || strings.HasSuffix(text, "酒") || strings.HasSuffix(text, "醋")
}

// trailing reports characters of packing and grade that may follow a name: 鸡蛋15枚装, 大红袍605.
func trailing(r rune) bool {
	return unicode.IsDigit(r) || unicode.IsSpace(r) || unicode.IsPunct(r) || r < unicode.MaxASCII || strings.ContainsRune("装枚级号袋盒克斤散一二三特礼", r)
}

// cooked reports words of processing that make farm produce into some other food: 炸鸡翅, 腌豇豆.
func cooked(name string) bool {
	return strings.ContainsAny(name, "烤炸腌卤熏醉糟炒") || strings.Contains(name, "即食") || strings.Contains(name, "水煮") ||
		strings.Contains(name, "裹衣") || strings.Contains(name, "咸干") || strings.Contains(name, "冻干")
}

func sameGroup(a, b string) bool {
	if IsFarm(a) && IsFarm(b) {
		return len(a) >= 3 && len(b) >= 3 && a[:3] == b[:3]
	}
	return a[:1] == b[:1] && !IsFarm(a) && len(a) >= 2 && len(b) >= 2 && a[:2] == b[:2]
}

func parseKeywords(text string) (lexicon, error) {
	records, err := lines("keywords", text, "code,sure,keywords")
	if err != nil {
		return lexicon{}, err
	}
	l := lexicon{words: map[string]word{}}
	for i, r := range records {
		if _, ok := Lookup(r[0]); !ok {
			return l, fmt.Errorf("food: keywords line %d: no category %q", i+2, r[0])
		}
		if r[1] != "yes" && r[1] != "no" {
			return l, fmt.Errorf("food: keywords line %d: sure must be yes or no, not %q", i+2, r[1])
		}
		for _, k := range strings.Fields(r[2]) {
			if old, twice := l.words[k]; twice && old.code != r[0] {
				return l, fmt.Errorf("food: keywords line %d: %q already names %s", i+2, k, old.code)
			}
			l.words[k] = word{r[0], r[1] == "yes"}
			l.longest = max(l.longest, len([]rune(k)))
		}
	}
	return l, nil
}
