/* SPDX-License-Identifier: MIT */
/* Whole messages over a stream socket, from the server's side with a deadline. For the worker room. */
#ifndef AMS_WORKER_CHANNEL_H
#define AMS_WORKER_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct iovec;

enum { CHANNEL_PARTS_MAX = 32, CHANNEL_FOR_EVER = -1 };

/*
 * Both: `deadline_ns` of clock_steady_ns(), or CHANNEL_FOR_EVER, which asks the kernel for nothing but read and write.
 * False when the other end is gone or the time is over: the socket is of no use then.
 */
bool channel_send(int socket, const struct iovec *parts, size_t count, int64_t deadline_ns);
bool channel_receive(int socket, void *bytes, size_t size, int64_t deadline_ns);

/* Whether the other end is still there and has said nothing that nobody asked for. Never waits. */
bool channel_is_quiet(int socket);

#endif
