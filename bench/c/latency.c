/*
 * REQ to REP and back over tcp with libzmq's C API: blocking calls, default options, one at a time.
 *
 * latency replier|requester SIZE SECONDS ENDPOINT
 */
#include "meter.h"
#include <string.h>

#define LOOK_EVERY 8

static void reply_all(void *context)
{
    void *rep = zmq_socket(context, ZMQ_REP);
    check(rep != NULL, "zmq_socket");
    bind_and_say(rep);
    zmq_msg_t message;
    zmq_msg_init(&message);
    for (;;) {
        check(zmq_msg_recv(&message, rep, 0) >= 0, "zmq_msg_recv");
        check(zmq_msg_send(&message, rep, 0) >= 0, "zmq_msg_send");
    }
}

static void request_all(void *context, size_t size, double seconds, const char *endpoint)
{
    void *req = zmq_socket(context, ZMQ_REQ);
    check(req != NULL && zmq_connect(req, endpoint) == 0, "zmq_connect");
    struct meter meter = meter_new(seconds, LOOK_EVERY);
    zmq_msg_t message;
    check(zmq_msg_init_size(&message, size) == 0, "zmq_msg_init_size");
    memset(zmq_msg_data(&message), 'x', size);
    do {
        check(zmq_msg_send(&message, req, 0) >= 0, "zmq_msg_send");
        check(zmq_msg_recv(&message, req, 0) >= 0, "zmq_msg_recv");
        check(zmq_msg_size(&message) == size, "size of a reply");
    } while (!meter_count(&meter));
    say_result(&meter);
}

int main(int argc, char **argv)
{
    if (argc < 4)
        return 2;
    alarm(DEADLINE_SECONDS);
    void *context = zmq_ctx_new();
    if (strcmp(argv[1], "requester") == 0 && argc == 5)
        request_all(context, (size_t)atol(argv[2]), atof(argv[3]), argv[4]);
    else
        reply_all(context);
    /* The benchmark ends the replier, and needs no goodbye from us. */
    _exit(0);
}
