/* SPDX-License-Identifier: MIT */
#include "support/api_stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "school/post/mail_off.h"

/* One statement with a new row's id. */
struct row {
    const char *sql;
    struct db_values values;
    int64_t id;
};

static enum db_status insert_row(struct db *db, void *context)
{
    struct row *row = context;
    return db_one_int(db, &row->id, row->sql, row->values);
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

static int64_t session_id(struct stage *stage, bool elsewhere)
{
    return elsewhere ? stage->college.other_student.session : stage->college.student.session;
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

/* Made when a path first names one; taking it back leaves none. */
static int64_t invitation_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // they are the institution's
    if (stage->invitation == 0)
        stage->invitation = insert(stage,
                                   "INSERT INTO invitations (token_hash, role, created_by, created_at, expires_at)"
                                   " VALUES ('staged', 'professor', ?, 1, ?) RETURNING id",
                                   DB_VALUES(I(stage->college.administrator.id), I(INT64_MAX)));
    return stage->invitation;
}

/* Of a trial that goes on; volunteers are the institution's. */
static int64_t volunteer_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere;
    if (stage->volunteer != 0)
        return stage->volunteer;
    int64_t trial = insert(stage,
                           "INSERT INTO trials (started_at, ends_at, model_id, threshold, people, comparisons,"
                           " too_small) VALUES (1, ?, 'none', 0.4, 0, 0, '') RETURNING id",
                           DB_VALUES(I(INT64_MAX)));
    stage->volunteer = insert(stage,
                              "INSERT INTO trial_volunteers (trial_id, word, chosen, tried) VALUES (?, 'fern', '', 0)"
                              " RETURNING id",
                              DB_VALUES(I(trial)));
    return stage->volunteer;
}

static int64_t board_item_id(struct stage *stage, bool elsewhere)
{
    int64_t *item = &stage->items[elsewhere];
    if (*item == 0)
        *item =
            insert(stage,
                   "INSERT INTO board_items (class_id, author_id, kind, title, body, points, publish_at, created_at,"
                   " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                   DB_VALUES(I(classroom_id(stage, elsewhere)), I(stage->college.professor.id), T("assessment"),
                             T("Essay"), T(""), I(1000), I(1), I(1), I(1)));
    return *item;
}

static int64_t file_id(struct stage *stage, bool elsewhere)
{
    static const char *const keys[] = {"0123456789abcdef0", "0123456789abcdef1"};
    int64_t *file = &stage->files[elsewhere];
    if (*file != 0)
        return *file;
    if (blobs_put(stage->world.blobs, keys[elsewhere], "text", 4, NULL) != BLOB_OK)
        fail_msg("could not store a file");
    *file = insert(stage,
                   "INSERT INTO files (class_id, owner_id, item_id, name, type, size, blob_key, created_at) VALUES"
                   " (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                   DB_VALUES(I(classroom_id(stage, elsewhere)), I(stage->college.professor.id),
                             I(board_item_id(stage, elsewhere)), T("a.txt"), T("text/plain"), I(4), T(keys[elsewhere]),
                             I(1)));
    return *file;
}

static int64_t upload_id(struct stage *stage, bool elsewhere)
{
    static const char *const keys[] = {"0123456789abcdef2", "0123456789abcdef3"};
    int64_t *upload = &stage->uploads[elsewhere];
    if (*upload == 0)
        *upload =
            insert(stage,
                   "INSERT INTO files (class_id, owner_id, name, type, size, blob_key, created_at) VALUES (?, ?, ?, ?,"
                   " ?, ?, ?) RETURNING id",
                   DB_VALUES(I(classroom_id(stage, elsewhere)), I(student_id(stage, elsewhere)), T("a.txt"),
                             T("text/plain"), I(4), T(keys[elsewhere]), I(1)));
    return *upload;
}

/* About the first student, by their professor; about another one in another classroom. */
static int64_t note_id(struct stage *stage, bool elsewhere)
{
    int64_t *note = &stage->notes[elsewhere];
    if (*note == 0)
        *note = insert(stage,
                       "INSERT INTO student_notes (class_id, student_id, author_id, text, created_at) VALUES (?, ?, ?,"
                       " 'x', 1) RETURNING id",
                       DB_VALUES(I(classroom_id(stage, elsewhere)), I(student_id(stage, elsewhere)),
                                 I(elsewhere ? stage->college.other_professor.id : stage->college.professor.id)));
    return *note;
}

static int64_t notification_id(struct stage *stage, bool elsewhere)
{
    int64_t *notification = &stage->notifications[elsewhere];
    if (*notification == 0)
        *notification =
            insert(stage, "INSERT INTO notifications (user_id, kind, created_at) VALUES (?, ?, ?) RETURNING id",
                   DB_VALUES(I(student_id(stage, elsewhere)), T("graded"), I(1)));
    return *notification;
}

static int64_t push_id(struct stage *stage, bool elsewhere)
{
    int64_t *push = &stage->pushes[elsewhere];
    if (*push == 0)
        *push = insert(stage,
                       "INSERT INTO push_subscriptions (user_id, session_id, endpoint, fingerprint, p256dh, auth,"
                       " device, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                       DB_VALUES(I(student_id(stage, elsewhere)), I(session_id(stage, elsewhere)),
                                 T("https://push.example.net/1"), T(elsewhere ? "elsewhere" : "here"), B("1", 1),
                                 B("1", 1), T("Firefox on Linux"), I(1)));
    return *push;
}

/* The first student has another one, so that it can be removed. */
static int64_t device_id(struct stage *stage, bool elsewhere)
{
    static const char *const names[] = {"a device", "another"};
    int64_t *device = &stage->devices[elsewhere];
    for (size_t i = 0; *device == 0 && i < ARRAY_LENGTH(names); i++)
        *device = insert(stage,
                         "INSERT INTO devices (user_id, fingerprint, browser, first_seen_at, last_seen_at, trusted)"
                         " VALUES (?, ?, ?, 1, 1, 0) RETURNING id",
                         DB_VALUES(I(student_id(stage, elsewhere)), T(names[i]), T(names[i])));
    return *device;
}

/* The institution's provider of identity, which nobody answers for. */
static int64_t sso_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere;
    if (stage->sso == 0)
        stage->sso = insert(stage,
                            "INSERT INTO sso_providers (slug, name, kind, issuer, client_id, scopes, makes, by_email,"
                            " admins, trusts_email, external_claim, role_claim, role_map, domains, enabled, version,"
                            " created_at) VALUES ('stage', 'Stage', 'oidc', 'https://login.example.invalid', 'ams',"
                            " 'openid', 'nobody', 1, 0, 0, '', '', '', '', 0, 1, 1) RETURNING id",
                            DB_NO_VALUES);
    return stage->sso;
}

static void sso_slug_text(struct stage *stage, char text[static 64])
{
    (void)sso_id(stage, false);
    snprintf(text, 64, "stage");
}

static int64_t sso_link_id(struct stage *stage, bool elsewhere)
{
    int64_t *link = &stage->sso_links[elsewhere];
    if (*link == 0)
        *link = insert(
            stage,
            "INSERT INTO sso_links (user_id, provider_id, fingerprint, issuer, subject, created_at)"
            " VALUES (?, ?, ?, 'https://login.example.invalid', 'x', 1) RETURNING id",
            DB_VALUES(I(student_id(stage, elsewhere)), I(sso_id(stage, false)), T(elsewhere ? "elsewhere" : "here")));
    return *link;
}

static int64_t passkey_id(struct stage *stage, bool elsewhere)
{
    int64_t *passkey = &stage->passkeys[elsewhere];
    if (*passkey == 0)
        *passkey = insert(stage,
                          "INSERT INTO passkeys (user_id, fingerprint, credential, algorithm, public_key, handle,"
                          " sign_count, transports, synced, backed_up, name, created_at)"
                          " VALUES (?, ?, 'x', -7, 'x', 'x', 0, '', 0, 0, 'Phone', 1) RETURNING id",
                          DB_VALUES(I(student_id(stage, elsewhere)), T(elsewhere ? "elsewhere" : "here")));
    return *passkey;
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

/* An import of lectures that has made one. */
static int64_t applied_id(struct stage *stage, bool elsewhere)
{
    for (int i = 0; i < 2 && stage->applied[i] == 0; i++) {
        int64_t dry = dry_run_id(stage, i == 1);
        const int64_t owners[] = {stage->college.professor.id, stage->college.other_professor.id};
        stage->applied[i] =
            insert(stage,
                   "INSERT INTO jobs (kind, owner_id, class_id, parent_id, state, request, next_try_at, created_at,"
                   " updated_at, finished_at) VALUES ('import_lectures', ?, ?, ?, 'done', '', 1, 1, 1, ?) RETURNING id",
                   DB_VALUES(I(owners[i]), I(classroom_id(stage, i == 1)), I(dry), I(INT64_MAX / 2)));
        insert(stage,
               "INSERT INTO job_undo (job_id, number, part, kind, subject_id) VALUES (?, 1, 0, 'lecture', 1)"
               " RETURNING job_id",
               DB_VALUES(I(stage->applied[i])));
    }
    return stage->applied[elsewhere];
}

/* Somebody of the first classroom's staff. */
static int64_t member_id(struct stage *stage, bool elsewhere)
{
    if (stage->member == 0) {
        stage->member = api_join(&stage->world, "adele", ROLE_PROFESSOR).id;
        insert(stage,
               "INSERT INTO classroom_staff (class_id, user_id, kind, added_at) VALUES (?, ?, ?, ?) RETURNING "
               "user_id",
               DB_VALUES(I(stage->college.classroom), I(stage->member), T("assistant"), I(1)));
    }
    return elsewhere ? stage->college.other_professor.id : stage->member;
}

static void insert_request(struct stage *stage, int64_t class_id, int64_t user_id)
{
    insert(stage, "INSERT INTO join_requests (class_id, user_id, asked_at) VALUES (?, ?, ?) RETURNING user_id",
           DB_VALUES(I(class_id), I(user_id), I(1)));
}

/* Somebody who asks to be let into the first classroom. */
static int64_t asker_id(struct stage *stage, bool elsewhere)
{
    if (stage->asker == 0) {
        stage->asker = api_join(&stage->world, "radia", ROLE_STUDENT).id;
        insert_request(stage, stage->college.classroom, stage->asker);
    }
    return elsewhere ? stage->college.student.id : stage->asker;
}

/* A classroom that the first student asks to be let into. */
static int64_t waiting_id(struct stage *stage, bool elsewhere)
{
    if (stage->waiting == 0) {
        stage->waiting = stage->college.other_classroom;
        insert_request(stage, stage->waiting, stage->college.student.id);
    }
    return elsewhere ? stage->college.classroom : stage->waiting;
}

/* 2026-12-24, a day off for the institution and the first classroom. */
static void day_text(struct stage *stage, char text[static 64])
{
    enum { DAY = 20811 };
    if (!stage->has_day) {
        insert(stage, "INSERT INTO holidays (day, name, created_at) VALUES (?, ?, ?) RETURNING id",
               DB_VALUES(I(DAY), T("Feast"), I(1)));
        insert(stage, "INSERT INTO classroom_days (class_id, day, off, name) VALUES (?, ?, ?, ?) RETURNING day",
               DB_VALUES(I(stage->college.classroom), I(DAY), I(1), T("Feast")));
    }
    stage->has_day = true;
    snprintf(text, 64, "2026-12-24");
}

static void token_text(struct stage *stage, char text[static 64])
{
    if (stage->link[0] == '\0') {
        json_t *made =
            api_expect(api_ask(&stage->world, &stage->college.student, HTTP_POST, "/api/user/calendar", NULL), 201);
        snprintf(stage->link, sizeof(stage->link), "%s", json_text_at(made, "path"));
        json_decref(made);
    }
    snprintf(text, 64, "%s", stage->link + strlen("/api/calendar/"));
}

static void stop_text(struct stage *stage, char text[static 64])
{
    CLOSES(arena_release) struct arena arena = arena_of(1 << 12);
    snprintf(text, 64, "%s", mail_off_token(stage->world.school, stage->college.student.id, "graded", &arena));
}

static void setting_text(struct stage *stage, char text[static 64])
{
    (void)stage; // settings belong to the institution
    snprintf(text, 64, "guardian_age");
}

static void problem_text(struct stage *stage, char text[static 64])
{
    (void)stage; // problems are the program's
    snprintf(text, 64, "window_closed");
}

static void class_import_text(struct stage *stage, char text[static 64])
{
    (void)stage;
    snprintf(text, 64, "lectures");
}

static void office_import_text(struct stage *stage, char text[static 64])
{
    (void)stage;
    snprintf(text, 64, "users");
}

/* The first student's, and another class's. */
static int64_t request_id(struct stage *stage, bool elsewhere)
{
    const struct college *college = &stage->college;
    return insert(stage,
                  "INSERT INTO requests (class_id, student_id, kind, state, lecture_id, text, created_at)"
                  " VALUES (?, ?, 'appeal', 'open', ?, 'x', 1) RETURNING id",
                  DB_VALUES(I(elsewhere ? college->other_classroom : college->classroom),
                            I(elsewhere ? college->other_student.id : college->student.id),
                            I(elsewhere ? college->other_lecture : college->lecture)));
}

/* A new one with the first student in it, and another class's. */
static int64_t group_id(struct stage *stage, bool elsewhere)
{
    char name[32];
    int64_t class_id = classroom_id(stage, elsewhere);
    snprintf(name, sizeof(name), "Lab %lld", (long long)++stage->groups);
    int64_t id = insert(stage, "INSERT INTO class_groups (class_id, name, created_at) VALUES (?, ?, ?) RETURNING id",
                        DB_VALUES(I(class_id), T(name), I(1)));
    insert(stage,
           "INSERT INTO group_memberships (group_id, class_id, user_id, joined_at) VALUES (?, ?, ?, ?) RETURNING id",
           DB_VALUES(I(id), I(class_id), I(student_id(stage, elsewhere)), I(1)));
    return id;
}

/* A kind whose office are the administrators. */
static int64_t leave_kind_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // kinds belong to the institution
    if (stage->leave_kind == 0)
        stage->leave_kind = insert(stage,
                                   "INSERT INTO leave_kinds (name, decider, evidence, evidence_for, status, days_after)"
                                   " VALUES ('Illness', 'office', 'optional', 'office', 'E', 7) RETURNING id",
                                   DB_NO_VALUES);
    return stage->leave_kind;
}

/* The first student's, or another's: for the staff to decide, or for the office. Each with a file. */
static int64_t insert_leave(struct stage *stage, bool elsewhere, bool office, int64_t *ret_file)
{
    static const char *const keys[] = {"0123456789abcdefa0", "0123456789abcdefa1", "0123456789abcdefa2",
                                       "0123456789abcdefa3"};
    int64_t student = student_id(stage, elsewhere);
    const char *side = office ? "office" : "staff";
    int64_t id = insert(stage,
                        "INSERT INTO leaves (student_id, kind_id, class_id, from_at, until_at, text, decider,"
                        " evidence_for, state, created_at) VALUES (?, ?, ?, 1, 4000000000000, 'x', ?, ?, 'open', 1)"
                        " RETURNING id",
                        DB_VALUES(I(student), office ? I(leave_kind_id(stage, false)) : N(),
                                  I(classroom_id(stage, elsewhere)), T(side), T(side)));
    *ret_file =
        insert(stage,
               "INSERT INTO leave_files (leave_id, owner_id, name, type, size, blob_key, sealed_for, created_at)"
               " VALUES (?, ?, 'a.txt', 'text/plain', 4, ?, ?, 1) RETURNING id",
               DB_VALUES(I(id), I(student), T(keys[2 * office + elsewhere]), I(student)));
    return id;
}

static int64_t leave_id(struct stage *stage, bool elsewhere)
{
    for (int i = 0; i < 2 && stage->leaves[i] == 0; i++)
        stage->leaves[i] = insert_leave(stage, i == 1, false, &stage->evidence[i]);
    return stage->leaves[elsewhere];
}

static int64_t evidence_id(struct stage *stage, bool elsewhere)
{
    leave_id(stage, elsewhere);
    return stage->evidence[elsewhere];
}

static int64_t office_leave_id(struct stage *stage, bool elsewhere)
{
    for (int i = 0; i < 2 && stage->office_leaves[i] == 0; i++)
        stage->office_leaves[i] = insert_leave(stage, i == 1, true, &stage->office_evidence[i]);
    return stage->office_leaves[elsewhere];
}

static int64_t office_evidence_id(struct stage *stage, bool elsewhere)
{
    office_leave_id(stage, elsewhere);
    return stage->office_evidence[elsewhere];
}

static int64_t loose_evidence_id(struct stage *stage, bool elsewhere)
{
    static const char *const keys[] = {"0123456789abcdefb0", "0123456789abcdefb1"};
    int64_t *loose = &stage->loose[elsewhere];
    if (*loose == 0)
        *loose = insert(stage,
                        "INSERT INTO leave_files (owner_id, name, type, size, blob_key, sealed_for, created_at)"
                        " VALUES (?, 'a.txt', 'text/plain', 4, ?, ?, 1) RETURNING id",
                        DB_VALUES(I(student_id(stage, elsewhere)), T(keys[elsewhere]), I(1)));
    return *loose;
}

/* Somebody who asks to be forgotten. */
static int64_t eraser_id(struct stage *stage, bool elsewhere)
{
    if (!stage->erasing)
        insert(stage, "INSERT INTO erasure_requests (user_id, asked_at) VALUES (?, 1) RETURNING user_id",
               DB_VALUES(I(student_id(stage, false))));
    if (!stage->erasing)
        insert(stage, "INSERT INTO erasure_requests (user_id, asked_at) VALUES (?, 1) RETURNING user_id",
               DB_VALUES(I(student_id(stage, true))));
    stage->erasing = true;
    return student_id(stage, elsewhere);
}

static int64_t kiosk_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // kiosks belong to the institution
    if (stage->kiosk == 0)
        stage->kiosk = insert(stage,
                              "INSERT INTO kiosks (name, room, badge, pin, face, made_at) VALUES ('Gate', 'Gate', 1, 1,"
                              " 1, 1) RETURNING id",
                              DB_NO_VALUES);
    return stage->kiosk;
}

/* The first student, drawn to be looked up in their lecture; and another one in another lecture. */
static int64_t drawn_id(struct stage *stage, bool elsewhere)
{
    const int64_t lectures[] = {stage->college.lecture, stage->college.other_lecture};
    for (int i = 0; i < 2 && !stage->drawn; i++) {
        int64_t draw = insert(stage,
                              "INSERT INTO spot_draws (lecture_id, at, drawn_by, names, flagged, plain)"
                              " VALUES (?, 1, ?, 5, 0, 1) RETURNING id",
                              DB_VALUES(I(lectures[i]), I(stage->college.professor.id)));
        insert(stage,
               "INSERT INTO spot_checks (draw_id, lecture_id, student_id, flagged, chosen, out_of)"
               " VALUES (?, ?, ?, 0, 1, 1) RETURNING id",
               DB_VALUES(I(draw), I(lectures[i]), I(student_id(stage, i == 1))));
    }
    stage->drawn = true;
    return student_id(stage, elsewhere);
}

static int64_t insert_token(struct stage *stage, int64_t user_id, int64_t maker_id, const char *hash)
{
    return insert(stage,
                  "INSERT INTO api_tokens (kind, user_id, made_by, name, shown, hash, scopes, created_at, expires_at)"
                  " VALUES (?, ?, ?, 'Sync', 'ams_', ?, 'classes:read', 1, ?) RETURNING id",
                  DB_VALUES(T(user_id != 0 ? "person" : "institution"), user_id != 0 ? I(user_id) : N(), I(maker_id),
                            T(hash), I(INT64_MAX)));
}

static int64_t program_id(struct stage *stage, bool elsewhere)
{
    for (int i = 0; i < 2 && stage->programs[i] == 0; i++)
        stage->programs[i] =
            insert_token(stage, student_id(stage, i == 1), student_id(stage, i == 1), i == 1 ? "elsewhere" : "here");
    return stage->programs[elsewhere];
}

static int64_t office_program_id(struct stage *stage, bool elsewhere)
{
    (void)elsewhere; // they are the institution's
    if (stage->office_program == 0)
        stage->office_program = insert_token(stage, 0, stage->college.administrator.id, "office");
    return stage->office_program;
}

/*
 * What a path may name, in the order of the alphabet: the id of one that is the first student's or in their
 * classroom, or (`elsewhere`) another's. A new :name is entered here.
 */
static const struct kind {
    const char *name;
    int64_t (*find)(struct stage *stage, bool elsewhere); // NULL: it is no id, the next one tells
    void (*find_text)(struct stage *stage, char text[static 64]);
} kinds[] = {
    // clang-format off
    {"applied", applied_id, NULL},
    {"asker", asker_id, NULL},
    {"class_import", NULL, class_import_text},
    {"classroom", classroom_id, NULL},
    {"date", NULL, day_text},
    {"device", device_id, NULL},
    {"drawn", drawn_id, NULL},
    {"dry_run", dry_run_id, NULL},
    {"eraser", eraser_id, NULL},
    {"evidence", evidence_id, NULL},
    {"file", file_id, NULL},
    {"flag", flag_id, NULL},
    {"group", group_id, NULL},
    {"import", import_id, NULL},
    {"invitation", invitation_id, NULL},
    {"item", board_item_id, NULL},
    {"job", job_id, NULL},
    {"kiosk", kiosk_id, NULL},
    {"leave", leave_id, NULL},
    {"leave_kind", leave_kind_id, NULL},
    {"lecture", lecture_id, NULL},
    {"link", sso_link_id, NULL},
    {"loose_evidence", loose_evidence_id, NULL},
    {"note", note_id, NULL},
    {"notification", notification_id, NULL},
    {"office_evidence", office_evidence_id, NULL},
    {"office_import", NULL, office_import_text},
    {"office_leave", office_leave_id, NULL},
    {"office_program", office_program_id, NULL},
    {"passkey", passkey_id, NULL},
    {"person", member_id, NULL},
    {"problem", NULL, problem_text},
    {"provider", NULL, sso_slug_text},
    {"program", program_id, NULL},
    {"push", push_id, NULL},
    {"request", request_id, NULL},
    {"session", session_id, NULL},
    {"setting", NULL, setting_text},
    {"sso", sso_id, NULL},
    {"stop", NULL, stop_text},
    {"student", student_id, NULL},
    {"token", NULL, token_text},
    {"upload", upload_id, NULL},
    {"user", student_id, NULL},
    {"volunteer", volunteer_id, NULL},
    {"waiting", waiting_id, NULL},
    // clang-format on
};

/* Examples that name the first student: their text before and behind the id. */
static const struct {
    const char *pattern;
    const char *start, *end;
} bodies[] = {
    {"/api/classroom/:classroom/groups/:group/students", "{\"students\":[", "]}"},
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
    insert(stage,
           "INSERT INTO institution_logo (id, bytes, width, height, changed_at) VALUES (1, ?, 1, 1, 1) RETURNING id",
           DB_VALUES(B("png", 3)));
    const struct person_here people[PEOPLE] = {
        {"nobody", {0}, 'n', STRANGER, false},
        {"the student", stage->college.student, 's', MEMBER, true},
        {"another student of the class", mate, 's', MEMBER, false},
        {"a student of another class", stage->college.other_student, 's', STRANGER, false},
        {"the assistant", assistant, 's', ASSISTANT, false},
        {"the professor", stage->college.professor, 'p', TEACHER, false},
        {"a professor of another class", stage->college.other_professor, 'p', STRANGER, false},
        {"the administrator", stage->college.administrator, 'a', STRANGER, false},
        {"the kiosk", stage->college.kiosk, 'k', STRANGER, false},
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
        if (!kind)
            fail_msg("%s: enter what %.*s is in the kinds of tests/support/api_stage.c", route->pattern,
                     (int)length + 1, pattern);
        char text[64] = "900001";
        if (place != NOWHERE && kind->find_text)
            kind->find_text(stage, text);
        else if (place != NOWHERE)
            snprintf(text, sizeof(text), "%lld", (long long)kind->find(stage, place == ELSEWHERE));
        size += (size_t)snprintf(target + size, 256 - size, "%s", text);
        pattern += length + 1;
    }
    target[size] = '\0';
}

void stage_body(const struct stage *stage, const struct api_route *route, char body[static STAGE_BODY_SIZE])
{
    const char *example = route->example ? route->example : "{}";
    size_t size = (size_t)snprintf(body, STAGE_BODY_SIZE, "%s", example);
    for (size_t i = 0; i < ARRAY_LENGTH(bodies); i++)
        if (strcmp(route->pattern, bodies[i].pattern) == 0)
            size = (size_t)snprintf(body, STAGE_BODY_SIZE, "%s%lld%s", bodies[i].start,
                                    (long long)stage->college.student.id, bodies[i].end);
    assert_in_range(size, 2, STAGE_BODY_SIZE - 1);
}
