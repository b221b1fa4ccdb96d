package main

import (
	"context"

	zmq "github.com/go-zeromq/zmq4"

	"peers.test/peer"
)

// proxy runs until the process ends. It is not a zmq.Proxy: that panics at the end of a connection, an error of Recv's,
// which it would send on.
func proxy(told *peer.Told) {
	ctx := context.Background()
	switch told.Job {
	case "queue":
		clients := bound(zmq.NewRouter(ctx), told.Frontend)
		workers := bound(zmq.NewDealer(ctx), told.Backend)
		go forward(clients, workers)
		go forward(workers, clients)
	case "forwarder":
		// An XPUB does not say what is subscribed to, which an XSUB would have to hear.
		publishers := zmq.NewSub(ctx)
		peer.Check(publishers.SetOption(zmq.OptionSubscribe, ""))
		go forward(bound(publishers, told.Frontend), bound(zmq.NewPub(ctx), told.Backend))
	case "streamer":
		go forward(bound(zmq.NewPull(ctx), told.Frontend), bound(zmq.NewPush(ctx), told.Backend))
	default:
		peer.Fail("no such proxy: %s", told.Job)
	}
	peer.SayReady()
	select {}
}

func bound(socket zmq.Socket, endpoint string) zmq.Socket {
	peer.Check(socket.Listen(endpoint))
	return socket
}

func forward(from, to zmq.Socket) {
	for {
		peer.Check(to.Send(zmq.NewMsgFrom(receiveMessage(from)...)))
	}
}
