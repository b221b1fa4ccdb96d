package main

import (
	"fmt"
	"os"

	"github.com/go-zeromq/goczmq/v4"

	"peers.test/peer"
)

// secure gives the socket its mechanism. A server's clients have to get past the zauth actor, which is returned; CZMQ reads
// passwords and certificates from files.
func secure(socket *goczmq.Sock, told *peer.Told) *goczmq.Auth {
	var auth *goczmq.Auth
	if told.Mechanism != "null" && told.Server {
		auth = goczmq.NewAuth()
		socket.SetOption(goczmq.SockSetZapDomain("interop"))
		if told.Job == "send" {
			// It keeps nothing for a client that is not in yet: that could not come in when the actor is gone.
			socket.SetOption(goczmq.SockSetImmediate(1))
		}
	}
	switch {
	case told.Mechanism == "plain" && told.Server:
		passwords := written("%s=%s\n", told.Username, told.Password)
		defer os.Remove(passwords)
		peer.Check(auth.Plain(passwords))
		socket.SetOption(goczmq.SockSetPlainServer(1))
	case told.Mechanism == "plain":
		socket.SetOption(goczmq.SockSetPlainUsername(told.Username))
		socket.SetOption(goczmq.SockSetPlainPassword(told.Password))
	case told.Mechanism == "curve" && told.Server:
		peer.Check(auth.Curve(goczmq.CurveAllowAny))
		applyCertificate(socket, told)
		socket.SetOption(goczmq.SockSetCurveServer(1))
	case told.Mechanism == "curve":
		applyCertificate(socket, told)
		socket.SetOption(goczmq.SockSetCurveServerkey(told.ServerKey))
	}
	return auth
}

func applyCertificate(socket *goczmq.Sock, told *peer.Told) {
	file := written("curve\n    public-key = \"%s\"\n    secret-key = \"%s\"\n", told.PublicKey, told.SecretKey)
	defer os.Remove(file)
	certificate, err := goczmq.NewCertFromFile(file)
	peer.Check(err)
	defer certificate.Destroy()
	certificate.Apply(socket)
}

// written is the path of a temporary file.
func written(format string, values ...any) string {
	file, err := os.CreateTemp("", "go-czmq-")
	peer.Check(err)
	_, err = fmt.Fprintf(file, format, values...)
	peer.Check(err)
	peer.Check(file.Close())
	return file.Name()
}
