package peer

import (
	"fmt"
	"hash/crc32"
)

const (
	small = 100
	large = 1_000_000
)

// End is the message after the series.
var End = []byte("END")

// IsEnd is whether a message is the one after the series.
func IsEnd(message [][]byte) bool {
	return len(message) == 1 && string(message[0]) == string(End)
}

// Message is the n-th message, from 0 on, of the series that the peer is to send; there are Count.
func (told *Told) Message(n int) [][]byte {
	i := told.From + n
	sizes := told.sizes(i)
	message := make([][]byte, len(sizes))
	for p, size := range sizes {
		part := make([]byte, size)
		for j := range part {
			part[j] = byte((7*i + 13*p + j) % 251)
		}
		message[p] = part
	}
	copy(message[0], fmt.Sprintf("%08d", i)) // nothing is copied into an empty part
	return message
}

func (told *Told) sizes(i int) []int {
	if told.Series == "small" {
		return [][]int{{small}, {small, small, small}}[i%2]
	}
	switch i % 25 {
	case 23:
		return []int{small, large, 0}
	case 24:
		return []int{large}
	}
	return [][]int{{small}, {small, 0, small}, {0}, {0, 0, 0}, {small, small, small}}[i%5]
}

// checksum is the CRC-32 of all bytes of a message in a row.
func checksum(message [][]byte) uint32 {
	sum := uint32(0)
	for _, part := range message {
		sum = crc32.Update(sum, crc32.IEEETable, part)
	}
	return sum
}
