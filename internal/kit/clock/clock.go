// Package clock tells the time the way the records write it: instants in UTC to the millisecond, days at UTC+8.
package clock

import "time"

// China is the zone in which a statutory day is a day, whatever the host's zone.
var China = time.FixedZone("UTC+8", 8*3600)

// A Clock tells now. Tests put their own in its place.
type Clock func() time.Time

// System is the host's clock.
var System Clock = time.Now

// Fixed is a clock that stands still.
func Fixed(t time.Time) Clock { return func() time.Time { return t } }

const instant = "2006-01-02T15:04:05.000Z"

// Instant writes t as the records keep it: 2006-01-02T15:04:05.000Z.
func Instant(t time.Time) string { return t.UTC().Format(instant) }

// ParseInstant reads what Instant wrote.
func ParseInstant(s string) (time.Time, error) { return time.Parse(instant, s) }

// Day is the calendar day of t in China: 2006-01-02.
func Day(t time.Time) string { return t.In(China).Format(time.DateOnly) }

// ParseDay reads a day as its first moment in China.
func ParseDay(s string) (time.Time, error) { return time.ParseInLocation(time.DateOnly, s, China) }

// Show writes an instant for a person: 2006-01-02 15:04 in China; what cannot be read stays as it is.
func Show(s string) string {
	t, err := ParseInstant(s)
	if err != nil {
		return s
	}
	return t.In(China).Format("2006-01-02 15:04")
}
