/* SPDX-License-Identifier: MIT */
/*
 * The rows of `events` in the order of their ids. A row may appear behind one with a higher id, for ids are given when
 * rows are written and seen when their transactions end: so ids that were jumped over are asked for again for a while.
 */
#include "school/follow.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/str.h"
#include "school/common/event.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/mark_event.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    PAGE = 256,
    PAGES_MAX = 64,    // in one call
    HOLES_MAX = 1024,  // ids asked for again; the lowest give way
    HOLE_SECONDS = 30, // longer than a unit is tried
    KEPT_MINUTES = 10,
    SWEEP_ROWS = 5000, // a unit
};

struct hole {
    int64_t id, until_ns; // on the steady clock
};

struct follower {
    int64_t last; // highest id seen; -1: none was asked for yet
    size_t hole_count;
    struct hole holes[HOLES_MAX];
};

struct told {
    int64_t id, node, lecture_id, user_id, at;
    enum school_event_kind kind;
    enum face_reason reason;
};

struct follower *follower_open(void)
{
    struct follower *follower = calloc(1, sizeof(*follower));
    if (follower)
        follower->last = -1;
    return follower;
}

void follower_close(struct follower *follower)
{
    free(follower);
}

static void holes_add(struct follower *follower, int64_t from, int64_t to)
{
    int64_t until_ns = clock_steady_ns() + HOLE_SECONDS * (int64_t)1000000000;
    if (to - from > HOLES_MAX)
        from = to - HOLES_MAX;
    for (int64_t id = from; id < to; id++) {
        if (follower->hole_count == HOLES_MAX)
            memmove(follower->holes, follower->holes + 1, --follower->hole_count * sizeof(follower->holes[0]));
        follower->holes[follower->hole_count++] = (struct hole){id, until_ns};
    }
}

static bool reason_find(const char *word, enum face_reason *ret_reason)
{
    for (int reason = 0; reason < FACE_REASON_COUNT; reason++)
        if (strcmp(face_reason_code((enum face_reason)reason), word) == 0) {
            *ret_reason = (enum face_reason)reason;
            return true;
        }
    return false;
}

static void row_of(struct row *row, struct told *told)
{
    const char *reason = db_text(&row->rows, 5);
    *told = (struct told){
        .id = row_int(row, 0),
        .node = row_int(row, 1),
        .lecture_id = row_int(row, 3),
        .user_id = row_int(row, 4),
        .at = row_int(row, 6),
    };
    if (!event_kind_find(db_text(&row->rows, 2), &told->kind) || (reason && !reason_find(reason, &told->reason)))
        told->node = 0; // a newer version's
}

#define COLUMNS "SELECT id, node, kind, lecture_id, user_id, reason, at FROM events"

static enum fault page_read(struct school *school, struct told page[static PAGE], size_t *ret_count)
{
    struct follower *follower = school->follower;
    struct row row;
    size_t count = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, COLUMNS " WHERE id > ? ORDER BY id LIMIT ?", DB_VALUES(I(follower->last), I(PAGE)));
    while (count < PAGE && row_next(&row))
        row_of(&row, &page[count++]);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < count; i++) {
        holes_add(follower, follower->last + 1, page[i].id);
        follower->last = page[i].id;
    }
    *ret_count = count;
    return FAULT_NONE;
}

/* What has come after all of the ids that were jumped over. */
static enum fault holes_read(struct school *school, struct told page[static PAGE], size_t *ret_count)
{
    struct follower *follower = school->follower;
    int64_t now_ns = clock_steady_ns();
    size_t count = 0, kept = 0, at = 0;
    enum fault fault = FAULT_NONE;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    for (; at < follower->hole_count && count < PAGE && fault == FAULT_NONE; at++) {
        const struct hole hole = follower->holes[at];
        struct row row;
        bool found = false;
        row_begin(&row, db, NULL, COLUMNS " WHERE id = ?", DB_VALUES(I(hole.id)));
        while (row_next(&row)) {
            row_of(&row, &page[count]);
            found = true;
        }
        fault = row_end(&row);
        count += found;
        if (!found && now_ns < hole.until_ns)
            follower->holes[kept++] = hole;
    }
    memmove(follower->holes + kept, follower->holes + at, (follower->hole_count - at) * sizeof(follower->holes[0]));
    follower->hole_count -= at - kept;
    *ret_count = count;
    return fault;
}

static bool same(const struct told *a, const struct told *b)
{
    return a->kind == b->kind && a->lecture_id == b->lecture_id && a->user_id == b->user_id &&
           a->kind != SCHOOL_EVENT_REFUSAL;
}

static void tell(struct school *school, const struct told *told)
{
    switch (told->kind) {
    case SCHOOL_EVENT_MARK:
        event_mark(school, told->lecture_id, told->user_id);
        break;
    case SCHOOL_EVENT_WINDOW:
        event_window(school, told->lecture_id);
        break;
    case SCHOOL_EVENT_REFUSAL:
        event_refusal(school, told->lecture_id, told->user_id, told->reason, told->at);
        break;
    case SCHOOL_EVENT_NOTIFICATION:
        event_notification(school, told->user_id, 0);
        break;
    case SCHOOL_EVENT_RIGHTS:
        event_rights(school);
        break;
    }
}

/* A page of others' rows; what is told again further on is told once, as it is read when it is told. */
static void tell_all(struct school *school, const struct told *page, size_t count)
{
    int64_t own = store_node(school->config.store);
    for (size_t i = 0; i < count; i++) {
        bool again = page[i].node == own || page[i].node == 0;
        for (size_t later = i + 1; !again && later < count; later++)
            again = page[later].node != own && same(&page[i], &page[later]);
        if (!again)
            tell(school, &page[i]);
    }
}

enum fault school_follow(struct school *school)
{
    struct follower *follower = school->follower;
    struct told page[PAGE];
    size_t count = 0;
    if (store_node(school->config.store) == 0)
        return FAULT_NONE;
    if (follower->last < 0) {
        CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
        return row_count(db, "SELECT COALESCE(MAX(id), 0) FROM events", DB_NO_VALUES, &follower->last);
    }
    enum fault fault = holes_read(school, page, &count);
    if (fault != FAULT_NONE)
        return fault;
    tell_all(school, page, count);
    count = PAGE;
    for (int i = 0; count == PAGE && i < PAGES_MAX; i++) {
        fault = page_read(school, page, &count);
        if (fault != FAULT_NONE)
            return fault;
        tell_all(school, page, count);
    }
    return FAULT_NONE;
}

static enum fault forget(struct db *db, void *context)
{
    const int64_t *up_to = context;
    return fault_of(db_exec(db, "DELETE FROM events WHERE id <= ?", DB_VALUES(I(*up_to))));
}

/* By ids, the order in which they stand: by time every new row would wait for the unit that deletes. */
static enum fault old_read(struct school *school, int64_t before, int64_t *ret_up_to)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return row_count(db,
                     "SELECT COALESCE(MAX(t.id), 0) FROM (SELECT id FROM events WHERE at < ? ORDER BY id LIMIT ?) AS t",
                     DB_VALUES(I(before), I(SWEEP_ROWS)), ret_up_to);
}

enum fault follower_sweep(struct school *school, int64_t now)
{
    for (;;) {
        int64_t up_to = 0;
        enum fault fault = old_read(school, now - KEPT_MINUTES * (int64_t)SCHOOL_MINUTE_MS, &up_to);
        if (fault != FAULT_NONE || up_to == 0)
            return fault;
        fault = school_change(school, forget, &up_to);
        if (fault != FAULT_NONE)
            return fault;
    }
}
