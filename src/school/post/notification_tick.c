/* SPDX-License-Identifier: MIT */
/* Reminders, and from notifications to e-mails: first each is given its moment, then all that are due for one person
 * become one e-mail. Each step is a unit of bounded size that takes up where the last one ended. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/mail.h"
#include "school/post/mail_inside.h"
#include "school/post/notification.h"
#include "school/post/notification_item.h"
#include "school/post/notification_text.h"
#include "school/post/tell.h"
#include "school/post/untaken.h"
#include "school/post/notification_rule.h"
#include "school/post/push_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    REMINDERS_MAX = 20,   // lectures a unit
    DECISIONS_MAX = 200,  // notifications a unit
    PEOPLE_MAX = 20,      // e-mails a unit
    ROUNDS_MAX = 20,      // units of one step a tick
    TOLD_MAX = 1000,      // people whose open pages are told a tick
    ARENA_MAX = 32 << 20, // of PEOPLE_MAX e-mails of NOTIFICATION_MAIL_LINES things each
};

struct tick {
    struct school *school;
    struct arena *arena;
    int64_t now;
    size_t done; // how much the unit found to do
};

/* ---- lectures that start soon ---- */

struct soon {
    int64_t lecture_id, class_id;
};

static enum fault soon_read(struct db *db, int64_t now, struct soon lectures[static REMINDERS_MAX], size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT l.id, l.class_id FROM lectures l JOIN classrooms c ON c.id = l.class_id"
              " LEFT JOIN lecture_reminders r ON r.lecture_id = l.id"
              " WHERE l.starts_at > ? AND l.starts_at <= ? AND l.cancelled_at IS NULL AND c.archived_at IS NULL"
              " AND r.lecture_id IS NULL ORDER BY l.starts_at LIMIT ?",
              DB_VALUES(I(now), I(now + NOTIFICATION_SOON_MINUTES * (int64_t)SCHOOL_MINUTE_MS), I(REMINDERS_MAX)));
    while (row_next(&row))
        if (count < REMINDERS_MAX)
            lectures[count++] = (struct soon){row_int(&row, 0), row_int(&row, 1)};
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_count = count;
    return FAULT_NONE;
}

static enum fault remind(struct db *db, void *context)
{
    struct tick *unit = context;
    struct soon lectures[REMINDERS_MAX];
    enum fault fault = soon_read(db, unit->now, lectures, &unit->done);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->done; i++) {
        enum db_status status = db_exec(db, "INSERT INTO lecture_reminders (lecture_id, told_at) VALUES (?, ?)",
                                        DB_VALUES(I(lectures[i].lecture_id), I(unit->now)));
        if (status != DB_OK)
            return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // another server was faster
        fault = tell(db, TELL_STUDENTS,
                     &(struct notification_request){.kind = NOTIFY_LECTURE_SOON,
                                                    .class_id = lectures[i].class_id,
                                                    .lecture_id = lectures[i].lecture_id},
                     0, unit->now);
    }
    return fault;
}

/* ---- when an e-mail is due ---- */

struct decision {
    int64_t id;
    int64_t mail_at;
};

static enum fault decisions_read(struct db *db, struct tick *unit, struct decision *decisions)
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT n.id, n.kind, c.email, h.timezone, h.quiet_from, h.quiet_to, h.digest_at, n.created_at FROM"
              " notifications n LEFT JOIN notification_choices c ON c.user_id = n.user_id AND c.kind = n.kind"
              " LEFT JOIN notification_hours h ON h.user_id = n.user_id WHERE n.mail_at = 0 LIMIT ?",
              DB_VALUES(I(DECISIONS_MAX)));
    while (row_next(&row)) {
        enum notification_kind kind = NOTIFY_JOB_DONE;
        notification_kind_parse(db_text(&row.rows, 1), &kind);
        enum notification_email email = notification_rule(kind)->choice.email;
        notification_email_parse(db_text(&row.rows, 2), &email);
        int64_t due = notification_due(unit->school, &row, 3, unit->now, email == NOTIFY_EMAIL_DIGEST);
        due = notification_settled(notification_rule(kind), due, row_int(&row, 7));
        if (unit->done < DECISIONS_MAX)
            decisions[unit->done++] = (struct decision){row_int(&row, 0), due};
    }
    return row_end(&row);
}

static enum fault decide(struct db *db, void *context)
{
    struct tick *unit = context;
    struct decision decisions[DECISIONS_MAX];
    unit->done = 0;
    enum fault fault = decisions_read(db, unit, decisions);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->done; i++)
        fault = fault_of(db_exec(db, "UPDATE notifications SET mail_at = ? WHERE id = ?",
                                 DB_VALUES(I(decisions[i].mail_at), I(decisions[i].id))));
    return fault;
}

/* ---- e-mails ---- */

struct addressee {
    int64_t user_id;
    const char *email;
    const char *locale;
    bool student;
};

static enum fault addressees_read(struct db *db, struct tick *unit, struct addressee **ret_people)
{
    struct row row;
    struct addressee *people = NULL;
    row_begin(
        &row, db, unit->arena,
        "SELECT u.id, u.email, u.locale, u.role FROM users u JOIN (SELECT DISTINCT user_id FROM notifications WHERE"
        " mail_at > 0 AND mail_at <= ? LIMIT ?) AS due ON due.user_id = u.id ORDER BY u.id",
        DB_VALUES(I(unit->now), I(PEOPLE_MAX)));
    while (row_next(&row)) {
        struct addressee *list = row_list(&row, people, unit->done, sizeof(*list));
        if (!list)
            break;
        people = list;
        people[unit->done++] = (struct addressee){row_int(&row, 0), row_text(&row, 1), row_text(&row, 2),
                                                  strcmp(db_text(&row.rows, 3), "student") == 0};
    }
    *ret_people = people;
    return row_end(&row);
}

/* What is due for one person: what is about safety, or all the rest. */
struct due {
    const char *items[NOTIFICATION_MAIL_LINES];
    const char *first;             // the line that names the first
    bool kinds[NOTIFY_KIND_COUNT]; // of which it is
    size_t count;                  // 0: all has been read meanwhile
};

static bool item_add(struct tick *unit, const struct addressee *person, const struct notification_item *item,
                     struct due *due)
{
    struct notification told = item->told;
    enum notification_kind kind = NOTIFY_JOB_DONE;
    if (due->count == NOTIFICATION_MAIL_LINES)
        return true;
    if (notification_kind_parse(told.kind, &kind))
        due->kinds[kind] = true;
    told.subject = notification_item_place(item, unit->arena);
    told.text = told.text ? told.text : item->item;
    const char *text = notification_item_text(unit->school, item, school_public_url(unit->school), person->locale,
                                              person->student, unit->arena);
    const char *line = due->count > 0 || !text ? due->first : notification_line(&told, person->locale, unit->arena);
    due->items[due->count++] = text;
    due->first = line;
    return text && line;
}

static enum fault due_read(struct db *db, struct tick *unit, const struct addressee *person, struct due dues[static 2])
{
    struct row row;
    row_begin(&row, db, unit->arena,
              "SELECT " NOTIFICATION_ITEM_COLUMNS " FROM notifications n"
              " JOIN users u ON u.id = n.user_id AND u.disabled_at IS NULL" NOTIFICATION_ITEM_JOINS
              " WHERE n.user_id = ? AND n.mail_at > 0 AND n.mail_at <= ? AND n.read_at IS NULL ORDER BY n.id LIMIT ?",
              DB_VALUES(I(person->user_id), I(unit->now), I(NOTIFICATION_MAIL_LINES)));
    while (row_next(&row)) {
        struct notification_item item;
        enum notification_kind kind = NOTIFY_JOB_DONE;
        notification_item_of_row(&row, &item);
        if (!item.told.kind)
            continue;
        notification_kind_parse(item.told.kind, &kind);
        if (!item_add(unit, person, &item, &dues[notification_rule(kind)->security])) {
            row.full = true;
            break;
        }
    }
    return row_end(&row);
}

/* Their codes, with dots between; "" of none. NULL without memory. */
static const char *kinds_join(const struct due *due, struct arena *arena)
{
    const char *kinds = "";
    for (size_t i = 0; kinds && i < NOTIFY_KIND_COUNT; i++)
        if (due->kinds[i])
            kinds = arena_printf(arena, "%s%s%s", kinds, *kinds ? "." : "",
                                 notification_kind_code((enum notification_kind)i));
    return kinds;
}

static enum fault due_mail(struct db *db, struct tick *unit, const struct addressee *person, const struct due *due,
                           bool security)
{
    const char *list = arena_printf(unit->arena, "%s/notifications", school_public_url(unit->school));
    const char *items = notification_items_join(due->items, due->count, unit->arena);
    const char *kinds = kinds_join(due, unit->arena);
    if (!list || !items || !kinds)
        return FAULT_INTERNAL;
    struct mail mail = {
        .user_id = person->user_id,
        .to = person->email,
        .subject = notification_mail_subject(due->first, due->count, person->locale, unit->arena),
        .text = notification_mail_text(items, list, person->locale, unit->arena),
        .locale = person->locale,
        .kinds = security ? NULL : kinds,
    };
    return mail.subject && mail.text ? mail_queue(db, &mail, unit->now) : FAULT_INTERNAL;
}

static enum fault write_to(struct db *db, struct tick *unit, const struct addressee *person)
{
    struct due dues[2] = {0};
    enum fault fault = due_read(db, unit, person, dues);
    for (int security = 1; fault == FAULT_NONE && security >= 0; security--)
        if (dues[security].count > 0)
            fault = due_mail(db, unit, person, &dues[security], security);
    return fault != FAULT_NONE
               ? fault
               : fault_of(db_exec(db,
                                  "UPDATE notifications SET mail_at = NULL WHERE user_id = ? AND mail_at > 0 AND"
                                  " mail_at <= ?",
                                  DB_VALUES(I(person->user_id), I(unit->now))));
}

static enum fault write_mails(struct db *db, void *context)
{
    struct tick *unit = context;
    struct addressee *people = NULL;
    arena_release(unit->arena); // of an earlier run
    unit->done = 0;
    enum fault fault = addressees_read(db, unit, &people);
    for (size_t i = 0; fault == FAULT_NONE && i < unit->done; i++)
        fault = write_to(db, unit, &people[i]);
    return fault;
}

/* ---- open pages ---- */

/*
 * Tells open pages of what has been added since the last tick. With several writers a row may appear behind a later one
 * and is then not told: the page reads the whole list whenever it is looked at.
 */
static enum fault tell_pages(struct school *school)
{
    struct {
        int64_t user_id, id;
    } told[TOLD_MAX];
    struct row row;
    size_t count = 0;
    int64_t newest = school->notified;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    if (newest < 0) {
        return row_count(db, "SELECT COALESCE(MAX(id), 0) FROM notifications", DB_NO_VALUES, &school->notified);
    }
    row_begin(&row, db, NULL, "SELECT id, user_id FROM notifications WHERE id > ? AND hidden = 0 ORDER BY id LIMIT ?",
              DB_VALUES(I(newest), I(TOLD_MAX)));
    while (row_next(&row)) {
        newest = row_int(&row, 0);
        if (count < TOLD_MAX) {
            told[count].user_id = row_int(&row, 1);
            told[count++].id = newest;
        }
    }
    enum fault fault = row_end(&row);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    school->notified = newest;
    for (size_t i = 0; i < count; i++)
        event_notification(school, told[i].user_id, told[i].id);
    return FAULT_NONE;
}

/* One step: how a reader sees that there is something to do, so that a quiet second writes nothing. */
struct step {
    const char *question;
    struct db_values values;
    school_unit unit;
    size_t most; // things a unit
};

static enum fault step_run(struct school *school, const struct step *step, struct tick *unit)
{
    int64_t one;
    bool found;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, step->question, step->values, &found, &one);
    store_reader_close(&db);
    unit->done = found ? step->most : 0;
    for (int round = 0; fault == FAULT_NONE && unit->done == step->most && round < ROUNDS_MAX; round++)
        fault = school_change(school, step->unit, unit);
    return fault;
}

enum fault notification_tick(struct school *school)
{
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct tick unit = {.school = school, .arena = &arena, .now = school_now(school)};
    int64_t soon = unit.now + NOTIFICATION_SOON_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    const struct step steps[] = {
        {"SELECT l.id FROM lectures l LEFT JOIN lecture_reminders r ON r.lecture_id = l.id WHERE l.starts_at > ? AND"
         " l.starts_at <= ? AND l.cancelled_at IS NULL AND r.lecture_id IS NULL LIMIT 1",
         DB_VALUES(I(unit.now), I(soon)), remind, REMINDERS_MAX},
        {"SELECT id FROM notifications WHERE mail_at = 0 LIMIT 1", DB_NO_VALUES, decide, DECISIONS_MAX},
        {"SELECT id FROM notifications WHERE mail_at > 0 AND mail_at <= ? LIMIT 1", DB_VALUES(I(unit.now)), write_mails,
         PEOPLE_MAX},
    };
    enum fault fault = untaken_remind(school, unit.now);
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(steps); i++)
        fault = step_run(school, &steps[i], &unit);
    arena_release(&arena);
    if (fault != FAULT_NONE)
        return fault;
    fault = push_tick(school, unit.now);
    return fault != FAULT_NONE ? fault : tell_pages(school);
}
