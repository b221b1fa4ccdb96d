/* A peer in C on CZMQ: sockets are zsock_t, and what runs beside them is an actor. */
#include "jobs.h"
#include "security.h"
#include "watch.h"

static int type_of(const char *name)
{
    static const struct {
        const char *name;
        int type;
    } types[] = {
        {"push", ZMQ_PUSH}, {"pull", ZMQ_PULL},     {"pub", ZMQ_PUB},       {"sub", ZMQ_SUB},   {"req", ZMQ_REQ},
        {"rep", ZMQ_REP},   {"dealer", ZMQ_DEALER}, {"router", ZMQ_ROUTER}, {"pair", ZMQ_PAIR},
    };
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++)
        if (same_text(types[i].name, name))
            return types[i].type;
    fail("no such type: %s", name);
}

static void set_options(zsock_t *socket, const struct told *told)
{
    /* CZMQ's own default is to drop at the end what is not sent yet. A SUB's subscriptions would linger, too. */
    if (!same_text(told->type, "sub"))
        zsock_set_linger(socket, -1);
    if (told->hwm >= 0) {
        zsock_set_sndhwm(socket, told->hwm);
        zsock_set_rcvhwm(socket, told->hwm);
    }
    if (told->identity[0] != '\0')
        zsock_set_identity(socket, told->identity);
    if (told->heartbeat > 0)
        zsock_set_heartbeat_ivl(socket, told->heartbeat);
    if (same_text(told->type, "sub"))
        zsock_set_subscribe(socket, told->prefix);
}

static void open_socket(zsock_t *socket, const struct told *told)
{
    if (told->bind && zsock_bind(socket, "%s", told->endpoint) < 0)
        fail("zsock_bind: %s", zmq_strerror(errno));
    if (!told->bind && zsock_connect(socket, "%s", told->endpoint) < 0)
        fail("zsock_connect: %s", zmq_strerror(errno));
    say_endpoint(told->bind ? zsock_endpoint(socket) : told->endpoint);
}

/* Runs, as an actor, until the process ends. */
static void proxy(const struct told *told)
{
    static const struct {
        const char *kind, *frontend, *backend;
    } kinds[] = {{"queue", "ROUTER", "DEALER"}, {"forwarder", "XSUB", "XPUB"}, {"streamer", "PULL", "PUSH"}};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (!same_text(kinds[i].kind, told->job))
            continue;
        zactor_t *actor = zactor_new(zproxy, NULL);
        zstr_sendx(actor, "FRONTEND", kinds[i].frontend, told->frontend, NULL);
        zsock_wait(actor);
        zstr_sendx(actor, "BACKEND", kinds[i].backend, told->backend, NULL);
        zsock_wait(actor);
        say_ready();
        zsock_wait(actor); /* it has no more to say */
        zactor_destroy(&actor);
        return;
    }
    fail("no such proxy: %s", told->job);
}

static void work(const struct told *told)
{
    zsock_t *socket = zsock_new(type_of(told->type));
    set_options(socket, told);
    zactor_t *auth = secure(socket, told);
    zactor_t *monitor = same_text(told->job, "watch") ? watch_start(socket) : NULL;
    open_socket(socket, told);
    if (monitor != NULL)
        watch_say(monitor);
    else
        do_job(socket, told);
    zsock_destroy(&socket);
    zactor_destroy(&auth);
    zsys_shutdown(); /* waits until all is sent */
    say_done();
}

int main(int argc, char **argv)
{
    struct told told = told_read(argc, argv);
    if (same_text(told.type, "version")) {
        int major, minor, patch;
        zmq_version(&major, &minor, &patch);
        printf("version CZMQ %d.%d.%d, libzmq %d.%d.%d\n", CZMQ_VERSION_MAJOR, CZMQ_VERSION_MINOR, CZMQ_VERSION_PATCH,
               major, minor, patch);
    } else if (same_text(told.type, "proxy"))
        proxy(&told);
    else
        work(&told);
    return 0;
}
