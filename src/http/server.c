/* SPDX-License-Identifier: MIT */
#include "http/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "http/exchange.h"
#include "http/quiesce.h"

enum {
    LISTEN_BACKLOG = 1024,
    HEADER_MS = 5000,
    BODY_MS = 20000,
    IDLE_MS = 30000,
    TICK_MS_MAX = 250,
    TICK_MS_MIN = 10,
    SILENCE_S = 60, // libmicrohttpd's own timeout: a reader that takes nothing at all
    CLOSE_MS = 10000,
    FRESH_WAIT_MS = 500,
    FRESH_CALM = 4,
    FLUSH_WAIT_MS = 1000,         // for the answers of those cut off after that
    CONNECTION_MEMORY = 32 << 10, // head of a request and of its answer
    WORDS_MAX = 64 << 10,
    STREAMS_SHARE = 2, // one of so many connections may be an event stream
    RESERVE_SHARE = 8, // one of so many is kept for newcomers
};

/* TLS 1.2 and 1.3, keys that are forgotten after each session, ciphers with authentication. */
static const char tls_priorities[] =
    "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:+ECDHE-RSA:-MAC-ALL:+AEAD:%SERVER_PRECEDENCE";

__attribute__((format(printf, 2, 0))) static void log_daemon(void *context, const char *format, va_list arguments)
{
    (void)context;
    char line[512];
    vsnprintf(line, sizeof(line), format, arguments);
    line[strcspn(line, "\n")] = '\0';
    log_write(LOG_DEBUG, "http", "%s", line);
}

/* The URL stays as it was sent; target.c decodes it under its own rules. */
static size_t keep_escaped(void *context, struct MHD_Connection *connection, char *text)
{
    (void)context;
    (void)connection;
    return strlen(text);
}

static void close_connection(struct server *server, struct connection *kept)
{
    if (!kept)
        return;
    deadline_remove(kept->deadline);
    if (kept->fresh)
        atomic_fetch_sub(&server->fresh, 1);
    callers_leave(server->peers, kept->peer);
    free(kept);
}

/* Counts the connection among its peer's; a trusted proxy may have as many as there are. */
static bool count_peer(struct server *server, struct MHD_Connection *connection, struct connection *kept)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct address peer;
    char network[ADDRESS_NETWORK_SIZE];
    if (!info || !info->client_addr || !address_of(info->client_addr, &peer) || networks_have(&server->proxies, &peer))
        return true;
    address_network_text(&peer, network);
    return callers_enter(server->peers, network, &kept->peer);
}

/* NULL without memory: then no request of it begins. */
static struct connection *open_connection(struct server *server, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    struct connection *kept = calloc(1, sizeof(*kept));
    if (!kept || !info) {
        free(kept);
        return NULL;
    }
    kept->deadline = deadline_add(server->deadlines, info->connect_fd);
    if (!kept->deadline) {
        free(kept);
        return NULL;
    }
    kept->fresh = true;
    atomic_fetch_add(&server->fresh, 1);
    deadline_set(kept->deadline, server->header_ms, false);
    if (!count_peer(server, connection, kept))
        deadline_cut(kept->deadline);
    return kept;
}

static void note_connection(void *context, struct MHD_Connection *connection, void **socket_context,
                            enum MHD_ConnectionNotificationCode code)
{
    struct server *server = context;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        close_connection(server, *socket_context);
        *socket_context = NULL;
    } else {
        *socket_context = open_connection(server, connection);
    }
}

static void tick(void *context)
{
    struct server *server = context;
    events_heartbeat(server->events, server->heartbeat_ms);
}

static int listen_at(const struct sockaddr *address, socklen_t size)
{
    int listener = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listener < 0)
        return -1;
    const int on = 1, off = 0;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    if (address->sa_family == AF_INET6)
        setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (bind(listener, address, size) == 0 && listen(listener, LISTEN_BACKLOG) == 0)
        return listener;
    int reason = errno;
    close(listener);
    errno = reason;
    return -1;
}

/* "::" takes IPv4 too; on a machine without IPv6 it means all of IPv4. */
static int open_listener(const char *address, unsigned port)
{
    struct sockaddr_in6 six = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    struct sockaddr_in four = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    if (inet_pton(AF_INET6, address, &six.sin6_addr) == 1) {
        int listener = listen_at((const struct sockaddr *)&six, sizeof(six));
        bool without_six = errno == EAFNOSUPPORT || errno == EADDRNOTAVAIL;
        if (listener >= 0 || !without_six || strcmp(address, "::") != 0)
            return listener;
        return listen_at((const struct sockaddr *)&four, sizeof(four));
    }
    if (inet_pton(AF_INET, address, &four.sin_addr) == 1)
        return listen_at((const struct sockaddr *)&four, sizeof(four));
    errno = EINVAL;
    return -1;
}

static unsigned port_of(int listener)
{
    struct sockaddr_storage address = {0};
    socklen_t size = sizeof(address);
    if (getsockname(listener, (struct sockaddr *)&address, &size) < 0)
        return 0;
    if (address.ss_family == AF_INET6)
        return ntohs(((const struct sockaddr_in6 *)(const void *)&address)->sin6_port);
    return ntohs(((const struct sockaddr_in *)(const void *)&address)->sin_port);
}

enum { THREADS_MAX = 64, WORKERS_MAX = 256 };

/* What is wrong with it; NULL: nothing. */
static const char *config_fault(const struct server_config *config, char text[static SERVER_ERROR_SIZE])
{
    if (!config->address || config->port > UINT16_MAX)
        return "address and port must be given, and the port be one of TCP's";
    if (!config->certificate_pem != !config->key_pem)
        return "a certificate needs its key, and a key its certificate";
    if (config->connections_max < config->threads)
        return "connections_max must be at least the number of threads";
    bool lanes = config->lanes[0].workers >= 1;
    for (size_t i = 0; i < SERVER_LANES; i++) {
        lanes = lanes && config->lanes[i].workers <= WORKERS_MAX;
        if (config->lanes[i].workers > 0 && config->lanes[i].queue_max < 1)
            return "queue_max must be at least 1";
    }
    if (config->threads >= 1 && config->threads <= THREADS_MAX && lanes)
        return NULL;
    snprintf(text, SERVER_ERROR_SIZE, "threads must be from 1 to %d and workers from 1 to %d", THREADS_MAX,
             WORKERS_MAX);
    return text;
}

static bool start_daemon(struct server *server, const struct server_config *config, int listener)
{
    // epoll does not mind thousands of quiet connections; with TLS a handshake that stops half way keeps it spinning.
    unsigned waits = server->tls ? MHD_USE_POLL_INTERNAL_THREAD : MHD_USE_EPOLL_INTERNAL_THREAD;
    unsigned flags = waits | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ITC | MHD_USE_ERROR_LOG;
    struct MHD_OptionItem options[8];
    size_t count = 0;
    if (config->threads > 1)
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_THREAD_POOL_SIZE, config->threads, NULL};
    if (server->tls) {
        flags |= MHD_USE_TLS;
        options[count++] =
            (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)config->certificate_pem};
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)config->key_pem};
        options[count++] = (struct MHD_OptionItem){MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t)tls_priorities};
    }
#ifdef PROBE_MHD_DISCIPLINE // libmicrohttpd 1.0: it then refuses folded lines, bare line feeds and a length with chunks
                            // itself
    options[count++] = (struct MHD_OptionItem){MHD_OPTION_CLIENT_DISCIPLINE_LVL, 1, NULL};
#endif
    options[count] = (struct MHD_OptionItem){MHD_OPTION_END, 0, NULL};
    server->daemon = MHD_start_daemon(
        flags, 0, NULL, NULL, exchange_step, server, MHD_OPTION_EXTERNAL_LOGGER, log_daemon, NULL,
        MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_LIMIT, config->connections_max,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)SILENCE_S, MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_MEMORY, MHD_OPTION_NOTIFY_CONNECTION, note_connection, server, MHD_OPTION_NOTIFY_COMPLETED,
        exchange_end, server, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, server, MHD_OPTION_UNESCAPE_CALLBACK,
        keep_escaped, NULL, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    return server->daemon != NULL;
}

static unsigned least(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

/* The deadlines' thread looks often enough to be at most a quarter late, and tells who was cut why. */
static bool start_deadlines(struct server *server)
{
    struct message message = {.status = 408};
    arena_init(&message.arena, WORDS_MAX);
    exchange_refuse(server, &message, 408, "timeout");
    size_t size = 0;
    const char *words = server->tls ? NULL : reply_text(&message, &size);
    unsigned shortest = least(least(server->header_ms, server->body_ms), least(server->idle_ms, server->heartbeat_ms));
    unsigned tick_ms = least(shortest / 4, TICK_MS_MAX);
    server->deadlines = deadlines_open(tick_ms > TICK_MS_MIN ? tick_ms : TICK_MS_MIN, words, size, tick, server);
    message_release(&message);
    return server->deadlines != NULL;
}

static bool open_lanes(struct server *server, const struct server_config *config)
{
    for (size_t i = 0; i < SERVER_LANES; i++) {
        const struct server_lane *lane = &config->lanes[i];
        server->drops[i] = lane->drops;
        server->work[i] = lane->workers > 0 ? work_open(lane->workers, lane->queue_max) : NULL;
        server->turns[i] = lane->workers > 0 ? turns_open(lane->workers, lane->queue_max) : NULL;
        if (lane->workers > 0 && (!server->work[i] || !server->turns[i]))
            return false;
    }
    return true;
}

/* Those that wait run to their end, or are refused once the server is hurrying. */
static void close_lanes(struct server *server)
{
    struct work *work[SERVER_LANES];
    pthread_mutex_lock(&server->work_lock);
    memcpy(work, server->work, sizeof(work));
    memset(server->work, 0, sizeof(server->work));
    pthread_mutex_unlock(&server->work_lock);
    for (size_t i = 0; i < SERVER_LANES; i++)
        work_close(work[i]);
}

struct server *server_open(const struct server_config *config, const struct router *router, struct events *events,
                           server_handler handler, server_refusal refusal, void *context,
                           char error[static SERVER_ERROR_SIZE])
{
    char text[SERVER_ERROR_SIZE];
    const char *reason = config_fault(config, text);
    if (reason) {
        snprintf(error, SERVER_ERROR_SIZE, "%s", reason);
        return NULL;
    }
    struct server *server = calloc(1, sizeof(*server));
    int listener = -1;
    snprintf(error, SERVER_ERROR_SIZE, "no memory or no threads for the server");
    if (!server)
        return NULL;
    pthread_mutex_init(&server->work_lock, NULL);
    server->router = router;
    server->events = events;
    server->handler = handler;
    server->refusal = refusal;
    server->context = context;
    server->tls = config->certificate_pem != NULL;
    server->header_ms = config->header_ms ? config->header_ms : HEADER_MS;
    server->body_ms = config->body_ms ? config->body_ms : BODY_MS;
    server->idle_ms = config->idle_ms ? config->idle_ms : IDLE_MS;
    server->heartbeat_ms = config->heartbeat_ms ? config->heartbeat_ms : EVENTS_HEARTBEAT_MS;
    server->close_ms = config->close_ms ? config->close_ms : CLOSE_MS;
    if (!networks_parse(config->trust_proxy ? config->trust_proxy : "", &server->proxies, text, sizeof(text))) {
        snprintf(error, SERVER_ERROR_SIZE, "trust_proxy: no address or network: %.80s", text);
        goto fail;
    }
    server->connections_max = config->connections_max;
    server->handed = config->listener != 0;
    server->peers = callers_open(config->connections_per_address_max);
    server->visitors = callers_open(config->connections_per_address_max);
    if (!server->peers || !server->visitors)
        goto fail;
    events_limit(events, config->connections_max / STREAMS_SHARE);
    if (getrandom(&server->run, sizeof(server->run), 0) != sizeof(server->run))
        goto fail;
    if (!open_lanes(server, config) || !start_deadlines(server))
        goto fail;
    if (config->static_root || config->extra_root) {
        server->files = static_open(config->static_root, config->extra_root, error, SERVER_ERROR_SIZE);
        if (!server->files)
            goto fail;
    }
    listener = config->listener ? config->listener : open_listener(config->address, config->port);
    if (listener < 0) {
        snprintf(error, SERVER_ERROR_SIZE, "cannot listen at %s port %u: %s", config->address, config->port,
                 strerror(errno));
        goto fail;
    }
    server->port = port_of(listener);
    deadlines_crowd(server->deadlines, config->connections_max - config->connections_max / RESERVE_SHARE);
    if (start_daemon(server, config, listener))
        return server;
    snprintf(error, SERVER_ERROR_SIZE, "%s",
             server->tls ? "cannot start: certificate and key are not usable together, or no threads"
                         : "cannot start: no threads");
    if (!config->listener)
        close(listener);
fail:
    server_close(server);
    return NULL;
}

unsigned server_port(const struct server *server)
{
    return server->port;
}

struct server_load server_load(struct server *server)
{
    struct server_load load = {
        .connections = deadlines_count(server->deadlines),
        .connections_max = server->connections_max,
        .streams = events_streams(server->events),
        .requests = atomic_load(&server->under_way),
    };
    pthread_mutex_lock(&server->work_lock);
    for (size_t i = 0; i < SERVER_LANES; i++)
        load.waiting[i] = server->work[i] ? work_waiting(server->work[i]) : 0;
    pthread_mutex_unlock(&server->work_lock);
    return load;
}

static void wait_idle(struct server *server, unsigned most_ms)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    for (unsigned ms = 0; ms < most_ms && atomic_load(&server->under_way); ms += 5)
        nanosleep(&pause, NULL);
}

/* Whoever was accepted a moment ago has its request on the way, and may not be counted yet. */
static void wait_for_the_fresh(struct server *server)
{
    const struct timespec pause = {.tv_nsec = 5000000};
    unsigned calm = 0;
    for (unsigned ms = 0; ms < FRESH_WAIT_MS && calm < FRESH_CALM; ms += 5) {
        nanosleep(&pause, NULL);
        calm = atomic_load(&server->fresh) ? 0 : calm + 1;
    }
}

/* libmicrohttpd must not be stopped while connections are suspended: streams end and slow requests finish first. */
static void finish_requests(struct server *server)
{
    atomic_store(&server->closing, true);
    server->listener = quiesce(server->daemon);
    // It stays open until the daemon's threads are gone, who may still take it out of what they wait for. Nobody may
    // wait at one of our own for nothing; one that was handed to us is others', too.
    if (server->listener != MHD_INVALID_SOCKET && !server->handed)
        shutdown(server->listener, SHUT_RDWR);
    events_stop(server->events);
    wait_for_the_fresh(server);
    wait_idle(server, server->close_ms);
    atomic_store(&server->hurrying, true);
}

void server_close(struct server *server)
{
    if (!server)
        return;
    if (server->daemon)
        finish_requests(server);
    close_lanes(server);
    if (server->daemon) {
        wait_idle(server, FLUSH_WAIT_MS);
        MHD_stop_daemon(server->daemon);
        if (server->listener != MHD_INVALID_SOCKET)
            close(server->listener);
    }
    deadlines_close(server->deadlines);
    callers_close(server->peers);
    callers_close(server->visitors);
    for (size_t i = 0; i < SERVER_LANES; i++)
        turns_close(server->turns[i]);
    static_close(server->files);
    pthread_mutex_destroy(&server->work_lock);
    free(server);
}
