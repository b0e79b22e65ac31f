package post

import "strings"

// kindNames are what a right is about, in Chinese and English.
var kindNames = map[string][2]string{
	"operator": {"主体档案", "Businesses"}, "operator.licence": {"许可证", "Licences"}, "operator.premises": {"经营场所", "Premises"}, "operator.product": {"产品", "Products"},
	"operator.person": {"从业人员", "People of businesses"}, "operator.matter": {"主体待核实事项", "Matters of businesses"}, "standard": {"标准和限量", "Standards and limits"},
	"sampling.result": {"抽检结果", "Sampling results"}, "sampling.task": {"抽样任务", "Sampling tasks"}, "sampling.sample": {"抽样单", "Samples"},
	"plan": {"抽检计划", "Sampling plans"}, "plan.share": {"计划分配", "Shares of plans"}, "plan.vote": {"你点我检", "Public votes"}, "place": {"机构和人员", "Offices and people"},
	"duty": {"任务台账", "Task ledger"}, "journal": {"日志和消息处理", "Journal and message handling"}, "import": {"批量导入", "Imports of sheets"}, "file": {"附件", "Attachments"},
	"service": {"文书送达", "Service of documents"}, "delivery": {"消息投递", "Deliveries"}, "warning": {"消费提示", "Warnings"}, "auth.account": {"账号", "Accounts"},
	"disposal": {"核查处置", "Follow-up of failing samples"}, "dispute.objection": {"异议", "Objections"}, "dispute.retest": {"复检", "Retests"},
	"laboratory": {"检验机构", "Laboratories"}, "laboratory.bar": {"机构禁入", "Bars on laboratories"}, "laboratory.order": {"检验委托", "Testing orders"},
	"laboratory.person": {"检验人员", "Laboratory staff"}, "laboratory.reading": {"检测读数", "Readings"}, "laboratory.round": {"能力验证", "Proficiency rounds"},
	"laboratory.run": {"质控批", "Quality control runs"}, "laboratory.scope": {"检验能力范围", "Scopes of laboratories"}, "laboratory.spare": {"备样", "Spare samples"},
	"laboratory.test": {"检验项目", "Tests"}, "laboratory.report": {"检验报告", "Test reports"},
}

// verbNames are what a right lets do, in Chinese and English.
var verbNames = map[string][2]string{
	"view": {"查看", "view"}, "edit": {"登记和修改", "record and change"}, "check": {"审核", "check"}, "publish": {"公示", "publish"}, "withdraw": {"撤回公示", "withdraw"},
	"reveal": {"查看个人信息", "see personal data"}, "merge": {"合并", "merge"}, "import": {"批量导入", "import"}, "export": {"导出", "export"},
	"original": {"下载原件", "fetch originals"}, "receipt": {"登记回执", "record receipts"},
}

// NameOf is what a right is called: 抽检结果：导出, Sampling results: export. What has no name is called by its code.
func NameOf(right, lang string) string {
	at, sep := 0, "："
	if lang == "en" {
		at, sep = 1, ": "
	}
	dot := strings.LastIndexByte(right, '.')
	if dot < 0 {
		return right
	}
	kind, verb := kindNames[right[:dot]][at], verbNames[right[dot+1:]][at]
	if kind == "" || verb == "" {
		return right
	}
	return kind + sep + verb
}
