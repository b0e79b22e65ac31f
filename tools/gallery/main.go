// Command gallery serves the components of the page kit alone, with a menu of samples, to look at them while they are
// being made: http://127.0.0.1:8421/dev/pages. The platform shows the same, with every domain's pages, at /dev/pages.
package main

import (
	"flag"
	"fmt"
	"net/http"
	"os"
	"time"

	"shian/internal/kit/page"
	"shian/internal/kit/web"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:8421", "address to listen on")
	flag.Parse()
	p := page.New(page.SampleConfig())
	m := web.New(web.Config{})
	m.Errors = p.Error
	m.Handle("GET /dev/pages", web.Public(), p.Gallery)
	m.Handle("GET /dev/pages/{name}", web.Public(), p.Gallery)
	m.Handle("GET /prefer", web.Public(), p.Prefer)
	mux := http.NewServeMux()
	mux.Handle("/static/", p.Static())
	mux.Handle("/", m)
	srv := &http.Server{Addr: *listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	fmt.Println("http://" + *listen + "/dev/pages")
	fmt.Fprintln(os.Stderr, srv.ListenAndServe())
	os.Exit(1)
}
