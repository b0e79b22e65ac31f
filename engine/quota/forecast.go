package quota

import "math"

// Weeks is how many weeks a year is cut into, from 1 January; the last has the one or two days left over.
const Weeks = 53

// A Year is the progress of one plan: Done holds what was done in each week so far, the last of which may not be over; Days of Of
// days have passed.
type Year struct {
	Done   []int64
	Days   int
	Of     int // 365 or 366
	Target int64
	Season []float64 // share of a year's work by week, see Seasons; nil: every day alike
}

// A Forecast is where a year is heading. Mean, Low and High are the batches at its end with a 90 % interval, Miss the
// probability that the target is missed. Known is false when nothing has been done yet, or too little of the year has
// passed, to say anything but how much there is.
type Forecast struct {
	Done            int64
	Due             int64 // what should be done by today to stay on course
	Mean, Low, High float64
	Miss            float64
	Known           bool
}

// early is the part of a year's work that must lie behind before anything is foretold: about a week.
const early = 0.02

// Foretell judges the rest of the year by the pace so far, seasons taken out: what is left to come has mean n(1-s)/s, where s is the
// share of the year's work that lies behind by the seasons, and a variance that grows with how unevenly the weeks so far
// went (quasi-Poisson). It supposes that nobody changes their pace; that is what the warning is for.
func Foretell(y Year) Forecast {
	season := y.Season
	if season == nil {
		season = Even(y.Of)
	}
	f := Forecast{}
	for _, n := range y.Done {
		f.Done += n
	}
	s := passed(season, y.Days, y.Of)
	f.Due = int64(math.Ceil(float64(y.Target) * s))
	n := math.Max(0, float64(f.Done))
	switch {
	case y.Days >= y.Of:
		f.Mean, f.Low, f.High, f.Known = n, n, n, true
		if f.Done < y.Target {
			f.Miss = 1
		}
		return f
	case s < early || n == 0:
		f.Mean = n
		return f
	}
	f.Known = true
	more := n * (1 - s) / s
	variance := spread(y, season, n, s) * more / s
	f.Mean, f.Low, f.High = n+more, n+gammaQuantile(more, variance, -z90), n+gammaQuantile(more, variance, z90)
	if f.Done < y.Target {
		f.Miss = gammaBelow(more, variance, float64(y.Target)-n)
	}
	return f
}

// spread is how much more the weeks differ than chance alone would have it: Pearson's statistic a week, held to between 1 and
// 400 and drawn towards 2 while few weeks are over.
func spread(y Year, season []float64, n, s float64) float64 {
	const usual, worth = 2.0, 4.0
	sum, weeks := 0.0, 0.0
	for w := range min(y.Days/7, len(y.Done), len(season)) {
		want := n * season[w] / s
		if want <= 0 {
			continue
		}
		sum += (float64(y.Done[w]) - want) * (float64(y.Done[w]) - want) / want
		weeks++
	}
	return math.Max(1, math.Min(400, (sum+usual*worth)/(math.Max(0, weeks-1)+worth)))
}

// passed is the share of the year's work that lies behind after so many days.
func passed(season []float64, days, of int) float64 {
	sum := 0.0
	for w, share := range season {
		in := length(w, of)
		if in > 0 {
			sum += share * math.Max(0, math.Min(1, float64(days-7*w)/float64(in)))
		}
	}
	return math.Min(1, sum)
}

// length is the number of days of a week of the year.
func length(week, of int) int { return max(0, min(7, of-7*week)) }

// allYear reports whether something was done in every quarter.
func allYear(weeks []int64) bool {
	var quarter [4]int64
	for w := range min(Weeks-1, len(weeks)) {
		quarter[w/13] += max(0, weeks[w])
	}
	return quarter[0] > 0 && quarter[1] > 0 && quarter[2] > 0 && quarter[3] > 0
}

// Even is the season of a year in which every day is alike.
func Even(of int) []float64 {
	out := make([]float64, Weeks)
	for w := range out {
		out[w] = float64(length(w, of)) / float64(of)
	}
	return out
}

// Seasons learns the shares of the weeks from the weeks of past years, each year counting alike however much was done in it. One
// tenth stays even, so that a week in which nothing was ever done is not taken for impossible. A year
// with a quarter in which nothing was done is left out: its records begin or end within it. Nil when no year is left.
func Seasons(past [][]int64, of int) []float64 {
	even := Even(of)
	sum, years := make([]float64, Weeks), 0.0
	for _, year := range past {
		total := 0.0
		for _, n := range year {
			total += float64(max(0, n))
		}
		if total <= 0 || !allYear(year) {
			continue
		}
		years++
		for w := range min(Weeks, len(year)) {
			sum[w] += float64(max(0, year[w])) / total
		}
	}
	if years == 0 {
		return nil
	}
	for w := range sum {
		sum[w] = 0.1*even[w] + 0.9*sum[w]/years
	}
	return sum
}
