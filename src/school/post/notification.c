/* SPDX-License-Identifier: MIT */
#include "school/post/notification.h"

#include "base/arena.h"
#include "base/str.h"
#include "school/common/event_inside.h"
#include "school/common/event.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/post/notification_item.h"
#include "school/post/notification_rule.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const char *const email_codes[NOTIFY_EMAIL_COUNT] = {"off", "now", "digest"};

const char *notification_email_code(enum notification_email email)
{
    return email_codes[email];
}

bool notification_email_parse(const char *code, enum notification_email *ret_email)
{
    size_t index;
    bool found = str_among(email_codes, NOTIFY_EMAIL_COUNT, code, &index);
    if (found)
        *ret_email = (enum notification_email)index;
    return found;
}

/* ---- reading ---- */

static enum fault unread_read(struct db *db, int64_t user_id, int64_t *ret_unread)
{
    bool found;
    return row_one_int(db, "SELECT COUNT(*) FROM notifications WHERE user_id = ? AND read_at IS NULL AND hidden = 0",
                       DB_VALUES(I(user_id)), &found, ret_unread);
}

static enum fault list_read(struct db *db, const struct actor *actor, struct page page, bool unread,
                            struct arena *arena, struct notification_list *list)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT n.id, n.kind, n.class_id, n.lecture_id, n.subject_id, c.subject, l.title, l.starts_at, n.text,"
        " n.created_at, n.read_at, u.name, c.timezone, u.id FROM notifications n"
        " LEFT JOIN classrooms c ON c.id = n.class_id LEFT JOIN lectures l ON l.id = n.lecture_id"
        " LEFT JOIN requests r ON n.kind = 'request' AND n.text = 'appeal' AND r.id = n.subject_id"
        // A leave for one classroom, as they were asked for before, has another's id: by the time it is told apart.
        " LEFT JOIN leaves v ON n.kind = 'request' AND n.text = 'leave' AND v.id = n.subject_id AND"
        " v.created_at = n.created_at LEFT JOIN users u ON u.id = CASE WHEN n.kind = 'request' THEN"
        " COALESCE(r.student_id, v.student_id) WHEN n.kind IN ('student_warned', 'class_added', 'join_request',"
        " 'student_left') THEN n.subject_id END"
        " WHERE n.user_id = ? AND n.hidden = 0 AND n.id < ? AND (? = 0 OR n.read_at IS NULL)"
        " ORDER BY n.id DESC LIMIT ?",
        DB_VALUES(I(actor->user_id), I(page.after ? page.after : INT64_MAX), I(unread), I(page.limit + 1)));
    while (row_next(&row)) {
        if ((int64_t)list->count == page.limit) {
            list->next = list->notifications[list->count - 1].id;
            continue;
        }
        struct notification *items = row_list(&row, list->notifications, list->count, sizeof(*items));
        if (!items)
            break;
        list->notifications = items;
        items[list->count++] = (struct notification){
            .id = row_int(&row, 0),
            .kind = row_text(&row, 1),
            .class_id = row_int(&row, 2),
            .lecture_id = row_int(&row, 3),
            .subject_id = row_int(&row, 4),
            .subject = row_text(&row, 5),
            .title = row_text(&row, 6),
            .starts_at = row_int(&row, 7),
            .text = notification_shown(row_text(&row, 1), row_text(&row, 8), arena),
            .created_at = row_int(&row, 9),
            .read = !db_is_null(&row.rows, 10),
            .about = {row_int(&row, 13), row_text(&row, 11)},
            .timezone = row_text(&row, 12),
        };
    }
    return row_end(&row);
}

enum fault notification_list(struct school *school, const struct actor *actor, struct page page, bool unread,
                             struct arena *arena, struct notification_list *ret_list)
{
    struct notification_list list = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = list_read(db, actor, page, unread, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    fault = unread_read(db, actor->user_id, &list.unread);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

struct reading {
    int64_t user_id, notification_id, up_to, now;
    int64_t unread;
};

static enum fault reading_write(struct db *db, void *context)
{
    struct reading *unit = context;
    int64_t one;
    bool found = true;
    enum fault fault = FAULT_NONE;
    if (unit->notification_id)
        fault = row_one_int(db, "SELECT 1 FROM notifications WHERE id = ? AND user_id = ?",
                            DB_VALUES(I(unit->notification_id), I(unit->user_id)), &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    enum db_status status =
        unit->notification_id
            ? db_exec(db, "UPDATE notifications SET read_at = ? WHERE id = ? AND read_at IS NULL",
                      DB_VALUES(I(unit->now), I(unit->notification_id)))
            : db_exec(db, "UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND id <= ?",
                      DB_VALUES(I(unit->now), I(unit->user_id), I(unit->up_to)));
    if (status == DB_OK) // other pages of the same person
        status = event_note(
            db, &(struct school_event){.kind = SCHOOL_EVENT_NOTIFICATION, .user_id = unit->user_id, .at = unit->now});
    if (status != DB_OK)
        return fault_of(status);
    return unread_read(db, unit->user_id, &unit->unread);
}

enum fault notification_read(struct school *school, const struct actor *actor, int64_t notification_id, int64_t up_to,
                             int64_t *ret_unread)
{
    struct reading unit = {
        .user_id = actor->user_id, .notification_id = notification_id, .up_to = up_to, .now = school_now(school)};
    enum fault fault = school_change(school, reading_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    event_notification(school, actor->user_id, 0);
    *ret_unread = unit.unread;
    return FAULT_NONE;
}

/* ---- choosing ---- */

static enum fault hours_read(struct db *db, int64_t user_id, struct arena *arena, struct notification_choices *choices)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT timezone, quiet_from, quiet_to, digest_at, points FROM notification_hours WHERE user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        choices->timezone = row_text(&row, 0);
        choices->quiet_from = db_is_null(&row.rows, 1) ? -1 : row_int(&row, 1);
        choices->quiet_to = db_is_null(&row.rows, 2) ? -1 : row_int(&row, 2);
        choices->digest_at = row_int(&row, 3);
        choices->points = row_int(&row, 4) != 0;
    }
    return row_end(&row);
}

/* By their role, and by what they are in classrooms: a student may assist in one. */
static enum fault concern_read(struct db *db, const struct actor *actor, bool concerns[static NOTIFY_KIND_COUNT])
{
    struct row row;
    unsigned told = actor->role == ROLE_ADMINISTRATOR ? TOLD_ADMINISTRATORS
                    : actor->role == ROLE_PROFESSOR   ? TOLD_STAFF
                                                      : TOLD_STUDENTS;
    row_begin(&row, db, NULL,
              "SELECT 1 FROM classroom_staff WHERE user_id = ?"
              " UNION SELECT 2 FROM students WHERE user_id = ?",
              DB_VALUES(I(actor->user_id), I(actor->user_id)));
    while (row_next(&row))
        told |= row_int(&row, 0) == 1 ? TOLD_STAFF : TOLD_STUDENTS;
    for (size_t i = 0; i < NOTIFY_KIND_COUNT; i++)
        concerns[i] = notification_rule((enum notification_kind)i)->told & told;
    return row_end(&row);
}

enum fault notification_choices(struct school *school, const struct actor *actor, struct arena *arena,
                                struct notification_choices *ret_choices)
{
    struct notification_choices choices = {
        .timezone = "UTC", .quiet_from = -1, .quiet_to = -1, .digest_at = NOTIFICATION_DIGEST_MINUTE};
    struct row row;
    for (size_t i = 0; i < NOTIFY_KIND_COUNT; i++)
        choices.kinds[i] = notification_rule((enum notification_kind)i)->choice;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, "SELECT kind, app, email, push FROM notification_choices WHERE user_id = ?",
              DB_VALUES(I(actor->user_id)));
    while (row_next(&row)) {
        enum notification_kind kind;
        if (!notification_kind_parse(db_text(&row.rows, 0), &kind))
            continue; // of a later version
        choices.kinds[kind].app = row_int(&row, 1) != 0;
        notification_email_parse(db_text(&row.rows, 2), &choices.kinds[kind].email);
        if (!db_is_null(&row.rows, 3))
            choices.kinds[kind].push = row_int(&row, 3) != 0;
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = concern_read(db, actor, choices.concerns);
    if (fault != FAULT_NONE)
        return fault;
    fault = hours_read(db, actor->user_id, arena, &choices);
    if (fault != FAULT_NONE)
        return fault;
    *ret_choices = choices;
    return FAULT_NONE;
}

struct choosing {
    int64_t user_id;
    const struct notification_choices *choices;
};

static enum fault choosing_write(struct db *db, void *context)
{
    struct choosing *unit = context;
    const struct notification_choices *choices = unit->choices;
    enum db_status status =
        db_exec(db, "DELETE FROM notification_choices WHERE user_id = ?", DB_VALUES(I(unit->user_id)));
    for (size_t i = 0; status == DB_OK && i < NOTIFY_KIND_COUNT; i++) {
        const struct notification_rule *rule = notification_rule((enum notification_kind)i);
        const struct notification_choice *choice = &choices->kinds[i];
        bool push_chosen = choice->push != rule->choice.push;
        if (choice->app == rule->choice.app && choice->email == rule->choice.email && !push_chosen)
            continue; // the default, also when a later version changes it
        status =
            db_exec(db, "INSERT INTO notification_choices (user_id, kind, app, email, push) VALUES (?, ?, ?, ?, ?)",
                    DB_VALUES(I(unit->user_id), T(rule->code), I(choice->app), T(email_codes[choice->email]),
                              push_chosen ? I(choice->push) : N()));
    }
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM notification_hours WHERE user_id = ?", DB_VALUES(I(unit->user_id)));
    if (status == DB_OK)
        status = db_exec(
            db,
            "INSERT INTO notification_hours (user_id, timezone, quiet_from, quiet_to, digest_at, points)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            DB_VALUES(I(unit->user_id), T(choices->timezone), choices->quiet_from < 0 ? N() : I(choices->quiet_from),
                      choices->quiet_to < 0 ? N() : I(choices->quiet_to), I(choices->digest_at), I(choices->points)));
    return fault_of(status);
}

static bool is_minute(int64_t minute)
{
    return minute >= 0 && minute < MINUTES_A_DAY;
}

enum fault notification_choose(struct school *school, const struct actor *actor,
                               const struct notification_choices *choices)
{
    struct choosing unit = {.user_id = actor->user_id, .choices = choices};
    bool never = choices->quiet_from == -1 && choices->quiet_to == -1;
    bool quiet =
        is_minute(choices->quiet_from) && is_minute(choices->quiet_to) && choices->quiet_from != choices->quiet_to;
    if (!timezone_exists(school->config.zoneinfo, choices->timezone))
        return FAULT_TIMEZONE_UNKNOWN;
    if (!is_minute(choices->digest_at) || !(never || quiet))
        return FAULT_MINUTES_INVALID;
    return school_change(school, choosing_write, &unit);
}
