/* SPDX-License-Identifier: MIT */
#include "worker/channel.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/clock.h"

enum { NS_A_MS = 1000000, SLICE_MS = 1000 };

/* Waits until the socket can be read or written. */
static bool wait_for(int socket, short events, int64_t deadline_ns)
{
    for (;;) {
        int64_t left = deadline_ns - clock_steady_ns();
        if (left <= 0)
            return false;
        struct pollfd end = {.fd = socket, .events = events};
        int64_t ms = left / NS_A_MS + 1;
        int ready = poll(&end, 1, (int)(ms < SLICE_MS ? ms : SLICE_MS));
        if (ready > 0)
            return true;
        if (ready < 0 && errno != EINTR)
            return false;
    }
}

static ssize_t send_some(int socket, struct iovec *parts, size_t count, int64_t deadline_ns)
{
    if (deadline_ns == CHANNEL_FOR_EVER)
        return writev(socket, parts, (int)count);
    const struct msghdr message = {.msg_iov = parts, .msg_iovlen = count};
    return sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static bool try_again(int socket, short events, int64_t deadline_ns)
{
    if (errno == EINTR)
        return true;
    return (errno == EAGAIN || errno == EWOULDBLOCK) && deadline_ns != CHANNEL_FOR_EVER &&
           wait_for(socket, events, deadline_ns);
}

bool channel_send(int socket, const struct iovec *parts, size_t count, int64_t deadline_ns)
{
    struct iovec left[CHANNEL_PARTS_MAX];
    if (count > CHANNEL_PARTS_MAX)
        return false;
    memcpy(left, parts, count * sizeof(*parts));
    for (size_t first = 0; first < count;) {
        if (left[first].iov_len == 0) {
            first++;
            continue;
        }
        ssize_t sent = send_some(socket, left + first, count - first, deadline_ns);
        if (sent < 0) {
            if (!try_again(socket, POLLOUT, deadline_ns))
                return false;
            continue;
        }
        for (size_t rest = (size_t)sent; rest > 0; first += left[first].iov_len == 0) {
            size_t taken = rest < left[first].iov_len ? rest : left[first].iov_len;
            left[first].iov_base = (char *)left[first].iov_base + taken;
            left[first].iov_len -= taken;
            rest -= taken;
        }
    }
    return true;
}

bool channel_receive(int socket, void *bytes, size_t size, int64_t deadline_ns)
{
    bool forever = deadline_ns == CHANNEL_FOR_EVER;
    for (size_t done = 0; done < size;) {
        ssize_t got = forever ? read(socket, (char *)bytes + done, size - done)
                              : recv(socket, (char *)bytes + done, size - done, MSG_DONTWAIT);
        if (got == 0 || (got < 0 && !try_again(socket, POLLIN, deadline_ns)))
            return false;
        done += got > 0 ? (size_t)got : 0;
    }
    return true;
}

bool channel_is_quiet(int socket)
{
    char byte;
    return recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}
