package operator

import (
	"shian/internal/domain/place"
	"shian/internal/kit/access"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// A Premises is one place where a business works: plant, shop, kitchen, warehouse.
type Premises struct {
	record.Meta
	Operator string // id of the business
	Name     string
	Kind     PremisesKind
	Address  string
	Area     string // m², decimal
	Note     string
}

// PremisesKind says what the place is for.
type PremisesKind string

// PremisesKinds in the order people choose them.
var PremisesKinds = []form.Choice{{Value: "plant", Label: "生产车间"}, {Value: "shop", Label: "经营场所"}, {Value: "kitchen", Label: "加工操作间"}, {Value: "warehouse", Label: "仓库"}, {Value: "base", Label: "种养基地"}}

// Fields binds what people see and fill in.
func (p *Premises) Fields(f *form.Fields) {
	f.Ref("operator", "所属主体", &p.Operator, source).Required().Fixed().Filter().InList()
	f.Text("name", "场所名称", &p.Name).Required().Max(100).InList()
	form.Choose(f, "kind", "用途", &p.Kind, PremisesKinds).Required().InList().Filter()
	f.Ref("region", "所在地区", &p.Region, place.Regions).Required().InList()
	f.Text("address", "地址", &p.Address).Required().Max(200).WideField()
	f.Decimal("area", "面积（㎡）", &p.Area).Min(0)
	f.Note("note", "备注", &p.Note).Max(500)
}

// A Product is one thing a business makes or sells under its own name.
type Product struct {
	record.Meta
	Operator string
	Name     string
	Category string // data/food
	Barcode  string // GTIN, digits
	Spec     string
	Standard string // 执行标准
}

// Fields binds what people see and fill in.
func (p *Product) Fields(f *form.Fields) {
	f.Ref("operator", "所属主体", &p.Operator, source).Required().Fixed().Filter().InList()
	f.Text("name", "产品名称", &p.Name).Required().Max(100).InList()
	form.Choose(f, "category", "食品类别", &p.Category, Categories).Required().InList().Filter()
	f.Text("spec", "规格", &p.Spec).Max(60).InList()
	f.Text("barcode", "商品条码", &p.Barcode).Max(14).Match(barcode).InList()
	f.Text("standard", "执行标准", &p.Standard).Max(60)
}

// barcode checks the GS1 check digit of a code of 8, 12, 13 or 14 digits (GB 12904).
func barcode(s string) (zh, en string) {
	sum, weight := 0, 1
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] < '0' || s[i] > '9' {
			return "条码只能是数字，请改正", "a bar code has only digits; correct it"
		}
		sum += int(s[i]-'0') * weight
		weight = 4 - weight
	}
	switch {
	case len(s) != 8 && len(s) != 12 && len(s) != 13 && len(s) != 14:
		return "条码应为 8、12、13 或 14 位，请核对", "a bar code has 8, 12, 13 or 14 digits; check it"
	case sum%10 != 0:
		return "条码校验位不对，请对照实物核对", "the bar code's check digit is wrong; compare it with the package"
	}
	return "", ""
}

// ownScopes let the business itself see what belongs to its file.
func ownScopes(operator string) []access.Scope {
	if operator == "" {
		return nil
	}
	return []access.Scope{access.Operator(operator)}
}
