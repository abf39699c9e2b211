/* SPDX-License-Identifier: MIT */
/* `ams key ...`: looking at the master key, and another generation of it. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/master_key.h"
#include "app/services.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "school/common/key_rotation.h"

enum { PATH_SIZE = 4096 };

int key_new_command(const struct cli_call *call)
{
    char line[2 * SECRET_KEY_BYTES + 1];
    (void)call;
    if (!crypto_init())
        return cli_fail("This system gives no random numbers.");
    secret_key_line(line);
    puts(line);
    secret_wipe(line, sizeof(line));
    return CLI_OK;
}

static const char *source_words(enum master_key_source source)
{
    static const char *const words[] = {
        [MASTER_KEY_ENVIRONMENT] = "the environment (AMS_MASTER_KEY)",
        [MASTER_KEY_CREDENTIAL] = "the credential ams-master-key",
        [MASTER_KEY_FILE] = "the file",
    };
    return words[source];
}

/* What the command works on. */
struct opened {
    struct services services;
    enum master_key_source source;
};

static bool open_keys(struct opened *open, const struct config *config)
{
    char error[SERVICES_ERROR_SIZE], reason[MASTER_KEY_ERROR_SIZE];
    int64_t version;
    if (!services_open_store(&open->services, config, &version, error)) {
        cli_fail("%s", error);
        return false;
    }
    open->services.key = master_key_open(config, false, &open->source, reason);
    if (open->services.key)
        return true;
    cli_fail("%s", reason);
    services_close(&open->services);
    return false;
}

int key_status_command(const struct cli_call *call)
{
    struct opened open;
    char ids[SECRET_RING_MAX][SECRET_KEY_ID_SIZE];
    int64_t counts[SECRET_RING_MAX + 1];
    if (!open_keys(&open, call->config))
        return CLI_FAILED;
    size_t count = secret_key_ids(open.services.key, ids);
    enum fault fault = keys_count(open.services.store, open.services.key, counts);
    services_close(&open.services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    printf("The master key comes from %s%s%s.\n", source_words(open.source), open.source == MASTER_KEY_FILE ? " " : "",
           open.source == MASTER_KEY_FILE ? call->config->key_file : "");
    for (size_t i = 0; i < count; i++)
        printf("%s  %-9s  wraps %lld keys\n", ids[i], i == 0 ? "in force" : "before", (long long)counts[i]);
    if (counts[SECRET_RING_MAX] > 0)
        return cli_fail("%lld keys are wrapped by a master key that is not here: what they seal cannot be read.",
                        (long long)counts[SECRET_RING_MAX]);
    return CLI_OK;
}

/* One rotation at a time. -1 with a sentence. */
static int lock_take(const char *key_file)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof(path), "%s.lock", key_file);
    int lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock >= 0 && flock(lock, LOCK_EX | LOCK_NB) == 0)
        return lock;
    cli_fail(lock < 0 ? "%s cannot be written." : "Another rotation is under way (%s).", path);
    if (lock >= 0)
        close(lock);
    return -1;
}

static int rewrap(struct opened *open)
{
    char id[SECRET_KEY_ID_SIZE];
    int64_t count = 0;
    enum fault fault = keys_rewrap(open->services.store, open->services.key, &count);
    if (fault == FAULT_BUSY)
        return cli_fail("The database is busy. Run it again: it goes on where it was.");
    if (fault != FAULT_NONE)
        return cli_fail("Some keys cannot be opened, or the database failed: `ams key status` says which. Run it again"
                        " when that is mended: it goes on where it was.");
    secret_key_id(open->services.key, id);
    printf("%lld keys are wrapped anew, all by %s.\n", (long long)count, id);
    return CLI_OK;
}

static int rotate_file(struct opened *open, const char *path)
{
    if (!secret_rotation_begin(path))
        return cli_fail("%s cannot be replaced: %s.", path, strerror(errno));
    secret_key_refresh(open->services.key);
    int code = rewrap(open);
    if (code != CLI_OK)
        return code;
    if (!secret_rotation_end(path))
        return cli_fail("%s cannot be replaced: %s. Run it again.", path, strerror(errno));
    printf("The keys before are in %s.old-ID. Earlier backups need them: keep them with those, or delete them to make"
           " those unreadable.\n",
           path);
    return CLI_OK;
}

int key_rotate_command(const struct cli_call *call)
{
    struct opened open;
    const char *path = call->config->key_file;
    int lock = lock_take(path);
    if (lock < 0)
        return CLI_FAILED;
    if (!open_keys(&open, call->config)) {
        close(lock);
        return CLI_FAILED;
    }
    int code = open.source == MASTER_KEY_FILE ? rotate_file(&open, path) : rewrap(&open);
    if (code == CLI_OK && open.source != MASTER_KEY_FILE)
        printf("To rotate a key of %s: put a line of `ams key new` before the one that is there, restart the servers,"
               " run this again, and take the second line away.\n",
               source_words(open.source));
    services_close(&open.services);
    close(lock);
    return code;
}

int key_forget_command(const struct cli_call *call)
{
    struct services services;
    char error[SERVICES_ERROR_SIZE];
    int64_t version;
    if (!services_open_store(&services, call->config, &version, error))
        return cli_fail("%s", error);
    enum fault fault = keys_forget(services.store);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    puts("Faces and second factors are deleted: people set them up again. Evidence and files that were sealed cannot be"
         " read. The audit log so far can no longer be verified.");
    return CLI_OK;
}
