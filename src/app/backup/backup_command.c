/* SPDX-License-Identifier: MIT */
/* `ams backup key`, `ams backup` and `ams restore`. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/backup/backup.h"
#include "app/commands.h"
#include "app/installation.h"
#include "app/services.h"
#include "base/disk.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "store/backup/place.h"

static int refuse(const char *sentence)
{
    cli_fail("%s", sentence);
    return CLI_USAGE;
}

int backup_key_command(const struct cli_call *call)
{
    char public_key[ENVELOPE_KEY_SIZE], private_key[ENVELOPE_KEY_SIZE], line[ENVELOPE_KEY_SIZE + 1];
    if (call->rest_count != 1)
        return refuse("Name the file that the private key goes into.");
    const char *path = call->rest[0];
    if (!crypto_init())
        return cli_fail("This system gives no random numbers.");
    int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0)
        return cli_fail("%s cannot be made: %s.", path, strerror(errno));
    envelope_keys(public_key, private_key);
    int size = snprintf(line, sizeof(line), "%s\n", private_key);
    bool good = disk_write(file, line, (size_t)size) && fsync(file) == 0;
    good = close(file) == 0 && good;
    secret_wipe(private_key, sizeof(private_key));
    secret_wipe(line, sizeof(line));
    if (!good) {
        unlink(path);
        return cli_fail("%s cannot be written: %s.", path, strerror(errno));
    }
    printf("backup_key = %s\n", public_key);
    fprintf(stderr,
            "Put the line above into ams.conf. Keep %s away from the server, twice, and beside it a copy of the master "
            "key: whoever has both and a backup can read everything, and without them a backup is worth nothing.\n",
            path);
    return CLI_OK;
}

static void print_counts(const struct backup_about *about, const struct backup_counts *counts)
{
    printf("%lld rows in %lld tables, %lld files of %lld bytes; schema %lld of %s, by ams %s.\n",
           (long long)counts->rows, (long long)counts->tables, (long long)counts->files, (long long)counts->file_bytes,
           (long long)about->schema, about->engine, about->version);
    if (counts->missing > 0)
        printf("%lld files that rows name were not there: deleted while the backup ran, or lost before.\n",
               (long long)counts->missing);
}

int backup_command(const struct cli_call *call)
{
    struct backup_about about;
    struct backup_counts counts;
    char error[BACKUP_ERROR_SIZE];
    if (call->rest_count != 1)
        return refuse("Name the file that the backup goes into.");
    if (!crypto_init())
        return cli_fail("This system gives no random numbers.");
    struct blobs *blobs = services_open_blobs(call->config, error);
    if (!blobs)
        return cli_fail("%s", error);
    const char *key = call->values[0] ? call->values[0] : call->config->backup_key;
    bool good = backup_make(call->config, blobs, call->rest[0], key, &about, &counts, error);
    blobs_close(blobs);
    if (!good)
        return cli_fail("%s", error);
    printf("%s is written and was read again: ", call->rest[0]);
    print_counts(&about, &counts);
    return CLI_OK;
}

/* The private key from its file's first line. */
static bool read_key(const char *path, char key[static ENVELOPE_KEY_SIZE])
{
    FILE *file = fopen(path, "re");
    bool good = file && fgets(key, ENVELOPE_KEY_SIZE, file);
    if (good)
        key[strcspn(key, "\r\n")] = '\0';
    if (file)
        fclose(file);
    return good;
}

/* The master key that the backup's seals need is in its place. */
static bool has_master_key(const struct config *config, const struct backup_about *about,
                           char error[static BACKUP_ERROR_SIZE])
{
    char mark[BACKUP_KEY_MARK_SIZE];
    backup_key_mark(config, mark);
    if (*mark == '\0')
        snprintf(error, BACKUP_ERROR_SIZE,
                 "The master key %s is not there or cannot be read. Put it back first (mode 0600); with "
                 "--without-master-key the rest is restored, but faces, second factors and evidence cannot be read.",
                 config->key_file);
    else if (*about->key_mark != '\0' && !backup_key_here(config, about->key_mark))
        snprintf(error, BACKUP_ERROR_SIZE,
                 "The backup was made under another master key than %s. Put that one there, or as a line behind the "
                 "one in force; with --without-master-key the "
                 "rest is restored, but faces, second factors and evidence cannot be read.",
                 config->key_file);
    else
        return true;
    return false;
}

static bool fill_place(const struct config *config, const char *path, const char *key, struct blobs *blobs,
                       struct backup_counts *counts, bool *ret_has_former, char error[static BACKUP_ERROR_SIZE])
{
    struct restore_place place;
    char reason[STORE_ERROR_SIZE] = "";
    bool undone;
    if (!restore_begin(config->database, &place, reason)) {
        snprintf(error, BACKUP_ERROR_SIZE, "%s", reason);
        return false;
    }
    bool good = backup_put_back(path, key, place.url, blobs, counts, error);
    if (good && !(good = restore_finish(config->database, &place, reason)))
        snprintf(error, BACKUP_ERROR_SIZE, "%s", reason);
    if (!good && !restore_settle(config->database, &undone, reason))
        fprintf(stderr, "ams: what was there before could not be put back by itself: %s\n", reason);
    *ret_has_former = place.has_former;
    return good;
}

static int restore(const struct config *config, const char *path, const char *key, bool without_key)
{
    struct backup_about about;
    struct backup_counts counts;
    char error[BACKUP_ERROR_SIZE];
    int lock = -1;
    bool has_former = false;
    if (!backup_look(path, key, &about, &counts, error) || (!without_key && !has_master_key(config, &about, error)))
        return cli_fail("%s", error);
    if (!services_make_folder(config, error) || !installation_lock(config->database, &lock, error))
        return cli_fail("%s", error);
    struct blobs *blobs = services_open_blobs(config, error);
    bool good = blobs && fill_place(config, path, key, blobs, &counts, &has_former, error);
    blobs_close(blobs);
    if (lock >= 0)
        close(lock);
    if (!good)
        return cli_fail("%s", error);
    printf("Restored: ");
    print_counts(&about, &counts);
    if (without_key)
        puts("Before the next start: `ams key forget`, which deletes what the missing master key had sealed.");
    if (has_former)
        puts("What was there before is kept aside until you say `ams restore --forget`.");
    return CLI_OK;
}

static int forget(const struct config *config)
{
    char error[STORE_ERROR_SIZE] = "", why[INSTALLATION_ERROR_SIZE];
    int lock = -1;
    if (!installation_lock(config->database, &lock, why))
        return cli_fail("%s", why);
    bool good = restore_forget(config->database, error);
    if (lock >= 0)
        close(lock);
    if (!good)
        return cli_fail("%s", error);
    puts("What was there before the restore is gone.");
    return CLI_OK;
}

int restore_command(const struct cli_call *call)
{
    char key[ENVELOPE_KEY_SIZE] = "", error[BACKUP_ERROR_SIZE];
    struct backup_about about;
    struct backup_counts counts;
    int code = CLI_OK;
    if (call->values[3])
        return call->rest_count == 0 ? forget(call->config) : refuse("--forget takes no file.");
    if (call->rest_count != 1 || !call->values[0])
        return refuse("Name the private key with --key FILE, and the backup.");
    if (!crypto_init())
        return cli_fail("This system gives no random numbers.");
    if (!read_key(call->values[0], key))
        return cli_fail("The private key %s cannot be read: %s.", call->values[0], strerror(errno));
    if (!call->values[2])
        code = restore(call->config, call->rest[0], key, call->values[1] != NULL);
    else if (!backup_look(call->rest[0], key, &about, &counts, error))
        code = cli_fail("%s", error);
    else
        print_counts(&about, &counts);
    secret_wipe(key, sizeof(key));
    return code;
}
