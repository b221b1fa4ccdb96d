module peers.test/go-pebbe

go 1.19

require (
	github.com/pebbe/zmq4 v1.4.0
	peers.test/peer v0.0.0
)

replace peers.test/peer => ../../common/go
