package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCommands holds the contract of exit codes and of the tools that need no database.
func TestCommands(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	one := file("one.csv", "start,n\n2026-09-28,5\n")
	two := file("two.csv", "start,n\n2026-12-28,10\n")
	for _, c := range []struct {
		args           string
		in             string
		code           int
		out, err, miss string
	}{
		{args: "", code: exitUsage, err: "shian serve"},
		{args: "nosuch", code: exitUsage, err: "there is no command"},
		{args: "serve --nosuch", code: exitUsage, err: "usage: shian serve"},
		{args: "user add x", code: exitUsage, err: "usage: shian user"},
		{args: "log", code: exitUsage, err: "usage: shian log"},
		{args: "ident", in: "code\n91620102MA7667MC58\nx\n", out: "code,kind,ok,reason\n91620102MA7667MC58,uscc,true,\nx,unknown,false,"},
		{args: "ident nowhere.csv", code: exitFault, err: "cannot open"},
		{args: "judge", in: "item,limit,result\n镉,≤0.2mg/kg,0.25mg/kg\n", out: "镉,≤0.2mg/kg,0.25mg/kg,fail,"},
		{args: "judge", in: "limit,result\n1,2\n", code: exitFault, err: "item"},
		{args: "workday " + one + " " + two, out: "start,n,due\n2026-09-28,5,2026-10-10\n2026-12-28,10,\n", err: "2027", miss: "due\n2026-12"},
	} {
		var out, errs strings.Builder
		code := run(t.Context(), std{strings.NewReader(c.in), &out, &errs}, strings.Fields(c.args))
		if code != c.code {
			t.Errorf("%q ended with %d, want %d: %s", c.args, code, c.code, errs.String())
		}
		if !strings.Contains(out.String(), c.out) || !strings.Contains(errs.String(), c.err) || c.miss != "" && strings.Contains(out.String(), c.miss) {
			t.Errorf("%q wrote %q and said %q", c.args, out.String(), errs.String())
		}
	}
}
