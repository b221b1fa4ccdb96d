/*
 * What the peers in C have in common: what they are told, the series of messages, and the lines they print. Knows of no
 * ZeroMQ stack.
 */
#ifndef PEER_H
#define PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a peer was told on its command line. Text that it was not told is "". */
struct told {
    const char *type, *job;
    bool bind;
    const char *endpoint;
    /* The ends of a proxy, whose job is its kind. */
    const char *frontend, *backend;

    const char *series;
    int from, count;
    const char *prefix;
    int hwm; /* -1: not told */
    const char *identity;
    int heartbeat; /* in ms; 0: none */
    bool nonblocking;
    const char *mechanism;
    bool server;
    const char *username, *password;
    const char *server_key, *public_key, *secret_key;
};

/* Reads the command line, and begins to listen to the standard input: when that ends, so does the process. */
struct told told_read(int argc, char **argv);

bool same_text(const char *a, const char *b);

#define END "END"
#define READY "READY"
#define MOST_PARTS_IN_SERIES 3

/* The parts of message n, from 0 on, of the series that the peer is to send, by their sizes. Returns how many. */
int series_sizes(const struct told *told, int n, size_t sizes[MOST_PARTS_IN_SERIES]);

/* Fills part p of message n. */
void series_fill(const struct told *told, int n, int p, unsigned char *bytes, size_t size);

/* A line about a message that is being said, part by part. */
struct message_line {
    int parts;
    uint32_t checksum;
};

void say_part(struct message_line *line, const void *bytes, size_t size);
void say_message_end(const struct message_line *line);

void say_endpoint(const char *endpoint);
void say_ready(void);
void say_done(void);

/* Says why the peer cannot go on, and ends it. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Waits for 10 ms; true: the standard input has said `go`. */
bool told_to_go(void);

#endif
