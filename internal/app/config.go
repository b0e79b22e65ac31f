package app

import (
	"log/slog"
	"os"
	"path/filepath"

	"shian/internal/kit/fault"
	"shian/internal/kit/notify"
)

// Config says where the records are and how the platform is reached. Its zero value with Data set works.
type Config struct {
	Data     string         // folder of the embedded database, files and keys
	Database string         // postgres://… instead of the embedded database
	Listen   string         // HOST:PORT
	Demo     bool           // fill a new folder with the demonstration province
	Secure   bool           // reached by TLS
	Site     string         // address under which people reach the platform, for QR codes on documents; empty: http://Listen
	Fonts    []string       // TrueType fonts for characters on documents that the embedded ones lack
	Map      string         // GeoJSON file of outlines instead of the embedded sketch, with the number of its approval
	Approval string         // 审图号 of Map
	Mail     *notify.Server // that e-mails are given to; nil: they wait
	Private  bool           // webhooks may go to private addresses: for closed networks and tests
	Log      *slog.Logger
}

// url is the address of the database.
func (c Config) url() string {
	if c.Database != "" {
		return c.Database
	}
	return "sqlite:" + filepath.Join(c.Data, "shian.db")
}

// site is what people type to reach the platform.
func (c Config) site() string {
	switch {
	case c.Site != "":
		return c.Site
	case c.Secure:
		return "https://" + c.Listen
	}
	return "http://" + c.Listen
}

// prepare makes the data folder, readable by its owner alone.
func (c Config) prepare() error {
	if c.Data == "" {
		return fault.Refused("没有指定数据目录，请加 --data", "no data folder; add --data")
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return &fault.Error{Kind: fault.KindRefused, Zh: "不能建立数据目录，请检查 --data 和权限", En: "the data folder cannot be made; check --data and permissions", Cause: err}
	}
	return nil
}

func (c Config) log() *slog.Logger {
	if c.Log != nil {
		return c.Log
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
}
