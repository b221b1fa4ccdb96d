// The peer of test/interop/peers/go-zeromq as the tester wants one: it is told the same, and goes on whatever becomes of a
// connection. That one is over or has broken the protocol is an error to Recv and Send; the socket is not over for that.
package main

import (
	"context"
	"time"

	zmq "github.com/go-zeromq/zmq4"
	"github.com/go-zeromq/zmq4/security/null"
	"github.com/go-zeromq/zmq4/security/plain"

	"peers.test/peer"
)

const pause = 10 * time.Millisecond

var makers = map[string]func(context.Context, ...zmq.Option) zmq.Socket{
	"pull": zmq.NewPull, "pub": zmq.NewPub, "sub": zmq.NewSub, "rep": zmq.NewRep, "dealer": zmq.NewDealer,
	"router": zmq.NewRouter, "pair": zmq.NewPair,
}

func main() {
	told := peer.Read()
	security := null.Security()
	if told.Mechanism == "plain" {
		security = plain.Security(told.Username, told.Password)
	}
	options := []zmq.Option{zmq.WithSecurity(security), zmq.WithDialerMaxRetries(-1)}
	if !told.Bind {
		// A socket that is bound would dial itself.
		options = append(options, zmq.WithAutomaticReconnect(true))
	}
	socket := makers[told.Type](context.Background(), options...)
	if told.Type == "sub" {
		peer.Check(socket.SetOption(zmq.OptionSubscribe, told.Prefix))
	}
	open(socket, told)
	for {
		if told.Job == "send" {
			_ = socket.Send(zmq.NewMsgString(told.Prefix + " 1"))
			time.Sleep(pause)
			continue
		}
		message, err := socket.Recv()
		if err != nil || told.Job != "answer" || len(message.Frames) == 0 {
			continue
		}
		_ = socket.Send(zmq.NewMsgFrom(message.Frames...))
	}
}

func open(socket zmq.Socket, told *peer.Told) {
	if told.Bind {
		peer.Check(socket.Listen(told.Endpoint))
		peer.SayEndpoint("tcp://" + socket.Addr().String())
		return
	}
	peer.SayEndpoint(told.Endpoint)
	// A handshake that fails is an error, too.
	for socket.Dial(told.Endpoint) != nil {
		time.Sleep(pause)
	}
}
