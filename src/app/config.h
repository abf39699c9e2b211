/* SPDX-License-Identifier: MIT */
/*
 * What this installation is set to: defaults, then the file, then the environment; each value checked once, constant
 * afterwards.
 *
 * The file is ./ams.conf, or else the service's, /etc/ams/ams.conf. It has lines `name = value`; `#` starts a comment
 * line. The environment has AMS_NAME in capitals. Relative paths start at the working directory.
 */
#ifndef AMS_APP_CONFIG_H
#define AMS_APP_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

enum {
    CONFIG_ERROR_SIZE = 512,
    CONFIG_SETTINGS_MAX = 64,
    CONFIG_FILE_BYTES_MAX = 64 << 10,
    CONFIG_URL_MAX = 200,
};

struct config {
    const char *address;
    int64_t port;           // 0: the system chooses
    const char *public_url; // without a slash at its end; "" only when it was not set and the system chooses the port
    bool tls;
    const char *certificate; // PEM file; "": the self-signed one in data_dir
    const char *key;
    const char *data_dir;
    const char *database;
    const char *key_file;
    const char *web_dir;
    const char *models_dir;
    const char *embedder;  // name in models.json; "": the first
    const char *antispoof; // face_spoof_word()
    const char *log_level;
    const char *trust_proxy; // a list of addresses and networks; "": none
    int64_t threads;
    int64_t workers;
    int64_t queue_max;
    int64_t face_workers;
    int64_t face_queue_max;
    int64_t connections_max;
    int64_t connections_per_address_max;
    const char *metrics_address;
    int64_t metrics_port;     // 0: none
    int64_t session_requests; // a minute; 0: no limit
    int64_t token_requests;   // the same of one program's token
    int64_t address_requests; // a minute; 0: no limit
    int64_t header_ms;
    int64_t body_ms;
    int64_t database_readers;
    int64_t database_writers;
    int64_t database_queue_max;
    int64_t database_timeout_s;
    const char *files_dir;
    const char *s3_url; // "": files are in files_dir
    const char *s3_region;
    const char *s3_access_key;
    const char *s3_secret_key;
    const char *s3_ca;
    const char *smtp_url; // "": mails go into data_dir/outbox
    const char *smtp_user;
    const char *smtp_password;
    const char *smtp_ca;
    bool smtp_plain;
    const char *mail_from;
    bool push;                // browsers may be told by push
    const char *push_contact; // "mailto:..." or "https://..."; "": public_url, or else mail_from
    const char *push_ca;
    bool push_private;
    const char *sso_ca;           // PEM file for providers of identity; "": the system's
    bool sso_private;             // they may be in the institution's own network
    bool sso_plain;               // http:// on this machine
    const char *sso_certificates; // of Firebase, for tests; "": Google's
    const char *backup_key;       // public: who can read backups; "": nobody, and none are made
    const char *backup_dir;       // "": none are made by the clock
    int64_t backup_every_hours;
    int64_t backup_keep;
    const char *match_fmr; // "1e-3", "1e-4" or "1e-5": one of the false match rates in models.json

    char *master_key;                         // of AMS_MASTER_KEY; wiped by config_release. NULL: it is not there
    const char *credentials;                  // systemd's folder of them; NULL: there is none
    const char *path;                         // the file that was read; "no file" when there was none
    const char *sources[CONFIG_SETTINGS_MAX]; // where each value came from, in the order of the table
    const char *unknown[CONFIG_SETTINGS_MAX]; // AMS_ names in the environment that are no settings
    size_t unknown_count;
    struct arena arena; // holds all text above
};

/*
 * Loads the settings. `path` is the file to read; NULL: ./ams.conf when there is one, or else the service's.
 * `environment` is a list of "NAME=value" that ends with NULL. False, and nothing to release, with a sentence in
 * `error` that names the setting and where it stands.
 */
bool config_load(struct config *config, const char *path, char *const *environment,
                 char error[static CONFIG_ERROR_SIZE]);
void config_release(struct config *config);

/* Overwrites the values of secrets (passwords, the database's address) in the program's own environment, once they are
 * read: they stand in no listing of processes, and no child has them. */
void config_forget_environment(char **environment);

/* Prints every setting in force, one a line, with its source; passwords are masked. The output is a valid file. */
void config_print(const struct config *config, FILE *out);

#endif
