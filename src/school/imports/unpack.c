/* SPDX-License-Identifier: MIT */
#include "school/imports/unpack.h"

#include <string.h>

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

bool unpacked_read(const struct unpacked *unpacked, const char *name, struct arena *arena, const void **ret_bytes,
                   size_t *ret_size, const char **ret_sentence)
{
    *ret_sentence = "The file is missing in the archive.";
    for (size_t i = 0; i < unpacked->count; i++) {
        const struct unpacked_entry *entry = &unpacked->entries[i];
        if (strlen(name) != entry->name_size || memcmp(name, entry->name, entry->name_size) != 0)
            continue;
        if (!entry->bytes) {
            *ret_sentence = words_of(arena, entry->sentence, entry->sentence_size);
            return false;
        }
        *ret_bytes = entry->bytes;
        *ret_size = entry->size;
        return true;
    }
    return false;
}

void unpacked_release(struct unpacked *unpacked)
{
    pack_release(&unpacked->answer);
    unpacked->count = 0;
}
