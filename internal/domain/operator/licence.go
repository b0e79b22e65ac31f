package operator

import (
	"strings"

	"shian/engine/ident"
	"shian/internal/kit/form"
	"shian/internal/kit/record"
)

// A Licence is what lets a business work: a production or trade licence, a filing, a registration of the small trades.
type Licence struct {
	record.Meta
	Operator string
	Number   string
	Kind     LicenceKind
	Issued   string // first day
	Ends     string // last day; empty: no end (filings)
	Issuer   string
	Scan     []string // attachments
}

// LicenceKind is the sort of licence.
type LicenceKind string

// LicenceKinds: 食品生产许可管理办法, 食品经营许可和备案管理办法, 甘肃省食品小作坊小经营店小摊点监督管理条例.
var LicenceKinds = []form.Choice{{Value: "SC", Label: "食品生产许可证"}, {Value: "JY", Label: "食品经营许可证"}, {Value: "YB", Label: "仅销售预包装食品备案"},
	{Value: "workshop", Label: "小作坊登记证"}, {Value: "shop", Label: "小经营店登记证"}, {Value: "stall", Label: "小摊点登记卡"}}

// Fields binds what people see and fill in.
func (l *Licence) Fields(f *form.Fields) {
	f.Ref("operator", "所属主体", &l.Operator, source).Required().Fixed().Filter().InList()
	form.Choose(f, "kind", "证照种类", &l.Kind, LicenceKinds).Required().InList().Filter()
	f.Text("number", "证照编号", &l.Number).Required().Max(40).Match(l.checkNumber).InList()
	f.Day("issued", "发证日期", &l.Issued).Required()
	f.Day("ends", "有效期至", &l.Ends).After(&l.Issued).InList().Filter()
	f.Text("issuer", "发证机关", &l.Issuer).Required().Max(60).InList()
	f.Files("scan", "证照影像", &l.Scan).Max(5)
}

// checkNumber checks SC and JY numbers by their check digit (GB/T 17710); registrations have no national form.
func (l *Licence) checkNumber(s string) (zh, en string) {
	switch l.Kind {
	case "SC", "JY", "YB":
		if !strings.HasPrefix(strings.ToUpper(s), string(l.Kind)) {
			return "编号应以 " + string(l.Kind) + " 开头，请与证照种类核对", "the number should begin with " + string(l.Kind) + "; compare it with the kind of licence"
		}
		return why(ident.ParseLicence(s))
	}
	return "", ""
}
