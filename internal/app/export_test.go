package app

import "shian/internal/kit/journal"

// Hashers are what log verify compares the journal with.
func (a *App) Hashers() map[string]journal.Hasher { return a.hashers() }
