package measure

// FoldAt lets a test have facts added to the sums sooner; the function it gives puts things back.
func FoldAt(n int) func() {
	before := foldAt
	foldAt = n
	return func() { foldAt = before }
}
