/* SPDX-License-Identifier: MIT */
/* The invitations that wait, and taking one back. */
#include "base/arena.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/invitation.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static enum fault list_read(struct db *db, const struct page *page, int64_t now, struct arena *arena,
                            struct invitation_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT i.id, i.role, i.name, i.email, i.created_at, i.expires_at, u.id, u.name FROM invitations i"
              " JOIN users u ON u.id = i.created_by WHERE i.used_at IS NULL AND i.expires_at > ? AND i.id < ?"
              " ORDER BY i.id DESC LIMIT ?",
              DB_VALUES(I(now), I(page->after > 0 ? page->after : INT64_MAX), I(page->limit + 1)));
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->invitations[list->count - 1].id;
            break;
        }
        struct invitation_waiting *invitations = row_list(&row, list->invitations, list->count, sizeof(*invitations));
        if (!invitations)
            break;
        list->invitations = invitations;
        struct invitation_waiting *one = &invitations[list->count++];
        *one = (struct invitation_waiting){
            .id = row_int(&row, 0),
            .name = row_text(&row, 2),
            .email = row_text(&row, 3),
            .created_at = row_int(&row, 4),
            .expires_at = row_int(&row, 5),
            .created_by = {row_int(&row, 6), row_string(&row, 7)},
        };
        if (!role_parse(db_text(&row.rows, 1), &one->role))
            row.full = true; // a role that this program does not know
    }
    return row_end(&row);
}

enum fault invitation_list(struct school *school, const struct actor *actor, const struct page *page,
                           struct arena *arena, struct invitation_list *ret_list)
{
    struct invitation_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = list_read(db, page, school_now(school), arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

struct taking_back {
    const struct actor *actor;
    int64_t id, now;
};

static enum fault take_back(struct db *db, void *context)
{
    const struct taking_back *unit = context;
    enum db_status status =
        db_exec(db, "DELETE FROM invitations WHERE id = ? AND used_at IS NULL AND created_by IS NOT NULL",
                DB_VALUES(I(unit->id)));
    if (status != DB_OK)
        return fault_of(status);
    if (db_changes(db) == 0)
        return FAULT_NOT_FOUND;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = "invitation_withdrawn",
                                .subject_type = "invitation",
                                .subject_id = unit->id,
                            });
}

enum fault invitation_withdraw(struct school *school, const struct actor *actor, int64_t invitation_id)
{
    struct taking_back unit = {.actor = actor, .id = invitation_id, .now = school_now(school)};
    return actor->role != ROLE_ADMINISTRATOR ? FAULT_NOT_ALLOWED : school_change(school, take_back, &unit);
}
