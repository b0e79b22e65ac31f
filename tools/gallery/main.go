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
	p.Mount(m)
	p.MountGallery(m)
	srv := &http.Server{Addr: *listen, Handler: m, ReadHeaderTimeout: 5 * time.Second}
	fmt.Println("http://" + *listen + "/dev/pages")
	fmt.Fprintln(os.Stderr, srv.ListenAndServe())
	os.Exit(1)
}
