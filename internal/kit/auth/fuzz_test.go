package auth

import "testing"

// FuzzDecode feeds stored hashes of any form: none may panic or ask for more memory than allowed.
func FuzzDecode(f *testing.F) {
	f.Add(newHasher().dummy)
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=255$AAAA$AAAA")
	f.Add("$argon2id$v=19$m=8,t=0,p=0$$")
	f.Add("$2y$10$abcdefghijklmnopqrstuv")
	f.Fuzz(func(t *testing.T, s string) {
		p, err := decode(s)
		if err == nil && (p.memory > 1<<20 || p.memory < 8 || p.passes < 1 || p.lanes < 1 || len(p.key) < 16) {
			t.Errorf("%q was taken: %+v", s, p)
		}
	})
}
