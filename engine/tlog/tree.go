package tlog

import (
	"fmt"
	"math/bits"

	"golang.org/x/mod/sumdb/tlog"
)

// Hash is a SHA-256 hash of a leaf or of a subtree.
type Hash = tlog.Hash

// HashSize is the length of a hash in bytes.
const HashSize = tlog.HashSize

// Reader gives back stored hashes by their index, all of them or an error. Indexes run from 0 in the order in which Grow returned
// the hashes.
type Reader = tlog.HashReader

// Leaf is the hash of an entry, RFC 6962 section 2.1: SHA-256 of a zero byte and the entry.
func Leaf(entry []byte) Hash { return tlog.RecordHash(entry) }

// StoredCount is the number of stored hashes of a tree of so many leaves.
func StoredCount(size int64) int64 { return tlog.StoredHashCount(size) }

// StoredIndex is the index of the stored hash of the n-th complete subtree of 2^level leaves.
func StoredIndex(level int, n int64) int64 { return tlog.StoredHashIndex(level, n) }

// Root is the root hash of the tree of the first size leaves; of none, the hash of nothing.
func Root(size int64, r Reader) (Hash, error) {
	if size < 0 {
		return Hash{}, fmt.Errorf("tlog: a tree of %d leaves", size)
	}
	return tlog.TreeHash(size, r)
}

// Grow appends leaves to a tree of size leaves. It returns the hashes to store, the first at index StoredCount(size), and the new root.
// It reads at most 63 stored hashes, in one call, however many leaves there are.
func Grow(size int64, leaves []Hash, r Reader) (stored []Hash, root Hash, err error) {
	if size < 0 {
		return nil, Hash{}, fmt.Errorf("tlog: a tree of %d leaves", size)
	}
	edge, err := edgeOf(size, r)
	if err != nil {
		return nil, Hash{}, err
	}
	stored = make([]Hash, 0, 2*len(leaves)+1)
	for n, h := range leaves {
		stored = append(stored, h)
		// A leaf completes as many subtrees as its number ends in ones.
		for range bits.TrailingZeros64(^uint64(size + int64(n))) {
			h = tlog.NodeHash(edge[len(edge)-1], h)
			edge = edge[:len(edge)-1]
			stored = append(stored, h)
		}
		edge = append(edge, h)
	}
	if len(edge) == 0 {
		root, err = Root(0, r)
		return stored, root, err
	}
	root = edge[len(edge)-1]
	for i := len(edge) - 2; i >= 0; i-- {
		root = tlog.NodeHash(edge[i], root)
	}
	return stored, root, nil
}

// edgeOf reads the hashes of the complete subtrees that make up a tree, the largest first.
func edgeOf(size int64, r Reader) ([]Hash, error) {
	var indexes []int64
	for level := 62; level >= 0; level-- {
		if size>>level&1 == 1 {
			indexes = append(indexes, StoredIndex(level, size>>level-1))
		}
	}
	if len(indexes) == 0 {
		return nil, nil
	}
	edge, err := r.ReadHashes(indexes)
	if err != nil {
		return nil, err
	}
	if len(edge) != len(indexes) {
		return nil, fmt.Errorf("tlog: %d hashes for %d indexes", len(edge), len(indexes))
	}
	return append([]Hash(nil), edge...), nil
}

// Memory is a Reader over hashes kept in order.
type Memory []Hash

// ReadHashes gives the hashes at the indexes.
func (m Memory) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for i, x := range indexes {
		if x < 0 || x >= int64(len(m)) {
			return nil, fmt.Errorf("tlog: there is no stored hash %d", x)
		}
		out[i] = m[x]
	}
	return out, nil
}
