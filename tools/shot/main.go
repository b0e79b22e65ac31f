// Command shot takes a picture of pages in headless Chromium, to look at them.
//
//	go run ./tools/shot -width 1440 -out /tmp/list.png http://127.0.0.1:8420/dev/pages/page.list
//	go run ./tools/shot -width 390 -dir /tmp/shots URL…
package main

import (
	"context"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/chromedp/chromedp"
)

func main() {
	width := flag.Int64("width", 1440, "width of the window in CSS pixels")
	height := flag.Int64("height", 900, "least height of the picture")
	out := flag.String("out", "", "file to write, for one address")
	dir := flag.String("dir", ".", "folder to write to, one file an address")
	click := flag.String("click", "", "CSS selector to click before the picture is taken")
	script := flag.String("eval", "", "JavaScript to run before the picture is taken; its result is printed")
	who := flag.String("user", "", "LOGIN:PASSWORD to sign in with first")
	plain := flag.Bool("plain", false, "without JavaScript")
	flag.Parse()
	if err := run(*width, *height, *out, *dir, *click, *script, *who, *plain, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "shot:", err)
		os.Exit(1)
	}
}

func run(width, height int64, out, dir, click, script, who string, plain bool, addresses []string) error {
	flags := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	if plain {
		flags = append(flags, chromedp.Flag("blink-settings", "scriptEnabled=false"))
	}
	ctx, stop := chromedp.NewExecAllocator(context.Background(), flags...)
	defer stop()
	ctx, stop = chromedp.NewContext(ctx)
	defer stop()
	if login, password, ok := strings.Cut(who, ":"); ok && len(addresses) > 0 {
		if err := signIn(ctx, addresses[0], login, password); err != nil {
			return fmt.Errorf("sign in: %w", err)
		}
	}
	for _, a := range addresses {
		file := out
		if file == "" {
			file = filepath.Join(dir, fmt.Sprintf("%s-%d.png", name(a), width))
		}
		if err := take(ctx, width, height, a, click, script, file); err != nil {
			return fmt.Errorf("%s: %w", a, err)
		}
		fmt.Println(file)
	}
	return nil
}

func take(ctx context.Context, width, height int64, address, click, script, file string) error {
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height), chromedp.Navigate(address)); err != nil {
		return err
	}
	if click != "" {
		if err := chromedp.Do(ctx, chromedp.Click(click), chromedp.Sleep(300*time.Millisecond)); err != nil {
			return err
		}
	}
	if script != "" {
		said, err := chromedp.Run(ctx, chromedp.Evaluate[string]("Promise.resolve((async()=>{"+script+"})()).then(String)", chromedp.EvalAwaitPromise))
		if err != nil {
			return err
		}
		fmt.Println(said)
	}
	tall, err := chromedp.Run(ctx, chromedp.Evaluate[int64]("document.documentElement.scrollHeight"))
	if err != nil {
		return err
	}
	if tall > height { // what sticks to the window stands where it would at the end of the page
		if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, tall)); err != nil {
			return err
		}
	}
	png, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return err
	}
	return os.WriteFile(file, png, 0o600)
}

// signIn fills in the login page of the site the address belongs to.
func signIn(ctx context.Context, address, login, password string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	u.Path, u.RawQuery = "/login", ""
	return chromedp.Do(ctx, chromedp.Navigate(u.String()), chromedp.SendKeys("#login", login), chromedp.SendKeys("#password", password),
		chromedp.Submit("#password"), chromedp.Sleep(700*time.Millisecond))
}

func name(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "page"
	}
	s := strings.Trim(u.Path+"_"+u.RawQuery, "/_")
	return strings.NewReplacer("/", "_", "=", "-", "&", "_").Replace(s)
}
