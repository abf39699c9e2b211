/* SPDX-License-Identifier: MIT */
#include "school/post/notification.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/post/notification_inside.h"
#include "school/post/notification_rule.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

static const struct notification_rule rules[NOTIFY_KIND_COUNT] = {
    [NOTIFY_WINDOW_OPENED] = {"window_opened", {true, NOTIFY_EMAIL_OFF}},
    [NOTIFY_LECTURE_SOON] = {"lecture_soon", {true, NOTIFY_EMAIL_OFF}},
    [NOTIFY_LECTURE_CHANGED] = {"lecture_changed", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_BELOW_THRESHOLD] = {"below_threshold", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_OUT_OF_REACH] = {"out_of_reach", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_BOARD_ITEM] = {"board_item", {true, NOTIFY_EMAIL_DIGEST}},
    [NOTIFY_GRADED] = {"graded", {true, NOTIFY_EMAIL_DIGEST}},
    [NOTIFY_REQUEST] = {"request", {true, NOTIFY_EMAIL_DIGEST}},
    [NOTIFY_REQUEST_ANSWERED] = {"request_answered", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_JOIN_REQUEST] = {"join_request", {true, NOTIFY_EMAIL_DIGEST}},
    [NOTIFY_NEW_DEVICE] = {"new_device", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_MARK_CHANGED] = {"mark_changed", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_JOB_DONE] = {"job_done", {true, NOTIFY_EMAIL_OFF}},
    [NOTIFY_ERASURE_REQUEST] = {"erasure_request", {true, NOTIFY_EMAIL_NOW}},
    [NOTIFY_STUDENT_LEFT] = {"student_left", {true, NOTIFY_EMAIL_DIGEST}},
};

static const char *const email_codes[NOTIFY_EMAIL_COUNT] = {"off", "now", "digest"};

const struct notification_rule *notification_rule(enum notification_kind kind)
{
    return &rules[kind];
}

const char *notification_kind_code(enum notification_kind kind)
{
    return rules[kind].code;
}

bool notification_kind_parse(const char *code, enum notification_kind *ret_kind)
{
    for (size_t i = 0; code && i < NOTIFY_KIND_COUNT; i++)
        if (strcmp(rules[i].code, code) == 0) {
            *ret_kind = (enum notification_kind)i;
            return true;
        }
    return false;
}

const char *notification_email_code(enum notification_email email)
{
    return email_codes[email];
}

bool notification_email_parse(const char *code, enum notification_email *ret_email)
{
    for (size_t i = 0; code && i < NOTIFY_EMAIL_COUNT; i++)
        if (strcmp(email_codes[i], code) == 0) {
            *ret_email = (enum notification_email)i;
            return true;
        }
    return false;
}

/* ---- adding ---- */

static enum fault choice_read(struct db *db, int64_t user_id, enum notification_kind kind,
                              struct notification_choice *choice)
{
    struct row row;
    *choice = rules[kind].choice;
    row_begin(&row, db, NULL, "SELECT app, email FROM notification_choices WHERE user_id = ? AND kind = ?",
              DB_VALUES(I(user_id), T(rules[kind].code)));
    while (row_next(&row)) {
        choice->app = row_int(&row, 0) != 0;
        notification_email_parse(db_text(&row.rows, 1), &choice->email);
    }
    return row_end(&row);
}

enum fault notification_add(struct db *db, const struct notification_request *request, int64_t now)
{
    struct notification_choice choice;
    enum fault fault = choice_read(db, request->user_id, request->kind, &choice);
    if (fault != FAULT_NONE || (!choice.app && choice.email == NOTIFY_EMAIL_OFF))
        return fault;
    return fault_of(
        db_exec(db,
                "INSERT INTO notifications (user_id, kind, class_id, lecture_id, subject_id, text,"
                " created_at, hidden, mail_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                DB_VALUES(I(request->user_id), T(rules[request->kind].code), id_or_null(request->class_id),
                          id_or_null(request->lecture_id), id_or_null(request->subject_id), T(request->text), I(now),
                          I(!choice.app), choice.email == NOTIFY_EMAIL_OFF ? N() : I(0))));
}

enum fault notification_add_class(struct db *db, const struct notification_request *request, int64_t now)
{
    const struct notification_rule *rule = &rules[request->kind];
    const struct db_value email = T(email_codes[rule->choice.email]);
    return fault_of(db_exec(
        db,
        "INSERT INTO notifications (user_id, kind, class_id, lecture_id, subject_id, text, created_at, hidden,"
        " mail_at) SELECT s.user_id, ?, s.class_id, ?, ?, ?, ?, CASE WHEN COALESCE(c.app, ?) = 1 THEN 0 ELSE 1 END,"
        " CASE WHEN COALESCE(c.email, ?) = 'off' THEN NULL ELSE 0 END"
        " FROM students s LEFT JOIN notification_choices c ON c.user_id = s.user_id AND c.kind = ?"
        " WHERE s.class_id = ? AND (COALESCE(c.app, ?) = 1 OR COALESCE(c.email, ?) <> 'off')",
        DB_VALUES(T(rule->code), id_or_null(request->lecture_id), id_or_null(request->subject_id), T(request->text),
                  I(now), I(rule->choice.app), email, T(rule->code), I(request->class_id), I(rule->choice.app),
                  email)));
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
    row_begin(&row, db, arena,
              "SELECT n.id, n.kind, n.class_id, n.lecture_id, n.subject_id, c.subject, l.title, l.starts_at, n.text,"
              " n.created_at, n.read_at FROM notifications n LEFT JOIN classrooms c ON c.id = n.class_id"
              " LEFT JOIN lectures l ON l.id = n.lecture_id"
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
            .text = row_text(&row, 8),
            .created_at = row_int(&row, 9),
            .read = !db_is_null(&row.rows, 10),
        };
    }
    return row_end(&row);
}

enum fault notification_list(struct school *school, const struct actor *actor, struct page page, bool unread,
                             struct arena *arena, struct notification_list *ret_list)
{
    struct notification_list list = {0};
    struct db *db = store_reader(school->config.store);
    enum fault fault = list_read(db, actor, page, unread, arena, &list);
    if (fault == FAULT_NONE)
        fault = unread_read(db, actor->user_id, &list.unread);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_list = list;
    return fault;
}

struct reading {
    int64_t user_id, notification_id, up_to, now;
    int64_t unread;
    enum fault fault;
};

static enum db_status reading_write(struct db *db, void *context)
{
    struct reading *unit = context;
    int64_t one;
    bool found = true;
    unit->fault = FAULT_NONE;
    if (unit->notification_id)
        unit->fault = row_one_int(db, "SELECT 1 FROM notifications WHERE id = ? AND user_id = ?",
                                  DB_VALUES(I(unit->notification_id), I(unit->user_id)), &found, &one);
    if (unit->fault == FAULT_NONE && !found)
        unit->fault = FAULT_NOT_FOUND;
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    enum db_status status =
        unit->notification_id
            ? db_exec(db, "UPDATE notifications SET read_at = ? WHERE id = ? AND read_at IS NULL",
                      DB_VALUES(I(unit->now), I(unit->notification_id)))
            : db_exec(db, "UPDATE notifications SET read_at = ? WHERE user_id = ? AND read_at IS NULL AND id <= ?",
                      DB_VALUES(I(unit->now), I(unit->user_id), I(unit->up_to)));
    if (status != DB_OK)
        return status;
    unit->fault = unread_read(db, unit->user_id, &unit->unread);
    return status_of(unit->fault);
}

enum fault notification_read(struct school *school, const struct actor *actor, int64_t notification_id, int64_t up_to,
                             int64_t *ret_unread)
{
    struct reading unit = {
        .user_id = actor->user_id, .notification_id = notification_id, .up_to = up_to, .now = school_now(school)};
    enum fault fault = school_write(school, reading_write, &unit, &unit.fault);
    if (fault != FAULT_NONE)
        return fault;
    event_notification(school, actor->user_id, 0); // other pages of the same person
    *ret_unread = unit.unread;
    return FAULT_NONE;
}

/* ---- choosing ---- */

static enum fault hours_read(struct db *db, int64_t user_id, struct arena *arena, struct notification_choices *choices)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT timezone, quiet_from, quiet_to, digest_at FROM notification_hours WHERE user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        choices->timezone = row_text(&row, 0);
        choices->quiet_from = db_is_null(&row.rows, 1) ? -1 : row_int(&row, 1);
        choices->quiet_to = db_is_null(&row.rows, 2) ? -1 : row_int(&row, 2);
        choices->digest_at = row_int(&row, 3);
    }
    return row_end(&row);
}

enum fault notification_choices(struct school *school, const struct actor *actor, struct arena *arena,
                                struct notification_choices *ret_choices)
{
    struct notification_choices choices = {
        .timezone = "UTC", .quiet_from = -1, .quiet_to = -1, .digest_at = NOTIFICATION_DIGEST_MINUTE};
    struct row row;
    for (size_t i = 0; i < NOTIFY_KIND_COUNT; i++)
        choices.kinds[i] = rules[i].choice;
    struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, "SELECT kind, app, email FROM notification_choices WHERE user_id = ?",
              DB_VALUES(I(actor->user_id)));
    while (row_next(&row)) {
        enum notification_kind kind;
        if (!notification_kind_parse(db_text(&row.rows, 0), &kind))
            continue; // of a later version
        choices.kinds[kind].app = row_int(&row, 1) != 0;
        notification_email_parse(db_text(&row.rows, 2), &choices.kinds[kind].email);
    }
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE)
        fault = hours_read(db, actor->user_id, arena, &choices);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_choices = choices;
    return fault;
}

struct choosing {
    int64_t user_id;
    const struct notification_choices *choices;
    enum fault fault;
};

static enum db_status choosing_write(struct db *db, void *context)
{
    struct choosing *unit = context;
    const struct notification_choices *choices = unit->choices;
    unit->fault = FAULT_NONE;
    enum db_status status =
        db_exec(db, "DELETE FROM notification_choices WHERE user_id = ?", DB_VALUES(I(unit->user_id)));
    for (size_t i = 0; status == DB_OK && i < NOTIFY_KIND_COUNT; i++) {
        const struct notification_choice *choice = &choices->kinds[i];
        if (choice->app == rules[i].choice.app && choice->email == rules[i].choice.email)
            continue; // the default, also when a later version changes it
        status = db_exec(db, "INSERT INTO notification_choices (user_id, kind, app, email) VALUES (?, ?, ?, ?)",
                         DB_VALUES(I(unit->user_id), T(rules[i].code), I(choice->app), T(email_codes[choice->email])));
    }
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM notification_hours WHERE user_id = ?", DB_VALUES(I(unit->user_id)));
    if (status == DB_OK)
        status = db_exec(db,
                         "INSERT INTO notification_hours (user_id, timezone, quiet_from, quiet_to, digest_at)"
                         " VALUES (?, ?, ?, ?, ?)",
                         DB_VALUES(I(unit->user_id), T(choices->timezone),
                                   choices->quiet_from < 0 ? N() : I(choices->quiet_from),
                                   choices->quiet_to < 0 ? N() : I(choices->quiet_to), I(choices->digest_at)));
    return status;
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
    return school_write(school, choosing_write, &unit, &unit.fault);
}
