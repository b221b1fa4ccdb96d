// A peer with github.com/pebbe/zmq4, the Go binding that follows libzmq's C API call by call.
package main

import (
	"fmt"

	zmq "github.com/pebbe/zmq4"

	"peers.test/peer"
)

var types = map[string]zmq.Type{
	"push": zmq.PUSH, "pull": zmq.PULL, "pub": zmq.PUB, "sub": zmq.SUB, "req": zmq.REQ, "rep": zmq.REP,
	"dealer": zmq.DEALER, "router": zmq.ROUTER, "pair": zmq.PAIR,
}

func main() {
	told := peer.Read()
	switch told.Type {
	case "version":
		major, minor, patch := zmq.Version()
		fmt.Printf("version pebbe/zmq4 %s, libzmq %d.%d.%d\n", peer.Version("github.com/pebbe/zmq4"), major, minor, patch)
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
	socket, err := zmq.NewSocket(kind)
	peer.Check(err)
	setOptions(socket, told)
	secure(socket, told)
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

	peer.Check(socket.Close())
	zmq.AuthStop()
	peer.Check(zmq.Term()) // waits until all is sent
	peer.SayDone()
}

func setOptions(socket *zmq.Socket, told *peer.Told) {
	if told.HWM != nil {
		peer.Check(socket.SetSndhwm(*told.HWM))
		peer.Check(socket.SetRcvhwm(*told.HWM))
	}
	if told.Identity != "" {
		peer.Check(socket.SetIdentity(told.Identity))
	}
	if told.Heartbeat > 0 {
		peer.Check(socket.SetHeartbeatIvl(told.Heartbeat))
	}
	if told.Type == "sub" {
		peer.Check(socket.SetSubscribe(told.Prefix))
	}
}

func open(socket *zmq.Socket, told *peer.Told) {
	if !told.Bind {
		peer.Check(socket.Connect(told.Endpoint))
		peer.SayEndpoint(told.Endpoint)
		return
	}
	peer.Check(socket.Bind(told.Endpoint))
	endpoint, err := socket.GetLastEndpoint()
	peer.Check(err)
	peer.SayEndpoint(endpoint)
}
