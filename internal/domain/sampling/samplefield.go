package sampling

import (
	"shian/internal/domain/operator"
	"shian/internal/domain/place"
	"shian/internal/kit/form"
)

// What people choose from on a sampling sheet; the words are those of the national sampling system's sheet.
var (
	SampleStates = []form.Choice{{Value: "taken", Label: "已抽样"}, {Value: "sent", Label: "送样中"}, {Value: "received", Label: "已收样"}, {Value: "rejected", Label: "拒收"},
		{Value: "reported", Label: "已出报告"}, {Value: "closed", Label: "已归档"}, {Value: "cancelled", Label: "已注销"}}
	PartKinds   = []form.Choice{{Value: TestPart, Label: "检验样品"}, {Value: SparePart, Label: "备份样品"}}
	Places      = same("成品库（待销区）", "原辅料库", "生产线", "农贸市场", "菜市场", "批发市场", "商场", "超市", "便利店", "小食杂店", "网购", "药店", "学校食堂", "机关食堂", "企业食堂", "餐馆（大型）", "餐馆（中型）", "餐馆（小型）", "快餐店", "小吃店", "饮品店", "集体用餐配送单位", "中央厨房", "种植养殖基地", "其他")
	Areas       = same("城市", "乡村", "景点", "学校周边")
	LicenceSort = same("食品生产许可证", "食品经营许可证", "食品小作坊登记证", "小摊点备案卡", "仅销售预包装食品备案", "其他")
	Qualities   = same("特级", "一级", "二级", "合格", "不适用")
	Origins     = same("加工/自制", "委托生产", "外购", "其他")
	KindsOfFood = same("普通食品", "特殊膳食食品", "节令食品", "重大活动保障食品", "其他")
	Manners     = same("无菌抽样", "非无菌抽样")
	Shapes      = same("固体", "半固体", "液体", "气体")
	Packs       = same("预包装", "非定量包装", "无包装（散装）", "餐饮自制")
	Storages    = same("常温", "冷藏", "冷冻", "避光", "密闭")
	Processings = same("鲜、活", "冷冻", "干制", "熟制", "即食", "生食", "腌渍", "脱水后折算")
)

// same are choices stored as they are called: the words of the national sheet are its codes.
func same(words ...string) []form.Choice {
	out := make([]form.Choice, len(words))
	for i, w := range words {
		out[i] = form.Choice{Value: w, Label: w}
	}
	return out
}

// Fields binds what people see and fill in.
func (x *Sample) Fields(f *form.Fields) {
	x.taskFields(f)
	x.businessFields(f)
	x.foodFields(f)
	x.sealFields(f)
}

func (x *Sample) taskFields(f *form.Fields) {
	f.Section("任务")
	f.Text("number", "抽样单编号", &x.Number).Max(60).Fixed().Match(checkNumber).InList().Hint("留空由系统编号；预留的编号带校验位")
	f.Text("task", "任务编号", &x.Task).Max(64).Filter().Fixed()
	f.Text("source", "任务来源", &x.Source).Max(120)
	form.Choose(f, "purpose", "抽检类型", &x.Purpose, Purposes).Required().Filter().InList()
	form.Choose(f, "category", "食品类别", &x.Category, operator.Categories).Filter().Hint("留空则按样品名称归类")
	form.Choose(f, "stream", "统计口径", &x.Stream, Streams).Derived()
	form.Choose(f, "stage", "抽样环节", &x.Stage, Stages).Filter()
	form.Choose(f, "place", "抽样地点", &x.Place, Places)
	f.Bool("again", "补样", &x.Again)
	f.Day("sampled", "抽样日期", &x.SampledAt).Required().Filter().InList()
	f.Text("taken_at", "填单时间", &x.TakenAt).Max(30).Derived()
	f.Ref("region", "抽样地区", &x.Region, place.Regions).Required().InList()
	form.Lines(f, "takers", "抽样人员", &x.Takers).Max(8)
}

func (x *Sample) businessFields(f *form.Fields) {
	f.Section("被抽样单位")
	f.Ref("operator", "被抽样单位（档案）", &x.Operator, operator.Source).Filter()
	f.Text("operator_name", "单位名称", &x.OperatorName).Max(120).InList()
	f.Text("operator_address", "单位地址", &x.OperatorAddress).Max(200)
	f.Text("code", "统一社会信用代码", &x.Code).Max(40)
	form.Choose(f, "licence_kind", "许可证类型", &x.LicenceKind, LicenceSort)
	f.Text("licence_number", "许可证号", &x.LicenceNumber).Max(60)
	form.Choose(f, "scale", "单位规模", &x.Scale, operator.Scales)
	form.Choose(f, "trade", "业态", &x.Trade, operator.Trades)
	form.Choose(f, "area", "区域类型", &x.Area, Areas)
	f.Text("person", "法定代表人（负责人）", &x.Person).Max(60).Mask("name")
	f.Text("contact", "联系人", &x.Contact).Max(60).Mask("name")
	f.Text("phone", "联系电话", &x.Phone).Max(30).Mask("phone")
	f.Decimal("sales", "年销售额（万元）", &x.Sales)
}

func (x *Sample) foodFields(f *form.Fields) {
	f.Section("样品")
	f.Text("food", "样品名称", &x.Food).Required().Max(120).InList()
	f.Text("brand", "商标", &x.Brand).Max(120)
	f.Text("spec", "规格型号", &x.Spec).Max(120)
	f.Text("batch", "批号", &x.Batch).Max(120)
	f.Day("made", "生产日期", &x.Made).Hint("按生产日期适用当时有效的标准")
	f.Text("shelf", "保质期", &x.Shelf).Max(60)
	form.Choose(f, "quality", "质量等级", &x.Quality, Qualities)
	form.Choose(f, "origin", "样品来源", &x.Origin, Origins)
	form.Choose(f, "kind", "样品属性", &x.Kind, KindsOfFood)
	form.Choose(f, "manner", "抽样方式", &x.Manner, Manners)
	form.Choose(f, "form", "样品形态", &x.Form, Shapes)
	form.Choose(f, "pack", "包装分类", &x.Pack, Packs)
	form.Choose(f, "processing", "加工状态", &x.Processing, Processings).Hint("限量视加工状态而定时必填")
	form.Choose(f, "storage", "储存条件", &x.Storage, Storages)
	f.Text("standard", "执行标准", &x.Standard).Max(120)
	f.Bool("imported", "进口", &x.Imported)
	f.Text("country", "原产地", &x.Country).Max(60)
	f.Ref("maker", "标称生产者（档案）", &x.Maker, operator.Source).Filter()
	f.Text("maker_name", "标称生产者名称", &x.MakerName).Max(120)
	f.Text("maker_address", "标称生产者地址", &x.MakerAddress).Max(200)
	f.Ref("maker_region", "生产者所在地区", &x.MakerRegion, place.Regions).Derived()
	f.Text("maker_licence", "生产许可证号", &x.MakerLicence).Max(60)
	f.Text("maker_phone", "生产者电话", &x.MakerPhone).Max(30)
	f.Note("tests", "检验项目", &x.Tests).Max(2000).Hint("用顿号隔开")
}

func (x *Sample) sealFields(f *form.Fields) {
	f.Section("购样与封样")
	f.Decimal("price", "单价（元）", &x.Price).Hint("样品须购买；无偿取得的填 0 并在备注说明依据")
	f.Decimal("bought", "购样数量", &x.Bought)
	f.Text("unit", "单位", &x.Unit).Max(20)
	f.Decimal("total", "购样费用（元）", &x.Total).Derived()
	f.Text("receipt", "票据编号", &x.Receipt).Max(60)
	f.Text("stock", "抽样基数", &x.Stock).Max(60)
	form.Lines(f, "parts", "检验样品和备份样品", &x.Parts).Max(6)
	f.Decimal("low", "运输温度下限（℃）", &x.Low)
	f.Decimal("high", "运输温度上限（℃）", &x.High).Hint("留空则按储存条件：冷藏 0～8 ℃，冷冻不高于 -15 ℃")
	f.Files("photos", "现场照片", &x.Photos).Max(20)
	f.Section("签字与送样")
	f.Files("signature", "被抽样单位签字", &x.Signature).Max(1)
	f.Bool("refused", "拒绝签字", &x.Refused)
	f.Text("refused_why", "拒签原因", &x.RefusedWhy).Max(400)
	f.Text("witness", "见证人", &x.Witness).Max(60)
	f.Text("laboratory_name", "承检机构", &x.LaboratoryName).Max(120)
	f.Text("laboratory", "承检机构编号", &x.Laboratory).Max(64).Filter()
	f.Text("spare_at", "备份样品存放处", &x.SpareAt).Max(120).Hint("留空表示随检验样品送承检机构保存")
	f.Note("note", "备注", &x.Note).Max(1000)
	f.Text("sent_at", "送样时间", &x.SentAt).Max(30).Derived()
	f.Text("received_at", "收样时间", &x.ReceivedAt).Max(30).Derived()
	f.Text("rejected_why", "拒收原因", &x.RejectedWhy).Max(500).Derived()
	f.Bool("excursion", "运输异常", &x.Excursion).Derived().Filter()
	f.Text("result", "抽检结果", &x.Result).Max(64).Derived()
	form.Choose(f, "state", "状态", &x.State, SampleStates).Derived().Filter().InList()
}
