// Package laboratory keeps the laboratories that test samples: who is qualified for what and until when, who works there and
// may do what, the samples they were sent under blind codes, what was measured, how well the measuring was under control, the
// reports and the spare samples.
//
// Legal basis: 食品安全法 第八十四条 (qualification), 第八十五条 (analysts answer for what they find), 第一百三十八条 (false reports); 食品安全抽样检验管理办法
// 第二十条 (five working days to the laboratory), 第二十四条 (twenty to the report), 第二十五条 (spare samples), 第二十九条 (grave risks at once); for the five years
// without commissions 食品安全抽样检验管理办法（2014）第四十八条, whose place in the text in force is still to be checked.
//
// A report takes three people: who measured, who checked, who approves. After approval nothing is edited; a new report takes the
// old one's place, with the reason.
package laboratory
