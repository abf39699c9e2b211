/* SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "api/api.h"
#include "app/background.h"
#include "app/certificate.h"
#include "app/commands.h"
#include "app/condition.h"
#include "app/doctor.h"
#include "app/lan.h"
#include "app/metrics.h"
#include "app/services.h"
#include "app/version.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"
#include "face/face.h"
#include "face/pool.h"
#include "http/server.h"
#include "school/people/account.h"
#include "school/people/invitation.h"

enum { SPARE_FILES = 512, FILES_WAITING = 32, FINDINGS_FRESH_MS = 5000 };

/* What stands between the school and the sockets. */
struct front {
    const struct config *config;
    struct store *store;
    const struct face_models *models;
    struct api *api;
    struct router *router;
    char *certificate;
    char *key;
    struct server *server;
    struct metrics *metrics;
    const struct services *services;
    pthread_mutex_t looking;      // the doctor's: one look at a time
    struct api_findings findings; // of the last one
};

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strcmp(address, "localhost") == 0;
}

/* Every connection is an open file. */
static void raise_file_limit(const struct config *config)
{
    struct rlimit limit;
    rlim_t wanted = (rlim_t)config->connections_max + SPARE_FILES;

    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
        return;
    limit.rlim_cur = wanted < limit.rlim_max ? wanted : limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < wanted)
        log_write(LOG_WARN, "few_files", "the system allows %llu open files, %lld connections may need more",
                  (unsigned long long)limit.rlim_cur, (long long)config->connections_max);
}

/*
 * The socket that the service manager has opened and keeps while we are started anew (sd_listen_fds(3)); 0: none. Only
 * one is taken, and only when it is meant for this process.
 */
static int handed_listener(void)
{
    enum { FIRST = 3 };
    const char *process = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");
    int64_t id;
    int on = 0;
    socklen_t size = sizeof(on);
    if (!process || !count || strcmp(count, "1") != 0 || !str_to_int(process, 1, INT32_MAX, &id) || id != getpid())
        return 0;
    if (getsockopt(FIRST, SOL_SOCKET, SO_ACCEPTCONN, &on, &size) != 0 || !on)
        return 0;
    fcntl(FIRST, F_SETFD, FD_CLOEXEC);
    fcntl(FIRST, F_SETFL, O_NONBLOCK);
    unsetenv("LISTEN_PID");
    unsetenv("LISTEN_FDS");
    return FIRST;
}

static bool open_certificate(struct front *front, const struct config *config, char error[static SERVICES_ERROR_SIZE])
{
    char certificate_path[1024];
    char key_path[1024];
    char reason[CERTIFICATE_ERROR_SIZE];

    if (!config->tls)
        return true;
    bool own = *config->certificate == '\0';
    snprintf(certificate_path, sizeof(certificate_path), own ? "%s/certificate.pem" : "%s",
             own ? config->data_dir : config->certificate);
    snprintf(key_path, sizeof(key_path), own ? "%s/certificate-key.pem" : "%s", own ? config->data_dir : config->key);
    if ((!own || certificate_ensure(certificate_path, key_path, reason)) &&
        certificate_read(certificate_path, key_path, &front->certificate, &front->key, reason))
        return true;
    snprintf(error, SERVICES_ERROR_SIZE, "The certificate: %s", reason);
    return false;
}

static void front_close(struct front *front)
{
    metrics_close(front->metrics);
    server_close(front->server);
    if (front->router)
        router_close(front->router);
    api_close(front->api);
    certificate_free(front->certificate);
    certificate_free(front->key);
    pthread_mutex_destroy(&front->looking);
}

static void tell_condition(void *context, struct api_condition *ret_condition)
{
    const struct front *front = context;
    condition_read(front->config, front->store, ret_condition);
    ret_condition->antispoof = face_models_spoof_word(front->models);
}

/* Who asks again within moments is told the same: a look reads the whole database. */
static bool tell_findings(void *context, struct api_findings *ret_findings)
{
    struct front *front = context;
    int64_t now = clock_real_ms();
    if (pthread_mutex_trylock(&front->looking) != 0)
        return false;
    if (front->findings.at == 0 || now - front->findings.at > FINDINGS_FRESH_MS || now < front->findings.at) {
        doctor_look(front->config, front->services, &front->findings);
        front->findings.at = clock_real_ms();
    }
    *ret_findings = front->findings;
    pthread_mutex_unlock(&front->looking);
    return true;
}

static bool open_metrics(struct front *front, const struct config *config, const struct services *services,
                         char error[static SERVICES_ERROR_SIZE])
{
    const struct metrics_source source = {
        .api = front->api,
        .server = front->server,
        .store = services->store,
        .version = AMS_VERSION,
        .school = services->school,
        .condition = tell_condition,
        .condition_context = front,
        .workers = {services->faces ? face_pool_workers(services->faces) : NULL, services->parsers},
    };
    char reason[SERVER_ERROR_SIZE];

    if (!config->metrics_port)
        return true;
    front->metrics = metrics_open(config->metrics_address, (unsigned)config->metrics_port, &source, reason);
    if (!front->metrics)
        snprintf(error, SERVICES_ERROR_SIZE, "The metrics: %s", reason);
    return front->metrics != NULL;
}

static bool open_api(struct front *front, const struct config *config, const struct services *services)
{
    const struct api_config api_config = {
        .school = services->school,
        .version = AMS_VERSION,
        .session_requests = (unsigned)config->session_requests,
        .token_requests = (unsigned)config->token_requests,
        .address_requests = (unsigned)config->address_requests,
        .condition = tell_condition,
        .condition_context = front,
        .doctor = tell_findings,
        .doctor_context = front,
    };
    front->api = api_open(&api_config);
    const struct route *routes = front->api ? api_routes(front->api) : NULL;
    front->router = routes ? router_open(&routes, 1) : NULL;
    return front->router != NULL;
}

static bool front_open(struct front *front, const struct config *config, struct services *services,
                       char error[static SERVICES_ERROR_SIZE])
{
    char reason[SERVER_ERROR_SIZE];

    memset(front, 0, sizeof(*front));
    front->config = config;
    front->store = services->store;
    front->models = services->models;
    front->services = services;
    pthread_mutex_init(&front->looking, NULL);
    if (access(config->web_dir, R_OK | X_OK) != 0) {
        snprintf(error, SERVICES_ERROR_SIZE, "web_dir %s cannot be read: %s. Build the web app with `make web`.",
                 config->web_dir, strerror(errno));
        goto fail;
    }
    if (!open_certificate(front, config, error))
        goto fail;
    if (!open_api(front, config, services)) {
        snprintf(error, SERVICES_ERROR_SIZE, "There is not enough memory.");
        goto fail;
    }
    struct server_config server_config = {
        .address = config->address,
        .port = (unsigned)config->port,
        .listener = handed_listener(),
        .certificate_pem = front->certificate,
        .key_pem = front->key,
        .threads = (unsigned)config->threads,
        .lanes =
            {
                [API_LANE_WRITES] = {(unsigned)config->workers, (size_t)config->queue_max, false},
                [API_LANE_STUDENTS] = {(unsigned)config->workers, (size_t)config->queue_max, false},
                [API_LANE_PASSWORDS] = {services_hashers(), (size_t)config->queue_max, true},
                [API_LANE_FILES] = {SERVICES_PARSERS, FILES_WAITING, true},
                // Two for each process that looks: while one's mark is written the other's face is looked at.
                [API_LANE_FACES] = {(unsigned)config->face_workers * 2, (size_t)config->face_queue_max, true},
            },
        .connections_max = (unsigned)config->connections_max,
        .connections_per_address_max = (unsigned)config->connections_per_address_max,
        .header_ms = (unsigned)config->header_ms,
        .body_ms = (unsigned)config->body_ms,
        .trust_proxy = config->trust_proxy,
        .static_root = config->web_dir,
    };
    front->server =
        server_open(&server_config, front->router, services->events, api_handle, api_refuse, front->api, reason);
    if (!front->server) {
        snprintf(error, SERVICES_ERROR_SIZE, "The server: %s", reason);
        goto fail;
    }
    if (!open_metrics(front, config, services, error))
        goto fail;
    return true;

fail:
    front_close(front);
    return false;
}

/* Tells the operator where to go, and how to become the first administrator. False when the database failed. */
static bool greet(const struct config *config, struct services *services, unsigned port)
{
    const char *scheme = config->tls ? "https" : "http";
    struct lan_address addresses[LAN_ADDRESSES_MAX];
    char token[SECRET_TOKEN_SIZE];
    int64_t expires_at;
    bool administrator;

    printf("AMS %s is serving on %s://localhost:%u\n", AMS_VERSION, scheme, port);
    size_t count = is_loopback(config->address) ? 0 : lan_addresses(addresses, LAN_ADDRESSES_MAX);
    for (size_t i = 0; i < count; i++)
        printf("%s %s://%s:%u\n",
               i == 0 ? "On a phone in the same network:" : "                            or:", scheme,
               addresses[i].text, port);
    if (count > 0 && config->tls && *config->certificate == '\0')
        puts("The certificate is self-signed: the browser asks once whether to trust it.");
    if (account_administrator_exists(services->school, &administrator) != FAULT_NONE)
        return false;
    if (!administrator) {
        if (invitation_create(services->school, NULL, ROLE_ADMINISTRATOR, NULL, NULL, token, &expires_at) != FAULT_NONE)
            return false;
        fputs(
            "There is no administrator yet. Open this link within the hour to become the first (a restart makes a new "
            "one):\n  ",
            stdout);
        if (*config->public_url != '\0')
            printf("%s/welcome#%s\n", config->public_url, token);
        else
            printf("%s://localhost:%u/welcome#%s\n", scheme, port, token);
    }
    fflush(stdout);
    return true;
}

int serve_command(const struct cli_call *call)
{
    const struct config *config = call->config;
    struct services services;
    struct front front;
    char error[SERVICES_ERROR_SIZE];
    sigset_t signals;

    /* Blocked before any thread starts, so that every thread inherits it and the wait below gets them. */
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    signal(SIGPIPE, SIG_IGN);

    raise_file_limit(config);
    if (!services_open(&services, config, true, error))
        return cli_fail("%s", error);
    if (!front_open(&front, config, &services, error)) {
        services_close(&services);
        return cli_fail("%s", error);
    }
    struct background *background = background_open(services.school, front.api, config);
    if (!background) {
        front_close(&front);
        services_close(&services);
        return cli_fail("The threads for the work in the background could not be started.");
    }
    log_write(LOG_INFO, "server_started", "version %s, port %u, nets on %s", AMS_VERSION, server_port(front.server),
              face_kernels());
    if (strcmp(face_models_spoof_word(services.models), "missing") == 0)
        log_write(LOG_INFO, "no_antispoof",
                  "without the anti-spoof nets the head turn alone stops pictures of a face (tools/fetch-models "
                  "antispoof)");
    bool good = greet(config, &services, server_port(front.server));
    if (good) {
        int received = 0;
        sigwait(&signals, &received);
        log_write(LOG_INFO, "server_stopping", "signal %d", received);
    }
    background_close(background);
    front_close(&front);
    services_close(&services);
    log_write(LOG_INFO, "server_stopped", "all requests were answered");
    return good ? CLI_OK : cli_fail("The database failed at the start.");
}
