package form

import "net/url"

// Fill sets what a link proposes for a new record (?operator=…); names that are no fields and values that cannot be
// taken are passed over, for nobody typed them.
func (f *Fields) Fill(v url.Values) {
	for _, x := range f.All() {
		if s := v.Get(x.Name); s != "" && x.lines == nil && x.list == nil {
			if x.set(s); x.Error[0] != "" {
				x.clear()
				x.Error, x.typed = [2]string{}, ""
			}
		}
	}
}
