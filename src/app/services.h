/* SPDX-License-Identifier: MIT */
/* The composition root: opens what a command needs, in order, and closes it in reverse. */
#ifndef AMS_APP_SERVICES_H
#define AMS_APP_SERVICES_H

#include <stdbool.h>

#include "app/config.h"
#include "base/clock.h"
#include "face/pool.h"
#include "http/stream/events.h"
#include "school/post/mail.h"
#include "school/post/push.h"
#include "school/school.h"
#include "store/blob.h"
#include "store/store.h"
#include "worker/worker.h"

enum {
    SERVICES_ERROR_SIZE = 1280,
    SERVICES_CONTACT_SIZE = 300,
    SERVICES_PARSERS = 2, // workers for files and archives: an import beside an upload
};

struct services {
    struct clock clock;
    int lock; // descriptor that keeps a second server off an SQLite database; -1: none
    struct store *store;
    struct blobs *blobs;
    struct secret_key *key;
    struct keeper *keeper;   // of all workers
    struct workers *parsers; // for files and archives
    struct face_models *models;
    struct face_pool *faces;
    struct events *events;
    struct school *school;
};

/*
 * Makes the data folder (mode 0700), opens and migrates the database, opens the master key and the school; a key is
 * made with a new database alone, for one that is lost is not to be replaced without a word; with `faces` also the
 * models and an engine for each of face_workers, as serving needs them; an SQLite database is then locked against a
 * second server. False with a sentence in `error`, and nothing to close.
 */
bool services_open(struct services *services, const struct config *config, bool faces,
                   char error[static SERVICES_ERROR_SIZE]);
void services_close(struct services *services);

/* How mail leaves, but for the folder. Texts are the settings'. */
struct mail_transport services_mail(const struct config *config);

/* How pushes leave. A contact that is made up is kept in `contact`; other texts are the settings'. */
struct push_transport services_push(const struct config *config, char contact[static SERVICES_CONTACT_SIZE]);

/* Passwords that are hashed at the same time. */
unsigned services_hashers(void);

/* The data folder, if it is not there; false with a sentence in `error`. */
bool services_make_folder(const struct config *config, char error[static SERVICES_ERROR_SIZE]);

/* Where files are, for blobs_close. NULL with a sentence in `error`. */
struct blobs *services_open_blobs(const struct config *config, char error[static SERVICES_ERROR_SIZE]);

/* The data folder and the migrated database only; services_close closes it. *ret_version: the schema's. */
bool services_open_store(struct services *services, const struct config *config, int64_t *ret_version,
                         char error[static SERVICES_ERROR_SIZE]);

#endif
