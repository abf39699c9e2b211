/* SPDX-License-Identifier: MIT */
#include "school/faces/repeat.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "face/trace.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { SEALED_MAX = REPEAT_KEPT_MAX * TRACE_BYTES + SECRET_SEAL_OVERHEAD, DIGEST_TEXT_SIZE = 48 };

/* ---- what is kept ---- */

static const char associated[] = "live traces";

/* Opens a row's traces, at most `room`; 0 when they are of a key that is gone: they say nothing any more. */
static size_t open_traces(struct school *school, struct row *row, int column, int64_t user_id,
                          struct face_trace *traces, size_t room)
{
    uint8_t plain[REPEAT_KEPT_MAX * TRACE_BYTES];
    size_t size;
    const uint8_t *sealed = db_blob(&row->rows, column, &size);
    if (!sealed || size <= SECRET_SEAL_OVERHEAD || size > SEALED_MAX ||
        !secret_unseal(school->root, user_id, associated, sealed, size, plain))
        return 0;
    size_t count = (size - SECRET_SEAL_OVERHEAD) / TRACE_BYTES;
    if (count > room)
        count = room;
    for (size_t i = 0; i < count; i++)
        trace_unpack(plain + i * TRACE_BYTES, &traces[i]);
    return count;
}

enum fault repeat_read(struct school *school, struct db *db, int64_t user_id, bool accepted, struct face_trace *traces,
                       size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL,
              accepted
                  ? "SELECT sealed FROM live_traces WHERE student_id = ? AND (lecture_id IS NOT NULL OR enrolled > 0)"
                    " ORDER BY id DESC LIMIT ?"
                  : "SELECT sealed FROM live_traces WHERE student_id = ? ORDER BY id DESC LIMIT ?",
              DB_VALUES(I(user_id), I(REPEAT_TRACES_MAX)));
    while (count < REPEAT_TRACES_MAX && row_next(&row))
        count += open_traces(school, &row, 0, user_id, traces + count, REPEAT_TRACES_MAX - count);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_count = count;
    return FAULT_NONE;
}

/* ---- looking ---- */

static enum fault look_at_own(struct school *school, struct db *db, int64_t user_id, struct shown *shown)
{
    size_t count = 0;
    struct face_trace *seen = calloc(REPEAT_TRACES_MAX, sizeof(*seen));
    if (!seen)
        return FAULT_INTERNAL;
    enum fault fault = repeat_read(school, db, user_id, true, seen, &count);
    shown->repeated = fault == FAULT_NONE && trace_repeats(shown->traces, shown->count, seen, count);
    free(seen);
    return fault;
}

static enum fault look_at_others(struct school *school, struct db *db, int64_t user_id, struct shown_where where,
                                 struct shown *shown)
{
    struct row row;
    struct face_trace seen[REPEAT_KEPT_MAX];
    if (where.enrolled)
        row_begin(&row, db, NULL, "SELECT student_id, sealed FROM live_traces WHERE enrolled = 1 AND student_id <> ?",
                  DB_VALUES(I(user_id)));
    else
        row_begin(&row, db, NULL, "SELECT student_id, sealed FROM live_traces WHERE lecture_id = ? AND student_id <> ?",
                  DB_VALUES(I(where.lecture_id), I(user_id)));
    while (shown->shared_with == 0 && row_next(&row)) {
        int64_t other = row_int(&row, 0);
        size_t count = open_traces(school, &row, 1, other, seen, REPEAT_KEPT_MAX);
        if (trace_is_shared(shown->traces, shown->count, seen, count))
            shown->shared_with = other;
    }
    return row_end(&row);
}

enum fault repeat_look(struct school *school, int64_t user_id, struct shown_where where, struct shown *shown)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = look_at_own(school, db, user_id, shown);
    return fault != FAULT_NONE ? fault : look_at_others(school, db, user_id, where, shown);
}

/* ---- inside a unit ---- */

/* What a picture is known by: nobody without the key can tell whether a picture that they have is among them. */
static int64_t picture_key(struct school *school, const struct face_trace *trace)
{
    char text[DIGEST_TEXT_SIZE];
    uint8_t mac[SECRET_MAC_BYTES];
    uint64_t key = 0;
    secret_base64(trace->digest, sizeof(trace->digest), text);
    secret_mac(school->root, "pictures", text, mac);
    for (size_t i = 0; i < sizeof(key); i++)
        key = key << 8 | mac[i];
    return (int64_t)(key >> 1);
}

enum fault repeat_meet(struct school *school, struct db *db, int64_t user_id, struct shown *shown)
{
    for (size_t i = 0; i < shown->count; i++) {
        struct row row;
        row_begin(&row, db, NULL, "SELECT student_id FROM picture_keys WHERE picture = ?",
                  DB_VALUES(I(picture_key(school, &shown->traces[i]))));
        while (row_next(&row)) {
            int64_t whose = row_int(&row, 0);
            shown->repeated |= whose == user_id;
            if (whose != user_id && shown->shared_with == 0)
                shown->shared_with = whose;
        }
        enum fault fault = row_end(&row);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

/* The same bytes may be there already: who enrols again may do so with the pictures of before. */
static enum fault keep_key(struct db *db, int64_t user_id, int64_t picture, int64_t now)
{
    bool there = false;
    int64_t id;
    enum fault fault = row_one_int(db, "SELECT id FROM picture_keys WHERE picture = ? AND student_id = ?",
                                   DB_VALUES(I(picture), I(user_id)), &there, &id);
    if (fault != FAULT_NONE || there)
        return fault;
    return fault_of(db_exec(db, "INSERT INTO picture_keys (picture, student_id, at) VALUES (?, ?, ?)",
                            DB_VALUES(I(picture), I(user_id), I(now))));
}

enum fault repeat_keep(struct school *school, struct db *db, int64_t user_id, struct shown_where where,
                       const struct shown *shown, int64_t now)
{
    uint8_t plain[REPEAT_KEPT_MAX * TRACE_BYTES], sealed[SEALED_MAX];
    size_t count = shown->count < REPEAT_KEPT_MAX ? shown->count : REPEAT_KEPT_MAX;
    enum fault fault = FAULT_NONE;
    bool accepted = where.enrolled || where.lecture_id != 0;
    if (where.enrolled)
        fault = fault_of(db_exec(db, "UPDATE live_traces SET enrolled = 2 WHERE student_id = ? AND enrolled = 1",
                                 DB_VALUES(I(user_id))));
    for (size_t i = 0; i < count && fault == FAULT_NONE; i++) {
        trace_pack(&shown->traces[i], plain + i * TRACE_BYTES);
        if (accepted)
            fault = keep_key(db, user_id, picture_key(school, &shown->traces[i]), now);
    }
    if (fault != FAULT_NONE || count == 0)
        return fault;
    secret_seal(school->root, user_id, associated, plain, count * TRACE_BYTES, sealed);
    return fault_of(
        db_exec(db, "INSERT INTO live_traces (student_id, at, sealed, lecture_id, enrolled) VALUES (?, ?, ?, ?, ?)",
                DB_VALUES(I(user_id), I(now), B(sealed, count * TRACE_BYTES + SECRET_SEAL_OVERHEAD),
                          where.lecture_id != 0 ? I(where.lecture_id) : N(), I(where.enrolled))));
}

enum fault repeat_forget(struct db *db, int64_t user_id)
{
    enum db_status status = db_exec(db, "DELETE FROM live_traces WHERE student_id = ?", DB_VALUES(I(user_id)));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM picture_keys WHERE student_id = ?", DB_VALUES(I(user_id)));
    return fault_of(status);
}
