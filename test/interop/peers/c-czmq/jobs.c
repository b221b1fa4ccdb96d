#include "jobs.h"

#include <errno.h>

/* The text and then the bytes of a frame, which it takes. */
static zframe_t *frame_after(const char *text, zframe_t *frame)
{
    size_t length = strlen(text), size = zframe_size(frame);
    zframe_t *longer = zframe_new(NULL, length + size);
    memcpy(zframe_data(longer), text, length);
    memcpy(zframe_data(longer) + length, zframe_data(frame), size);
    zframe_destroy(&frame);
    return longer;
}

/* Puts text before the bytes of the first frame. */
static void begin_with(zmsg_t *message, const char *text)
{
    zframe_t *first = frame_after(text, zmsg_pop(message));
    zmsg_prepend(message, &first);
}

static bool is_text(zmsg_t *message, const char *text)
{
    return zmsg_size(message) == 1 && zframe_streq(zmsg_first(message), text);
}

static zmsg_t *series_message(const struct told *told, int n)
{
    size_t sizes[MOST_PARTS_IN_SERIES];
    int parts = series_sizes(told, n, sizes);
    zmsg_t *message = zmsg_new();
    for (int p = 0; p < parts; p++) {
        zframe_t *part = zframe_new(NULL, sizes[p]);
        series_fill(told, n, p, zframe_data(part), sizes[p]);
        zmsg_append(message, &part);
    }
    return message;
}

/* As zmsg_send, with frames that are told not to wait, and tried again. */
static void send_nonblocking(zsock_t *socket, zmsg_t *message)
{
    zframe_t *frame;
    while ((frame = zmsg_pop(message)) != NULL) {
        int flags = ZFRAME_DONTWAIT | (zmsg_size(message) > 0 ? ZFRAME_MORE : 0);
        while (zframe_send(&frame, socket, flags) != 0) {
            if (errno != EAGAIN)
                fail("zframe_send: %s", zmq_strerror(errno));
            zclock_sleep(1);
        }
    }
    zmsg_destroy(&message);
}

static void send_message(zsock_t *socket, const struct told *told, zmsg_t *message)
{
    if (same_text(told->type, "pub"))
        begin_with(message, told->prefix);
    if (told->nonblocking)
        send_nonblocking(socket, message);
    else if (zmsg_send(&message, socket) != 0)
        fail("zmsg_send: %s", zmq_strerror(errno));
}

static void send_text(zsock_t *socket, const struct told *told, const char *text)
{
    zmsg_t *message = zmsg_new();
    zmsg_addstr(message, text);
    send_message(socket, told, message);
}

static zmsg_t *receive_message(zsock_t *socket)
{
    zmsg_t *message = zmsg_recv(socket);
    if (message == NULL)
        fail("zmsg_recv: %s", zsys_interrupted ? "interrupted" : zmq_strerror(errno));
    return message;
}

static void say_message(zmsg_t *message)
{
    struct message_line line = {0, 0};
    for (zframe_t *frame = zmsg_first(message); frame != NULL; frame = zmsg_next(message))
        say_part(&line, zframe_data(frame), zframe_size(frame));
    say_message_end(&line);
}

/* Sends the series and END. A publisher says that it is there until it is told that its subscriber is, too. */
static void job_send(zsock_t *socket, const struct told *told)
{
    if (same_text(told->type, "pub"))
        while (!told_to_go())
            send_text(socket, told, READY);
    for (int n = 0; n < told->count; n++)
        send_message(socket, told, series_message(told, n));
    send_text(socket, told, END);
}

/* Takes the prefix off the first frame. */
static void take_off(zmsg_t *message, const char *prefix)
{
    zframe_t *first = zmsg_pop(message);
    size_t length = strlen(prefix), size = zframe_size(first);
    if (size < length)
        fail("a message without the prefix");
    zframe_t *rest = zframe_new(zframe_data(first) + length, size - length);
    zframe_destroy(&first);
    zmsg_prepend(message, &rest);
}

/* Says what comes until END does. */
static void job_receive(zsock_t *socket, const struct told *told)
{
    bool is_ready = false, is_end = false;
    while (!is_end) {
        zmsg_t *message = receive_message(socket);
        if (same_text(told->type, "router")) {
            zframe_t *id = zmsg_pop(message);
            zframe_destroy(&id);
        }
        take_off(message, told->prefix);
        is_end = is_text(message, END);
        if (same_text(told->type, "sub") && is_text(message, READY)) {
            if (!is_ready)
                say_ready();
            is_ready = true;
        } else if (!is_end)
            say_message(message);
        zmsg_destroy(&message);
    }
}

/* Sends message after message, and waits for the reply to each. */
static void job_ask(zsock_t *socket, const struct told *told)
{
    zmsg_t *reply;
    for (int n = 0; n < told->count; n++) {
        send_message(socket, told, series_message(told, n));
        reply = receive_message(socket);
        say_message(reply);
        zmsg_destroy(&reply);
    }
    send_text(socket, told, END);
    reply = receive_message(socket);
    zmsg_destroy(&reply);
}

/* Answers what comes, END too, which is the last. */
static void job_answer(zsock_t *socket, const struct told *told)
{
    for (bool is_end = false; !is_end;) {
        zmsg_t *message = receive_message(socket);
        zframe_t *id = same_text(told->type, "router") ? zmsg_pop(message) : NULL;
        is_end = is_text(message, END);
        if (same_text(told->type, "rep"))
            begin_with(message, "Hello ");
        if (id != NULL) {
            zmsg_pushstr(message, "Hello");
            zmsg_prepend(message, &id);
        }
        send_message(socket, told, message);
    }
}

void do_job(zsock_t *socket, const struct told *told)
{
    if (same_text(told->job, "send"))
        job_send(socket, told);
    else if (same_text(told->job, "receive"))
        job_receive(socket, told);
    else if (same_text(told->job, "ask"))
        job_ask(socket, told);
    else if (same_text(told->job, "answer"))
        job_answer(socket, told);
    else
        fail("no such job: %s", told->job);
}
