package main

import (
	"context"
	"flag"
	"os"

	"shian/internal/app"
)

// store adds the flags that say where the records are.
func store(fs *flag.FlagSet) *app.Config {
	c := &app.Config{}
	fs.StringVar(&c.Data, "data", "./shian-data", "folder of the embedded database, files and keys")
	fs.StringVar(&c.Database, "database", "", "postgres://… instead of the embedded database")
	return c
}

func serve(ctx context.Context, s std, args []string) error {
	fs := flag.NewFlagSet("serve", flag.ContinueOnError)
	cfg := store(fs)
	fs.StringVar(&cfg.Listen, "listen", "127.0.0.1:8420", "address to listen on")
	fs.StringVar(&cfg.Map, "map", "", "GeoJSON file with the outlines of regions by adcode, instead of the embedded sketch")
	fs.StringVar(&cfg.Approval, "map-approval", "", "number under which the file of --map was approved, shown beside every map: 审图号：甘S(2026)001号")
	fs.StringVar(&cfg.Site, "site", "", "address under which people reach the platform, for QR codes on documents: https://shian.example.gov.cn")
	fs.Func("font", "TrueType font for characters on documents that the embedded one lacks; may be given several times", func(path string) error {
		cfg.Fonts = append(cfg.Fonts, path)
		return nil
	})
	fs.Func("mail", "mail server for e-mails: smtp://user@host:587?from=ADDRESS (STARTTLS), smtps:// (TLS) or smtp+plain:// (same machine); the password in SHIAN_MAIL_PASSWORD", func(server string) error {
		return cfg.MailBy(server, os.Getenv("SHIAN_MAIL_PASSWORD"))
	})
	fs.BoolVar(&cfg.Private, "webhook-private", false, "webhooks may go to private addresses and by plain HTTP: for closed networks")
	fs.BoolVar(&cfg.Demo, "demo", false, "fill a new folder with the demonstration province")
	words, err := parse(fs, s, args)
	if err != nil || len(words) > 0 {
		return errUsage
	}
	return app.Serve(ctx, *cfg, s.out, s.err)
}
