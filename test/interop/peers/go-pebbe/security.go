package main

import (
	zmq "github.com/pebbe/zmq4"

	"peers.test/peer"
)

const domain = "interop"

// secure gives the socket its mechanism. A server's clients have to get past the handler that AuthStart starts.
func secure(socket *zmq.Socket, told *peer.Told) {
	if told.Mechanism != "null" && told.Server {
		peer.Check(zmq.AuthStart())
		// It keeps nothing for a client that is not in yet: that could not come in when the handler has stopped.
		peer.Check(socket.SetImmediate(told.Job == "send"))
	}
	switch {
	case told.Mechanism == "plain" && told.Server:
		zmq.AuthPlainAdd(domain, told.Username, told.Password)
		peer.Check(socket.ServerAuthPlain(domain))
	case told.Mechanism == "plain":
		peer.Check(socket.ClientAuthPlain(told.Username, told.Password))
	case told.Mechanism == "curve" && told.Server:
		zmq.AuthCurveAdd(domain, zmq.CURVE_ALLOW_ANY)
		peer.Check(socket.ServerAuthCurve(domain, told.SecretKey))
	case told.Mechanism == "curve":
		peer.Check(socket.ClientAuthCurve(told.ServerKey, told.PublicKey, told.SecretKey))
	}
}
