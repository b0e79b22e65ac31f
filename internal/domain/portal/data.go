package portal

import (
	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

// columns of the open data, as /data/sampling.csv heads them, with what they mean.
var columns = [][2]string{
	{"id", "公示编号，也是证明编号"}, {"state", "published 已公示，withdrawn 已撤回；撤回的只留编号和理由"}, {"published", "公示或撤回的时刻，UTC"},
	{"food", "样品名称"}, {"category", "食品类别代码，01–32 为生产许可类别，F 开头为食用农产品，C 开头为餐饮"}, {"purpose", "supervision 监督抽检，monitoring 风险监测，evaluation 评价性抽检"},
	{"region", "抽样地区的行政区划代码"}, {"day", "抽样日期；没有时为原公布日期"}, {"spec", "规格型号"}, {"brand", "商标"}, {"made", "生产日期"}, {"batch", "批号"},
	{"conclusion", "pass 合格，fail 不合格，unjudged 未作判定"}, {"failing", "不合格项目、检验结果和标准值"}, {"maker_name", "标称生产者"}, {"maker_address", "标称生产者地址"},
	{"operator_name", "被抽样单位"}, {"operator_address", "被抽样单位地址"},
	{"public_reason", "撤回的公开理由；未撤回的为空"}, {"public_reason_en", "撤回的公开理由（英文），可能为空"},
}

type dataView struct {
	Columns    page.Table
	Size       int64
	Root       string
	Checkpoint string
}

func (s *Service) data(c *web.Ctx) error {
	size, root := s.root(c.Context())
	b, err := s.log.Checkpoint(c.Context())
	if err != nil {
		return err
	}
	return s.pages.Render(c, "portal.data", dataPage(dataView{Size: size, Root: root, Checkpoint: string(b)}))
}

func dataPage(v dataView) page.View {
	v.Columns = page.Table{Caption: "字段", Columns: []page.Column{{Label: "字段", Card: "head", Code: true}, {Label: "含义", Card: "wide"}}}
	for _, x := range columns {
		v.Columns.Rows = append(v.Columns.Rows, page.Row{Cells: page.Cells(page.Code(x[0]), page.Word(x[1]))})
	}
	return view("开放数据", "全部已公示的抽检结果，可自由下载和再利用", v)
}

func (s *Service) about(c *web.Ctx) error {
	return s.pages.Render(c, "portal.about", view("公开什么，为什么", "", nil))
}
