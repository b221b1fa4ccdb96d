// A peer with goczmq, the Go binding of CZMQ. It is go-zeromq's copy of github.com/zeromq/goczmq, which says so of its module.
package main

import (
	"fmt"

	"github.com/go-zeromq/goczmq/v4"

	"peers.test/peer"
)

var types = map[string]int{
	"push": goczmq.Push, "pull": goczmq.Pull, "pub": goczmq.Pub, "sub": goczmq.Sub, "req": goczmq.Req, "rep": goczmq.Rep,
	"dealer": goczmq.Dealer, "router": goczmq.Router, "pair": goczmq.Pair,
}

func main() {
	told := peer.Read()
	switch told.Type {
	case "version":
		fmt.Printf("version goczmq %s, CZMQ %d.%d, libzmq %d.%d\n", peer.Version("github.com/go-zeromq/goczmq/v4"),
			goczmq.CZMQVersionMajor, goczmq.CZMQVersionMinor, goczmq.ZMQVersionMajor, goczmq.ZMQVersionMinor)
	case "proxy":
		proxy(told)
	default:
		work(told)
	}
}

// work does one job with one socket.
func work(told *peer.Told) {
	kind, known := types[told.Type]
	if !known {
		peer.Fail("no such type: %s", told.Type)
	}
	socket := goczmq.NewSock(kind, options(told)...)
	auth := secure(socket, told)
	open(socket, told)

	switch told.Job {
	case "send":
		send(socket, told)
	case "receive":
		receive(socket, told)
	case "ask":
		ask(socket, told)
	case "answer":
		answer(socket, told)
	default:
		peer.Fail("no such job: %s", told.Job)
	}

	socket.Destroy()
	if auth != nil {
		auth.Destroy()
	}
	goczmq.Shutdown() // waits until all is sent
	peer.SayDone()
}

func options(told *peer.Told) []goczmq.SockOption {
	var options []goczmq.SockOption
	if told.Type != "sub" { // whose subscriptions would linger, too
		// CZMQ's own default is to drop at the end what is not sent yet.
		options = append(options, goczmq.SockSetLinger(-1))
	}
	if told.HWM != nil {
		options = append(options, goczmq.SockSetSndhwm(*told.HWM), goczmq.SockSetRcvhwm(*told.HWM))
	}
	if told.Identity != "" {
		options = append(options, goczmq.SockSetIdentity(told.Identity))
	}
	if told.Heartbeat > 0 {
		options = append(options, goczmq.SockSetHeartbeatIvl(int(told.Heartbeat.Milliseconds())))
	}
	if told.Type == "sub" {
		options = append(options, goczmq.SockSetSubscribe(told.Prefix))
	}
	return options
}

func open(socket *goczmq.Sock, told *peer.Told) {
	if !told.Bind {
		peer.Check(socket.Connect(told.Endpoint))
		peer.SayEndpoint(told.Endpoint)
		return
	}
	_, err := socket.Bind(told.Endpoint)
	peer.Check(err)
	peer.SayEndpoint(goczmq.LastEndpoint(socket))
}
