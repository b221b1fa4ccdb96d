module peers.test/go-czmq

go 1.19

require (
	github.com/go-zeromq/goczmq/v4 v4.2.2
	peers.test/peer v0.0.0
)

replace peers.test/peer => ../../common/go
