// Package ident reads and checks the codes that name people and businesses: the unified social credit code (统一社会信用代码,
// GB 32100-2015) with the organisation code inside it (GB 11714-1997), the resident identity number (公民身份号码, GB 11643-1999)
// and the numbers of food licences and filings (SC, JY, YB; check digit by GB/T 17710-2008, MOD 11,10).
//
// A code that is not well formed and a well-formed code that fails its check are told apart: the first was cut or mistyped beyond
// doubt, the second has one wrong character somewhere. Small letters, full-width characters, spaces and hyphens are put right
// before reading; nothing else is guessed. The letters I, O, S, V and Z do not occur in a credit code and are named when met.
//
// The digits of a place in a licence number only give a warning when GB/T 2260 does not know them: licences in force carry codes
// that were never in the standard. In an identity number the place must have existed: an unknown code, or one abolished before the
// birth, is a fault. A code that came into use after the birth is none, since numbers were first given out in 1984 and carry
// the place of that day; it gives a warning, and the place of birth is then not known.
//
// The check functions also complete invented codes for demonstration and tests.
package ident
