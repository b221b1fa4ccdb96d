/* Whole messages, which libzmq's API takes and gives part by part. */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "peer.h"

#include <zmq.h>

/* The series' parts, a routing id, a delimiter and a greeting. */
#define MOST_PARTS 8

struct message {
    zmq_msg_t parts[MOST_PARTS];
    int count;
};

void message_of_text(struct message *message, const char *text);
/* Message n of the series. */
void message_of_series(struct message *message, const struct told *told, int n);
void message_close(struct message *message);

/* Whether there is such a part, and it is this text. */
bool part_is(struct message *message, int p, const char *text);
/* Whether the parts from this one on are this text alone. */
bool message_is(struct message *message, int from, const char *text);

/* Puts text before the bytes of the first part. */
void message_begin_with(struct message *message, const char *text);
/* Takes so many bytes off the first part. */
void message_cut(struct message *message, size_t size);
/* Makes text a part, before the one that is there. */
void message_insert(struct message *message, int at, const char *text);

void message_say(struct message *message, int from);

/* Sends and closes. */
void message_send(void *socket, struct message *message, bool nonblocking);
void message_receive(void *socket, struct message *message);

/* Fails with libzmq's reason. */
void check(bool succeeded, const char *what);

#endif
