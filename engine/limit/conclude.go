package limit

import "iter"

// Conclude says what the items of a sample together mean. One that fails makes the sample fail; no limit is never a pass, and
// what cannot be read leaves the sample without a conclusion: NoLimit then stands for "not judged".
func Conclude(items iter.Seq[Verdict]) Verdict {
	passed, unread := false, false
	for v := range items {
		switch v {
		case Fail:
			return Fail
		case Pass:
			passed = true
		case Unreadable:
			unread = true
		case NoLimit:
		}
	}
	if passed && !unread {
		return Pass
	}
	return NoLimit
}
