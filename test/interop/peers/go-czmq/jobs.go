package main

import (
	"bytes"
	"time"

	"github.com/go-zeromq/goczmq/v4"

	"peers.test/peer"
)

// send sends the series and END. A publisher says that it is there until it is told that its subscriber is, too.
func send(socket *goczmq.Sock, told *peer.Told) {
	if told.Type == "pub" {
		for !peer.ToldToGo(10 * time.Millisecond) {
			sendMessage(socket, told, [][]byte{[]byte("READY")})
		}
	}
	for n := 0; n < told.Count; n++ {
		sendMessage(socket, told, told.Message(n))
	}
	sendMessage(socket, told, [][]byte{peer.End})
}

func sendMessage(socket *goczmq.Sock, told *peer.Told, message [][]byte) {
	if told.Type == "pub" {
		message[0] = append([]byte(told.Prefix), message[0]...)
	}
	if !told.NonBlocking {
		peer.Check(socket.SendMessage(message))
		return
	}
	for i, part := range message {
		flags := goczmq.FlagDontWait
		if i < len(message)-1 {
			flags |= goczmq.FlagMore
		}
		// An error does not say why; here it is that there is no room.
		for socket.SendFrame(part, flags) != nil {
			time.Sleep(time.Millisecond)
		}
	}
}

// receive says what comes until END does.
func receive(socket *goczmq.Sock, told *peer.Told) {
	ready := false
	for {
		message, err := socket.RecvMessage()
		peer.Check(err)
		switch told.Type {
		case "router":
			message = message[1:] // the sender's routing id
		case "sub":
			message[0] = bytes.TrimPrefix(message[0], []byte(told.Prefix))
			if string(message[0]) == "READY" {
				if !ready {
					peer.SayReady()
				}
				ready = true
				continue
			}
		}
		if peer.IsEnd(message) {
			return
		}
		peer.SayMessage(message)
	}
}

// ask sends message after message, and waits for the reply to each.
func ask(socket *goczmq.Sock, told *peer.Told) {
	for n := 0; n < told.Count; n++ {
		sendMessage(socket, told, told.Message(n))
		reply, err := socket.RecvMessage()
		peer.Check(err)
		peer.SayMessage(reply)
	}
	sendMessage(socket, told, [][]byte{peer.End})
	_, err := socket.RecvMessage()
	peer.Check(err)
}

// answer answers what comes, END too, which is the last.
func answer(socket *goczmq.Sock, told *peer.Told) {
	for end := false; !end; {
		message, err := socket.RecvMessage()
		peer.Check(err)
		switch told.Type {
		case "rep":
			end = peer.IsEnd(message)
			message[0] = append([]byte("Hello "), message[0]...)
		case "router":
			id, body := message[0], message[1:]
			end = peer.IsEnd(body)
			message = append([][]byte{id, []byte("Hello")}, body...)
		default:
			end = peer.IsEnd(message)
		}
		sendMessage(socket, told, message)
	}
}
