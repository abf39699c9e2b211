/* SPDX-License-Identifier: MIT */
#include "app/services.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "api/api.h"
#include "app/installation.h"
#include "app/keeper_command.h"
#include "app/master_key.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "store/check.h"
#include "base/log.h"

/* Makes the folder and those above it. */
static bool make_folder(const char *path)
{
    char part[1024];
    int size = snprintf(part, sizeof(part), "%s", path);
    if (size < 0 || (size_t)size >= sizeof(part)) {
        errno = ENAMETOOLONG;
        return false;
    }
    for (char *at = part + 1; *at != '\0'; at++)
        if (*at == '/') {
            *at = '\0';
            if (mkdir(part, 0700) != 0 && errno != EEXIST)
                return false;
            *at = '/';
        }
    return mkdir(part, 0700) == 0 || errno == EEXIST;
}

struct mail_transport services_mail(const struct config *config)
{
    return (struct mail_transport){
        .url = config->smtp_url,
        .user = config->smtp_user,
        .password = config->smtp_password,
        .from = config->mail_from,
        .ca = config->smtp_ca,
        .plain = config->smtp_plain,
    };
}

struct push_transport services_push(const struct config *config, char contact[static SERVICES_CONTACT_SIZE])
{
    if (*config->push_contact)
        snprintf(contact, SERVICES_CONTACT_SIZE, "%s", config->push_contact);
    else if (strncmp(config->public_url, "https://", 8) == 0)
        snprintf(contact, SERVICES_CONTACT_SIZE, "%s", config->public_url);
    else
        snprintf(contact, SERVICES_CONTACT_SIZE, "mailto:%s", config->mail_from);
    return (struct push_transport){.contact = contact, .ca = config->push_ca, .private = config->push_private};
}

bool services_make_folder(const struct config *config, char error[static SERVICES_ERROR_SIZE])
{
    if (make_folder(config->data_dir))
        return true;
    snprintf(error, SERVICES_ERROR_SIZE, "%s cannot be made: %s.", config->data_dir, strerror(errno));
    return false;
}

bool services_open_store(struct services *services, const struct config *config, int64_t *ret_version,
                         char error[static SERVICES_ERROR_SIZE])
{
    struct store_config store_config = {
        .url = config->database,
        .readers = (unsigned)config->database_readers,
        .writers = (unsigned)config->database_writers,
        .queue_max = (size_t)config->database_queue_max,
        .reserve = true,
        .timeout_s = (unsigned)config->database_timeout_s,
    };
    char reason[STORE_ERROR_SIZE];

    memset(services, 0, sizeof(*services));
    services->lock = -1;
    if (!crypto_init()) {
        snprintf(error, SERVICES_ERROR_SIZE, "This system gives no random numbers.");
        return false;
    }
    if (!services_make_folder(config, error) || !installation_settle(config->database, error))
        return false;
    services->store = store_open(&store_config, reason);
    if (!services->store || store_migrate(services->store, ret_version, reason) != DB_OK) {
        snprintf(error, SERVICES_ERROR_SIZE, "The database: %s", reason);
        goto fail;
    }
    return true;

fail:
    services_close(services);
    return false;
}

static void tell_lost(const char *name)
{
    log_write(LOG_WARN, "worker_lost", "%s: the worker died over a request or took too long; it was replaced", name);
}

/* What looks at strangers' files has never seen the settings or the key. */
static bool open_workers(struct services *services, const struct config *config, bool faces,
                         char error[static SERVICES_ERROR_SIZE])
{
    char reason[KEEPER_ERROR_SIZE] = "there is not enough memory.";

    services->keeper = keeper_open_own(config, faces, reason);
    services->parsers = services->keeper ? workers_open(services->keeper, SERVICES_PARSERS) : NULL;
    if (services->parsers)
        workers_watch(services->parsers, tell_lost);
    else
        snprintf(error, SERVICES_ERROR_SIZE, "%s", reason);
    return services->parsers != NULL;
}

/* What models.json says. False with a reason. */
static bool describe_models(struct services *services, const struct config *config, char reason[static FACE_ERROR_SIZE])
{
    services->models = face_models_describe(config->models_dir, config->embedder, reason);
    return services->models && face_models_set_fmr(services->models, config->match_fmr, reason) &&
           face_models_set_spoof(services->models, config->antispoof, reason);
}

/* The models themselves are in the workers alone. */
static bool open_faces(struct services *services, const struct config *config, char error[static SERVICES_ERROR_SIZE])
{
    char reason[FACE_ERROR_SIZE] = "there is not enough memory.";

    if (describe_models(services, config, reason))
        services->faces = face_pool_open(services->models, services->keeper, (size_t)config->face_workers);
    if (services->faces)
        workers_watch(face_pool_workers(services->faces), tell_lost);
    else
        snprintf(error, SERVICES_ERROR_SIZE, "The face models cannot be used: %s", reason);
    return services->faces != NULL;
}

struct blobs *services_open_blobs(const struct config *config, char error[static SERVICES_ERROR_SIZE])
{
    char folder[1024];
    char reason[BLOB_ERROR_SIZE];

    bool own = *config->files_dir == '\0';
    snprintf(folder, sizeof(folder), own ? "%s/files" : "%s", own ? config->data_dir : config->files_dir);
    const struct blob_config blob_config = {
        .folder = folder,
        .s3_url = config->s3_url,
        .s3_region = config->s3_region,
        .access_key = config->s3_access_key,
        .secret_key = config->s3_secret_key,
        .ca = config->s3_ca,
    };
    struct blobs *blobs = blobs_open(&blob_config, reason);
    if (!blobs)
        snprintf(error, SERVICES_ERROR_SIZE, "%s", reason);
    return blobs;
}

/* One server a database file, and after a bad end none before it was read through. */
static bool take_for_serving(const struct config *config, int *ret_lock, char error[static SERVICES_ERROR_SIZE])
{
    char reason[STORE_ERROR_SIZE];
    if (!installation_settle(config->database, error) || !installation_lock(config->database, ret_lock, error))
        return false;
    if (!store_was_cut_off(config->database))
        return true;
    int64_t begun_ns = clock_steady_ns();
    if (!store_check(config->database, reason)) {
        snprintf(error, SERVICES_ERROR_SIZE, "The last server did not end by itself. %s", reason);
        return false;
    }
    log_write(LOG_WARN, "database_checked", "the last server did not end by itself; the database is whole (%lld ms)",
              (long long)((clock_steady_ns() - begun_ns) / 1000000));
    return true;
}

unsigned services_hashers(void)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 2 ? (unsigned)processors : 2;
}

bool services_open(struct services *services, const struct config *config, bool faces,
                   char error[static SERVICES_ERROR_SIZE])
{
    int64_t version;
    bool had_database = true;

    // The key first: a database without one is an installation that has lost it.
    if (!services_make_folder(config, error) || !installation_has_database(config, &had_database, error) ||
        (had_database && !installation_found(config, error)))
        return false;
    enum master_key_source source;
    struct secret_key *key = master_key_open(config, !had_database, &source, error);
    if (!key)
        return false;
    int lock = -1;
    if ((faces && !take_for_serving(config, &lock, error)) || !services_open_store(services, config, &version, error)) {
        secret_key_close(key);
        if (lock >= 0)
            close(lock);
        return false;
    }
    services->key = key;
    services->lock = lock;
    if (!open_workers(services, config, faces, error) || (faces && !open_faces(services, config, error)))
        goto fail;
    char reason[FACE_ERROR_SIZE];
    if (!faces && !describe_models(services, config, reason) && services->models) {
        // A command that needs them says so; the others do without.
        face_models_close(services->models);
        services->models = NULL;
    }
    services->blobs = services_open_blobs(config, error);
    if (!services->blobs)
        goto fail;
    services->events = events_open();
    struct school_config school_config = {
        .store = services->store,
        .clock = &services->clock,
        .key = services->key,
        .blobs = services->blobs,
        .parsers = services->parsers,
        .faces = services->faces,
        .face_model_id = services->models ? face_models_id(services->models) : NULL,
        .face_models = services->models,
        .public_url = config->public_url,
        .push_off = !config->push,
        .push_private = config->push_private,
        .sso_ca = config->sso_ca,
        .sso_private = config->sso_private,
        .sso_plain = config->sso_plain,
        .sso_certificates = config->sso_certificates,
        .password_hashers = services_hashers(),
        .notify = api_notify,
        .wanted = api_wanted,
        .notify_context = services->events,
    };
    services->school = services->events ? school_open(&school_config) : NULL;
    if (!services->school) {
        snprintf(error, SERVICES_ERROR_SIZE,
                 "The school could not be opened: the database or memory failed, or the master key is not the one that"
                 " this database was sealed with (`ams key status`).");
        goto fail;
    }
    return true;

fail:
    services_close(services);
    return false;
}

void services_close(struct services *services)
{
    school_close(services->school);
    if (services->events)
        events_close(services->events);
    face_pool_close(services->faces);
    workers_close(services->parsers);
    keeper_close(services->keeper);
    if (services->models)
        face_models_close(services->models);
    if (services->key)
        secret_key_close(services->key);
    blobs_close(services->blobs);
    store_close(services->store);
    if (services->lock >= 0)
        close(services->lock);
    services->lock = -1;
}
