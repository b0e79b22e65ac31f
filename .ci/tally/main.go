// Command tally reads the output of go test -json, shows the words of what failed and one line for each package, and counts.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
)

type event struct{ Action, Package, Test, Output, ImportPath string }

func main() {
	lines := flag.String("lines", "", "file for the line of each package")
	counts := flag.String("counts", "", "file for the counts")
	flag.Parse()
	t := tally{said: map[string][]string{}, result: map[string]int{}}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 16<<20)
	for in.Scan() {
		var e event
		if json.Unmarshal(in.Bytes(), &e) != nil { // go itself speaks: a build failed
			fmt.Println(in.Text())
			continue
		}
		t.take(e)
	}
	write(*lines, strings.Join(t.packages, ""))
	write(*counts, fmt.Sprintf("%d passed %d failed %d skipped\n", t.result["pass"], t.result["fail"], t.result["skip"]))
	fmt.Printf("%d passed, %d failed, %d skipped\n", t.result["pass"], t.result["fail"], t.result["skip"])
	if t.bad || in.Err() != nil || len(t.packages) == 0 {
		os.Exit(1)
	}
}

type tally struct {
	said     map[string][]string // test → its output until it has passed
	packages []string            // ok …, FAIL …
	result   map[string]int      // tests and subtests by outcome
	bad      bool
}

func (t *tally) take(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		if e.Test == "" && packageLine(e.Output) {
			t.packages = append(t.packages, e.Output)
			return
		}
		t.said[key] = append(t.said[key], e.Output)
	case "build-output":
		fmt.Print(e.Output)
	case "build-fail":
		t.bad = true
	case "pass", "skip":
		if e.Test != "" {
			t.result[e.Action]++
		}
		delete(t.said, key)
	case "fail":
		t.bad = true
		if e.Test != "" {
			t.result["fail"]++
		}
		fmt.Print(strings.Join(t.said[key], ""))
		delete(t.said, key)
	}
}

// packageLine recognises "ok  	shian/engine/limit	0.1s" and its like; packages without tests are left out.
func packageLine(s string) bool {
	return strings.HasPrefix(s, "ok  \t") || strings.HasPrefix(s, "FAIL\t")
}

func write(name, text string) {
	if name == "" {
		return
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
