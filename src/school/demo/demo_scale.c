/* SPDX-License-Identifier: MIT */
/*
 * Rows go in by hundreds a statement. Numbers are given here, not by the database, so that nothing has to be read back;
 * a classroom's marks go in together, so that each index grows in few places at a time.
 */
#include "school/demo/demo_scale.h"

#include <stdio.h>
#include <string.h>

#include "crypto/password.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "school/checkin/proof_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/demo/bulk.h"
#include "school/demo/demo.h"
#include "school/demo/demo_names.h"
#include "school/marks/mark.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    LECTURES_A_WEEK = 2,
    WEEK_DAYS = 7,
    EPOCH_WEEKDAY = 3, // 1970-01-01 was a Thursday, counted from Monday
    LECTURE_MINUTES = 90,
    FIRST_HOUR = 8,
    HOURS = 9,
    PEOPLE_A_UNIT = 2000,
    KINDS = 7,
    CLASSROOM_LECTURES = (SCALE_WEEKS_BACK + SCALE_WEEKS_AHEAD) * LECTURES_A_WEEK,
};

struct scaling {
    const char *hash;
    int64_t now, monday; // of this week, in days
    int64_t students, classrooms, professors, class_students;
    uint64_t seed;
    int64_t from;                  // of the unit under way: a student, or a classroom
    struct bulk_text texts[KINDS]; // one for each table that is filled
};

/* The generator of school/demo.c, begun anew for every classroom: what it makes does not depend on the others. */
static int64_t roll(uint64_t *random, int64_t below)
{
    *random = *random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (int64_t)((*random >> 33) % (uint64_t)below);
}

static int64_t begun_at(const struct scaling *scaling)
{
    return (scaling->monday - SCALE_WEEKS_BACK * WEEK_DAYS) * SCHOOL_DAY_MS;
}

/* Numbers: the administrator is 1, then professors, then students. */
static int64_t professor_id(int64_t number)
{
    return 2 + number;
}

static int64_t student_id(const struct scaling *scaling, int64_t number)
{
    return 2 + scaling->professors + number;
}

static void put_person(struct bulk *users, const struct scaling *scaling, int64_t id, enum role role, const char *name,
                       const char *email)
{
    bulk_row(users, DB_VALUES(I(id), T(name), T(role_code(role)), T(email), T(scaling->hash), T("en"),
                              I(begun_at(scaling)), I(begun_at(scaling))));
}

static void name_of(int64_t number, char name[static 100])
{
    snprintf(name, 100, "%s %s", demo_given_names[number % DEMO_STUDENTS],
             demo_family_names[number / DEMO_STUDENTS % DEMO_FAMILY_NAMES]);
}

static int64_t people_end(const struct scaling *scaling)
{
    int64_t end = scaling->from + PEOPLE_A_UNIT;
    return end < scaling->students ? end : scaling->students;
}

static void put_students(struct bulk *users, const struct scaling *scaling)
{
    for (int64_t i = scaling->from; i < people_end(scaling); i++) {
        char name[100], email[60];
        name_of(i * 7, name);
        snprintf(email, sizeof(email), "student%05lld@college.example", (long long)i + 1);
        put_person(users, scaling, student_id(scaling, i), ROLE_STUDENT, name, email);
    }
}

/* Seven of eight have agreed to the face check. */
static enum db_status put_consents(struct db *db, struct scaling *scaling)
{
    struct bulk consents;
    bulk_begin(&consents, db, &scaling->texts[1], "INSERT INTO consents (user_id, text_version, given_at) VALUES ", 3);
    for (int64_t i = scaling->from; i < people_end(scaling); i++)
        if (i % 8 != 3)
            bulk_row(&consents, DB_VALUES(I(student_id(scaling, i)), T("1"), I(begun_at(scaling))));
    return bulk_end(&consents);
}

static void put_staff(struct bulk *users, const struct scaling *scaling)
{
    put_person(users, scaling, 1, ROLE_ADMINISTRATOR, demo_administrator.name, demo_administrator.email);
    for (int64_t i = 0; i < scaling->professors; i++) {
        char name[100], email[60];
        name_of(i * 11 + 5, name);
        snprintf(email, sizeof(email), "professor%03lld@college.example", (long long)i + 1);
        put_person(users, scaling, professor_id(i), ROLE_PROFESSOR, name, email);
    }
}

/* Students from scaling->from on; with the first of them the staff. */
static enum fault people_unit(struct db *db, void *context)
{
    struct scaling *scaling = context;
    struct bulk users;
    bool found = false;
    int64_t id;
    enum fault fault = FAULT_NONE;
    if (scaling->from == 0)
        fault = row_one_int(db, "SELECT id FROM users LIMIT 1", DB_NO_VALUES, &found, &id);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return FAULT_NOT_ALLOWED;
    bulk_begin(&users, db, &scaling->texts[0],
               "INSERT INTO users (id, name, role, email, password_hash, locale, created_at, email_proven_at) VALUES ",
               8);
    if (scaling->from == 0)
        put_staff(&users, scaling);
    put_students(&users, scaling);
    enum db_status status = bulk_end(&users);
    if (status != DB_OK)
        return fault_of(status);
    int64_t first = scaling->from == 0 ? 1 : student_id(scaling, scaling->from);
    fault = ordering_users(db, first, student_id(scaling, people_end(scaling)) - first);
    return fault != FAULT_NONE ? fault : fault_of(put_consents(db, scaling));
}

/* One classroom under way. */
struct lesson {
    const struct scaling *scaling;
    int64_t class_id, professor_id, lecture_id, starts_at;
    bool cancelled, held;
    uint64_t random;
    struct bulk lectures, windows, marks, refusals;
};

/* Nine in ten come in time; one in 17 is rarely seen, one in 11 often late. */
static void put_mark(struct lesson *lesson, int64_t number)
{
    int64_t chance = roll(&lesson->random, 100), delay = roll(&lesson->random, 9 * SCHOOL_MINUTE_MS);
    int64_t absent_below = number % 17 == 5 ? 45 : 6, late_below = absent_below + (number % 11 == 3 ? 25 : 6);
    enum mark_status status = chance < absent_below ? MARK_ABSENT
                              : chance < late_below ? MARK_LATE
                              : chance >= 97        ? MARK_EXCUSED
                                                    : MARK_PRESENT;
    bool by_face = status == MARK_PRESENT || status == MARK_LATE;
    int64_t late = status == MARK_LATE ? delay : 0;
    int64_t at = lesson->starts_at + (status == MARK_LATE ? CLASSROOM_LATE_MINUTES * (int64_t)SCHOOL_MINUTE_MS : 0);
    at += by_face ? delay : LECTURE_MINUTES * (int64_t)SCHOOL_MINUTE_MS;
    int64_t id = student_id(lesson->scaling, number);
    bulk_row(&lesson->marks, DB_VALUES(I(id), I(lesson->class_id), I(lesson->lecture_id), I(at),
                                       T(mark_status_code(status)), I(late ? late / SCHOOL_MINUTE_MS + 1 : 0),
                                       T(mark_method_code(by_face ? MARK_BY_FACE : MARK_BY_HAND)),
                                       by_face ? N() : I(lesson->professor_id), I(at)));
    if (chance == 40)
        bulk_row(&lesson->refusals, DB_VALUES(I(id), I(lesson->lecture_id),
                                              T(face_reason_code(number % 2 ? FACE_TOO_DARK : FACE_BLURRED)), I(at)));
}

/* Where lecture `number` of the classroom is. */
static void lesson_at(struct lesson *lesson, int64_t number)
{
    const struct scaling *scaling = lesson->scaling;
    int64_t weekday = (scaling->from + number % LECTURES_A_WEEK * 2) % (WEEK_DAYS - 2);
    int64_t week = number / LECTURES_A_WEEK - SCALE_WEEKS_BACK;
    lesson->lecture_id = scaling->from * CLASSROOM_LECTURES + number + 1;
    lesson->starts_at = (scaling->monday + week * WEEK_DAYS + weekday) * SCHOOL_DAY_MS +
                        (FIRST_HOUR + scaling->from % HOURS) * (int64_t)SCHOOL_HOUR_MS;
    lesson->cancelled = number % 51 == 17;
    // One classroom in 40 has taken no attendance in its last weeks.
    lesson->held =
        !lesson->cancelled && lesson->starts_at <= scaling->now && !(scaling->from % 40 == 7 && number >= 80);
}

static void put_lecture(struct lesson *lesson, int64_t number)
{
    static const char *const titles[] = {"Lecture", "Exercises", "Lecture", "Seminar"};
    lesson_at(lesson, number);
    bulk_row(&lesson->lectures,
             DB_VALUES(I(lesson->lecture_id), I(lesson->class_id), T(titles[number % 4]), T("B 204"),
                       I(lesson->starts_at), I(lesson->starts_at + LECTURE_MINUTES * (int64_t)SCHOOL_MINUTE_MS),
                       I(begun_at(lesson->scaling)), lesson->cancelled ? I(lesson->starts_at - SCHOOL_DAY_MS) : N()));
    if (lesson->held)
        bulk_row(&lesson->windows,
                 DB_VALUES(I(lesson->lecture_id), I(lesson->starts_at),
                           I(lesson->starts_at + CLASSROOM_WINDOW_MINUTES * (int64_t)SCHOOL_MINUTE_MS),
                           I(lesson->starts_at + CLASSROOM_LATE_MINUTES * (int64_t)SCHOOL_MINUTE_MS),
                           I(lesson->professor_id), I(lesson->starts_at)));
}

static void put_marks(struct lesson *lesson, int64_t number)
{
    const struct scaling *scaling = lesson->scaling;
    lesson_at(lesson, number);
    for (int64_t i = 0; lesson->held && i < scaling->class_students; i++)
        put_mark(lesson, (scaling->from * scaling->class_students + i) % scaling->students);
}

static enum db_status put_classroom(struct db *db, struct scaling *scaling, const struct lesson *lesson)
{
    static const char *const subjects[] = {"Linear Algebra", "Operating Systems", "Statistics", "Reading Proofs",
                                           "Chemistry",      "World History",     "Economics",  "Databases"};
    static const char *const rules[] = {"attended", "attended", "ignored", "missed"};
    int64_t number = scaling->from;
    char subject[100], code[CLASSROOM_CODE_LENGTH + 1];
    snprintf(subject, sizeof(subject), "%s %lld", subjects[number % 8], (long long)number / 8 + 1);
    secret_code(code, CLASSROOM_CODE_LENGTH);
    enum db_status status =
        db_exec(db,
                "INSERT INTO classrooms (id, subject, section, professor_id, join_code, term, timezone,"
                " late_after_minutes, window_minutes, policy, created_at, excused_counts)"
                " VALUES (?, ?, 'A', ?, ?, ?, 'UTC', ?, ?, 'turn', ?, ?)",
                DB_VALUES(I(lesson->class_id), T(subject), I(lesson->professor_id), T(code),
                          T(number % 2 ? "Evening programme" : "Day programme"), I(CLASSROOM_LATE_MINUTES),
                          I(CLASSROOM_WINDOW_MINUTES), I(begun_at(scaling)), T(rules[number % 4])));
    if (status == DB_OK)
        status = status_of(ordering_classroom(db, lesson->class_id));
    if (status == DB_OK)
        status = status_of(proofs_begin(db, lesson->class_id, lesson->professor_id, begun_at(scaling)));
    if (status != DB_OK)
        return status;
    struct bulk students;
    bulk_begin(&students, db, &scaling->texts[2],
               "INSERT INTO students (user_id, class_id, joined_at, accepted_at) VALUES ", 4);
    for (int64_t i = 0; i < scaling->class_students; i++)
        bulk_row(&students,
                 DB_VALUES(I(student_id(scaling, (number * scaling->class_students + i) % scaling->students)),
                           I(lesson->class_id), I(begun_at(scaling)), I(begun_at(scaling))));
    status = bulk_end(&students);
    if (status != DB_OK)
        return status;
    return db_exec(db,
                   "INSERT INTO memberships (class_id, user_id, joined_at) SELECT class_id, user_id, joined_at"
                   " FROM students WHERE class_id = ?",
                   DB_VALUES(I(lesson->class_id)));
}

static void lesson_begin(struct lesson *lesson, struct db *db, struct scaling *scaling)
{
    *lesson = (struct lesson){
        .scaling = scaling,
        .class_id = scaling->from + 1,
        .professor_id = professor_id(scaling->from % scaling->professors),
        .random = scaling->seed * 1000003 + (uint64_t)scaling->from,
    };
    bulk_begin(&lesson->lectures, db, &scaling->texts[3],
               "INSERT INTO lectures (id, class_id, title, room, starts_at, ends_at, created_at, cancelled_at) VALUES ",
               8);
    bulk_begin(&lesson->windows, db, &scaling->texts[4],
               "INSERT INTO windows (lecture_id, opens_at, closes_at, late_after_at, opened_by, created_at) VALUES ",
               6);
    bulk_begin(&lesson->marks, db, &scaling->texts[5],
               "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late, method,"
               " marked_by, updated_at) VALUES ",
               9);
    bulk_begin(&lesson->refusals, db, &scaling->texts[6],
               "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES ", 4);
}

static enum fault classroom_unit(struct db *db, void *context)
{
    struct scaling *scaling = context;
    struct lesson lesson;
    lesson_begin(&lesson, db, scaling);
    enum db_status status = put_classroom(db, scaling, &lesson);
    if (status != DB_OK)
        return fault_of(status);
    for (int64_t i = 0; i < CLASSROOM_LECTURES; i++)
        put_lecture(&lesson, i);
    enum db_status ends[4] = {bulk_end(&lesson.lectures), bulk_end(&lesson.windows)};
    // Marks refer to lectures, which are there only now.
    for (int64_t i = 0; i < CLASSROOM_LECTURES; i++)
        put_marks(&lesson, i);
    ends[2] = bulk_end(&lesson.marks);
    ends[3] = bulk_end(&lesson.refusals);
    for (size_t i = 0; status == DB_OK && i < sizeof(ends) / sizeof(ends[0]); i++)
        status = ends[i];
    return fault_of(status);
}

static enum fault fill_all(struct school *school, const struct demo_scale_request *request, struct scaling *scaling)
{
    enum fault fault = FAULT_NONE;
    for (scaling->from = 0; fault == FAULT_NONE && scaling->from < scaling->students; scaling->from += PEOPLE_A_UNIT)
        fault = school_change(school, people_unit, scaling);
    if (fault != FAULT_NONE)
        return fault;
    for (scaling->from = 0; scaling->from < scaling->classrooms; scaling->from++) {
        fault = school_change(school, classroom_unit, scaling);
        if (fault != FAULT_NONE)
            return fault;
        if (request->progress)
            request->progress(request->context, scaling->from + 1, scaling->classrooms);
    }
    return FAULT_NONE;
}

static int64_t part(int64_t whole, int64_t thousandths, int64_t least)
{
    int64_t value = whole * thousandths / SCALE_THOUSANDTHS_MAX;
    return value > least ? value : least;
}

enum fault demo_scale(struct school *school, const struct demo_scale_request *request, struct demo *ret_demo)
{
    char hash[PASSWORD_HASH_SIZE];
    struct demo demo = {
        .administrator = demo_administrator.email,
        .professor = "professor001@college.example",
        .student = "student00001@college.example",
    };
    struct scaling scaling = {
        .hash = hash,
        .now = school_now(school),
        .seed = request->seed,
        .students = part(SCALE_STUDENTS, request->thousandths, 20),
        .classrooms = part(SCALE_CLASSROOMS, request->thousandths, 2),
        .professors = part(SCALE_PROFESSORS, request->thousandths, 1),
    };
    if (request->thousandths < 1 || request->thousandths > SCALE_THOUSANDTHS_MAX)
        return FAULT_NOT_ALLOWED;
    int64_t today = scaling.now / SCHOOL_DAY_MS;
    scaling.monday = today - (today + EPOCH_WEEKDAY) % WEEK_DAYS;
    scaling.class_students = scaling.students < SCALE_CLASS_STUDENTS ? scaling.students : SCALE_CLASS_STUDENTS;
    demo_password(demo.password);
    if (!password_hash(demo.password, hash))
        return FAULT_INTERNAL;
    enum fault fault = fill_all(school, request, &scaling);
    for (size_t i = 0; i < KINDS; i++)
        bulk_text_release(&scaling.texts[i]);
    if (fault != FAULT_NONE)
        return fault;
    *ret_demo = demo;
    return FAULT_NONE;
}
