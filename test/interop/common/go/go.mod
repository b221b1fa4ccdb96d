module peers.test/peer

go 1.19
