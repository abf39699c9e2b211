/* SPDX-License-Identifier: MIT */
/*
 * The demo college. Everything follows from a fixed seed and the clock: two fills at the same time differ in nothing
 * but the password and the join codes.
 */
#include "school/demo/demo.h"

#include "base/str.h"
#include "crypto/password.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "school/checkin/proof_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/demo/demo_act.h"
#include "school/demo/demo_names.h"
#include "school/marks/mark.h"
#include "school/marks/receipt/receipt_note.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    WEEKS_BACK = 6,
    WEEKS_AHEAD = 1,
    LECTURE_MINUTES = 90,
    WEEK_DAYS = 7,
    EPOCH_WEEKDAY = 3,  // 1970-01-01 was a Thursday, counted from Monday
    PASSWORD_GROUP = 4, // "ABCD-EFGH-JKMN-PQRS"
    PASSWORD_GROUPS = 4,
    TITLES = 6,
    ROUND_MINUTES = 5,        // the lecture that runs began at such a time
    RUNNING_LATE_MINUTES = 45 // of that one: whoever looks at the demo is in time for a while
};

/* A fill under way. After the first failure every further step does nothing. */
struct filling {
    struct db *db;
    enum db_status status;
    const char *hash;
    int64_t now;
    uint64_t random;
    struct demo_cast cast;
};

/* 0 to below - 1; a linear congruential generator (Knuth's MMIX constants) is random enough for a show. */
static int64_t roll(struct filling *filling, int64_t below)
{
    filling->random = filling->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((filling->random >> 33) % (uint64_t)below);
}

static void put(struct filling *filling, const char *sql, struct db_values values)
{
    if (filling->status == DB_OK)
        filling->status = db_exec(filling->db, sql, values);
}

static int64_t put_for_id(struct filling *filling, const char *sql, struct db_values values)
{
    int64_t id = 0;
    if (filling->status != DB_OK)
        return 0;
    enum db_status status = db_one_int(filling->db, &id, sql, values);
    filling->status = status == DB_ROW ? DB_OK : status == DB_OK ? DB_FAIL : status;
    return id;
}

static int64_t put_person(struct filling *filling, enum role role, const char *name, const char *email)
{
    int64_t id =
        put_for_id(filling,
                   "INSERT INTO users (name, role, email, password_hash, external_id, locale, created_at,"
                   " disabled_at, email_proven_at) VALUES (?, ?, ?, ?, NULL, 'en', ?, NULL, ?) RETURNING id",
                   DB_VALUES(T(name), T(role_code(role)), T(email), T(filling->hash),
                             I(filling->now - (WEEKS_BACK + 1) * WEEK_DAYS * (int64_t)SCHOOL_DAY_MS), I(filling->now)));
    if (filling->status == DB_OK)
        filling->status = status_of(ordering_user(filling->db, id));
    return id;
}

static void put_people(struct filling *filling)
{
    struct demo_cast *cast = &filling->cast;
    cast->administrator = put_person(filling, ROLE_ADMINISTRATOR, demo_administrator.name, demo_administrator.email);
    for (int i = 0; i < DEMO_PROFESSORS; i++)
        cast->professors[i] = put_person(filling, ROLE_PROFESSOR, demo_professors[i].name, demo_professors[i].email);
    for (int i = 0; i < DEMO_STUDENTS; i++) {
        char name[100], email[40];
        snprintf(name, sizeof(name), "%s %s", demo_given_names[i], demo_family_names[i * 7 % DEMO_FAMILY_NAMES]);
        snprintf(email, sizeof(email), "student%02d@college.example", i + 1);
        cast->students[i] = put_person(filling, ROLE_STUDENT, name, email);
    }
}

/* One lecture of the show. */
struct show {
    const struct demo_classroom *plan;
    int64_t class_id, lecture_id, professor_id;
    int days[2];           // of the week, 0: Monday
    int64_t starts_in_day; // milliseconds
    int64_t starts_at;
    bool running; // now: its window is open, and the student who is shown around has not marked yet
};

static void put_mark(struct filling *filling, const struct show *show, int64_t student_id, enum mark_status status,
                     int64_t at, int64_t minutes_late, const char *note)
{
    bool by_face = status == MARK_PRESENT || status == MARK_LATE;
    enum mark_method method = by_face ? MARK_BY_FACE : MARK_BY_HAND;
    put(filling,
        "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method, marked_by,"
        " note, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        DB_VALUES(I(student_id), I(show->class_id), I(show->lecture_id), I(at), T(mark_status_code(status)),
                  I(minutes_late), T(mark_method_code(method)), by_face ? N() : I(show->professor_id), T(note), I(at)));
    const struct receipt_note became = {.student_id = student_id,
                                        .lecture_id = show->lecture_id,
                                        .class_id = show->class_id,
                                        .status = status,
                                        .minutes_late = minutes_late,
                                        .method = method,
                                        .at = at,
                                        .by = by_face ? RECEIPT_BY_STUDENT : RECEIPT_BY_STAFF};
    if (filling->status == DB_OK)
        filling->status = status_of(receipt_note(filling->db, &became, at));
}

/* Most come in time; some are always late, few are rarely seen; what has not happened yet is not marked. */
static void put_marks(struct filling *filling, const struct show *show)
{
    for (int i = 0; i < show->plan->students; i++) {
        int number = (show->plan->first_student + i) % DEMO_STUDENTS;
        int64_t student_id = filling->cast.students[number];
        int64_t chance = roll(filling, 100), delay = roll(filling, 9 * SCHOOL_MINUTE_MS);
        if (show->running && number == 0)
            continue;
        int64_t absent_below = number % 17 == 5 ? 45 : 5, late_below = absent_below + (number % 11 == 3 ? 25 : 6);
        int64_t hand_at = show->starts_at + LECTURE_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
        if (chance < absent_below) {
            if (hand_at <= filling->now)
                put_mark(filling, show, student_id, MARK_ABSENT, hand_at, 0, NULL);
        } else if (chance < late_below) {
            int64_t late = roll(filling, 5 * SCHOOL_MINUTE_MS);
            int64_t at = show->starts_at + CLASSROOM_LATE_MINUTES * (int64_t)SCHOOL_MINUTE_MS + late;
            if (at <= filling->now)
                put_mark(filling, show, student_id, MARK_LATE, at, late / SCHOOL_MINUTE_MS + 1, NULL);
        } else if (chance >= 97) {
            if (hand_at <= filling->now)
                put_mark(filling, show, student_id, MARK_EXCUSED, hand_at, 0,
                         chance == 97 ? "Doctor's note" : "Excused by mail");
        } else if (chance < 95 && show->starts_at + delay <= filling->now) {
            put_mark(filling, show, student_id, MARK_PRESENT, show->starts_at + delay, 0, NULL);
        }
        if (chance == 40 && show->starts_at + delay <= filling->now)
            put(filling, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, ?, ?)",
                DB_VALUES(I(student_id), I(show->lecture_id),
                          T(face_reason_code(number % 2 ? FACE_TOO_DARK : FACE_BLURRED)), I(show->starts_at + delay)));
    }
}

static void put_lecture(struct filling *filling, struct show *show, int number)
{
    bool cancelled = number == 5;
    int64_t ends_at = show->starts_at + LECTURE_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    show->lecture_id = put_for_id(
        filling,
        "INSERT INTO lectures (class_id, title, room, starts_at, ends_at, created_at, cancelled_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(I(show->class_id), T(show->plan->titles[number % TITLES]), T(show->plan->room), I(show->starts_at),
                  I(ends_at), I(filling->now - (WEEKS_BACK + 1) * WEEK_DAYS * (int64_t)SCHOOL_DAY_MS),
                  cancelled ? I(show->starts_at - SCHOOL_DAY_MS) : N()));
    if (cancelled || show->starts_at > filling->now)
        return;
    int64_t open_minutes = show->running ? LECTURE_MINUTES : CLASSROOM_WINDOW_MINUTES;
    int64_t late_minutes = show->running ? RUNNING_LATE_MINUTES : CLASSROOM_LATE_MINUTES;
    put(filling,
        "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, closed_by, created_at)"
        " VALUES (?, ?, ?, ?, ?, NULL, ?)",
        DB_VALUES(
            I(show->lecture_id), I(show->starts_at), I(show->starts_at + open_minutes * (int64_t)SCHOOL_MINUTE_MS),
            I(show->starts_at + late_minutes * (int64_t)SCHOOL_MINUTE_MS), I(show->professor_id), I(show->starts_at)));
    put(filling, "INSERT INTO room_offers (lecture_id, first_at) VALUES (?, ?)",
        DB_VALUES(I(show->lecture_id), I(show->starts_at)));
    put_marks(filling, show);
}

/* The first classroom meets now, whatever day and hour it is, so that there is something to look at; the others by
 * their plan. */
static void show_times(const struct filling *filling, struct show *show)
{
    int64_t today = filling->now / SCHOOL_DAY_MS, in_day = filling->now % SCHOOL_DAY_MS;
    int64_t round = ROUND_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    bool first = show->plan == &demo_classrooms[0];
    int64_t begun = in_day / round * round - round;
    show->days[0] = first ? (int)((today + EPOCH_WEEKDAY) % WEEK_DAYS) : show->plan->days[0];
    show->days[1] = first ? (show->days[0] + 3) % WEEK_DAYS : show->plan->days[1];
    show->starts_in_day = !first ? show->plan->hour * (int64_t)SCHOOL_HOUR_MS : begun > 0 ? begun : 0;
}

static int64_t put_classroom(struct filling *filling, const struct demo_classroom *plan)
{
    struct show show = {.plan = plan, .professor_id = filling->cast.professors[plan->professor]};
    char code[CLASSROOM_CODE_LENGTH + 1];
    int64_t today = filling->now / SCHOOL_DAY_MS, monday = today - (today + EPOCH_WEEKDAY) % WEEK_DAYS;
    int64_t first_day = monday - WEEKS_BACK * WEEK_DAYS;
    int number = 0;
    secret_code(code, CLASSROOM_CODE_LENGTH);
    show_times(filling, &show);
    show.class_id = put_for_id(
        filling,
        "INSERT INTO classrooms (subject, section, professor_id, join_code, term, timezone, late_after_minutes,"
        " window_minutes, policy, archived_at, created_at) VALUES (?, ?, ?, ?, 'This term', 'UTC', ?, ?, 'turn',"
        " NULL, ?) RETURNING id",
        DB_VALUES(T(plan->subject), T(plan->section), I(show.professor_id), T(code), I(CLASSROOM_LATE_MINUTES),
                  I(CLASSROOM_WINDOW_MINUTES), I(first_day * SCHOOL_DAY_MS)));
    if (filling->status == DB_OK)
        filling->status = status_of(ordering_classroom(filling->db, show.class_id));
    if (filling->status == DB_OK)
        filling->status = status_of(proofs_begin(filling->db, show.class_id, show.professor_id, filling->now));
    for (int i = 0; i < plan->students; i++)
        put(filling,
            "INSERT INTO students (user_id, class_id, image_url, joined_at, accepted_at) VALUES (?, ?, NULL, ?, ?)",
            DB_VALUES(I(filling->cast.students[(plan->first_student + i) % DEMO_STUDENTS]), I(show.class_id),
                      I(first_day * SCHOOL_DAY_MS), I(first_day * SCHOOL_DAY_MS)));
    put(filling,
        "INSERT INTO memberships (class_id, user_id, joined_at) SELECT class_id, user_id, joined_at FROM students"
        " WHERE class_id = ?",
        DB_VALUES(I(show.class_id)));
    for (int64_t day = first_day; day < monday + (WEEKS_AHEAD + 1) * WEEK_DAYS; day++) {
        int weekday = (int)((day + EPOCH_WEEKDAY) % WEEK_DAYS);
        if (weekday != show.days[0] && weekday != show.days[1])
            continue;
        show.starts_at = day * SCHOOL_DAY_MS + show.starts_in_day;
        show.running = plan == &demo_classrooms[0] && day == today;
        put_lecture(filling, &show, number++);
    }
    return show.class_id;
}

static enum fault fill(struct db *db, void *context)
{
    struct filling *filling = context;
    bool found = false;
    int64_t id;
    filling->db = db;
    filling->status = DB_OK;
    filling->random = 2026;
    enum fault fault = row_one_int(db, "SELECT id FROM users LIMIT 1", DB_NO_VALUES, &found, &id);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return FAULT_NOT_ALLOWED;
    put_people(filling);
    for (int i = 0; i < DEMO_CLASSROOMS; i++)
        filling->cast.classrooms[i] = put_classroom(filling, &demo_classrooms[i]);
    if (filling->status != DB_OK)
        return fault_of(filling->status);
    return audit_append(db,
                        &(struct audit_entry){.at = filling->now, .action = "demo_filled", .subject_type = "school"});
}

void demo_password(char password[static DEMO_PASSWORD_SIZE])
{
    size_t at = 0;
    for (int i = 0; i < PASSWORD_GROUPS; i++) {
        char group[PASSWORD_GROUP + 1];
        secret_code(group, PASSWORD_GROUP);
        at += (size_t)snprintf(password + at, DEMO_PASSWORD_SIZE - at, "%s%s", i ? "-" : "", group);
    }
}

enum fault demo_fill(struct school *school, struct demo *ret_demo)
{
    char hash[PASSWORD_HASH_SIZE];
    struct demo demo = {
        .administrator = demo_administrator.email,
        .professor = demo_professors[0].email,
        .student = "student01@college.example",
    };
    struct filling filling = {.hash = hash, .now = school_now(school)};
    demo_password(demo.password);
    if (!password_hash(demo.password, hash))
        return FAULT_INTERNAL;
    enum fault fault = school_change(school, fill, &filling);
    if (fault != FAULT_NONE)
        return fault;
    fault = demo_act(school, &filling.cast);
    if (fault != FAULT_NONE)
        return fault;
    *ret_demo = demo;
    return FAULT_NONE;
}
