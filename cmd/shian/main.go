// Command shian runs the food safety platform of a province, and its tools.
//
// Each command is flags and one call; what it does lies in internal/app.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"shian/internal/app/tool"
	"shian/internal/kit/fault"
)

// Exit codes: it ran; it could not do its work; it was called wrongly.
const (
	exitOK    = 0
	exitFault = 1
	exitUsage = 2
)

// A command is one word after shian. It gets its own arguments; errUsage makes the program print the usage line and exit 2.
type command struct {
	name, usage, about string
	run                func(ctx context.Context, s std, args []string) error
}

// std is the world a command speaks to.
type std struct {
	in       io.Reader
	out, err io.Writer
}

var errUsage = errors.New("usage")

func commands() []command {
	return []command{
		{"serve", "[--data DIR] [--listen HOST:PORT] [--database URL] [--demo]", "run the platform", serve},
		{"user", "add NAME --post POST [--region CODE] [--operator CODE] --password-stdin [--data DIR | --database URL]", "add a person with an account", user},
		{"token", "NAME [--days N] [--rights a,b] [--data DIR | --database URL]", "print one bearer token for the API", token},
		{"import", "KIND FILE [--dry-run] [--report OUT.xlsx] [--as NAME] [--data DIR | --database URL]", "bring a sheet in: checked whole, stored whole", importing},
		{"export", "KIND [--format csv|xlsx|json] [--data DIR | --database URL]", "write every record of a kind to standard output", export},
		{"backup", "FILE [--data DIR | --database URL]", "write a consistent copy while the platform runs", backup},
		{"restore", "FILE [--data DIR | --database URL]", "fill an empty database from a backup", restore},
		{"log", "verify [--checkpoint FILE] [--data DIR | --database URL]", "check the journal against the records", logVerify},
		{"proof", "FILE [--json FILE] [--key KEY]", "check a proof of something published, offline", proof},
		{"ident", "[FILE…]", "check 统一社会信用代码, 居民身份证 and food licence numbers", tabular(tool.Ident)},
		{"workday", "[FILE…]", "the n-th working day after a day", tabular(tool.Workday)},
		{"judge", "[FILE…]", "judge test results by limits", tabular(tool.Judge)},
		{"bench", "NAME [--json]", "measure the platform on generated data", benchmark},
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, std{os.Stdin, os.Stdout, os.Stderr}, os.Args[1:])
	stop()
	os.Exit(code)
}

func run(ctx context.Context, s std, args []string) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(s.err)
		return exitUsage
	}
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		err := c.run(ctx, s, args[1:])
		switch {
		case err == nil:
			return exitOK
		case errors.Is(err, errUsage), errors.Is(err, tool.ErrUsage), errors.Is(err, flag.ErrHelp):
			if errors.Is(err, tool.ErrUsage) {
				say(s.err, err)
			}
			_, _ = fmt.Fprintf(s.err, "usage: shian %s %s\n", c.name, c.usage)
			return exitUsage
		default:
			say(s.err, err)
			return exitFault
		}
	}
	_, _ = fmt.Fprintf(s.err, "没有“%[1]s”这个命令 / there is no command %[1]q\n", args[0])
	usage(s.err)
	return exitUsage
}

func usage(w io.Writer) {
	var b strings.Builder
	b.WriteString("shian 食安 — one program for the food safety of a province\n\n")
	for _, c := range commands() {
		fmt.Fprintf(&b, "  shian %-8s %s\n           %s\n", c.name, c.usage, c.about)
	}
	_, _ = io.WriteString(w, b.String())
}

// say writes an error for a person: both languages where it has them.
func say(w io.Writer, err error) {
	var f *fault.Error
	if !errors.As(err, &f) {
		_, _ = fmt.Fprintln(w, "shian:", err)
		return
	}
	_, _ = fmt.Fprintf(w, "shian: %s / %s\n", f.Zh, f.En)
	for _, x := range f.Fields {
		_, _ = fmt.Fprintf(w, "  %s: %s / %s\n", x.Label, x.Zh, x.En)
	}
	if f.Cause != nil {
		_, _ = fmt.Fprintln(w, "  ", f.Cause)
	}
}

// parse reads flags wherever they stand among the words and returns the words.
func parse(fs *flag.FlagSet, s std, args []string) ([]string, error) {
	fs.SetOutput(s.err)
	fs.Usage = func() {}
	var words []string
	for {
		if err := fs.Parse(args); err != nil {
			return nil, fmt.Errorf("%w", errUsage)
		}
		rest := fs.Args()
		if len(rest) == 0 {
			return words, nil
		}
		words, args = append(words, rest[0]), rest[1:]
	}
}
