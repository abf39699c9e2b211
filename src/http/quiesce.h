/* SPDX-License-Identifier: MIT */
/* How a running server stops accepting, without the race that libmicrohttpd has there. Included by http/ only. */
#ifndef AMS_HTTP_QUIESCE_H
#define AMS_HTTP_QUIESCE_H

struct MHD_Daemon;

/*
 * MHD_quiesce_daemon: nobody is accepted any more, who is there stays. The listening socket, which is the caller's from
 * then on and to be closed after the daemon has stopped; MHD_INVALID_SOCKET when there is none.
 */
int quiesce(struct MHD_Daemon *daemon);

#endif
