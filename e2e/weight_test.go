package e2e

import (
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
)

// The first page of somebody who was never here takes at most 60 KB over the wire, with everything it loads.
func TestFirstPageIsLight(t *testing.T) {
	for _, at := range []string{"/", "/login"} {
		p := visitor(t, phone)
		var bytes atomic.Int64
		err := chromedp.Listen(p.ctx, func(ev any) {
			if e, ok := ev.(*network.EventLoadingFinished); ok {
				bytes.Add(int64(e.EncodedDataLength))
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		p.open(at)
		t.Logf("%s takes %d bytes", at, bytes.Load())
		if n := bytes.Load(); n == 0 || n > 60_000 {
			t.Errorf("%s takes %d bytes", at, n)
		}
	}
}
