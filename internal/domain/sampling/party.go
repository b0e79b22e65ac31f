package sampling

// Parties are the files the result concerns: the business sampled and the maker, each once, those on file only.
func (m Message) Parties() []string {
	var out []string
	if m.Operator != "" {
		out = append(out, m.Operator)
	}
	if m.Maker != "" && m.Maker != m.Operator {
		out = append(out, m.Maker)
	}
	return out
}
