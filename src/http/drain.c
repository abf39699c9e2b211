/* SPDX-License-Identifier: MIT */
#include "http/drain.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"

enum { PIECE_SIZE = 64 << 10, PIECES_A_TURN = 16 };

struct kept {
    int socket;
    int64_t until_ns;
    size_t bytes;
};

struct drain {
    pthread_mutex_t lock; // for list and count
    struct kept list[DRAIN_SOCKETS_MAX];
    size_t count;
    int wake; // eventfd: the list has grown, or it is time to stop
    atomic_bool stopped;
    char piece[PIECE_SIZE];
};

struct drain *drain_open(void)
{
    struct drain *drain = calloc(1, sizeof(*drain));
    if (!drain)
        return NULL;
    drain->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (drain->wake < 0) {
        free(drain);
        return NULL;
    }
    pthread_mutex_init(&drain->lock, NULL);
    return drain;
}

void drain_close(struct drain *drain)
{
    if (!drain)
        return;
    for (size_t i = 0; i < drain->count; i++)
        close(drain->list[i].socket);
    close(drain->wake);
    pthread_mutex_destroy(&drain->lock);
    free(drain);
}

static void wake(struct drain *drain)
{
    const uint64_t one = 1;
    (void)!write(drain->wake, &one, sizeof(one)); // full means it will wake anyway
}

void drain_add(struct drain *drain, int socket)
{
    int64_t until_ns = clock_steady_ns() + (int64_t)DRAIN_MS * 1000000;
    pthread_mutex_lock(&drain->lock);
    int copy = drain->count < DRAIN_SOCKETS_MAX ? fcntl(socket, F_DUPFD_CLOEXEC, 0) : -1;
    if (copy >= 0)
        drain->list[drain->count++] = (struct kept){copy, until_ns, 0};
    pthread_mutex_unlock(&drain->lock);
    if (copy < 0)
        return;
    shutdown(copy, SHUT_WR);
    wake(drain);
}

void drain_stop(struct drain *drain)
{
    atomic_store(&drain->stopped, true);
    wake(drain);
}

/* False when the client has closed, or a limit is passed. */
static bool throw_away(struct drain *drain, struct kept *kept)
{
    for (int i = 0; i < PIECES_A_TURN; i++) {
        ssize_t size = recv(kept->socket, drain->piece, sizeof(drain->piece), MSG_DONTWAIT);
        if (size < 0)
            return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
        kept->bytes += (size_t)size;
        if (size == 0 || kept->bytes > DRAIN_BYTES_MAX)
            return false;
    }
    return true;
}

/* Only this thread takes sockets off the list, so places stay as they were before the wait; new ones are behind. */
void drain_run(struct drain *drain, unsigned ms)
{
    struct pollfd polls[DRAIN_SOCKETS_MAX + 1] = {{.fd = drain->wake, .events = POLLIN}};
    int64_t until_ns = clock_steady_ns() + (int64_t)ms * 1000000;
    for (int64_t now_ns = clock_steady_ns(); now_ns < until_ns && !atomic_load(&drain->stopped);
         now_ns = clock_steady_ns()) {
        pthread_mutex_lock(&drain->lock);
        nfds_t count = drain->count;
        for (nfds_t i = 0; i < count; i++)
            polls[i + 1] = (struct pollfd){.fd = drain->list[i].socket, .events = POLLIN};
        pthread_mutex_unlock(&drain->lock);

        int ready = poll(polls, count + 1, (int)((until_ns - now_ns + 999999) / 1000000));
        uint64_t wakes;
        if (ready > 0 && polls[0].revents)
            (void)!read(drain->wake, &wakes, sizeof(wakes));
        pthread_mutex_lock(&drain->lock);
        for (nfds_t i = count; i-- > 0;) { // backwards: the last takes the place of one that goes
            struct kept *kept = &drain->list[i];
            bool readable = ready > 0 && polls[i + 1].revents;
            bool stays = kept->until_ns > clock_steady_ns() && (!readable || throw_away(drain, kept));
            if (stays)
                continue;
            close(kept->socket);
            *kept = drain->list[--drain->count];
        }
        pthread_mutex_unlock(&drain->lock);
    }
}
