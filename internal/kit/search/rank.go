package search

import (
	"encoding/binary"
	"hash/fnv"
	"time"

	"github.com/google/uuid"

	"shian/internal/kit/clock"
)

// rank is a document's place among all others, larger is newer: its day, then the millisecond of that day when Sort is an
// instant, then a hash, so that two documents seldom want the same place; again > 0 asks for another place of the same
// day or millisecond. A Sort that is neither a day nor an instant leaves the moment in the document's id to decide.
//
//	instant: 15 bits day since 1970 | 27 bits millisecond | 21 bits hash
//	day:     15 bits day since 1970 | 48 bits hash
func rank(d Doc, again uint32) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(d.Kind + "\x00" + d.ID))
	_, _ = h.Write(binary.BigEndian.AppendUint32(nil, again))
	hash := mix(h.Sum64())
	at, exact := moment(d)
	ms := max(0, at.UnixMilli())
	const dayMs = 24 * 3600 * 1000
	day, left := min(uint64(ms/dayMs), 1<<15-1), uint64(ms%dayMs)
	if exact {
		return int64(day<<48 | left<<21 | hash>>43)
	}
	return int64(day<<48 | hash>>16)
}

func moment(d Doc) (at time.Time, exact bool) {
	if at, err := clock.ParseInstant(d.Sort); err == nil {
		return at, true
	}
	if at, err := time.Parse(time.DateOnly, d.Sort); err == nil {
		return at, false
	}
	if u, err := uuid.Parse(d.ID); err == nil && u.Version() == 7 {
		sec, nsec := u.Time().UnixTime()
		return time.Unix(sec, nsec), true
	}
	return time.Unix(0, 0), false
}

// mix spreads a hash over its upper bits (the finalizer of splitmix64).
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
