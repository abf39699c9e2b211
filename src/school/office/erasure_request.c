/* SPDX-License-Identifier: MIT */
/* Asking to be forgotten. */
#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/office/erasure.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

struct asking {
    const struct actor *actor;
    int64_t now;
    int64_t asked_at;
};

static enum fault asked_read(struct db *db, int64_t user_id, struct arena *arena, struct erasure_ask *ret_ask)
{
    struct row row;
    struct erasure_ask ask = {0};
    row_begin(&row, db, arena, "SELECT asked_at, refused_at, reason FROM erasure_requests WHERE user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row))
        ask = (struct erasure_ask){row_int(&row, 0), row_int(&row, 1), arena ? row_text(&row, 2) : NULL};
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_ask = ask;
    return FAULT_NONE;
}

enum fault erasure_asked(struct school *school, const struct actor *actor, struct arena *arena,
                         struct erasure_ask *ret_ask)
{
    struct erasure_ask ask;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = asked_read(db, actor->user_id, arena, &ask);
    if (fault != FAULT_NONE)
        return fault;
    *ret_ask = ask;
    return FAULT_NONE;
}

static enum fault ask(struct db *db, void *context)
{
    struct asking *unit = context;
    struct erasure_ask before;
    int64_t user_id = unit->actor->user_id;
    enum fault fault = asked_read(db, user_id, NULL, &before);
    if (fault != FAULT_NONE)
        return fault;
    unit->asked_at = before.asked_at;
    if (before.asked_at != 0 && before.refused_at == 0)
        return FAULT_NONE;
    unit->asked_at = unit->now;
    enum db_status status =
        before.asked_at != 0
            ? db_exec(db,
                      "UPDATE erasure_requests SET asked_at = ?, refused_at = NULL, reason = NULL WHERE user_id = ?",
                      DB_VALUES(I(unit->now), I(user_id)))
            : db_exec(db, "INSERT INTO erasure_requests (user_id, asked_at) VALUES (?, ?)",
                      DB_VALUES(I(user_id), I(unit->now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // asked twice at once
    fault = tell(db, TELL_ADMINISTRATORS,
                 &(struct notification_request){.kind = NOTIFY_ERASURE_REQUEST, .subject_id = user_id}, 0, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = user_id,
                                .action = "erasure_asked",
                                .subject_type = "user",
                                .subject_id = user_id,
                            });
}

enum fault erasure_ask(struct school *school, const struct actor *actor, int64_t *ret_asked_at)
{
    struct asking unit = {.actor = actor, .now = school_now(school)};
    enum fault fault = school_attempt(school, ask, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_asked_at = unit.asked_at;
    return FAULT_NONE;
}

static enum fault take_back(struct db *db, void *context)
{
    struct asking *unit = context;
    int64_t user_id = unit->actor->user_id;
    enum db_status status = db_exec(db, "DELETE FROM erasure_requests WHERE user_id = ?", DB_VALUES(I(user_id)));
    if (status != DB_OK || db_changes(db) == 0)
        return fault_of(status);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = user_id,
                                .action = "erasure_taken_back",
                                .subject_type = "user",
                                .subject_id = user_id,
                            });
}

enum fault erasure_take_back(struct school *school, const struct actor *actor)
{
    struct asking unit = {.actor = actor, .now = school_now(school)};
    return school_change(school, take_back, &unit);
}

/* ---- saying no ---- */

struct refusing {
    const struct actor *actor;
    int64_t user_id, now;
    const char *reason;
};

static enum fault refuse(struct db *db, void *context)
{
    const struct refusing *unit = context;
    struct erasure_ask ask;
    enum fault fault = asked_read(db, unit->user_id, NULL, &ask);
    if (fault != FAULT_NONE)
        return fault;
    if (ask.asked_at == 0)
        return FAULT_NOT_FOUND;
    fault = fault_of(db_exec(db, "UPDATE erasure_requests SET refused_at = ?, reason = ? WHERE user_id = ?",
                             DB_VALUES(I(unit->now), T(unit->reason), I(unit->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = audit_append(db, &(struct audit_entry){
                                 .at = unit->now,
                                 .actor_id = unit->actor->user_id,
                                 .action = "erasure_refused",
                                 .subject_type = "user",
                                 .subject_id = unit->user_id,
                                 .detail = unit->reason,
                             });
    if (fault != FAULT_NONE)
        return fault;
    return tell(db, TELL_PERSON,
                &(struct notification_request){.user_id = unit->user_id,
                                               .kind = NOTIFY_REQUEST_ANSWERED,
                                               .subject_id = unit->user_id,
                                               .text = "erasure_refused"},
                0, unit->now);
}

enum fault erasure_refuse(struct school *school, const struct actor *actor, int64_t user_id, const char *reason)
{
    struct refusing unit = {.actor = actor, .user_id = user_id, .now = school_now(school)};
    CLOSES(arena_release) struct arena arena = arena_of(16 << 10);
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = text_clean(reason, ERASURE_REASON_MAX, true, false, &arena, &unit.reason);
    return fault != FAULT_NONE ? fault : school_change(school, refuse, &unit);
}

/* ---- who waits ---- */

static enum fault requests_read(struct db *db, const struct page *page, struct arena *arena,
                                struct erasure_request_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT r.user_id, u.name, u.email, r.asked_at FROM erasure_requests r JOIN users u ON u.id = r.user_id"
              " WHERE r.user_id > ? AND r.refused_at IS NULL ORDER BY r.user_id LIMIT ?",
              DB_VALUES(I(page->after), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->requests[list->count - 1].person.id;
            break;
        }
        struct erasure_request *requests = row_list(&row, list->requests, list->count, sizeof(*requests));
        if (!requests)
            break;
        list->requests = requests;
        requests[list->count++] = (struct erasure_request){
            .person = {row_int(&row, 0), row_string(&row, 1)},
            .email = address_shown(row_string(&row, 2)),
            .asked_at = row_int(&row, 3),
        };
    }
    return row_end(&row);
}

enum fault erasure_requests(struct school *school, const struct actor *actor, const struct page *page,
                            struct arena *arena, struct erasure_request_list *ret_list)
{
    struct erasure_request_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = requests_read(db, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
