package main

import (
	"bytes"
	"io"

	zmq "github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
	"github.com/go-zeromq/zmq4/security/plain"

	"peers.test/peer"
)

// ending is the mechanism of a socket that also sees its last part go out. There is no linger: PUB and REP write in the
// background, and Close waits for nothing.
type ending struct {
	zmq.Security
	part []byte // nil when there is nothing to wait for
	gone chan struct{}
}

func lastPart(told *peer.Told) *ending {
	last := &ending{Security: null.Security(), gone: make(chan struct{}, 1)}
	if told.Mechanism == "plain" {
		last.Security = plain.Security(told.Username, told.Password)
	}
	switch told.Type {
	case "pub":
		last.part = append([]byte(told.Prefix), peer.End...)
	case "rep":
		last.part = append([]byte("Hello "), peer.End...)
	}
	return last
}

// Encrypt is called for each part, whatever the mechanism; it writes the part to the connection.
func (last *ending) Encrypt(connection io.Writer, part []byte) (int, error) {
	n, err := last.Security.Encrypt(connection, part)
	if last.part != nil && bytes.Equal(part, last.part) {
		last.gone <- struct{}{}
	}
	return n, err
}

func (last *ending) wait() {
	if last.part != nil {
		<-last.gone
	}
}
