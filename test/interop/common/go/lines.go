package peer

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
)

// SayEndpoint says where the peer is bound or connects.
func SayEndpoint(endpoint string) {
	fmt.Println("endpoint", endpoint)
}

// SayMessage says what a message looks like.
func SayMessage(message [][]byte) {
	sizes := make([]string, len(message))
	for i, part := range message {
		sizes[i] = fmt.Sprint(len(part))
	}
	fmt.Printf("message %s %08x\n", strings.Join(sizes, ","), checksum(message))
}

// SayReady says that a subscriber's publisher is there, or that a proxy runs.
func SayReady() {
	fmt.Println("ready")
}

// SayDone says that all is over.
func SayDone() {
	fmt.Println("done")
}

// Fail says why the peer cannot go on, and ends it.
func Fail(format string, values ...any) {
	fmt.Printf("error "+format+"\n", values...)
	os.Exit(1)
}

// Check fails when there is an error.
func Check(err error) {
	if err != nil {
		Fail("%v", err)
	}
}

var going = make(chan struct{})

// ToldToGo waits a while for the standard input to say `go`.
func ToldToGo(wait time.Duration) bool {
	select {
	case <-going:
		return true
	case <-time.After(wait):
		return false
	}
}

// listen hears what the standard input says. When that ends the process ends, whatever it is doing.
func listen() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		if lines.Text() == "go" {
			close(going)
		}
	}
	os.Exit(0)
}
