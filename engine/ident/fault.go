package ident

// A Reason is what is wrong with a code, in one word.
type Reason string

// The reasons. Length, Character and Structure are faults of format; Check and Organisation are well-formed codes whose check
// character does not agree; Date and Region are parts that cannot be.
const (
	Length       Reason = "length"       // too short or too long
	Character    Reason = "character"    // a character that the code does not have at this place
	Structure    Reason = "structure"    // a leading part that means nothing, such as an unknown category of food
	Date         Reason = "date"         // no such day, or a birth after today
	Region       Reason = "region"       // no such place, or abolished before the birth
	Check        Reason = "check"        // the check character of the whole code does not agree
	Organisation Reason = "organisation" // the check character of the organisation code inside does not agree
)

// Format reports whether the code is not well formed, as against well formed but failing a check.
func (r Reason) Format() bool { return r == Length || r == Character || r == Structure }

// A Fault says what is wrong with a code, in one Chinese and one English sentence.
type Fault struct {
	Reason Reason
	Zh, En string
}

// Error gives the Chinese sentence followed by the English one.
func (f *Fault) Error() string { return f.Zh + " / " + f.En }

func wrong(r Reason, zh, en string) *Fault { return &Fault{Reason: r, Zh: zh, En: en} }

// A Warning is something odd about a code that passes.
type Warning struct{ Zh, En string }
