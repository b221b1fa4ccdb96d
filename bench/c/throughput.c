/*
 * PUSH to PULL over tcp, ipc or inproc with libzmq's C API: blocking calls, default options, one I/O thread for
 * each process. As in libzmq's own benchmark the bodies are allocated and not filled.
 *
 * throughput receiver size= parts= seconds= bind=
 * throughput sender size= parts= endpoint=
 * throughput inproc size= seconds=
 */
#include "meter.h"
#include <pthread.h>

#define INPROC "inproc://bench"

struct sender {
    void *context;
    size_t size;
    size_t parts;
    const char *endpoint;
};

static void send_all(const struct sender *sender)
{
    void *push = zmq_socket(sender->context, ZMQ_PUSH);
    check(push != NULL && zmq_connect(push, sender->endpoint) == 0, "zmq_connect");
    for (;;) {
        for (size_t left = sender->parts; left > 0; left--) {
            zmq_msg_t part;
            check(zmq_msg_init_size(&part, sender->size) == 0, "zmq_msg_init_size");
            check(zmq_msg_send(&part, push, left > 1 ? ZMQ_SNDMORE : 0) >= 0, "zmq_msg_send");
        }
    }
}

static void *run_sender(void *argument)
{
    send_all(argument);
    return NULL;
}

static void receive_all(void *pull, size_t size, size_t parts, double seconds)
{
    struct meter meter = meter_new(seconds, messages_a_look(size * parts));
    zmq_msg_t part;
    zmq_msg_init(&part);
    do {
        for (size_t left = parts; left > 0; left--) {
            check(zmq_msg_recv(&part, pull, 0) >= 0, "zmq_msg_recv");
            check(zmq_msg_size(&part) == size, "size of a part");
            check(zmq_msg_more(&part) == (left > 1), "number of parts");
        }
    } while (!meter_count(&meter));
    say_result(&meter);
}

static void measure_inproc(void *context, size_t size, double seconds)
{
    void *pull = zmq_socket(context, ZMQ_PULL);
    check(pull != NULL && zmq_bind(pull, INPROC) == 0, "zmq_bind");
    struct sender sender = {context, size, 1, INPROC};
    pthread_t thread;
    check(pthread_create(&thread, NULL, run_sender, &sender) == 0, "pthread_create");
    receive_all(pull, size, 1, seconds);
}

int main(int argc, char **argv)
{
    if (argc == 2 && has_role(argv, "version")) {
        int major, minor, patch;
        zmq_version(&major, &minor, &patch);
        printf("%d.%d.%d\n", major, minor, patch);
        return 0;
    }
    if (argc < 3)
        return 2;
    alarm(DEADLINE_SECONDS);
    struct told told = {argc - 2, argv + 2};
    void *context = zmq_ctx_new();
    size_t size = told_size(told, "size");
    if (has_role(argv, "sender")) {
        struct sender sender = {context, size, told_size(told, "parts"), told_text(told, "endpoint")};
        send_all(&sender);
    } else if (has_role(argv, "inproc")) {
        measure_inproc(context, size, told_seconds(told));
    } else {
        void *pull = zmq_socket(context, ZMQ_PULL);
        check(pull != NULL, "zmq_socket");
        bind_and_say(pull, told_text(told, "bind"));
        receive_all(pull, size, told_size(told, "parts"), told_seconds(told));
    }
    /* The benchmark ends the sender, and needs no goodbye from us. */
    _exit(0);
}
