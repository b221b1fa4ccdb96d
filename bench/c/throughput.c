/*
 * PUSH to PULL over tcp with libzmq's C API: blocking calls, default options, one I/O thread on each side.
 * As in libzmq's own benchmark the bodies are allocated and not filled.
 *
 * throughput sender|receiver SIZE SECONDS ENDPOINT
 */
#include "meter.h"
#include <string.h>

static void send_all(void *context, size_t size, const char *endpoint)
{
    void *push = zmq_socket(context, ZMQ_PUSH);
    check(push != NULL && zmq_connect(push, endpoint) == 0, "zmq_connect");
    for (;;) {
        zmq_msg_t message;
        check(zmq_msg_init_size(&message, size) == 0, "zmq_msg_init_size");
        check(zmq_msg_send(&message, push, 0) >= 0, "zmq_msg_send");
    }
}

static void receive_all(void *context, size_t size, double seconds)
{
    void *pull = zmq_socket(context, ZMQ_PULL);
    check(pull != NULL, "zmq_socket");
    bind_and_say(pull);
    struct meter meter = meter_new(seconds, messages_a_look(size));
    zmq_msg_t message;
    zmq_msg_init(&message);
    do {
        check(zmq_msg_recv(&message, pull, 0) >= 0, "zmq_msg_recv");
        check(zmq_msg_size(&message) == size, "size of a message");
    } while (!meter_count(&meter));
    say_result(&meter);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "version") == 0) {
        int major, minor, patch;
        zmq_version(&major, &minor, &patch);
        printf("%d.%d.%d\n", major, minor, patch);
        return 0;
    }
    if (argc < 4)
        return 2;
    alarm(DEADLINE_SECONDS);
    void *context = zmq_ctx_new();
    size_t size = (size_t)atol(argv[2]);
    if (strcmp(argv[1], "sender") == 0 && argc == 5)
        send_all(context, size, argv[4]);
    else
        receive_all(context, size, atof(argv[3]));
    /* The benchmark ends the sender, and needs no goodbye from us. */
    _exit(0);
}
