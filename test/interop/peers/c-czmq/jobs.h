#ifndef JOBS_H
#define JOBS_H

#include "peer.h"

#include <czmq.h>

/* Does the job that the peer is told, with an open socket. */
void do_job(zsock_t *socket, const struct told *told);

#endif
