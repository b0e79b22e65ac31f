// Package tlog is an append-only Merkle log that anyone can check: leaves and tree hashes as RFC 6962, published as C2SP
// tlog-tiles, signed as C2SP checkpoints (signed notes, Ed25519), with proofs of inclusion and consistency and the C2SP
// tlog-proof file that ties one entry to a checkpoint offline.
//
// It stands on golang.org/x/mod/sumdb, adds what that lacks, and knows nothing of where hashes are kept: a store gives them back by
// their index (a Reader) and appends those that Grow returns. Signers and verifiers are interfaces, so that a key of another kind
// can sign beside Ed25519.
//
// Whatever comes from outside is bounded before it is looked at. What a citizen may meet when checking a proof is a *Failure, which
// says at which step it failed in Chinese and English.
package tlog
