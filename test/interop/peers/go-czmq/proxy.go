package main

import (
	"github.com/go-zeromq/goczmq/v4"

	"peers.test/peer"
)

var kinds = map[string]struct{ frontend, backend int }{
	"queue":     {goczmq.Router, goczmq.Dealer},
	"forwarder": {goczmq.XSub, goczmq.XPub},
	"streamer":  {goczmq.Pull, goczmq.Push},
}

// proxy runs, as an actor, until the process ends.
func proxy(told *peer.Told) {
	kind, known := kinds[told.Job]
	if !known {
		peer.Fail("no such proxy: %s", told.Job)
	}
	actor := goczmq.NewProxy()
	peer.Check(actor.SetFrontend(kind.frontend, told.Frontend))
	peer.Check(actor.SetBackend(kind.backend, told.Backend))
	peer.SayReady()
	select {}
}
