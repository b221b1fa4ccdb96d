#include "security.h"

#include "message.h"

#include <pthread.h>
#include <string.h>

#define DOMAIN "interop"

/* The parts of a request to the handler (RFC 27). */
enum { VERSION, REQUEST_ID, ZAP_DOMAIN, ADDRESS, IDENTITY, MECHANISM, USERNAME, PASSWORD };

static struct {
    void *socket;
    const struct told *told;
} handler;

/* That a client of CURVE has the key that it says, the mechanism has made sure. */
static bool lets_in(struct message *request)
{
    if (part_is(request, MECHANISM, "CURVE"))
        return true;
    return part_is(request, MECHANISM, "PLAIN") && part_is(request, USERNAME, handler.told->username) &&
           part_is(request, PASSWORD, handler.told->password);
}

static void send_part(const void *bytes, size_t size, int flags)
{
    check(zmq_send(handler.socket, bytes, size, flags) >= 0, "zmq_send to libzmq");
}

static void *handle_requests(void *unused)
{
    zmq_pollitem_t item = {.socket = handler.socket, .events = ZMQ_POLLIN};
    while (zmq_poll(&item, 1, -1) >= 0) {
        struct message request;
        message_receive(handler.socket, &request);
        zmq_msg_t *id = &request.parts[REQUEST_ID];
        send_part("1.0", 3, ZMQ_SNDMORE);
        send_part(zmq_msg_data(id), zmq_msg_size(id), ZMQ_SNDMORE);
        send_part(lets_in(&request) ? "200" : "400", 3, ZMQ_SNDMORE);
        send_part("", 0, ZMQ_SNDMORE); /* what it says to that */
        send_part("", 0, ZMQ_SNDMORE); /* who the client is */
        send_part("", 0, 0);           /* metadata */
        message_close(&request);
    }
    zmq_close(handler.socket); /* the context is to end */
    return unused;
}

static void start_handler(void *context, const struct told *told)
{
    pthread_t thread;
    handler.told = told;
    handler.socket = zmq_socket(context, ZMQ_REP);
    check(handler.socket != NULL && zmq_bind(handler.socket, "inproc://zeromq.zap.01") == 0, "zmq_bind for ZAP");
    if (pthread_create(&thread, NULL, handle_requests, NULL) != 0)
        fail("no thread for ZAP");
    pthread_detach(thread);
}

static void set_text(void *socket, int option, const char *text)
{
    check(zmq_setsockopt(socket, option, text, strlen(text)) == 0, "zmq_setsockopt");
}

static void set_flag(void *socket, int option)
{
    check(zmq_setsockopt(socket, option, &(int){1}, sizeof(int)) == 0, "zmq_setsockopt");
}

void secure(void *context, void *socket, const struct told *told)
{
    bool is_plain = same_text(told->mechanism, "plain"), is_curve = same_text(told->mechanism, "curve");
    if (told->server && (is_plain || is_curve)) {
        start_handler(context, told);
        set_text(socket, ZMQ_ZAP_DOMAIN, DOMAIN);
        /* It keeps nothing for a client that is not in yet: that could not come in when the handler is gone. */
        if (same_text(told->job, "send"))
            set_flag(socket, ZMQ_IMMEDIATE);
    }
    if (is_plain && told->server)
        set_flag(socket, ZMQ_PLAIN_SERVER);
    else if (is_plain) {
        set_text(socket, ZMQ_PLAIN_USERNAME, told->username);
        set_text(socket, ZMQ_PLAIN_PASSWORD, told->password);
    } else if (is_curve) {
        set_text(socket, ZMQ_CURVE_PUBLICKEY, told->public_key);
        set_text(socket, ZMQ_CURVE_SECRETKEY, told->secret_key);
        if (told->server)
            set_flag(socket, ZMQ_CURVE_SERVER);
        else
            set_text(socket, ZMQ_CURVE_SERVERKEY, told->server_key);
    }
}
