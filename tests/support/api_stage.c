/* SPDX-License-Identifier: MIT */
#include "support/api_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"

/* One statement with a new row's id. */
struct row {
    const char *sql;
    struct db_values values;
    int64_t id;
};

static enum db_status insert_row(struct db *db, void *context)
{
    struct row *row = context;
    return db_insert(db, &row->id, row->sql, row->values);
}

static int64_t insert(struct stage *stage, const char *sql, struct db_values values)
{
    struct row row = {sql, values, 0};
    enum db_status status = store_write(stage->world.test->store, insert_row, &row);
    if (status != DB_OK && status != DB_ROW)
        fail_msg("could not insert: %s", sql);
    return row.id;
}

static int64_t classroom_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_classroom : stage->college.classroom;
}

static int64_t lecture_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_lecture : stage->college.lecture;
}

static int64_t student_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_student.id : stage->college.student.id;
}

static int64_t flag_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // flags belong to the institution
    if (stage->flag == 0)
        stage->flag =
            insert(stage,
                   "INSERT INTO flags (kind, user_id, other_user_id, created_at) VALUES (?, ?, ?, ?) "
                   "RETURNING id",
                   DB_VALUES(T("look_alike"), I(stage->college.student.id), I(stage->college.other_student.id), I(1)));
    return stage->flag;
}

static int64_t insert_job(struct stage *stage, int64_t owner_id, int64_t class_id, const char *kind, const char *state)
{
    return insert(stage,
                  "INSERT INTO jobs (kind, owner_id, class_id, state, request, next_try_at, created_at, updated_at)"
                  " VALUES (?, ?, ?, ?, '', 1, 1, 1) RETURNING id",
                  DB_VALUES(T(kind), I(owner_id), class_id != 0 ? I(class_id) : N(), T(state)));
}

/* Waiting, with an empty file that it has made. */
static int64_t insert_own_job(struct stage *stage, int64_t owner_id)
{
    int64_t id = insert_job(stage, owner_id, 0, "export", "waiting");
    insert(stage,
           "INSERT INTO job_files (job_id, side, name, type, size) VALUES (?, 'output', 'empty.csv', 'text/csv', 0)"
           " RETURNING job_id",
           DB_VALUES(I(id)));
    return id;
}

/* Makes both at once, so that no rows come later. */
static int64_t job_id(struct stage *stage, bool elsewhere)
{
    for (int i = 0; i < 2 && stage->jobs[i] == 0; i++)
        stage->jobs[i] = insert_own_job(stage, student_id(stage, i == 1));
    return stage->jobs[elsewhere];
}

static int64_t import_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // the institution has one administrator here
    if (stage->import == 0)
        stage->import = insert_job(stage, stage->college.administrator.id, 0, "import_users", "done");
    return stage->import;
}

static int64_t dry_run_id(struct stage *stage, bool elsewhere)
{
    const int64_t owners[] = {stage->college.professor.id, stage->college.other_professor.id};
    for (int i = 0; i < 2 && stage->dry_runs[i] == 0; i++)
        stage->dry_runs[i] = insert_job(stage, owners[i], classroom_id(stage, i == 1), "import_lectures", "done");
    return stage->dry_runs[elsewhere];
}

/*
 * What a path may name, in the order of the alphabet: the id of one that is the first student's or in their classroom,
 * or (`elsewhere`) another's. A new :name is entered here.
 */
static const struct kind {
    const char *name;
    int64_t (*find)(struct stage *stage, bool elsewhere);
    const char *word; // instead of `find`: what is called by a word
} kinds[] = {
    {"classroom", classroom_id, NULL},
    {"dry_run", dry_run_id, NULL},
    {"flag", flag_id, NULL},
    {"import", import_id, NULL},
    {"job", job_id, NULL},
    {"lecture", lecture_id, NULL},
    {"setting", NULL, "guardian_age"},
    {"student", student_id, NULL},
    {"user", student_id, NULL},
};

/* Examples that name the first student: their text before and behind the id. */
static const struct {
    const char *pattern;
    const char *start, *end;
} bodies[] = {
    {"/api/attendance/:lecture/photo/confirm", "{\"students\":[", "],\"status\":\"P\"}"},
};

void stage_open(struct stage *stage, void **state)
{
    memset(stage, 0, sizeof(*stage));
    api_world_open(&stage->world, state, NULL);
    api_college(&stage->world, &stage->college);
    struct visitor mate = api_join(&stage->world, "dennis", ROLE_STUDENT);
    struct visitor assistant = api_join(&stage->world, "frances", ROLE_STUDENT);
    char body[64];
    snprintf(body, sizeof(body), "{\"code\":\"%s\"}", stage->college.code);
    json_decref(api_expect(api_ask(&stage->world, &mate, HTTP_POST, "/api/student/join", body), 200));
    insert(stage,
           "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?) RETURNING user_id",
           DB_VALUES(I(stage->college.classroom), I(assistant.id), T("assistant"), I(1)));
    const struct person_here people[PEOPLE] = {
        {"nobody", {0}, 'n', STRANGER, false},
        {"the student", stage->college.student, 's', MEMBER, true},
        {"another student of the class", mate, 's', MEMBER, false},
        {"a student of another class", stage->college.other_student, 's', STRANGER, false},
        {"the assistant", assistant, 's', ASSISTANT, false},
        {"the professor", stage->college.professor, 'p', TEACHER, false},
        {"a professor of another class", stage->college.other_professor, 'p', STRANGER, false},
        {"the administrator", stage->college.administrator, 'a', STRANGER, false},
    };
    memcpy(stage->people, people, sizeof(people));
}

void stage_close(struct stage *stage)
{
    api_world_close(&stage->world);
}

void stage_target(struct stage *stage, const struct api_route *route, enum place place, char target[static 256])
{
    const char *pattern = route->pattern;
    size_t size = 0;
    while (*pattern != '\0' && size < 200) {
        if (*pattern != ':') {
            target[size++] = *pattern++;
            continue;
        }
        size_t length = strcspn(pattern + 1, "/");
        const struct kind *kind = NULL;
        for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
            if (strlen(kinds[i].name) == length && strncmp(kinds[i].name, pattern + 1, length) == 0)
                kind = &kinds[i];
        if (kind == NULL)
            fail_msg("%s: enter what %.*s is in the kinds of tests/support/api_stage.c", route->pattern,
                     (int)length + 1, pattern);
        pattern += length + 1;
        if (kind->word != NULL && place != NOWHERE) {
            size += (size_t)snprintf(target + size, 256 - size, "%s", kind->word);
            continue;
        }
        int64_t id = place == NOWHERE ? 900001 : kind->find(stage, place == ELSEWHERE);
        size += (size_t)snprintf(target + size, 256 - size, "%lld", (long long)id);
    }
    target[size] = '\0';
}

void stage_body(const struct stage *stage, const struct api_route *route, char body[static STAGE_BODY_SIZE])
{
    const char *example = route->example != NULL ? route->example : "{}";
    size_t size = (size_t)snprintf(body, STAGE_BODY_SIZE, "%s", example);
    for (size_t i = 0; i < ARRAY_LENGTH(bodies); i++)
        if (strcmp(route->pattern, bodies[i].pattern) == 0)
            size = (size_t)snprintf(body, STAGE_BODY_SIZE, "%s%lld%s", bodies[i].start,
                                    (long long)stage->college.student.id, bodies[i].end);
    assert_in_range(size, 2, STAGE_BODY_SIZE - 1);
}
