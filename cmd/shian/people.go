package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"strings"

	"shian/internal/app"
	"shian/internal/kit/access"
)

func user(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("user", flag.ContinueOnError)
	cfg := store(fs)
	var p app.Person
	fs.StringVar(&p.Post, "post", "", "post, as data/post/posts.csv names it")
	fs.StringVar(&p.Region, "region", "", "code of the region the post is for")
	fs.StringVar(&p.Operator, "operator", "", "统一社会信用代码 of the business, for its own people")
	stdin := fs.Bool("password-stdin", false, "read the password from the first line of standard input")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 2 || words[0] != "add" || p.Post == "" || !*stdin {
		return errUsage
	}
	p.Login = words[1]
	line, err := bufio.NewReader(s.in).ReadString('\n')
	if err != nil && line == "" {
		return fmt.Errorf("没有从标准输入读到密码 / no password on standard input: %w", err)
	}
	p.Password = strings.TrimRight(line, "\r\n")
	return app.With(ctx, *cfg, func(ctx context.Context, a *app.App) error {
		if err := a.AddPerson(ctx, p); err != nil {
			return err
		}
		_, err := fmt.Fprintf(s.err, "已添加账号 %[1]s / account %[1]s added\n", p.Login)
		return err
	})
}

func token(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("token", flag.ContinueOnError)
	cfg := store(fs)
	days := fs.Int("days", 90, "days until it ends, 1 to 3650")
	rights := fs.String("rights", "", "only these of the account's rights, separated by commas; empty: all")
	words, err := parse(fs, s, args)
	if err != nil || len(words) != 1 {
		return errUsage
	}
	var only []access.Right
	for _, r := range strings.FieldsFunc(*rights, func(c rune) bool { return c == ',' || c == ' ' }) {
		only = append(only, access.Right(r))
	}
	return app.With(ctx, *cfg, func(ctx context.Context, a *app.App) error {
		t, err := a.Token(ctx, words[0], *days, only)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(s.out, t)
		return err
	})
}
