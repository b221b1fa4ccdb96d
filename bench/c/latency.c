/*
 * There and back over tcp with libzmq's C API, REQ with REP or DEALER with ROUTER: blocking calls, default options,
 * `window` messages under way at a time.
 *
 * latency rep|router bind=
 * latency req|dealer size= window= seconds= endpoint=
 */
#include "meter.h"

#define LOOK_EVERY 8

/* Sends every message back, part by part. */
static void reply_all(void *context, int type, const char *endpoint)
{
    void *socket = zmq_socket(context, type);
    check(socket != NULL, "zmq_socket");
    bind_and_say(socket, endpoint);
    zmq_msg_t part;
    zmq_msg_init(&part);
    for (;;) {
        check(zmq_msg_recv(&part, socket, 0) >= 0, "zmq_msg_recv");
        int more = zmq_msg_more(&part);
        check(zmq_msg_send(&part, socket, more ? ZMQ_SNDMORE : 0) >= 0, "zmq_msg_send");
    }
}

static void request_all(void *context, int type, struct told told)
{
    size_t size = told_size(told, "size");
    void *socket = zmq_socket(context, type);
    check(socket != NULL && zmq_connect(socket, told_text(told, "endpoint")) == 0, "zmq_connect");
    struct meter meter = meter_new(told_seconds(told), LOOK_EVERY);
    zmq_msg_t message;
    for (size_t i = told_size(told, "window"); i > 0; i--) {
        check(zmq_msg_init_size(&message, size) == 0, "zmq_msg_init_size");
        memset(zmq_msg_data(&message), 'x', size);
        check(zmq_msg_send(&message, socket, 0) >= 0, "zmq_msg_send");
    }
    zmq_msg_init(&message);
    for (;;) {
        check(zmq_msg_recv(&message, socket, 0) >= 0, "zmq_msg_recv");
        check(zmq_msg_size(&message) == size, "size of a reply");
        if (meter_count(&meter))
            break;
        check(zmq_msg_send(&message, socket, 0) >= 0, "zmq_msg_send");
    }
    say_result(&meter);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return 2;
    alarm(DEADLINE_SECONDS);
    struct told told = {argc - 2, argv + 2};
    void *context = zmq_ctx_new();
    if (has_role(argv, "req"))
        request_all(context, ZMQ_REQ, told);
    else if (has_role(argv, "dealer"))
        request_all(context, ZMQ_DEALER, told);
    else
        reply_all(context, has_role(argv, "rep") ? ZMQ_REP : ZMQ_ROUTER, told_text(told, "bind"));
    /* The benchmark ends the replier, and needs no goodbye from us. */
    _exit(0);
}
