// A peer with github.com/go-zeromq/zmq4, which is ZeroMQ in Go alone: no libzmq, no C.
package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	zmq "github.com/go-zeromq/zmq4"

	"peers.test/peer"
)

var makers = map[string]func(context.Context, ...zmq.Option) zmq.Socket{
	"push": zmq.NewPush, "pull": zmq.NewPull, "pub": zmq.NewPub, "sub": zmq.NewSub, "req": zmq.NewReq, "rep": zmq.NewRep,
	"dealer": zmq.NewDealer, "router": zmq.NewRouter, "pair": zmq.NewPair,
}

func main() {
	told := peer.Read()
	switch told.Type {
	case "version":
		fmt.Println("version go-zeromq/zmq4", peer.Version("github.com/go-zeromq/zmq4"))
	case "proxy":
		proxy(told)
	default:
		work(told)
	}
}

// work does one job with one socket.
func work(told *peer.Told) {
	makeSocket, known := makers[told.Type]
	if !known {
		peer.Fail("no such type: %s", told.Type)
	}
	peer.Check(offered(told))
	last := lastPart(told)
	socket := makeSocket(context.Background(), options(told, last)...)
	if told.Type == "sub" {
		peer.Check(socket.SetOption(zmq.OptionSubscribe, told.Prefix))
	}
	if told.Type == "pub" && told.HWM != nil {
		peer.Check(socket.SetOption(zmq.OptionHWM, *told.HWM))
	}
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

	last.wait()
	if err := socket.Close(); !errors.Is(err, net.ErrClosed) { // the other end may have closed before
		peer.Check(err)
	}
	peer.SayDone()
}

// offered says what the stack has not.
func offered(told *peer.Told) error {
	switch {
	case told.Mechanism == "curve":
		return errors.New("there is no CURVE")
	case told.Mechanism == "plain" && told.Server != told.Bind:
		return errors.New("who binds is the server")
	case told.HWM != nil && told.Type != "pub":
		return errors.New("only PUB has a high-water mark")
	case told.Heartbeat > 0:
		return errors.New("there are no heartbeats")
	case told.NonBlocking:
		return errors.New("sending cannot be told not to wait")
	}
	return nil
}

func options(told *peer.Told, last *ending) []zmq.Option {
	options := []zmq.Option{zmq.WithSecurity(last), zmq.WithDialerMaxRetries(-1)}
	if told.Identity != "" {
		options = append(options, zmq.WithID(zmq.SocketIdentity(told.Identity)))
	}
	if !told.Bind {
		// A socket that is bound would dial itself.
		options = append(options, zmq.WithAutomaticReconnect(true))
	}
	return options
}

func open(socket zmq.Socket, told *peer.Told) {
	if !told.Bind {
		peer.SayEndpoint(told.Endpoint)
		dial(socket, told.Endpoint)
		return
	}
	peer.Check(socket.Listen(told.Endpoint))
	address := socket.Addr()
	if address.Network() == "unix" {
		peer.SayEndpoint("ipc://" + address.String())
	} else {
		peer.SayEndpoint("tcp://" + address.String())
	}
}

// dial returns when the handshake is over. Where nobody is, Dial itself tries again; here it does so where it is refused.
func dial(socket zmq.Socket, endpoint string) {
	for {
		err := socket.Dial(endpoint)
		if err == nil || !strings.Contains(err.Error(), "could not open a ZMTP connection") {
			peer.Check(err)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}
