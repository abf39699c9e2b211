/* SPDX-License-Identifier: MIT */
#include "app/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/master_key.h"
#include "app/version.h"
#include "base/clock.h"
#include "base/disk.h"
#include "crypto/secret.h"

enum { PATH_SIZE = 1100 };

static bool write_envelope(void *context, const void *bytes, size_t size)
{
    return envelope_write(context, bytes, size);
}

static bool read_envelope(void *context, void *bytes, size_t size)
{
    return envelope_read(context, bytes, size);
}

static bool say(char error[static BACKUP_ERROR_SIZE], const char *path, enum envelope_fault fault)
{
    static const char *const words[] = {
        [ENVELOPE_NONE] = "This is no backup of ams.",
        [ENVELOPE_KEY] = "The key is none that `ams backup key` has made.",
        [ENVELOPE_STRANGER] = "The backup was made for another key, or its head is damaged.",
        [ENVELOPE_DAMAGED] = "The backup is damaged or cut off. Take another one.",
        [ENVELOPE_MEMORY] = "There is not enough memory.",
    };
    if (fault == ENVELOPE_DISK || !words[fault])
        snprintf(error, BACKUP_ERROR_SIZE, "%s: %s.", path, strerror(errno));
    else
        snprintf(error, BACKUP_ERROR_SIZE, "%s: %s", path, words[fault]);
    return false;
}

void backup_key_mark(const struct config *config, char mark[static BACKUP_KEY_MARK_SIZE])
{
    enum master_key_source source;
    char id[SECRET_KEY_ID_SIZE] = "", error[MASTER_KEY_ERROR_SIZE];
    struct secret_key *key = master_key_open(config, false, &source, error);
    if (key)
        secret_key_id(key, id);
    secret_key_close(key);
    snprintf(mark, BACKUP_KEY_MARK_SIZE, "%s", id);
}

bool backup_key_here(const struct config *config, const char *mark)
{
    enum master_key_source source;
    char ids[SECRET_RING_MAX][SECRET_KEY_ID_SIZE], error[MASTER_KEY_ERROR_SIZE];
    struct secret_key *key = master_key_open(config, false, &source, error);
    size_t count = key ? secret_key_ids(key, ids) : 0;
    secret_key_close(key);
    while (count > 0 && strcmp(ids[count - 1], mark) != 0)
        count--;
    return count > 0;
}

/* Everything into the open file, and then all of it read again. */
static bool fill(int file, const char *path, const struct config *config, struct blobs *blobs, const char *public_key,
                 struct backup_about *about, struct backup_counts *counts, char error[static BACKUP_ERROR_SIZE])
{
    enum envelope_fault fault;
    struct backup_about read_about;
    struct backup_counts read_counts;
    char reason[STORE_ERROR_SIZE] = "";
    struct envelope *written = envelope_create(file, public_key, &fault), *again = NULL;
    if (!written)
        return say(error, path, fault);
    const struct record_sink sink = {write_envelope, written};
    bool good = backup_dump(config->database, blobs, about, &sink, counts, reason);
    if (!good && envelope_why(written) != ENVELOPE_GOOD)
        say(error, path, envelope_why(written));
    else if (!good)
        snprintf(error, BACKUP_ERROR_SIZE, "%s", reason);
    if (good && !(good = envelope_finish(written) && fsync(file) == 0 && lseek(file, 0, SEEK_SET) == 0))
        say(error, path, ENVELOPE_DISK);
    if (good && !(again = envelope_reopen(file, written, &fault)))
        good = say(error, path, fault);
    const struct record_source source = {read_envelope, again};
    if (good && (!backup_check(&source, &read_about, &read_counts, reason) || !envelope_at_end(again) ||
                 memcmp(counts, &read_counts, sizeof(read_counts)) != 0)) {
        snprintf(error, BACKUP_ERROR_SIZE, "What was written to %s does not read back as it was. Look at the disk.",
                 path);
        good = false;
    }
    envelope_close(again);
    envelope_close(written);
    return good;
}

bool backup_make(const struct config *config, struct blobs *blobs, const char *path, const char *public_key,
                 struct backup_about *ret_about, struct backup_counts *ret_counts, char error[static BACKUP_ERROR_SIZE])
{
    char part[PATH_SIZE], folder[PATH_SIZE];
    struct backup_about about = {.made_at = clock_real_ms()};
    struct backup_counts counts;
    if (!envelope_is_public(public_key)) {
        snprintf(error, BACKUP_ERROR_SIZE,
                 "There is no key to encrypt backups to. `ams backup key FILE` makes a pair; the "
                 "public one is the setting backup_key.");
        return false;
    }
    int size = snprintf(part, sizeof(part), "%s.part", path);
    snprintf(folder, sizeof(folder), "%s", path);
    snprintf(about.version, sizeof(about.version), "%s", AMS_VERSION);
    backup_key_mark(config, about.key_mark);
    unlink(part);
    int file = size > 0 && (size_t)size < sizeof(part) ? open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (file < 0)
        return say(error, path, ENVELOPE_DISK);
    bool good = fill(file, part, config, blobs, public_key, &about, &counts, error);
    good = (close(file) == 0 || !good || say(error, part, ENVELOPE_DISK)) && good;
    if (good && (rename(part, path) != 0 || !disk_sync_folder(dirname(folder))))
        good = say(error, path, ENVELOPE_DISK);
    if (!good) {
        unlink(part);
        return false;
    }
    *ret_about = about;
    *ret_counts = counts;
    return true;
}

/* Runs one of the two readers over the file. */
static bool read_file(const char *path, const char *private_key, const char *url, struct blobs *blobs,
                      struct backup_about *ret_about, struct backup_counts *ret_counts,
                      char error[static BACKUP_ERROR_SIZE])
{
    enum envelope_fault fault;
    char reason[STORE_ERROR_SIZE] = "";
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0)
        return say(error, path, ENVELOPE_DISK);
    struct envelope *envelope = envelope_open(file, private_key, &fault);
    const struct record_source source = {read_envelope, envelope};
    bool good = envelope != NULL;
    if (!good)
        say(error, path, fault);
    if (good) {
        good = url ? backup_load(url, blobs, &source, ret_counts, reason)
                   : backup_check(&source, ret_about, ret_counts, reason);
        good = good && envelope_at_end(envelope);
        if (!good && envelope_why(envelope) != ENVELOPE_GOOD)
            say(error, path, envelope_why(envelope));
        else if (!good)
            snprintf(error, BACKUP_ERROR_SIZE, "%s: %s", path, *reason ? reason : "This is no whole backup.");
    }
    envelope_close(envelope);
    close(file);
    return good;
}

bool backup_look(const char *path, const char *private_key, struct backup_about *ret_about,
                 struct backup_counts *ret_counts, char error[static BACKUP_ERROR_SIZE])
{
    return read_file(path, private_key, NULL, NULL, ret_about, ret_counts, error);
}

bool backup_put_back(const char *path, const char *private_key, const char *url, struct blobs *blobs,
                     struct backup_counts *ret_counts, char error[static BACKUP_ERROR_SIZE])
{
    return read_file(path, private_key, url, blobs, NULL, ret_counts, error);
}
