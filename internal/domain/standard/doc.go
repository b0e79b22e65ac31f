// Package standard keeps national and local standards and the limits in them: what may at most be in which food, from which
// day to which. A sample is judged by the standard that was valid on the day it was made.
//
// Legal basis: 食品安全法 第二十六条 (what standards cover), 第三十一条 (standards are public). Figures that were written from
// memory carry the mark 待核 until somebody has compared them with the standard's text.
package standard
