/* SPDX-License-Identifier: MIT */
/*
 * Sockets that are done with but for reading. A connection that is closed while its client still sends is reset by the
 * system, and the client may never see the answer (a 413 above all). So its socket is kept a while: our side is shut,
 * and what comes is read and thrown away until the client has had enough, or a limit is passed.
 *
 * For deadline.c. All calls from one thread, drain_add from any.
 */
#ifndef AMS_HTTP_DRAIN_H
#define AMS_HTTP_DRAIN_H

#include <stdbool.h>

enum {
    DRAIN_SOCKETS_MAX = 64, // one more is closed at once
    DRAIN_MS = 10000,
    DRAIN_BYTES_MAX = 16 << 20, // of one socket
};

struct drain;

struct drain *drain_open(void);
void drain_close(struct drain *drain); // NULL is allowed

/* Keeps a duplicate of the socket; the caller closes its own. */
void drain_add(struct drain *drain, int socket);

/* Reads and throws away for `ms`, or until drain_stop is called (by any thread). */
void drain_run(struct drain *drain, unsigned ms);
void drain_stop(struct drain *drain);

#endif
