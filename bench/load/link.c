/* SPDX-License-Identifier: MIT */
#include "link.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_MAX = 8192, CHUNK = 16384, EVENTS = 512 };
enum state { DOWN, HANDSHAKE, SENDING, READING, IDLE };

struct hub {
    unsigned port;
    SSL_CTX *tls;
    int epoll;
    void (*done)(void *owner, const struct link_answer *answer);
    void *owner;
};

struct link {
    struct hub *hub;
    struct in_addr address;
    enum state state;
    int socket;
    SSL *ssl;
    bool old; // it has answered before
    char *out;
    size_t out_size, out_at;
    char head[HEAD_MAX], body[LINK_ANSWER_MAX];
    size_t head_size, body_size, left; // `left`: of the body
    bool in_body;
    struct link_answer answer;
};

struct hub *hub_open(unsigned port, const char *certificate,
                     void (*done)(void *owner, const struct link_answer *answer), void *owner)
{
    struct hub *hub = calloc(1, sizeof(*hub));
    if (!hub)
        return NULL;
    hub->port = port;
    hub->done = done;
    hub->owner = owner;
    hub->epoll = epoll_create1(EPOLL_CLOEXEC);
    hub->tls = SSL_CTX_new(TLS_client_method());
    if (hub->epoll < 0 || !hub->tls || SSL_CTX_load_verify_locations(hub->tls, certificate, NULL) != 1)
        return NULL;
    SSL_CTX_set_verify(hub->tls, SSL_VERIFY_PEER, NULL);
    SSL_CTX_set_mode(hub->tls, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE);
    SSL_CTX_set_session_cache_mode(hub->tls, SSL_SESS_CACHE_OFF);
    return hub;
}

struct link *link_open(struct hub *hub, const char *address)
{
    struct link *link = calloc(1, sizeof(*link));
    if (!link)
        return NULL;
    link->hub = hub;
    inet_pton(AF_INET, address, &link->address);
    return link;
}

bool link_is_free(const struct link *link)
{
    return link->state == DOWN || link->state == IDLE;
}

static void hang_up(struct link *link)
{
    if (link->state == DOWN)
        return;
    SSL_free(link->ssl);
    close(link->socket);
    link->ssl = NULL;
    link->old = false;
    link->state = DOWN;
}

static bool connect_now(struct link *link)
{
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr = link->address}, to = {.sin_family = AF_INET};
    const int on = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons((uint16_t)link->hub->port);
    link->socket = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    link->state = HANDSHAKE;
    link->ssl = SSL_new(link->hub->tls);
    if (link->socket < 0 || !link->ssl)
        return false;
    setsockopt(link->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (bind(link->socket, (const struct sockaddr *)&from, sizeof(from)) != 0 ||
        (connect(link->socket, (const struct sockaddr *)&to, sizeof(to)) != 0 && errno != EINPROGRESS))
        return false;
    SSL_set_fd(link->ssl, link->socket);
    SSL_set_tlsext_host_name(link->ssl, "localhost");
    SSL_set1_host(link->ssl, "localhost");
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data.ptr = link};
    return epoll_ctl(link->hub->epoll, EPOLL_CTL_ADD, link->socket, &event) == 0;
}

static void begin(struct link *link)
{
    link->out_at = link->head_size = link->body_size = link->left = 0;
    link->in_body = false;
    link->answer.status = 0;
    link->answer.retry_after = 0;
}

static void tell(struct link *link)
{
    free(link->out);
    link->out = NULL;
    link->body[link->body_size] = '\0';
    link->answer.body = link->body;
    link->hub->done(link->hub->owner, &link->answer);
}

static void drive(struct link *link);

/* A browser says it again by itself on a new connection when an old one turns out to have ended. */
static void broke(struct link *link)
{
    bool again = link->old && link->head_size == 0 && link->state != IDLE;
    bool asked = link->state != IDLE;
    hang_up(link);
    if (again) {
        begin(link);
        if (connect_now(link)) {
            drive(link);
            return;
        }
        hang_up(link);
    }
    if (!asked)
        return;
    link->answer.status = 0;
    tell(link);
}

static const char *value_of(const char *head, const char *name)
{
    const char *line = strcasestr(head, name);
    return line ? line + strlen(name) : NULL;
}

/* True when the whole answer is there. */
static bool take(struct link *link, const char *bytes, size_t size)
{
    while (size > 0 && !link->in_body) {
        if (link->head_size + 1 == HEAD_MAX)
            return false;
        link->head[link->head_size++] = *bytes++;
        size--;
        link->head[link->head_size] = '\0';
        if (link->head_size < 4 || strcmp(link->head + link->head_size - 4, "\r\n\r\n") != 0)
            continue;
        const char *length = value_of(link->head, "\r\nContent-Length: ");
        const char *retry = value_of(link->head, "\r\nRetry-After: ");
        link->in_body = true;
        link->answer.status = (unsigned)strtoul(link->head + 9, NULL, 10);
        link->answer.retry_after = retry ? strtol(retry, NULL, 10) : 0;
        link->left = length ? strtoul(length, NULL, 10) : 0;
    }
    size_t room = LINK_ANSWER_MAX - 1 - link->body_size, kept = size < room ? size : room;
    memcpy(link->body + link->body_size, bytes, kept);
    link->body_size += kept;
    link->left -= size < link->left ? size : link->left;
    return link->in_body && link->left == 0;
}

static bool waits(const struct link *link, int result)
{
    int error = SSL_get_error(link->ssl, result);
    return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

/* One step: true when another may follow at once. */
static bool step(struct link *link)
{
    char bytes[CHUNK];
    int result;
    ERR_clear_error();
    switch (link->state) {
    case HANDSHAKE:
        result = SSL_connect(link->ssl);
        if (result == 1)
            link->state = SENDING;
        break;
    case SENDING:
        result = SSL_write(link->ssl, link->out + link->out_at, (int)(link->out_size - link->out_at));
        if (result > 0)
            link->out_at += (size_t)result;
        if (link->out_at == link->out_size)
            link->state = READING;
        break;
    case READING:
    case IDLE:
        result = SSL_read(link->ssl, bytes, sizeof(bytes));
        if (result > 0 && link->state == READING && take(link, bytes, (size_t)result)) {
            link->state = IDLE;
            link->old = true;
            if (value_of(link->head, "\r\nConnection: close"))
                hang_up(link);
            tell(link);
            return false;
        }
        break;
    default:
        return false;
    }
    if (result > 0)
        return true;
    if (!waits(link, result))
        broke(link);
    return false;
}

static void drive(struct link *link)
{
    while (step(link))
        ;
}

void link_ask(struct link *link, char *bytes, size_t size, void *context)
{
    link->out = bytes;
    link->out_size = size;
    link->answer.context = context;
    begin(link);
    if (link->state == IDLE)
        link->state = SENDING;
    else if (!connect_now(link))
        link->old = false;
    drive(link);
}

void hub_wait(struct hub *hub, int ms)
{
    struct epoll_event events[EVENTS];
    int count = epoll_wait(hub->epoll, events, EVENTS, ms);
    for (int i = 0; i < count; i++)
        drive(events[i].data.ptr);
}
