package plan

import "shian/internal/kit/access"

// rights are what each action asks for; the flow table says the same.
var rights = map[string]access.Right{ActSubmit: "plan.edit", ActCheck: "plan.check", ActReturn: "plan.check", ActIssue: "plan.publish", ActRevise: "plan.edit", ActDrop: "plan.edit",
	ActAsk: "plan.edit", ActApprove: "plan.publish", ActRefuse: "plan.publish", ActClose: "plan.publish",
	ActAccept: "plan.share.check", ActQuestion: "plan.share.check", ActAnswer: "plan.edit"}

// RightOf is the right that an action on a plan or a share asks for.
func RightOf(action string) access.Right { return rights[action] }
