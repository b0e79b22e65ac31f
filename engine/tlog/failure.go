package tlog

// A Step is the step of a check at which it failed.
type Step string

// The steps, in the order they are taken.
const (
	Form      Step = "form"      // the file is not a proof, a checkpoint, a tile
	Signature Step = "signature" // the checkpoint is not signed by the key it must be signed by
	Origin    Step = "origin"    // the checkpoint is of another log
	Inclusion Step = "inclusion" // the entry is not in the tree of the checkpoint
	Growth    Step = "growth"    // the later tree does not continue the earlier: something was changed or taken out
)

// A Failure says why a check failed, in one Chinese and one English sentence.
type Failure struct {
	Step   Step
	Zh, En string
	Cause  error
}

// Error gives the Chinese sentence, the English one and the cause.
func (f *Failure) Error() string {
	s := f.Zh + " / " + f.En
	if f.Cause != nil {
		s += ": " + f.Cause.Error()
	}
	return s
}

// Unwrap gives the cause.
func (f *Failure) Unwrap() error { return f.Cause }

func failed(step Step, cause error, zh, en string) *Failure {
	return &Failure{Step: step, Cause: cause, Zh: zh, En: en}
}
