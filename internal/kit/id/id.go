// Package id makes record keys: UUIDv7 as text, so that keys sort by the time they were made and can be made offline.
package id

import "github.com/google/uuid"

func init() { uuid.EnableRandPool() }

// New makes a fresh key of 36 characters.
func New() string { return uuid.Must(uuid.NewV7()).String() }

// Valid reports whether s has the form of a key.
func Valid(s string) bool { return len(s) == 36 && uuid.Validate(s) == nil }
