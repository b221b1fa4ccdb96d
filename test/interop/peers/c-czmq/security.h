#ifndef SECURITY_H
#define SECURITY_H

#include "peer.h"

#include <czmq.h>

/* Gives the socket its mechanism. A server's clients have to get past the zauth actor that is returned; otherwise NULL. */
zactor_t *secure(zsock_t *socket, const struct told *told);

#endif
