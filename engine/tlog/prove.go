package tlog

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// maxProof is the longest proof there can be, one hash a level.
const maxProof = 63

// ProveInclusion gives the hashes that tie leaf index to the root of the tree of size leaves, from the leaf's sibling upwards.
func ProveInclusion(size, index int64, r Reader) ([]Hash, error) {
	if index < 0 || index >= size {
		return nil, fmt.Errorf("tlog: no leaf %d in a tree of %d", index, size)
	}
	return tlog.ProveRecord(size, index, r)
}

// CheckInclusion checks that the leaf stands at index in the tree of size leaves with this root. The error is a *Failure.
func CheckInclusion(proof []Hash, size int64, root Hash, index int64, leaf Hash) error {
	err := errors.New("the proof is too long")
	if len(proof) <= maxProof {
		err = tlog.CheckRecord(proof, size, root, index, leaf)
	}
	if err != nil {
		return failed(Inclusion, err, "内容不在这份签名的日志里：按证明算出的根与检查点不符", "the entry is not in the signed log: the root computed by the proof is not that of the checkpoint")
	}
	return nil
}

// ProveGrowth gives the hashes that show the tree of size leaves to continue the tree of the first old leaves (RFC 6962 consistency
// proof). Both must be above 0: every tree continues the empty one, which proves nothing.
func ProveGrowth(size, old int64, r Reader) ([]Hash, error) {
	if old < 1 || old > size {
		return nil, fmt.Errorf("tlog: no growth from %d to %d leaves", old, size)
	}
	return tlog.ProveTree(size, old, r)
}

// CheckGrowth checks that the tree of size leaves with this root has the tree of old leaves with the old root as its beginning. The
// error is a *Failure.
func CheckGrowth(proof []Hash, size int64, root Hash, old int64, oldRoot Hash) error {
	err := errors.New("the proof is too long")
	if len(proof) <= maxProof+1 {
		err = tlog.CheckTree(proof, size, root, old, oldRoot)
	}
	if err != nil {
		return failed(Growth, err, "后来的日志不是在原日志之后续写的：有记录被改动或抽走", "the later log does not continue the earlier one: entries were changed or taken out")
	}
	return nil
}
