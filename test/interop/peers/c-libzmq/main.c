/* A peer in C on libzmq. */
#include "jobs.h"
#include "message.h"
#include "security.h"

#include <stdio.h>
#include <string.h>

static int type_of(const char *name)
{
    static const struct {
        const char *name;
        int type;
    } types[] = {
        {"push", ZMQ_PUSH},     {"pull", ZMQ_PULL},     {"pub", ZMQ_PUB}, {"sub", ZMQ_SUB},   {"req", ZMQ_REQ},
        {"rep", ZMQ_REP},       {"dealer", ZMQ_DEALER}, {"router", ZMQ_ROUTER}, {"pair", ZMQ_PAIR},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (same_text(types[i].name, name))
            return types[i].type;
    fail("no such type: %s", name);
}

static void set_number(void *socket, int option, int value)
{
    check(zmq_setsockopt(socket, option, &value, sizeof value) == 0, "zmq_setsockopt");
}

static void set_text(void *socket, int option, const char *text)
{
    check(zmq_setsockopt(socket, option, text, strlen(text)) == 0, "zmq_setsockopt");
}

static void set_options(void *socket, const struct told *told)
{
    if (told->hwm >= 0) {
        set_number(socket, ZMQ_SNDHWM, told->hwm);
        set_number(socket, ZMQ_RCVHWM, told->hwm);
    }
    if (told->identity[0] != '\0')
        set_text(socket, ZMQ_ROUTING_ID, told->identity);
    if (told->heartbeat > 0)
        set_number(socket, ZMQ_HEARTBEAT_IVL, told->heartbeat);
    if (same_text(told->type, "sub"))
        set_text(socket, ZMQ_SUBSCRIBE, told->prefix);
}

static void open_socket(void *socket, const struct told *told)
{
    if (!told->bind) {
        check(zmq_connect(socket, told->endpoint) == 0, "zmq_connect");
        say_endpoint(told->endpoint);
        return;
    }
    char endpoint[256];
    size_t length = sizeof endpoint;
    check(zmq_bind(socket, told->endpoint) == 0, "zmq_bind");
    check(zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &length) == 0, "zmq_getsockopt");
    say_endpoint(endpoint);
}

static void *bound(void *context, int type, const char *endpoint)
{
    void *socket = zmq_socket(context, type);
    check(socket != NULL && zmq_bind(socket, endpoint) == 0, "zmq_bind");
    return socket;
}

/* Runs until the process ends. */
static void proxy(void *context, const struct told *told)
{
    static const struct {
        const char *kind;
        int frontend, backend;
    } kinds[] = {
        {"queue", ZMQ_ROUTER, ZMQ_DEALER},
        {"forwarder", ZMQ_XSUB, ZMQ_XPUB},
        {"streamer", ZMQ_PULL, ZMQ_PUSH},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!same_text(kinds[i].kind, told->job))
            continue;
        void *frontend = bound(context, kinds[i].frontend, told->frontend);
        void *backend = bound(context, kinds[i].backend, told->backend);
        say_ready();
        zmq_proxy(frontend, backend, NULL);
        check(false, "zmq_proxy");
    }
    fail("no such proxy: %s", told->job);
}

int main(int argc, char **argv)
{
    struct told told = told_read(argc, argv);
    if (same_text(told.type, "version")) {
        int major, minor, patch;
        zmq_version(&major, &minor, &patch);
        printf("version libzmq %d.%d.%d\n", major, minor, patch);
        return 0;
    }
    void *context = zmq_ctx_new();
    if (same_text(told.type, "proxy"))
        proxy(context, &told);
    void *socket = zmq_socket(context, type_of(told.type));
    check(socket != NULL, "zmq_socket");
    set_options(socket, &told);
    secure(context, socket, &told);
    open_socket(socket, &told);
    do_job(socket, &told);
    check(zmq_close(socket) == 0, "zmq_close");
    check(zmq_ctx_term(context) == 0, "zmq_ctx_term"); /* waits until all is sent */
    say_done();
    return 0;
}
