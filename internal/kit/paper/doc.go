// Package paper makes the documents an office gives out: it sets Chinese text on A4, numbers documents without gaps and
// keeps what was issued as it was.
//
// A Content says what stands in a document. Preview sets it under a draft's watermark; Issue gives it its number, its proof
// and its hash in the transaction of the caller and locks it; Supersede and Void end it visibly. A document's number is
// never used again. See docs/design/paper.md.
package paper
