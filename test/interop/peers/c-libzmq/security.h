#ifndef SECURITY_H
#define SECURITY_H

#include "peer.h"

/* Gives the socket its mechanism. A server's clients have to get past a ZAP handler, a thread that ends with the context. */
void secure(void *context, void *socket, const struct told *told);

#endif
