// Package sampling keeps the results of food sampling: what was taken where, what the laboratory found, how each item was
// judged and why, who checked it, what was published and what was withdrawn.
//
// Legal basis: 食品安全抽样检验管理办法 (总局令第 15 号), 第二十六条 (reporting), 第四十六条 (publication); 食品安全法 第八十七条.
// A result passes through three hands: whoever records it does not check it, and neither publishes it. What is published
// carries a proof in the public log; what was published wrongly is withdrawn, visibly, never removed.
package sampling
