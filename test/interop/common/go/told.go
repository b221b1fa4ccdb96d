// Package peer is what the peers in Go have in common: what they are told, the series of messages, and the lines they
// print. It knows of no ZeroMQ stack.
package peer

import (
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"time"
)

// Told is what a peer was told on its command line.
type Told struct {
	Type, Job string
	Bind      bool
	Endpoint  string
	// The ends of a proxy, whose Job is its kind.
	Frontend, Backend string

	Series      string
	From, Count int
	Prefix      string
	// Without a value when it is not told.
	HWM                             *int
	Identity                        string
	Heartbeat                       time.Duration
	NonBlocking                     bool
	Mechanism                       string
	Server                          bool
	Username, Password              string
	ServerKey, PublicKey, SecretKey string
}

const usage = "peer <type> <job> <bind|connect> <endpoint> [key=value ...] | peer proxy <kind> <frontend> <backend> | peer version"

// Read reads the command line, and begins to listen to the standard input: when that ends, so does the process.
func Read() *Told {
	words := os.Args[1:]
	if len(words) == 1 && words[0] == "version" {
		return &Told{Type: "version"}
	}
	if len(words) < 4 {
		Fail("%s", usage)
	}
	go listen()
	told := &Told{Type: words[0], Job: words[1], Series: "mixed", Count: 100, Mechanism: "null"}
	if told.Type == "proxy" {
		told.Frontend, told.Backend = words[2], words[3]
		return told
	}
	if words[2] != "bind" && words[2] != "connect" {
		Fail("%s", usage)
	}
	told.Bind, told.Endpoint = words[2] == "bind", words[3]
	for _, word := range words[4:] {
		key, value, _ := strings.Cut(word, "=")
		Check(told.set(key, value))
	}
	return told
}

func (told *Told) set(key, value string) (err error) {
	switch key {
	case "series":
		told.Series = value
	case "from":
		told.From, err = strconv.Atoi(value)
	case "count":
		told.Count, err = strconv.Atoi(value)
	case "prefix":
		told.Prefix = value
	case "hwm":
		told.HWM = new(int)
		*told.HWM, err = strconv.Atoi(value)
	case "identity":
		told.Identity = value
	case "heartbeat":
		told.Heartbeat, err = time.ParseDuration(value + "ms")
	case "nonblocking":
		told.NonBlocking = value == "1"
	case "mechanism":
		told.Mechanism = value
	case "server":
		told.Server = value == "1"
	case "username":
		told.Username = value
	case "password":
		told.Password = value
	case "server-key":
		told.ServerKey = value
	case "public-key":
		told.PublicKey = value
	case "secret-key":
		told.SecretKey = value
	default:
		err = fmt.Errorf("unknown key %q", key)
	}
	return err
}

// Version is the version of a module that the program was built with.
func Version(module string) string {
	info, _ := debug.ReadBuildInfo()
	for _, dependency := range info.Deps {
		if dependency.Path == module {
			return dependency.Version
		}
	}
	return "(unknown)"
}
