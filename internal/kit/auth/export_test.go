package auth

// Cheap lets tests that do not measure the hash make many of them: 64 KiB, one pass.
func (a *Auth) Cheap() { a.hasher = newHasherOf(64, 1) }

// Usual takes it back.
func (a *Auth) Usual() { a.hasher = newHasher() }
