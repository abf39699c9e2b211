/* SPDX-License-Identifier: MIT */
/* `ams receipt ...`: whether a receipt is genuine, with nothing but a public key or with this installation's log; the
 * keys, and another one. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/heads.h"
#include "app/services.h"
#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/password.h"
#include "school/marks/receipt/mark_receipt.h"

enum {
    FILE_MAX = 64 << 10,
    RECEIPT_ARENA_MAX = 1 << 20,
};

/* The whole of it, as one that fits; -1 with a sentence. */
static long file_read(const char *path, char bytes[static FILE_MAX])
{
    bool standard = strcmp(path, "-") == 0;
    FILE *file = standard ? stdin : fopen(path, "r");
    if (!file) {
        cli_fail("%s cannot be read.", path);
        return -1;
    }
    size_t size = fread(bytes, 1, FILE_MAX, file);
    bool whole = !ferror(file) && size < FILE_MAX;
    if (!standard)
        fclose(file);
    if (!whole)
        cli_fail("%s cannot be read, or is too large for a receipt.", standard ? "Standard input" : path);
    return whole ? (long)size : -1;
}

static void print_time(const char *what, int64_t ms)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(ms, text);
    printf("%-9s%s\n", what, text);
}

static void print_receipt(const struct receipt *receipt)
{
    const struct receipt_mark *mark = &receipt->mark;
    printf("student  %s (%lld)\nclass    %s\n", receipt->name, (long long)mark->student, receipt->subject);
    print_time("lecture", receipt->starts_at);
    printf("mark     %s (%s)", receipt->status_name, mark->status);
    if (mark->minutes_late > 0)
        printf(", %lld minutes late", (long long)mark->minutes_late);
    printf("\nhow      %s, by %s\n", mark->method, mark->by);
    print_time("when", mark->at);
    print_time("written", mark->written_at);
    printf("log      entry %lld of %lld\n", (long long)receipt->index, (long long)receipt->size);
    print_time("signed", receipt->signed_at);
    printf("key      %s\n", receipt->key);
}

static int refuse(enum receipt_reason reason)
{
    static const char *const sentences[RECEIPT_REASON_COUNT] = {
        [RECEIPT_TOO_LONG] = "This is longer than a receipt can be.",
        [RECEIPT_NONE] = "This is no receipt: it does not begin with ams1.",
        [RECEIPT_PARTS] = "This is no whole receipt: one of its parts is missing, or there is one too many.",
        [RECEIPT_ENCODING] = "This is no whole receipt: a part of it is cut off or garbled.",
        [RECEIPT_FIELDS] = "This is no receipt: what it says is not what receipts say.",
        [RECEIPT_VALUES] = "This is no receipt: it says something that none can say.",
        [RECEIPT_KEY_UNKNOWN] = "This receipt was signed by another key.",
        [RECEIPT_ALTERED] = "This receipt was altered: its signature does not fit.",
        [RECEIPT_KEY_ENDED] = "This receipt was signed after its key had been replaced.",
    };
    cli_fail("%s", sentences[reason]);
    return reason == RECEIPT_KEY_UNKNOWN                              ? RECEIPT_EXIT_OTHER_KEY
           : reason == RECEIPT_ALTERED || reason == RECEIPT_KEY_ENDED ? RECEIPT_EXIT_NOT_GENUINE
                                                                      : RECEIPT_EXIT_NONE;
}

/* With a public key alone. */
static int verify_alone(const char *bytes, size_t size, const char *key)
{
    char text[RECEIPT_TEXT_SIZE + 1], id[ED25519_ID_SIZE];
    uint8_t public_key[ED25519_PUBLIC_BYTES];
    struct receipt receipt;
    if (!base64url_read(key, public_key, sizeof(public_key))) {
        cli_fail("--key takes a public key as `ams receipt keys` prints it.");
        return CLI_USAGE;
    }
    receipt_find(bytes, size, text);
    enum receipt_reason reason = receipt_read(text, &receipt);
    ed25519_id(public_key, id);
    if (reason == RECEIPT_GOOD)
        reason = strcmp(id, receipt.key) == 0 ? receipt_check(text, public_key) : RECEIPT_KEY_UNKNOWN;
    if (reason != RECEIPT_GOOD)
        return refuse(reason);
    print_receipt(&receipt);
    puts("This receipt is genuine. Whether the mark has changed since, the log alone tells: leave out --key there.");
    return CLI_OK;
}

static int say_state(const struct receipt_report *report)
{
    print_receipt(&report->receipt);
    for (size_t i = 0; i < report->changes_count; i++) {
        char text[CLOCK_TEXT_SIZE];
        clock_format(report->changes[i].at, text);
        printf("since    %s, by %s\n", text, report->changes[i].by);
    }
    switch (report->state) {
    case RECEIPT_STANDS:
        puts("This receipt is genuine and in the log, and the register says the same.");
        return CLI_OK;
    case RECEIPT_CHANGED:
        puts("This receipt is genuine and in the log. The mark became another since.");
        return RECEIPT_EXIT_CHANGED_SINCE;
    case RECEIPT_DIFFERS:
        puts("This receipt is genuine and in the log. The register says something else, and no entry tells why.");
        return RECEIPT_EXIT_CHANGED_SINCE;
    case RECEIPT_FORGOTTEN:
        puts("This receipt is genuine and in the log. Whom it is of, or where, has been deleted since.");
        return RECEIPT_EXIT_CHANGED_SINCE;
    default:
        puts("This receipt is genuine, but it is not in the log: the log has been set back or altered.");
        return RECEIPT_EXIT_NOT_IN_LOG;
    }
}

struct shown_receipt {
    const char *bytes;
    size_t size;
    const char *head; // NULL: none
};

static enum fault judge(struct school *school, const struct shown_receipt *shown, struct arena *arena,
                        struct receipt_report *report, struct receipt_noted *noted)
{
    enum fault fault = receipt_judge(school, shown->bytes, shown->size, arena, report);
    if (fault != FAULT_NONE)
        return fault;
    return shown->head ? receipt_noted_judge(school, shown->head, noted) : FAULT_NONE;
}

/* With this installation's keys and log; `head`: and against that one, or NULL. */
static int verify_here(const struct config *config, const char *bytes, size_t size, const char *head)
{
    struct services services;
    struct receipt_noted noted = {0};
    struct receipt_report report;
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, config, false, error))
        return cli_fail("%s", error);
    CLOSES(arena_release) struct arena arena = arena_of(RECEIPT_ARENA_MAX);
    enum fault fault = judge(services.school, &(struct shown_receipt){bytes, size, head}, &arena, &report, &noted);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    int told = head ? heads_say(&noted) : CLI_OK;
    int code = report.reason == RECEIPT_GOOD ? say_state(&report) : refuse(report.reason);
    return told != CLI_OK ? told : code;
}

/* Key and head may stand behind the file, too. False: something else does, or there is no file. */
static bool behind_read(const struct cli_call *call, const char **key, const char **head)
{
    for (int i = 1; i < call->rest_count; i += 2) {
        const char **target = strcmp(call->rest[i], "--key") == 0    ? key
                              : strcmp(call->rest[i], "--head") == 0 ? head
                                                                     : NULL;
        if (!target || *target || i + 1 == call->rest_count)
            return false;
        *target = call->rest[i + 1];
    }
    return call->rest_count > 0;
}

int receipt_verify_command(const struct cli_call *call)
{
    static char bytes[FILE_MAX];
    const char *key = call->values[0], *head = call->values[1];
    if (!behind_read(call, &key, &head)) {
        cli_fail("Name one file with a receipt, or - for standard input.");
        return CLI_USAGE;
    }
    if (key && head) {
        cli_fail("--head is held against the log: leave out --key there.");
        return CLI_USAGE;
    }
    if (!crypto_init())
        return cli_fail("This system gives no random numbers.");
    long size = file_read(call->rest[0], bytes);
    if (size < 0)
        return CLI_FAILED;
    return key ? verify_alone(bytes, (size_t)size, key) : verify_here(call->config, bytes, (size_t)size, head);
}

static void print_key(const struct receipt_key *key)
{
    char made[CLOCK_TEXT_SIZE], ended[CLOCK_TEXT_SIZE], text[RECEIPT_BYTES_SIZE];
    clock_format(key->made_at, made);
    clock_format(key->ended_at, ended);
    receipt_bytes_text(key->public_key, text);
    printf("%s  %s  %s  %s\n", key->id, text, made, key->ended_at ? ended : "in use");
}

int receipt_keys_command(const struct cli_call *call)
{
    struct services services;
    static struct receipt_key_list list;
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = receipt_key_list(services.school, &list);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    for (size_t i = 0; i < list.count; i++)
        print_key(&list.keys[i]);
    if (list.count == 0)
        puts("No receipt has been asked for yet: the key is made with the first.");
    return CLI_OK;
}

int receipt_rotate_command(const struct cli_call *call)
{
    struct services services;
    struct receipt_key key;
    char error[SERVICES_ERROR_SIZE];
    if (!services_open(&services, call->config, false, error))
        return cli_fail("%s", error);
    enum fault fault = receipt_key_renew(services.school, &key);
    services_close(&services);
    if (fault != FAULT_NONE)
        return cli_fail("The database failed.");
    print_key(&key);
    puts("Receipts are signed with this key from now on. What the earlier ones have signed stays good.");
    return CLI_OK;
}
