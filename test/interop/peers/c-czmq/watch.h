#ifndef WATCH_H
#define WATCH_H

#include <czmq.h>

/* A zmonitor actor that hears all that happens to a socket. */
zactor_t *watch_start(zsock_t *socket);

/* Says what it hears, a line `event <name>` for each, until a connection is over; then destroys it. */
void watch_say(zactor_t *monitor);

#endif
