package main

import (
	zmq "github.com/pebbe/zmq4"

	"peers.test/peer"
)

var kinds = map[string]struct{ frontend, backend zmq.Type }{
	"queue":     {zmq.ROUTER, zmq.DEALER},
	"forwarder": {zmq.XSUB, zmq.XPUB},
	"streamer":  {zmq.PULL, zmq.PUSH},
}

// proxy runs until the process ends.
func proxy(told *peer.Told) {
	kind, known := kinds[told.Job]
	if !known {
		peer.Fail("no such proxy: %s", told.Job)
	}
	frontend := bound(kind.frontend, told.Frontend)
	backend := bound(kind.backend, told.Backend)
	peer.SayReady()
	peer.Check(zmq.Proxy(frontend, backend, nil))
}

func bound(kind zmq.Type, endpoint string) *zmq.Socket {
	socket, err := zmq.NewSocket(kind)
	peer.Check(err)
	peer.Check(socket.Bind(endpoint))
	return socket
}
