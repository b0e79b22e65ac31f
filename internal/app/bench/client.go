package bench

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http/httputil"
	"strconv"
	"time"

	"shian/internal/app"
)

// A server is the platform listening on the loopback, with what runs by itself.
type server struct {
	addr string
	stop func() error
}

func serve(ctx context.Context, a *app.App) (*server, error) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(ctx)
	a.Journal.Start(ctx)
	a.Outbox.Start(ctx)
	ended := make(chan error, 1)
	go func() { ended <- a.Mux.Serve(ctx, ln) }()
	return &server{ln.Addr().String(), func() error {
		cancel()
		a.Journal.Wait()
		a.Outbox.Wait()
		return <-ended
	}}, nil
}

// A client is one kept connection. It reads just enough of HTTP/1.1 to know when an answer is whole, since it shares the
// processor with the server it measures.
type client struct {
	conn net.Conn
	in   *bufio.Reader
	head string // headers of every request
	out  bytes.Buffer
	body []byte // of the last answer
}

// dial connects with a header line that says who is asking, such as "Authorization: Bearer …".
func dial(addr, who string) (*client, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	return &client{conn: conn, in: bufio.NewReaderSize(conn, 64<<10), head: "Host: " + addr + "\r\n" + who + "\r\n"}, nil
}

func (c *client) close() { _ = c.conn.Close() }

// do sends one request and reads the whole answer; anything but a status of 2xx is an error with the answer's text.
func (c *client) do(method, path string, body []byte) (time.Duration, error) {
	c.out.Reset()
	c.out.WriteString(method + " " + path + " HTTP/1.1\r\n" + c.head)
	if body != nil {
		c.out.WriteString("Content-Type: application/json\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n")
	}
	c.out.WriteString("\r\n")
	c.out.Write(body)
	began := time.Now()
	if _, err := c.conn.Write(c.out.Bytes()); err != nil {
		return 0, err
	}
	status, err := c.read()
	took := time.Since(began)
	if err == nil && status/100 != 2 {
		err = fmt.Errorf("%s %s: %d %s", method, path, status, c.body)
	}
	return took, err
}

var lengthIs = []byte("content-length:")

func (c *client) read() (status int, err error) {
	length, chunked := 0, false
	for first := true; ; first = false {
		l, err := c.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		l = bytes.TrimRight(l, "\r\n")
		switch {
		case first:
			if len(l) < 12 {
				return 0, errors.New("no HTTP answer: " + string(l))
			}
			if status, err = strconv.Atoi(string(l[9:12])); err != nil {
				return 0, err
			}
		case len(l) == 0:
			return status, c.take(length, chunked)
		case len(l) > len(lengthIs) && bytes.EqualFold(l[:len(lengthIs)], lengthIs):
			if length, err = strconv.Atoi(string(bytes.TrimSpace(l[len(lengthIs):]))); err != nil {
				return 0, err
			}
		case bytes.EqualFold(l, []byte("transfer-encoding: chunked")):
			chunked = true
		}
	}
}

func (c *client) take(length int, chunked bool) error {
	if chunked {
		var err error
		c.body, err = io.ReadAll(httputil.NewChunkedReader(c.in))
		if err == nil {
			_, err = c.in.ReadSlice('\n') // the line that ends the trailer
		}
		return err
	}
	if cap(c.body) < length {
		c.body = make([]byte, length)
	}
	c.body = c.body[:length]
	_, err := io.ReadFull(c.in, c.body)
	return err
}
