// Package house holds the rules of the house as tests: who may import whom, how long a file may be, what SQL both databases
// read alike, that every label has its English, that every citation resolves. It has no code of its own.
package house
