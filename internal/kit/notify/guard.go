package notify

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"syscall"
	"time"
)

const redirectsMost = 3

// errPrivate says that an address of the web leads into somebody's own network.
var errPrivate = errors.New("the address leads into a private network; webhooks go to public ones")

// closed are ranges beyond those net/netip knows where no public service answers, or which lead elsewhere than they say.
var closed = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("198.18.0.0/15"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2002::/16"), netip.MustParsePrefix("2001::/32"), netip.MustParsePrefix("100::/64"),
	netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("fec0::/10"),
}

// public refuses an address, as it is about to be connected to, that is not of the public internet. It looks at what the name
// led to, so a name that later leads elsewhere gets nowhere.
func public(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return err
	}
	ip := at.Addr().Unmap().WithZone("")
	if !ip.IsGlobalUnicast() || ip.IsPrivate() {
		return errPrivate
	}
	for _, p := range closed {
		if p.Contains(ip) {
			return errPrivate
		}
	}
	if port := at.Port(); port < 1024 && port != 80 && port != 443 {
		return errors.New("port " + strconv.Itoa(int(port)) + " is no port of a web server")
	}
	return nil
}

// client calls webhooks: through no proxy, within bounds, only to public addresses unless private is set.
func client(private bool) *http.Client {
	dial := &net.Dialer{Timeout: 10 * time.Second}
	if !private {
		dial.Control = func(_, address string, _ syscall.RawConn) error { return public(address) }
	}
	return &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{DialContext: dial.DialContext, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 15 * time.Second, MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			switch {
			case len(via) > redirectsMost:
				return fmt.Errorf("more than %d redirects", redirectsMost)
			case r.Method != http.MethodPost:
				return errors.New("the redirect would lose the message; answer 307 or 308")
			case !private && r.URL.Scheme != "https":
				return errors.New("the redirect leads out of TLS")
			}
			return nil
		},
	}
}
