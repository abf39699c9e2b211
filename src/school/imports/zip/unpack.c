/* SPDX-License-Identifier: MIT */
#include "school/imports/zip/unpack.h"

#include <string.h>
#include <strings.h>

#include "base/str.h"
#include "school/common/state.h"
#include "school/jobs/job.h"
#include "worker/worker.h"

#define OP "archive.unpack"

enum {
    LIMIT_MS = 60000,
    SENTENCE_MAX = 200,
    ANSWER_MAX = ARCHIVE_SIZE_MAX + (1 << 20),
};

/* ---- in the worker ---- */

static void pack_text(struct pack *answer, const char *text)
{
    pack_block(answer, text, strnlen(text, SENTENCE_MAX));
}

static void pack_entry(struct archive *archive, size_t index, struct pack *answer)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARCHIVE_SIZE_MAX + (1 << 20));
    const void *bytes;
    size_t size;
    const char *sentence, *name = archive_name(archive, index);
    bool read = archive_read(archive, name, &arena, &bytes, &size, &sentence);
    pack_text(answer, name);
    pack_u32(answer, read);
    if (read)
        pack_block(answer, bytes, size);
    else
        pack_text(answer, sentence);
}

static bool run(void *context, const uint8_t *request, size_t size, struct pack *answer)
{
    (void)context;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 16);
    const char *sentence;
    struct archive *archive = archive_open(request, size, &arena, &sentence);
    size_t count = archive ? archive_count(archive) : 0;
    pack_u32(answer, (uint32_t)count);
    if (!archive)
        pack_text(answer, sentence);
    for (size_t i = 0; i < count; i++)
        pack_entry(archive, i, answer);
    archive_close(archive);
    return true;
}

void unpack_op(struct worker_op *op)
{
    *op = (struct worker_op){OP, JOB_FILE_MAX, ANSWER_MAX, run, NULL};
}

/* ---- here ---- */

static void take_entry(struct unpack *unpack, struct unpacked_entry *entry)
{
    entry->name = (const char *)unpack_block(unpack, ARCHIVE_NAME_MAX, &entry->name_size);
    if (unpack_u32(unpack) == 1)
        entry->bytes = (const char *)unpack_block(unpack, ARCHIVE_SIZE_MAX, &entry->size);
    else
        entry->sentence = (const char *)unpack_block(unpack, SENTENCE_MAX, &entry->sentence_size);
}

/* A worker's words, when they are text. */
static const char *words_of(struct arena *arena, const char *bytes, size_t size)
{
    const char *text = bytes && str_is_text(bytes, size, false) ? arena_strndup(arena, bytes, size) : NULL;
    return text ? text : "The archive cannot be read.";
}

static enum fault take_answer(struct unpacked *unpacked, struct arena *arena, const char **ret_sentence)
{
    struct unpack unpack = {.at = unpacked->answer.bytes, .left = unpacked->answer.size};
    size_t count = unpack_u32(&unpack), size = 0;
    if (count == 0) {
        const char *words = (const char *)unpack_block(&unpack, SENTENCE_MAX, &size);
        *ret_sentence = words_of(arena, words, size);
        return FAULT_TEXT_INVALID;
    }
    for (size_t i = 0; i < count && i < ARCHIVE_ENTRIES_MAX; i++)
        take_entry(&unpack, &unpacked->entries[unpacked->count++]);
    *ret_sentence = "The archive cannot be read.";
    return unpack_done(&unpack) ? FAULT_NONE : FAULT_TEXT_INVALID;
}

enum fault unpack_archive(struct school *school, const void *bytes, size_t size, struct arena *arena,
                          struct unpacked *ret_unpacked, const char **ret_sentence)
{
    CLOSES(unpacked_release) struct unpacked unpacked = {.count = 0};
    const struct iovec part = {(void *)(uintptr_t)bytes, size};
    const struct worker_call call = {
        .name = OP, .parts = &part, .count = 1, .answer_max = ANSWER_MAX, .limit_ms = LIMIT_MS};
    if (!school->config.parsers)
        return FAULT_INTERNAL;
    switch (workers_call(school->config.parsers, &call, &unpacked.answer)) {
    case WORKER_BUSY:
        return FAULT_BUSY;
    case WORKER_LOST:
        *ret_sentence = "The archive cannot be read: what looked at it broke off.";
        return FAULT_TEXT_INVALID;
    case WORKER_DONE:
        break;
    }
    enum fault fault = take_answer(&unpacked, arena, ret_sentence);
    if (fault != FAULT_NONE)
        return fault;
    *ret_unpacked = unpacked;
    unpacked = (struct unpacked){.count = 0};
    return FAULT_NONE;
}

/* What lies behind the last separator of its name; NULL for what Macs put beside files: "._users.csv" in "__MACOSX". */
static const char *base_of(const struct unpacked_entry *entry, size_t *ret_size)
{
    static const char beside[] = "__MACOSX";
    const char *base = entry->name, *end = entry->name + entry->name_size;
    for (const char *at = entry->name; at < end; at++)
        if (*at == '/' || *at == '\\')
            base = at + 1;
    *ret_size = (size_t)(end - base);
    bool mac = entry->name_size >= strlen(beside) && memcmp(entry->name, beside, strlen(beside)) == 0;
    return mac || *ret_size == 0 || *base == '.' ? NULL : base;
}

/* The entry of this name, in whatever letters and folder. *ret_several: there are two, and nobody knows which. */
static const struct unpacked_entry *entry_of(const struct unpacked *unpacked, const char *name, bool *ret_several)
{
    const struct unpacked_entry *found = NULL;
    *ret_several = false;
    for (size_t i = 0; i < unpacked->count; i++) {
        size_t size;
        const char *base = base_of(&unpacked->entries[i], &size);
        if (!base || size != strlen(name) || strncasecmp(base, name, size) != 0)
            continue;
        *ret_several |= found != NULL;
        found = &unpacked->entries[i];
    }
    return found;
}

bool unpacked_has(const struct unpacked *unpacked, const char *name)
{
    bool several;
    return entry_of(unpacked, name, &several) != NULL;
}

bool unpacked_read(const struct unpacked *unpacked, const char *name, struct arena *arena, const void **ret_bytes,
                   size_t *ret_size, const char **ret_sentence)
{
    bool several;
    const struct unpacked_entry *entry = entry_of(unpacked, name, &several);
    *ret_sentence = several ? "The file is there twice, in two folders: send the one that is meant."
                            : "The file is missing in the archive.";
    if (!entry || several)
        return false;
    if (!entry->bytes) {
        *ret_sentence = words_of(arena, entry->sentence, entry->sentence_size);
        return false;
    }
    *ret_bytes = entry->bytes;
    *ret_size = entry->size;
    return true;
}

void unpacked_release(struct unpacked *unpacked)
{
    pack_release(&unpacked->answer);
    unpacked->count = 0;
}
