package limit

// Refusal says why a text could not be read, in one Chinese and one English sentence. Text is what was written.
type Refusal struct {
	Text string
	Zh   string
	En   string
}

// Error gives the Chinese sentence followed by the English one.
func (r *Refusal) Error() string { return r.Zh + " / " + r.En }

func refuse(zh, en string) *Refusal { return &Refusal{Zh: zh, En: en} }

// in fills in the whole text of which a part was refused.
func (r *Refusal) in(text string) *Refusal {
	r.Text = text
	return r
}
