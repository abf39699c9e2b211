/* SPDX-License-Identifier: MIT */
/*
 * An audience is told in the order of its people's ids: a batch at once, and what is more than that by telling_tick. A
 * batch and how far it reached are one unit, so that everybody is told once, also by several servers.
 */
#include "school/post/tell.h"

#include <assert.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/group_rule.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/notification.h"
#include "school/post/notification_rule.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { PLACES_MAX = 5, VALUES_MAX = 18 + PLACES_MAX };
enum { EACH_BEFORE = 10, EACH_BEHIND = 7 }; // values before and behind the pairs of tell_each

/* clang-format off */
/* The column user_id of each audience; its places stand for one id, the person's or the classroom's; where it holds
 * students, two more at the end for the lecture, which is told only whose it is, or for the moment at which lectures were
 * changed. */
#define PERSON "SELECT id AS user_id FROM users WHERE id = ?"
#define PROFESSOR "SELECT professor_id AS user_id FROM classrooms WHERE id = ? AND archived_at IS NULL"
#define OTHERS "SELECT k.user_id FROM classroom_staff k JOIN classrooms c ON c.id = k.class_id WHERE c.id = ? AND c.archived_at IS NULL"
#define STUDENTS "SELECT s.user_id FROM students s JOIN classrooms c ON c.id = s.class_id WHERE c.id = ? AND c.archived_at IS NULL" \
    " AND (? = 0 OR EXISTS (SELECT 1 FROM lectures l WHERE l.id = ? AND " GROUP_THEN("s.user_id") "))"
#define WHOSE "SELECT s.user_id FROM students s JOIN classrooms c ON c.id = s.class_id WHERE c.id = ? AND c.archived_at IS NULL" \
    " AND (? = 0 OR EXISTS (SELECT 1 FROM lectures l WHERE l.class_id = c.id AND l.updated_at = ? AND " GROUP_THEN("s.user_id") "))"
#define STAFF PROFESSOR " UNION " OTHERS
#define TEACHERS STAFF " AND k.kind = '" STAFF_TEACHER "'"
#define MEMBERS STAFF " UNION " STUDENTS
#define CHANGED STAFF " UNION " WHOSE
#define ADMINISTRATORS "SELECT id AS user_id FROM users WHERE role = 'administrator' AND disabled_at IS NULL"

/* Who has no browser that waits for pushes is told by none. */
#define PUSHED "COALESCE(c.push, ?) = 1 AND EXISTS (SELECT 1 FROM push_subscriptions p WHERE p.user_id = m.user_id)"
#define INSERT(class_id, people) \
    "INSERT INTO notifications (user_id, kind, class_id, lecture_id, subject_id, text, created_at, hidden, mail_at," \
    " push_at)" \
    " SELECT m.user_id, ?, " class_id ", ?, ?, ?, ?, CASE WHEN COALESCE(c.app, ?) = 1 THEN 0 ELSE 1 END," \
    " CASE WHEN COALESCE(c.email, ?) = 'off' THEN NULL ELSE ? END," \
    " CASE WHEN " PUSHED " THEN ? ELSE NULL END FROM (" people ") AS m" \
    " LEFT JOIN notification_choices c ON c.user_id = m.user_id AND c.kind = ?" \
    " WHERE m.user_id > ? AND m.user_id <= ? AND m.user_id <> ?" \
    " AND (COALESCE(c.app, ?) = 1 OR COALESCE(c.email, ?) <> 'off' OR " PUSHED ")"
#define BATCH(people) \
    "SELECT COUNT(*), COALESCE(MAX(b.user_id), 0) FROM (SELECT m.user_id FROM (" people ") AS m" \
    " WHERE m.user_id > ? ORDER BY m.user_id LIMIT ?) AS b"
#define OF(people) INSERT("?", people), BATCH(people)

/* Pairs of a person and a classroom; places that repeat one say nothing new. */
#define PAIR "SELECT ? AS user_id, ? AS class_id"
#define PAIRS_5 PAIR " UNION " PAIR " UNION " PAIR " UNION " PAIR " UNION " PAIR
#define PAIRS_25 PAIRS_5 " UNION " PAIRS_5 " UNION " PAIRS_5 " UNION " PAIRS_5 " UNION " PAIRS_5
#define PAIRS_100 PAIRS_25 " UNION " PAIRS_25 " UNION " PAIRS_25 " UNION " PAIRS_25
#define PAIRS PAIRS_100 " UNION " PAIRS_100
/* clang-format on */

static const struct {
    const char *word; // in the table `tellings`
    unsigned told;    // whom of enum told it holds
    size_t places;    // of its id in its people
    const char *insert, *batch;
} audiences[AUDIENCE_COUNT] = {
    [TELL_PERSON] = {"person", 0, 1, OF(PERSON)},
    [TELL_MEMBERS] = {"members", TOLD_STUDENTS | TOLD_STAFF, 3, OF(MEMBERS)},
    [TELL_CHANGED] = {"changed", TOLD_STUDENTS | TOLD_STAFF, 3, OF(CHANGED)},
    [TELL_STUDENTS] = {"students", TOLD_STUDENTS, 1, OF(STUDENTS)},
    [TELL_TEACHERS] = {"teachers", TOLD_STAFF, 2, OF(TEACHERS)},
    [TELL_STAFF] = {"staff", TOLD_STAFF, 2, OF(STAFF)},
    [TELL_ADMINISTRATORS] = {"administrators", TOLD_ADMINISTRATORS, 0, OF(ADMINISTRATORS)},
};

/* One telling, and how far it has come. */
struct telling {
    int64_t id; // 0: not written down
    enum audience audience;
    struct notification_request request;
    int64_t but_not;
    int64_t reached_id; // people up to this id have been told
    int64_t created_at;
};

struct values {
    struct db_value values[VALUES_MAX];
    size_t count;
};

static void put(struct values *values, struct db_value value)
{
    assert(values->count < VALUES_MAX);
    values->values[values->count++] = value;
}

static void put_audience(struct values *values, const struct telling *telling)
{
    int64_t id = telling->audience == TELL_PERSON ? telling->request.user_id : telling->request.class_id;
    for (size_t i = 0; i < audiences[telling->audience].places; i++)
        put(values, I(id));
    int64_t of = telling->audience == TELL_CHANGED ? telling->created_at : telling->request.lecture_id;
    for (size_t i = 0; audiences[telling->audience].told & TOLD_STUDENTS && i < 2; i++)
        put(values, I(of));
}

static struct db_values list_of(const struct values *values)
{
    return (struct db_values){values->values, values->count};
}

/* The people after those reached, up to `last_id`. */
static enum fault people_tell(struct db *db, const struct telling *telling, int64_t last_id, int64_t now)
{
    const struct notification_request *request = &telling->request;
    const struct notification_rule *rule = notification_rule(request->kind);
    const struct db_value app = I(rule->choice.app), email = T(notification_email_code(rule->choice.email));
    const struct db_value push = I(rule->choice.push), begin = I(request->held ? TELL_HELD : 0);
    struct values values = {
        .values = {T(rule->code), id_or_null(request->class_id), id_or_null(request->lecture_id),
                   id_or_null(request->subject_id), T(request->text), I(now), app, email, begin, push, begin},
        .count = 11,
    };
    put_audience(&values, telling);
    put(&values, T(rule->code));
    put(&values, I(telling->reached_id));
    put(&values, I(last_id));
    put(&values, I(telling->but_not));
    put(&values, app);
    put(&values, email);
    put(&values, push);
    return fault_of(db_exec(db, audiences[telling->audience].insert, list_of(&values)));
}

/* Tells the next batch and moves on; *ret_more: there may be another. */
static enum fault batch_tell(struct db *db, struct telling *telling, int64_t now, bool *ret_more)
{
    struct row row;
    struct values values = {.count = 0};
    int64_t count = 0, last_id = 0;
    put_audience(&values, telling);
    put(&values, I(telling->reached_id));
    put(&values, I(TELLING_BATCH));
    row_begin(&row, db, NULL, audiences[telling->audience].batch, list_of(&values));
    while (row_next(&row)) {
        count = row_int(&row, 0);
        last_id = row_int(&row, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (count > 0)
        fault = people_tell(db, telling, last_id, now);
    if (fault != FAULT_NONE)
        return fault;
    *ret_more = count == TELLING_BATCH;
    if (count > 0)
        telling->reached_id = last_id;
    return FAULT_NONE;
}

/* Those of the person, kind and lecture that are held: the next one says all that there is to say. */
static enum fault held_drop(struct db *db, const struct notification_request *request)
{
    static const char *const steps[] = {
        "UPDATE notifications SET mail_at = NULL WHERE mail_at = ? AND user_id = ? AND kind = ? AND lecture_id = ?",
        "UPDATE notifications SET push_at = NULL WHERE push_at = ? AND user_id = ? AND kind = ? AND lecture_id = ?",
    };
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(steps); i++)
        fault = fault_of(db_exec(db, steps[i],
                                 DB_VALUES(I(TELL_HELD), I(request->user_id), T(notification_kind_code(request->kind)),
                                           I(request->lecture_id))));
    return fault;
}

enum fault tell_each(struct db *db, const struct notification_request *request, const struct tell_each *each,
                     size_t count, int64_t now)
{
    const struct notification_rule *rule = notification_rule(request->kind);
    const struct db_value app = I(rule->choice.app), email = T(notification_email_code(rule->choice.email));
    const struct db_value push = I(rule->choice.push), code = T(rule->code);
    struct db_value values[EACH_BEFORE + 2 * ROW_MANY + EACH_BEHIND] = {code,
                                                                        id_or_null(request->lecture_id),
                                                                        id_or_null(request->subject_id),
                                                                        T(request->text),
                                                                        I(now),
                                                                        app,
                                                                        email,
                                                                        I(0),
                                                                        push,
                                                                        I(0)};
    size_t at = EACH_BEFORE;
    if (count == 0)
        return FAULT_NONE;
    assert(count <= ROW_MANY && !request->held);
    for (size_t i = 0; i < ROW_MANY; i++) {
        const struct tell_each *one = &each[i < count ? i : count - 1];
        values[at++] = I(one->user_id);
        values[at++] = I(one->class_id);
    }
    const struct db_value behind[EACH_BEHIND] = {code, I(0), I(INT64_MAX), I(0), app, email, push};
    memcpy(&values[at], behind, sizeof(behind));
    return fault_of(
        db_exec(db, INSERT("m.class_id", PAIRS), (struct db_values){values, EACH_BEFORE + 2 * ROW_MANY + EACH_BEHIND}));
}

enum fault tell(struct db *db, enum audience audience, const struct notification_request *request, int64_t but_not,
                int64_t now)
{
    struct telling telling = {.audience = audience, .request = *request, .but_not = but_not, .created_at = now};
    const char *kind = notification_kind_code(request->kind), *word = audiences[audience].word;
    bool more = false;
    assert((notification_rule(request->kind)->told & audiences[audience].told) == audiences[audience].told);
    assert(!request->held || audience == TELL_PERSON);
    if (request->held) {
        enum fault fault = held_drop(db, request);
        if (fault != FAULT_NONE)
            return fault;
    }
    if (audience == TELL_PERSON)
        return people_tell(db, &telling, request->user_id, now);
    enum fault fault = batch_tell(db, &telling, now, &more);
    if (fault != FAULT_NONE || !more)
        return fault;
    return fault_of(
        db_exec(db,
                "INSERT INTO tellings (kind, audience, class_id, lecture_id, subject_id, actor_id, text,"
                " reached_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                DB_VALUES(T(kind), T(word), I(request->class_id), I(request->lecture_id), I(request->subject_id),
                          I(but_not), T(request->text), I(telling.reached_id), I(now))));
}

enum fault tell_settled(struct db *db, const struct notification_request *told, int64_t now)
{
    return fault_of(db_exec(db,
                            "UPDATE notifications SET read_at = ? WHERE subject_id = ? AND kind = ? AND"
                            " COALESCE(text, '') = ? AND (? = 0 OR class_id = ?) AND read_at IS NULL",
                            DB_VALUES(I(now), I(told->subject_id), T(notification_kind_code(told->kind)),
                                      T(told->text ? told->text : ""), I(told->class_id), I(told->class_id))));
}

enum fault tell_unsettled(struct db *db, const struct notification_request *told, int64_t settled_at)
{
    return fault_of(
        db_exec(db,
                "UPDATE notifications SET read_at = NULL WHERE subject_id = ? AND kind = ? AND"
                " COALESCE(text, '') = ? AND (? = 0 OR class_id = ?) AND read_at = ?",
                DB_VALUES(I(told->subject_id), T(notification_kind_code(told->kind)), T(told->text ? told->text : ""),
                          I(told->class_id), I(told->class_id), I(settled_at))));
}

enum fault tell_take_back(struct db *db, const struct notification_request *told, int64_t since)
{
    const char *text = told->text ? told->text : "";
    return fault_of(db_exec(db,
                            "DELETE FROM notifications WHERE user_id = ? AND kind = ? AND created_at >= ? AND"
                            " (? = 0 OR class_id = ?) AND (? = 0 OR lecture_id = ?) AND (? = 0 OR subject_id = ?)"
                            " AND (? = '' OR text = ?)",
                            DB_VALUES(I(told->user_id), T(notification_kind_code(told->kind)), I(since),
                                      I(told->class_id), I(told->class_id), I(told->lecture_id), I(told->lecture_id),
                                      I(told->subject_id), I(told->subject_id), T(text), T(text))));
}

enum fault tell_release(struct db *db, int64_t lecture_id)
{
    struct db_values values = DB_VALUES(I(TELL_HELD), I(lecture_id));
    enum fault fault =
        fault_of(db_exec(db, "UPDATE notifications SET mail_at = 0 WHERE mail_at = ? AND lecture_id = ?", values));
    return fault != FAULT_NONE
               ? fault
               : fault_of(
                     db_exec(db, "UPDATE notifications SET push_at = 0 WHERE push_at = ? AND lecture_id = ?", values));
}

/* ---- the tick ---- */

struct round {
    int64_t now;
    struct arena *arena;
    bool more;
};

static bool audience_parse(const char *word, enum audience *ret_audience)
{
    for (size_t i = 0; word && i < AUDIENCE_COUNT; i++)
        if (strcmp(audiences[i].word, word) == 0) {
            *ret_audience = (enum audience)i;
            return true;
        }
    return false;
}

/* The oldest telling; *ret_known false when it is another version's. */
static enum fault telling_read(struct db *db, struct arena *arena, struct telling *telling, bool *ret_known)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT id, kind, audience, class_id, lecture_id, subject_id, actor_id, text, reached_id, created_at"
              " FROM tellings ORDER BY id LIMIT 1",
              DB_NO_VALUES);
    while (row_next(&row)) {
        telling->id = row_int(&row, 0);
        *ret_known = notification_kind_parse(db_text(&row.rows, 1), &telling->request.kind) &&
                     audience_parse(db_text(&row.rows, 2), &telling->audience);
        telling->request.class_id = row_int(&row, 3);
        telling->request.lecture_id = row_int(&row, 4);
        telling->request.subject_id = row_int(&row, 5);
        telling->but_not = row_int(&row, 6);
        telling->request.text = row_text(&row, 7);
        telling->reached_id = row_int(&row, 8);
        telling->created_at = row_int(&row, 9);
    }
    return row_end(&row);
}

static enum fault round_write(struct db *db, void *context)
{
    struct round *unit = context;
    struct telling telling = {0};
    bool known = false, more = false;
    unit->more = false;
    enum fault fault = telling_read(db, unit->arena, &telling, &known);
    if (fault != FAULT_NONE || telling.id == 0)
        return fault;
    unit->more = true;
    if (known)
        fault = batch_tell(db, &telling, unit->now, &more);
    if (fault != FAULT_NONE)
        return fault;
    if (!more)
        return fault_of(db_exec(db, "DELETE FROM tellings WHERE id = ?", DB_VALUES(I(telling.id))));
    return fault_of(db_exec(db, "UPDATE tellings SET reached_id = ? WHERE id = ?",
                            DB_VALUES(I(telling.reached_id), I(telling.id))));
}

/* One batch; *ret_more: there may be another. */
static enum fault tell_some(struct school *school, int64_t now, bool *ret_more)
{
    enum { ARENA_MAX = 16 << 10 };
    int64_t id;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT id FROM tellings ORDER BY id LIMIT 1", DB_NO_VALUES, ret_more, &id);
    store_reader_close(&db);
    if (fault != FAULT_NONE || !*ret_more)
        return fault;
    CLOSES(arena_release) struct arena arena = arena_of(ARENA_MAX);
    struct round unit = {.now = now, .arena = &arena};
    fault = school_change(school, round_write, &unit);
    *ret_more = unit.more;
    return fault;
}

enum fault telling_tick(struct school *school, int64_t now)
{
    enum fault fault = FAULT_NONE;
    bool more = true;
    for (int i = 0; fault == FAULT_NONE && more && i < TELLING_BATCHES; i++)
        fault = tell_some(school, now, &more);
    return fault;
}
