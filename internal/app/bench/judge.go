package bench

import (
	"context"
	"runtime"
	"time"

	"shian/engine/limit"
)

// Pairs of limit and result as people write them: plain ones mostly, as in a laboratory's sheets, and the hard ones too.
var pairs = [][2]string{
	{"≤0.5mg/kg", "0.032mg/kg"}, {"≤0.1mg/kg", "未检出"}, {"≤0.2mg/kg", "<0.01"}, {"≤1.0g/kg", "0.254"}, {"≤0.05mg/kg", "0.0123mg/kg"},
	{"≤5mg/g", "1.7mg/g"}, {"≤0.25g/100g", "0.08g/100g"}, {"≥2.9g/100g", "3.21g/100g"}, {"不得使用", "未检出"}, {"不得检出", "ND"},
	{"≤100μg/kg", "1.77×10³μg/kg"}, {"n=5,c=2,m=10²,M=10³CFU/g", "50;70;<10;20;80CFU/g"}, {"4.5~6.0", "5.1"}, {"≤20mg/kg", "0.012g/kg"},
	{"≤0.5mg/kg", "0.78mg/kg"}, {"≤0.02mg/kg", "0.020"},
}

var modes = []limit.Mode{limit.Full, limit.Rounded}

// judging judges pairs one after another on one core, each parsed anew as from a sheet.
func judging(_ context.Context, r *run) error {
	runtime.GOMAXPROCS(1)
	defer runtime.GOMAXPROCS(runtime.NumCPU())
	const rounds, each = 5, 200_000
	var wall, cpu []float64
	said := 0
	for range rounds {
		began, used := time.Now(), processor()
		for i := range each {
			p := pairs[i%len(pairs)]
			if j := limit.Judge(p[0], p[1], modes[i/len(pairs)%2]); j.Verdict == limit.Pass || j.Verdict == limit.Fail {
				said++
			}
		}
		wall = append(wall, each/time.Since(began).Minutes())
		cpu = append(cpu, each/(processor()-used).Minutes())
	}
	r.set("judgements_per_minute", round(median(wall)))
	r.set("judgements_per_cpu_minute", round(median(cpu)))
	r.set("readable_share", round(float64(said)/(rounds*each)))
	return nil
}
