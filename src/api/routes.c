/* SPDX-License-Identifier: MIT */
/* The whole API on one screen. docs/API.md says what each line takes and answers. */
#include "api/handlers.h"
#include "base/str.h"

/* clang-format off */
const struct api_route api_table[] = {
    // method, path, who, handler, body, slow
    {HTTP_GET,    "/api/health",                            ANYONE,        health_get,               NO_BODY, false},

    {HTTP_GET,    "/api/user/invitation",                   ANYONE,        user_invitation,          NO_BODY, false},
    {HTTP_POST,   "/api/user/sign-up",                      ANYONE,        user_sign_up,             JSON_BODY, true},
    {HTTP_POST,   "/api/user/session",                      ANYONE,        user_sign_in,             JSON_BODY, true},
    {HTTP_DELETE, "/api/user/session",                      SIGNED_IN,     user_sign_out,            NO_BODY, true},
    {HTTP_GET,    "/api/user/me",                           SIGNED_IN,     user_me,                  NO_BODY, false},

    {HTTP_GET,    "/api/student/home",                      STUDENT,       student_home,             NO_BODY, false},
    {HTTP_POST,   "/api/student/join",                      STUDENT,       student_join,             JSON_BODY, true},
    {HTTP_GET,    "/api/student/consent",                   STUDENT,       student_consent,          NO_BODY, false},
    {HTTP_POST,   "/api/student/consent",                   STUDENT,       student_consent_give,     JSON_BODY, true},
    {HTTP_DELETE, "/api/student/consent",                   STUDENT,       student_consent_withdraw, NO_BODY, true},
    {HTTP_GET,    "/api/student/face",                      STUDENT,       student_face,             NO_BODY, false},
    {HTTP_PUT,    "/api/student/face",                      STUDENT,       student_face_enrol,       BURST_BODY, true},
    {HTTP_DELETE, "/api/student/face",                      STUDENT,       student_face_delete,      NO_BODY, true},
    {HTTP_GET,    "/api/student/record/:classroom",         STUDENT,       student_record,           NO_BODY, false},

    {HTTP_GET,    "/api/classroom",                         SIGNED_IN,     classroom_overview,       NO_BODY, false},
    {HTTP_POST,   "/api/classroom",                         PROFESSOR,     classroom_new,            JSON_BODY, true},
    {HTTP_GET,    "/api/classroom/:classroom",              SIGNED_IN,     classroom_one,            NO_BODY, false},
    {HTTP_PATCH,  "/api/classroom/:classroom",              PROFESSOR,     classroom_edit,           JSON_BODY, true},
    {HTTP_POST,   "/api/classroom/:classroom/join-code",    PROFESSOR,     classroom_new_code,       JSON_BODY, true},
    {HTTP_GET,    "/api/classroom/:classroom/students",     PROFESSOR,     classroom_students,       NO_BODY, false},
    {HTTP_POST,   "/api/classroom/:classroom/lectures",     PROFESSOR,     classroom_new_lecture,    JSON_BODY, true},
    {HTTP_POST,   "/api/classroom/:classroom/instant",      PROFESSOR,     classroom_instant,        JSON_BODY, true},
    {HTTP_GET,    "/api/classroom/:classroom/register",     STAFF,         classroom_register,       NO_BODY, false},

    {HTTP_GET,    "/api/attendance/:lecture",               STAFF,         attendance_live,          NO_BODY, false},
    {HTTP_GET,    "/api/attendance/:lecture/events",        STAFF,         attendance_events,        NO_BODY, false},
    {HTTP_GET,    "/api/attendance/:lecture/code",          PROFESSOR,     attendance_code,          NO_BODY, false},
    {HTTP_POST,   "/api/attendance/:lecture/window",        PROFESSOR,     attendance_window_open,   JSON_BODY, true},
    {HTTP_POST,   "/api/attendance/:lecture/window/extend", PROFESSOR,     attendance_window_extend, JSON_BODY, true},
    {HTTP_POST,   "/api/attendance/:lecture/window/close",  PROFESSOR,     attendance_window_close,  JSON_BODY, true},
    {HTTP_PUT,    "/api/attendance/:lecture/marks/:student",PROFESSOR,     attendance_mark_put,      JSON_BODY, true},
    {HTTP_DELETE, "/api/attendance/:lecture/marks/:student",PROFESSOR,     attendance_mark_delete,   NO_BODY, true},
    {HTTP_POST,   "/api/attendance/:lecture/photo",         PROFESSOR,     class_photo,              PHOTO_BODY, true},
    {HTTP_POST,   "/api/attendance/:lecture/photo/confirm", PROFESSOR,     class_photo_confirmed,    JSON_BODY, true},
    {HTTP_GET,    "/api/attendance/:lecture/mine",          STUDENT,       check_in_mine,            NO_BODY, false},
    {HTTP_POST,   "/api/attendance/:lecture/challenge",     STUDENT,       check_in_challenge,       JSON_BODY, true},
    {HTTP_POST,   "/api/attendance/:lecture/challenge/step",STUDENT,       check_in_step,            BURST_BODY, true},
    {HTTP_POST,   "/api/attendance/:lecture/check-in",      STUDENT,       check_in,                 BURST_BODY, true},

    {HTTP_GET,    "/api/admin/overview",                    ADMINISTRATOR, admin_overview,           NO_BODY, false},
    {HTTP_GET,    "/api/admin/settings",                    ADMINISTRATOR, admin_settings,           NO_BODY, false},
    {HTTP_PUT,    "/api/admin/settings",                    ADMINISTRATOR, admin_settings_put,       JSON_BODY, true},
    {HTTP_GET,    "/api/admin/users",                       ADMINISTRATOR, admin_users,              NO_BODY, false},
    {HTTP_POST,   "/api/admin/invitations",                 ADMINISTRATOR, admin_invite,             JSON_BODY, true},
    {HTTP_GET,    "/api/admin/flags",                       ADMINISTRATOR, admin_flags,              NO_BODY, false},
    {HTTP_POST,   "/api/admin/flags/:flag/resolve",         ADMINISTRATOR, admin_flag_resolve,       JSON_BODY, true},
};
/* clang-format on */

const size_t api_table_length = ARRAY_LENGTH(api_table);
