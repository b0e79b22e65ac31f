package policy

import (
	_ "embed"
	"fmt"
	"strings"
)

// A Kind says how a body is organised below the province.
type Kind string

// Most bodies have an office in every prefecture and county; some follow a hierarchy of their own; a collective body is
// several at once (各市州政府).
const (
	ByRegion   Kind = "region"
	Own        Kind = "own"
	Collective Kind = "collective"
)

// A Body is one of the 33 bodies the policy makes responsible, or one of its 6 collective ones.
//
// Code is a stable English word. Short is the name the policy uses; Also another spelling it uses for the same body. Units
// are the known parts of a body with a hierarchy of its own; the list is from memory and each says so.
type Body struct {
	Code                string
	Name, Short, NameEn string
	Also                string
	Kind                Kind
	Units               []Unit
	Note                string

	prefecture, county, district, township string
}

// A Unit is a part of a body with a hierarchy of its own, such as a customs house. Verified is false for what was written from
// memory and is still to be checked (待核).
type Unit struct {
	Name, NameEn string
	Prefecture   string // region code of the seat
	Verified     bool
}

// A Place is the region a lower office serves: Level is prefecture, county or township; Above is the name of the region above.
type Place struct{ Level, Name, Above string }

// Bodies returns the 33 bodies and then the 6 collective ones. The slice is the caller's own; Units are shared.
func Bodies() []Body { return append([]Body(nil), read().bodies...) }

// Find returns the body with this code or any of its names, and whether there is one.
func Find(codeOrName string) (Body, bool) {
	for _, b := range read().bodies {
		if codeOrName != "" && (codeOrName == b.Code || codeOrName == b.Name || codeOrName == b.Short || codeOrName == b.Also) {
			return b, true
		}
	}
	return Body{}, false
}

// Lower names the body's office at a place (省市场监管局 at 城关区 is 城关区市场监管局), and reports false where it has none: bodies
// that do not follow regions, and 嘉峪关市, which has no counties. The names follow the usual rule and are not a register.
func (b Body) Lower(p Place) (string, bool) {
	if name, ok := exception(b.Code, p); ok {
		return name, name != ""
	}
	rule := ""
	switch p.Level {
	case "prefecture":
		rule = b.prefecture
	case "county":
		rule = b.county
		if strings.HasSuffix(p.Name, "区") && b.district != "" && p.Name != newArea {
			rule = b.district
		}
	case "township":
		rule = b.township
	}
	if rule == "" {
		return "", false
	}
	if p.Name == newArea {
		rule = newAreaRule.Replace(rule)
	}
	return strings.NewReplacer("{place}", brief(p.Name), "{full}", p.Name, "{above}", brief(p.Above), "{stem}", stem(p.Name)).Replace(rule), true
}

const newArea = "兰州新区"

// The new area has a working committee of the Party and a management committee in place of the usual ones.
var newAreaRule = strings.NewReplacer("{place}纪委监委", "{place}纪检监察工委", "{place}委和{place}政府", "{place}党工委和管委会",
	"{place}委", "{place}党工委", "{place}政府", "{place}管委会", "{above}生态环境局{stem}分局", "{place}生态环境局")

// exception covers 嘉峪关市, whose county-level unit exists in statistics only, and the banking regulator, which has no branch
// office where its provincial office sits.
func exception(code string, p Place) (name string, ok bool) {
	if p.Level == "county" && p.Name == p.Above {
		switch code {
		case "court":
			return p.Name + "城区人民法院", true
		case "procuratorate":
			return p.Name + "城区人民检察院", true
		}
		return "", true
	}
	if code == "banking" && p.Name == "兰州市" {
		return "", true
	}
	return "", false
}

var autonomous = map[string]string{
	"临夏回族自治州": "临夏州", "甘南藏族自治州": "甘南州", "张家川回族自治县": "张家川县", "天祝藏族自治县": "天祝县", "肃南裕固族自治县": "肃南县",
	"肃北蒙古族自治县": "肃北县", "阿克塞哈萨克族自治县": "阿克塞县", "东乡族自治县": "东乡县", "积石山保安族东乡族撒拉族自治县": "积石山县",
}

// brief is the everyday name of a region: 临夏州 for 临夏回族自治州.
func brief(name string) string {
	if s, ok := autonomous[name]; ok {
		return s
	}
	return name
}

// stem drops the word for the kind of region, unless a single character would be left (环县).
func stem(name string) string {
	name = brief(name)
	for _, kind := range []string{"街道", "区", "县", "市", "镇", "乡"} {
		if s, ok := strings.CutSuffix(name, kind); ok && len([]rune(s)) > 1 {
			return s
		}
	}
	return name
}

//go:embed bodies.csv
var bodiesCSV string

//go:embed units.csv
var unitsCSV string

func parseBodies(text, units string) ([]Body, error) {
	records, err := lines("bodies", text, "code,name,short,also,name_en,kind,prefecture,county,district,township,note")
	if err != nil {
		return nil, err
	}
	var bodies []Body
	at := map[string]int{}
	for _, r := range records {
		at[r[0]] = len(bodies)
		bodies = append(bodies, Body{Code: r[0], Name: r[1], Short: r[2], Also: r[3], NameEn: r[4], Kind: Kind(r[5]),
			prefecture: r[6], county: r[7], district: r[8], township: r[9], Note: r[10]})
	}
	records, err = lines("units", units, "body,name,name_en,prefecture,note")
	if err != nil {
		return nil, err
	}
	for i, r := range records {
		n, ok := at[r[0]]
		if !ok {
			return nil, fmt.Errorf("policy: units line %d: body %q is not known", i+2, r[0])
		}
		bodies[n].Units = append(bodies[n].Units, Unit{Name: r[1], NameEn: r[2], Prefecture: r[3], Verified: r[4] != "待核"})
	}
	return bodies, nil
}
