// Package disposal keeps what is done about a failing sample (核查处置): one line for the business sampled, for the maker, for a
// supplier up the chain and for whoever has the same batch, each with the office that looks after that party.
//
// Legal basis: 食品安全抽样检验管理办法（2019 年令 15 号）第四十条 (sale stop, sealing and recall go on during retest and objection),
// 第四十二条 (control at once, find the cause, correct), 第四十五条 (ninety days, longer with approval); 食品安全法 第一百三十六条 (a seller
// that can name its source); 食品召回管理办法 for levels of recall. Deadlines are read from data/law and carry 待核 where still to be checked.
package disposal
