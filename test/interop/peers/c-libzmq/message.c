#include "message.h"

#include <errno.h>
#include <string.h>

void check(bool succeeded, const char *what)
{
    if (!succeeded)
        fail("%s: %s", what, zmq_strerror(zmq_errno()));
}

static void part_of_bytes(zmq_msg_t *part, const void *bytes, size_t size)
{
    check(zmq_msg_init_size(part, size) == 0, "zmq_msg_init_size");
    memcpy(zmq_msg_data(part), bytes, size);
}

void message_of_text(struct message *message, const char *text)
{
    message->count = 1;
    part_of_bytes(&message->parts[0], text, strlen(text));
}

void message_of_series(struct message *message, const struct told *told, int n)
{
    size_t sizes[MOST_PARTS_IN_SERIES];
    message->count = series_sizes(told, n, sizes);
    for (int p = 0; p < message->count; p++) {
        zmq_msg_t *part = &message->parts[p];
        check(zmq_msg_init_size(part, sizes[p]) == 0, "zmq_msg_init_size");
        series_fill(told, n, p, zmq_msg_data(part), sizes[p]);
    }
}

void message_close(struct message *message)
{
    for (int p = 0; p < message->count; p++)
        zmq_msg_close(&message->parts[p]);
}

bool part_is(struct message *message, int p, const char *text)
{
    zmq_msg_t *part = &message->parts[p];
    size_t size = strlen(text);
    return p < message->count && zmq_msg_size(part) == size && memcmp(zmq_msg_data(part), text, size) == 0;
}

bool message_is(struct message *message, int from, const char *text)
{
    return message->count == from + 1 && part_is(message, from, text);
}

void message_begin_with(struct message *message, const char *text)
{
    zmq_msg_t *first = &message->parts[0], longer;
    size_t length = strlen(text), size = zmq_msg_size(first);
    check(zmq_msg_init_size(&longer, length + size) == 0, "zmq_msg_init_size");
    memcpy(zmq_msg_data(&longer), text, length);
    memcpy((char *)zmq_msg_data(&longer) + length, zmq_msg_data(first), size);
    zmq_msg_move(first, &longer);
}

void message_cut(struct message *message, size_t size)
{
    zmq_msg_t *first = &message->parts[0], shorter;
    if (zmq_msg_size(first) < size)
        fail("a message without the prefix");
    part_of_bytes(&shorter, (char *)zmq_msg_data(first) + size, zmq_msg_size(first) - size);
    zmq_msg_move(first, &shorter);
}

void message_insert(struct message *message, int at, const char *text)
{
    if (message->count == MOST_PARTS)
        fail("a message of too many parts");
    for (int p = message->count++; p > at; p--) {
        zmq_msg_init(&message->parts[p]);
        zmq_msg_move(&message->parts[p], &message->parts[p - 1]);
    }
    part_of_bytes(&message->parts[at], text, strlen(text));
}

void message_say(struct message *message, int from)
{
    struct message_line line = {0, 0};
    for (int p = from; p < message->count; p++)
        say_part(&line, zmq_msg_data(&message->parts[p]), zmq_msg_size(&message->parts[p]));
    say_message_end(&line);
}

/* Returns when the socket has room. */
static void wait_until_writable(void *socket)
{
    zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLOUT};
    check(zmq_poll(&item, 1, -1) >= 0, "zmq_poll");
}

void message_send(void *socket, struct message *message, bool nonblocking)
{
    int patience = nonblocking ? ZMQ_DONTWAIT : 0;
    for (int p = 0; p < message->count; p++) {
        int flags = patience | (p + 1 < message->count ? ZMQ_SNDMORE : 0);
        while (zmq_msg_send(&message->parts[p], socket, flags) < 0) {
            check(nonblocking && zmq_errno() == EAGAIN, "zmq_msg_send");
            wait_until_writable(socket);
        }
    }
}

void message_receive(void *socket, struct message *message)
{
    zmq_msg_t *part;
    message->count = 0;
    do {
        if (message->count == MOST_PARTS)
            fail("a message of too many parts");
        part = &message->parts[message->count++];
        zmq_msg_init(part);
        check(zmq_msg_recv(part, socket, 0) >= 0, "zmq_msg_recv");
    } while (zmq_msg_more(part));
}
