package name

// A Check computes the check character of a code from the characters before it.
type Check func(body string) byte

// The characters of a unified social credit code (GB 32100): no I, O, S, V, Z.
const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

const organisations = 31 * 31 * 31 * 31 * 31

// CreditCode invents a unified social credit code of an enterprise registered at a region of six digits. Its organisation code
// begins with DEM, as no real one does by rule; both check characters are computed by the functions given: organisation over the
// first eight characters of the organisation code (GB 11714), credit over the first seventeen of the whole (GB 32100). A maker
// repeats no code within 28,629,151 calls.
func (m *Maker) CreditCode(region string, organisation, credit Check) string {
	body := make([]byte, 0, 18)
	body = append(body, "91"...)
	body = append(body, region...)
	body = append(body, "DEM"...)
	// Steps of a number prime to 31 walk through every value once.
	n := (m.offset + m.serial*7_919_693) % organisations
	m.serial++
	for range 5 {
		body = append(body, alphabet[n%31])
		n /= 31
	}
	body = append(body, organisation(string(body[8:16])))
	return string(append(body, credit(string(body))))
}
