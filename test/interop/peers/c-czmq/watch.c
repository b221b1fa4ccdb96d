#include "watch.h"

#include "peer.h"

zactor_t *watch_start(zsock_t *socket)
{
    zactor_t *monitor = zactor_new(zmonitor, socket);
    zstr_sendx(monitor, "LISTEN", "ALL", NULL);
    zstr_send(monitor, "START");
    zsock_wait(monitor);
    return monitor;
}

void watch_say(zactor_t *monitor)
{
    for (bool is_over = false; !is_over;) {
        zmsg_t *heard = zmsg_recv(monitor);
        if (heard == NULL)
            fail("zmsg_recv: %s", zmq_strerror(errno));
        char *event = zmsg_popstr(heard); /* its value and its address come behind */
        printf("event %s\n", event);
        is_over = same_text(event, "DISCONNECTED") || strstr(event, "HANDSHAKE_FAILED") == event;
        zstr_free(&event);
        zmsg_destroy(&heard);
    }
    zactor_destroy(&monitor);
}
