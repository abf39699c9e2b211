/* SPDX-License-Identifier: MIT */
/*
 * A crowd that is there and wants little, or nothing good: connections that ask every twenty seconds, event streams,
 * heads and bodies that drip a byte a second, and readers that do not read. Whoever is cut comes again. Usage:
 *
 *     crowd PORT own|plain FOLDER IDLE STREAMS HEADS BODIES DEAF
 *
 * `own`: by TLS. FOLDER: as fill.c has made it. Says `ready` when all have been there once, and goes on until its
 * standard input ends; then how often each kind was cut and how many were there.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/str.h"

enum {
    GUESTS_MAX = 19900,
    TOKENS_MAX = 20000,
    TOKEN_SIZE = 128,
    TEXT_SIZE = 1024,
    BODY = 100000,
    PATIENCE_S = 60,
    KEPT_S = 20
};

enum kind { IDLE, STREAM, HEAD, BODY_SENDER, DEAF, KINDS };
static const char *const kind_names[KINDS] = {"idle", "stream", "slow_head", "slow_body", "deaf"};
static const int64_t second_ns = 1000000000;

struct guest {
    enum kind kind;
    size_t number;
    int socket; // -1: away
    SSL *ssl;
    int64_t comes_ns; // while away
};

struct crowd {
    unsigned port;
    SSL_CTX *tls; // NULL: plain
    int epoll;
    struct guest guests[GUESTS_MAX];
    size_t count;
    size_t cut[KINDS], there[KINDS], refused[KINDS];
    char tokens[TOKENS_MAX][TOKEN_SIZE];
    size_t token_count;
    int64_t dripped_ns;
};

static void die(const char *what)
{
    fprintf(stderr, "crowd: %s: %s\n", what, strerror(errno));
    exit(1);
}

static bool put(struct guest *guest, const char *text)
{
    size_t size = strlen(text);
    if (guest->ssl)
        return SSL_write(guest->ssl, text, (int)size) == (int)size;
    return send(guest->socket, text, size, MSG_NOSIGNAL) == (ssize_t)size;
}

/* Connected, from an address that few others share, and the handshake made; -1: not now. */
static bool reach(struct crowd *crowd, struct guest *guest)
{
    struct sockaddr_in from = {.sin_family = AF_INET}, to = {.sin_family = AF_INET};
    const struct timeval patience = {.tv_sec = PATIENCE_S};
    int small = 4096;
    from.sin_addr.s_addr = htonl(0x7f020001 + (uint32_t)(guest->number / 200));
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)crowd->port);
    guest->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (guest->socket < 0)
        die("socket");
    setsockopt(guest->socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
    setsockopt(guest->socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
    if (guest->kind == DEAF)
        setsockopt(guest->socket, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
    if (bind(guest->socket, (const struct sockaddr *)&from, sizeof(from)) != 0 ||
        connect(guest->socket, (const struct sockaddr *)&to, sizeof(to)) != 0)
        return false;
    if (!crowd->tls)
        return true;
    guest->ssl = SSL_new(crowd->tls);
    return guest->ssl && SSL_set_fd(guest->ssl, guest->socket) == 1 && SSL_connect(guest->ssl) == 1;
}

static void leave(struct crowd *crowd, struct guest *guest)
{
    SSL_free(guest->ssl);
    close(guest->socket);
    guest->ssl = NULL;
    guest->socket = -1;
    guest->comes_ns = clock_steady_ns() + (int64_t)(random() % 1000) * 1000000;
    (void)crowd;
}

static bool ask(struct crowd *crowd, struct guest *guest)
{
    char text[TEXT_SIZE];
    const char *token = crowd->tokens[guest->number % crowd->token_count];
    switch (guest->kind) {
    case IDLE:
        return put(guest, "GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
    case STREAM:
        snprintf(text, sizeof(text),
                 "GET /api/user/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n"
                 "Cookie: __Host-session=%s\r\n\r\n",
                 token);
        return put(guest, text);
    case HEAD:
        return put(guest, "GET /api/health/live HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
    case BODY_SENDER:
        snprintf(text, sizeof(text),
                 "POST /api/attendance/1/check-in HTTP/1.1\r\nHost: localhost\r\nCookie: __Host-session=%s\r\n"
                 "Content-Type: application/octet-stream\r\nContent-Length: %d\r\n\r\n",
                 token, BODY);
        return put(guest, text);
    case DEAF:
    case KINDS:
        break;
    }
    return put(guest, "GET /api/openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

static void come(struct crowd *crowd, struct guest *guest)
{
    if (!reach(crowd, guest) || !ask(crowd, guest)) {
        crowd->refused[guest->kind]++;
        leave(crowd, guest);
        return;
    }
    fcntl(guest->socket, F_SETFL, fcntl(guest->socket, F_GETFL) | O_NONBLOCK);
    struct epoll_event event = {.events = EPOLLRDHUP | (guest->kind == DEAF ? 0 : EPOLLIN), .data.ptr = guest};
    if (epoll_ctl(crowd->epoll, EPOLL_CTL_ADD, guest->socket, &event) != 0)
        die("epoll");
}

/* False: it was cut. */
static bool hear(struct guest *guest)
{
    char bytes[16384];
    for (;;) {
        ssize_t size =
            guest->ssl ? SSL_read(guest->ssl, bytes, sizeof(bytes)) : recv(guest->socket, bytes, sizeof(bytes), 0);
        if (size > 0)
            continue;
        if (guest->ssl)
            return SSL_get_error(guest->ssl, (int)size) == SSL_ERROR_WANT_READ;
        return size < 0 && (errno == EAGAIN || errno == EINTR);
    }
}

/* Once a second. Whoever was cut hears it. */
static void drip(struct crowd *crowd)
{
    size_t turn = (size_t)(clock_steady_ns() / second_ns) % KEPT_S;
    for (size_t i = 0; i < crowd->count; i++) {
        struct guest *guest = &crowd->guests[i];
        if (guest->socket < 0)
            continue;
        if (guest->kind == HEAD || guest->kind == BODY_SENDER)
            (void)put(guest, "a");
        else if (guest->kind == IDLE && i % KEPT_S == turn)
            (void)ask(crowd, guest);
    }
}

static void listen_to_all(struct crowd *crowd)
{
    struct epoll_event events[512];
    if (clock_steady_ns() - crowd->dripped_ns > second_ns) {
        crowd->dripped_ns = clock_steady_ns();
        drip(crowd);
    }
    int count = epoll_wait(crowd->epoll, events, 512, 5);
    for (int i = 0; i < count; i++) {
        struct guest *guest = events[i].data.ptr;
        bool ended = events[i].events & (EPOLLHUP | EPOLLERR | EPOLLRDHUP);
        if (guest->kind != DEAF && events[i].events & EPOLLIN)
            ended = !hear(guest);
        if (!ended)
            continue;
        crowd->cut[guest->kind]++;
        leave(crowd, guest);
    }
}

static void read_tokens(struct crowd *crowd, const char *folder)
{
    char path[TEXT_SIZE], line[TEXT_SIZE];
    snprintf(path, sizeof(path), "%s/load.tsv", folder);
    FILE *in = fopen(path, "r");
    if (!in)
        die(path);
    while (crowd->token_count < TOKENS_MAX && fgets(line, sizeof(line), in))
        if (sscanf(line, "student %127s", crowd->tokens[crowd->token_count]) == 1)
            crowd->token_count++;
    fclose(in);
    if (crowd->token_count == 0)
        die("no students");
}

static void tell(struct crowd *crowd)
{
    for (size_t i = 0; i < crowd->count; i++)
        crowd->there[crowd->guests[i].kind] += crowd->guests[i].socket >= 0;
    for (size_t i = 0; i < KINDS; i++)
        printf("crowd kind=%s there=%zu cut=%zu refused=%zu\n", kind_names[i], crowd->there[i], crowd->cut[i],
               crowd->refused[i]);
}

int main(int count, char **arguments)
{
    static struct crowd crowd;
    int64_t port, number;
    if (count != 9 || !str_to_int(arguments[1], 1, UINT16_MAX, &port)) {
        fputs("Usage: crowd PORT own|plain FOLDER IDLE STREAMS HEADS BODIES DEAF\n", stderr);
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    crowd.port = (unsigned)port;
    crowd.epoll = epoll_create1(EPOLL_CLOEXEC);
    crowd.tls = strcmp(arguments[2], "own") == 0 ? SSL_CTX_new(TLS_client_method()) : NULL;
    read_tokens(&crowd, arguments[3]);
    for (size_t kind = 0; kind < KINDS; kind++) {
        if (!str_to_int(arguments[4 + kind], 0, GUESTS_MAX, &number) || crowd.count + (size_t)number > GUESTS_MAX)
            die("too many");
        for (int64_t i = 0; i < number; i++, crowd.count++)
            crowd.guests[crowd.count] = (struct guest){.kind = (enum kind)kind, .number = crowd.count, .socket = -1};
    }
    bool ready = false;
    for (struct pollfd end = {.fd = STDIN_FILENO, .events = POLLIN}; poll(&end, 1, 0) == 0;) {
        size_t away = 0;
        for (size_t i = 0; i < crowd.count; i++) {
            struct guest *guest = &crowd.guests[i];
            if (guest->socket >= 0)
                continue;
            if (guest->comes_ns <= clock_steady_ns())
                come(&crowd, guest);
            if (++away % 64 == 0)
                listen_to_all(&crowd);
        }
        listen_to_all(&crowd);
        if (!ready)
            puts("ready");
        ready = true;
        fflush(stdout);
    }
    tell(&crowd);
    return 0;
}
