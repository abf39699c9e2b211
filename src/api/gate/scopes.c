/* SPDX-License-Identifier: MIT */
#include "api/gate/scopes.h"

#include <string.h>

#include "api/gate/gate.h"
#include "base/str.h"

/*
 * What no token may: signing in and proving who one is, one's own account and its credentials; faces, devices, codes
 * and checking in; streams, which outlast what a token is asked for; what hands out a credential or says how the
 * institution's accounts are guarded; merging people, which cannot be undone and wants eyes; and tokens themselves.
 */
/* clang-format off */
static const struct {
    enum http_method method;
    const char *pattern;
    unsigned scope;
} decided[] = {
    // calendar.c
    {HTTP_GET, "/api/user/calendar", SCOPE_NONE},
    {HTTP_POST, "/api/user/calendar", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/calendar", SCOPE_NONE},
    {HTTP_GET, "/api/user/days", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/classroom/:classroom/calendar", SCOPE_CLASSES_READ},
    {HTTP_GET, "/api/user/holidays", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/classroom/:classroom/holidays", SCOPE_CLASSES_READ},
    {HTTP_PUT, "/api/classroom/:classroom/holidays/:date", SCOPE_CLASSES_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/holidays/:date", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/holidays/:date/lectures", SCOPE_CLASSES_READ},
    {HTTP_POST, "/api/classroom/:classroom/holidays/:date/cancel", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/holidays/:date/restore", SCOPE_CLASSES_WRITE},
    {HTTP_PUT, "/api/admin/holidays/:date", SCOPE_CLASSES_WRITE},
    {HTTP_DELETE, "/api/admin/holidays/:date", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/admin/holidays/:date/lectures", SCOPE_CLASSES_READ},
    {HTTP_POST, "/api/admin/holidays/:date/cancel", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/admin/holidays/:date/restore", SCOPE_CLASSES_WRITE},
    // device.c
    {HTTP_GET, "/api/user/devices", SCOPE_NONE},
    {HTTP_POST, "/api/user/devices", SCOPE_NONE},
    {HTTP_POST, "/api/user/devices/trust", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/devices/:device", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/users/:user/devices", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/marks/:student/device", SCOPE_NONE},
    // notification.c
    {HTTP_GET, "/api/user/notifications", SCOPE_PROFILE_READ},
    {HTTP_POST, "/api/user/notifications/seen", SCOPE_PROFILE_WRITE},
    {HTTP_POST, "/api/user/notifications/:notification/read", SCOPE_PROFILE_WRITE},
    {HTTP_GET, "/api/user/events", SCOPE_NONE},
    {HTTP_GET, "/api/user/notification-choices", SCOPE_PROFILE_READ},
    {HTTP_PUT, "/api/user/notification-choices", SCOPE_PROFILE_WRITE},
    {HTTP_GET, "/api/admin/mails", SCOPE_SETTINGS_READ},
    {HTTP_POST, "/api/admin/mails/test", SCOPE_NONE},
    // own_account.c
    {HTTP_PATCH, "/api/user/me", SCOPE_NONE},
    {HTTP_PUT, "/api/user/password", SCOPE_NONE},
    {HTTP_POST, "/api/user/email", SCOPE_NONE},
    {HTTP_POST, "/api/user/email/prove", SCOPE_NONE},
    // passkey.c
    {HTTP_GET, "/api/user/passkeys", SCOPE_NONE},
    {HTTP_POST, "/api/user/passkeys/begin", SCOPE_NONE},
    {HTTP_POST, "/api/user/passkeys", SCOPE_NONE},
    {HTTP_PATCH, "/api/user/passkeys/:passkey", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/passkeys/:passkey", SCOPE_NONE},
    {HTTP_POST, "/api/user/step-up/passkey/begin", SCOPE_NONE},
    {HTTP_POST, "/api/user/step-up/passkey", SCOPE_NONE},
    // pin.c
    {HTTP_GET, "/api/user/pin", SCOPE_NONE},
    {HTTP_PUT, "/api/user/pin", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/pin", SCOPE_NONE},
    // programs.c
    {HTTP_GET, "/api/token", SCOPE_ANY},
    {HTTP_GET, "/api/user/tokens", SCOPE_NONE},
    {HTTP_POST, "/api/user/tokens", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/tokens/:program", SCOPE_NONE},
    {HTTP_GET, "/api/admin/tokens", SCOPE_NONE},
    {HTTP_POST, "/api/admin/tokens", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/tokens/:office_program", SCOPE_NONE},
    // push.c
    {HTTP_GET, "/api/user/push", SCOPE_NONE},
    {HTTP_POST, "/api/user/push", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/push/:push", SCOPE_NONE},
    {HTTP_POST, "/api/user/push/test", SCOPE_NONE},
    // session.c
    {HTTP_GET, "/api/user/sessions", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/sessions", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/sessions/:session", SCOPE_NONE},
    {HTTP_GET, "/api/user/totp", SCOPE_NONE},
    {HTTP_POST, "/api/user/totp", SCOPE_NONE},
    {HTTP_POST, "/api/user/totp/confirm", SCOPE_NONE},
    {HTTP_POST, "/api/user/totp/recovery", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/totp", SCOPE_NONE},
    {HTTP_GET, "/api/user/step-up", SCOPE_NONE},
    {HTTP_POST, "/api/user/step-up", SCOPE_NONE},
    // user.c
    {HTTP_DELETE, "/api/user/session", SCOPE_NONE},
    {HTTP_GET, "/api/user/me", SCOPE_PROFILE_READ},
    // leaves.c
    {HTTP_GET, "/api/leave-kinds", SCOPE_REQUESTS_READ},
    {HTTP_POST, "/api/admin/leave-kinds", SCOPE_NONE},
    {HTTP_PUT, "/api/admin/leave-kinds/:leave_kind", SCOPE_NONE},
    {HTTP_GET, "/api/student/leaves", SCOPE_PROFILE_READ},
    {HTTP_POST, "/api/student/leaves", SCOPE_PROFILE_WRITE},
    {HTTP_DELETE, "/api/student/leaves/:leave", SCOPE_PROFILE_WRITE},
    {HTTP_GET, "/api/student/leaves/:leave/evidence/:evidence", SCOPE_PROFILE_READ},
    {HTTP_POST, "/api/student/evidence", SCOPE_PROFILE_WRITE},
    {HTTP_DELETE, "/api/student/evidence/:loose_evidence", SCOPE_PROFILE_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/leaves", SCOPE_REQUESTS_READ},
    {HTTP_POST, "/api/classroom/:classroom/leaves/:leave/answer", SCOPE_REQUESTS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/leaves/:leave/answer", SCOPE_REQUESTS_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/leaves/:leave/evidence/:evidence", SCOPE_REQUESTS_READ},
    {HTTP_GET, "/api/office/leaves", SCOPE_REQUESTS_READ},
    {HTTP_POST, "/api/office/leaves/:office_leave/answer", SCOPE_REQUESTS_WRITE},
    {HTTP_DELETE, "/api/office/leaves/:office_leave/answer", SCOPE_REQUESTS_WRITE},
    {HTTP_GET, "/api/office/leaves/:office_leave/evidence/:office_evidence", SCOPE_REQUESTS_READ},
    // requests.c
    {HTTP_GET, "/api/student/requests", SCOPE_PROFILE_READ},
    {HTTP_POST, "/api/student/requests", SCOPE_PROFILE_WRITE},
    {HTTP_DELETE, "/api/student/requests/:request", SCOPE_PROFILE_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/requests", SCOPE_REQUESTS_READ},
    {HTTP_POST, "/api/classroom/:classroom/requests/:request/answer", SCOPE_REQUESTS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/requests/:request/answer", SCOPE_REQUESTS_WRITE},
    // attendance.c
    {HTTP_GET, "/api/attendance/:lecture", SCOPE_MARKS_READ},
    {HTTP_GET, "/api/attendance/:lecture/events", SCOPE_NONE},
    {HTTP_GET, "/api/attendance/:lecture/code", SCOPE_NONE},
    {HTTP_GET, "/api/attendance/:lecture/sound", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/window", SCOPE_MARKS_WRITE},
    {HTTP_DELETE, "/api/attendance/:lecture/window", SCOPE_MARKS_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/window/extend", SCOPE_MARKS_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/window/close", SCOPE_MARKS_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/final", SCOPE_MARKS_WRITE},
    {HTTP_DELETE, "/api/attendance/:lecture/final", SCOPE_MARKS_WRITE},
    {HTTP_GET, "/api/attendance/:lecture/marks/:student", SCOPE_MARKS_READ},
    {HTTP_PUT, "/api/attendance/:lecture/marks/:student", SCOPE_MARKS_WRITE},
    {HTTP_DELETE, "/api/attendance/:lecture/marks/:student", SCOPE_MARKS_WRITE},
    // board.c
    {HTTP_GET, "/api/classroom/:classroom/board", SCOPE_BOARD_READ},
    {HTTP_POST, "/api/classroom/:classroom/board", SCOPE_BOARD_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/board/:item", SCOPE_BOARD_READ},
    {HTTP_PUT, "/api/classroom/:classroom/board/:item", SCOPE_BOARD_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/board/:item", SCOPE_BOARD_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/board/:item/read", SCOPE_BOARD_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/board-preview", SCOPE_BOARD_READ},
    {HTTP_GET, "/api/classroom/:classroom/board/:item/readers", SCOPE_BOARD_READ},
    // files.c
    {HTTP_POST, "/api/classroom/:classroom/files", SCOPE_BOARD_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/files/:file", SCOPE_BOARD_READ},
    {HTTP_DELETE, "/api/user/files/:upload", SCOPE_BOARD_WRITE},
    {HTTP_GET, "/api/user/storage", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/classroom/:classroom/storage", SCOPE_BOARD_READ},
    // hand_in.c
    {HTTP_GET, "/api/classroom/:classroom/board/:item/hand-in", SCOPE_BOARD_READ},
    {HTTP_PUT, "/api/classroom/:classroom/board/:item/hand-in", SCOPE_BOARD_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/board/:item/hand-ins", SCOPE_BOARD_READ},
    {HTTP_PUT, "/api/classroom/:classroom/board/:item/hand-ins/:student/grade", SCOPE_BOARD_WRITE},
    // check_in.c
    {HTTP_GET, "/api/attendance/:lecture/mine", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/challenge", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/challenge/step", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/check-in", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/check-in/code", SCOPE_NONE},
    // class_photo.c
    {HTTP_POST, "/api/attendance/:lecture/photo", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/photo/confirm", SCOPE_NONE},
    // class_student.c
    {HTTP_GET, "/api/classroom/:classroom/students/:student", SCOPE_MARKS_READ},
    {HTTP_GET, "/api/classroom/:classroom/students/:student/changes", SCOPE_MARKS_READ},
    {HTTP_GET, "/api/classroom/:classroom/students/:student/notes", SCOPE_ROSTERS_READ},
    {HTTP_POST, "/api/classroom/:classroom/students/:student/notes", SCOPE_ROSTERS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/students/:student/notes/:note", SCOPE_ROSTERS_WRITE},
    // classroom.c
    {HTTP_GET, "/api/classroom", SCOPE_CLASSES_READ},
    {HTTP_POST, "/api/classroom", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/classroom/:classroom", SCOPE_CLASSES_READ},
    {HTTP_PATCH, "/api/classroom/:classroom", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/join-code", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/students", SCOPE_ROSTERS_READ},
    {HTTP_POST, "/api/classroom/:classroom/lectures", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/instant", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/copy", SCOPE_CLASSES_READ},
    {HTTP_POST, "/api/classroom/:classroom/copy", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/admin/classrooms/:classroom/copy", SCOPE_CLASSES_READ},
    {HTTP_POST, "/api/admin/classrooms/:classroom/copy", SCOPE_CLASSES_WRITE},
    // marks.c
    {HTTP_POST, "/api/attendance/:lecture/marks", SCOPE_MARKS_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/undo", SCOPE_MARKS_WRITE},
    {HTTP_DELETE, "/api/attendance/:lecture/marks/:student/flags", SCOPE_MARKS_WRITE},
    {HTTP_GET, "/api/attendance/:lecture/marks/:student/history", SCOPE_MARKS_READ},
    // numbers.c
    {HTTP_GET, "/api/student/standing", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/classroom/:classroom/statistics", SCOPE_EXPORTS_READ},
    {HTTP_GET, "/api/classroom/:classroom/statistics/:student", SCOPE_EXPORTS_READ},
    {HTTP_GET, "/api/classroom/:classroom/at-risk", SCOPE_EXPORTS_READ},
    {HTTP_GET, "/api/classroom/:classroom/export", SCOPE_EXPORTS_READ},
    {HTTP_GET, "/api/admin/report", SCOPE_EXPORTS_READ},
    // admin.c
    {HTTP_GET, "/api/admin/overview", SCOPE_SETTINGS_READ},
    {HTTP_GET, "/api/admin/system", SCOPE_SETTINGS_READ},
    {HTTP_GET, "/api/admin/storage", SCOPE_SETTINGS_READ},
    {HTTP_POST, "/api/admin/invitations", SCOPE_NONE},
    {HTTP_GET, "/api/admin/flags", SCOPE_NONE},
    {HTTP_POST, "/api/admin/flags/:flag/resolve", SCOPE_NONE},
    // audit.c
    {HTTP_GET, "/api/admin/audit", SCOPE_AUDIT_READ},
    {HTTP_GET, "/api/admin/audit/chain", SCOPE_AUDIT_READ},
    // calibration.c
    {HTTP_GET, "/api/admin/face-calibration", SCOPE_NONE},
    {HTTP_POST, "/api/admin/face-calibration", SCOPE_NONE},
    {HTTP_PUT, "/api/admin/face-threshold", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/face-threshold", SCOPE_NONE},
    // import.c
    {HTTP_POST, "/api/classroom/:classroom/imports/:class_import", SCOPE_IMPORTS_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/imports/:dry_run/apply", SCOPE_IMPORTS_WRITE},
    {HTTP_POST, "/api/admin/imports/:office_import", SCOPE_IMPORTS_WRITE},
    {HTTP_POST, "/api/admin/imports/:import/apply", SCOPE_IMPORTS_WRITE},
    // institution.c
    {HTTP_PUT, "/api/admin/logo", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/logo", SCOPE_NONE},
    {HTTP_GET, "/api/admin/first-steps", SCOPE_SETTINGS_READ},
    {HTTP_GET, "/api/admin/today", SCOPE_EXPORTS_READ},
    {HTTP_GET, "/api/admin/doctor", SCOPE_SETTINGS_READ},
    {HTTP_GET, "/api/admin/classrooms", SCOPE_CLASSES_READ},
    {HTTP_GET, "/api/admin/invitations", SCOPE_SETTINGS_READ},
    {HTTP_DELETE, "/api/admin/invitations/:invitation", SCOPE_NONE},
    // job.c
    {HTTP_GET, "/api/user/jobs", SCOPE_IMPORTS_WRITE},
    {HTTP_GET, "/api/user/jobs/:job", SCOPE_IMPORTS_WRITE},
    {HTTP_GET, "/api/user/jobs/:job/rows", SCOPE_IMPORTS_WRITE},
    {HTTP_GET, "/api/user/jobs/:job/file", SCOPE_IMPORTS_WRITE},
    {HTTP_POST, "/api/user/jobs/:job/cancel", SCOPE_IMPORTS_WRITE},
    {HTTP_GET, "/api/admin/jobs", SCOPE_SETTINGS_READ},
    // kiosks.c
    {HTTP_GET, "/api/admin/kiosks", SCOPE_SETTINGS_READ},
    {HTTP_POST, "/api/admin/kiosks", SCOPE_NONE},
    {HTTP_PUT, "/api/admin/kiosks/:kiosk", SCOPE_NONE},
    {HTTP_POST, "/api/admin/kiosks/:kiosk/code", SCOPE_NONE},
    {HTTP_POST, "/api/admin/kiosks/:kiosk/revoke", SCOPE_NONE},
    // people.c
    {HTTP_GET, "/api/admin/users", SCOPE_PEOPLE_READ},
    {HTTP_GET, "/api/admin/users/:user", SCOPE_PEOPLE_READ},
    {HTTP_PATCH, "/api/admin/users/:user", SCOPE_PEOPLE_WRITE},
    {HTTP_POST, "/api/admin/users/:user/deactivate", SCOPE_PEOPLE_WRITE},
    {HTTP_POST, "/api/admin/users/:user/reactivate", SCOPE_PEOPLE_WRITE},
    {HTTP_GET, "/api/admin/users/:user/attendance", SCOPE_MARKS_READ},
    {HTTP_GET, "/api/admin/users/:user/sessions", SCOPE_PEOPLE_READ},
    {HTTP_DELETE, "/api/admin/users/:user/sessions", SCOPE_PEOPLE_WRITE},
    {HTTP_POST, "/api/admin/users/:user/password-reset", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/users/:user/totp", SCOPE_NONE},
    {HTTP_POST, "/api/admin/users/:user/merge", SCOPE_NONE},
    // privacy.c
    {HTTP_POST, "/api/user/export", SCOPE_NONE},
    {HTTP_GET, "/api/user/erasure-request", SCOPE_NONE},
    {HTTP_POST, "/api/user/erasure-request", SCOPE_NONE},
    {HTTP_DELETE, "/api/user/erasure-request", SCOPE_NONE},
    {HTTP_GET, "/api/admin/consents", SCOPE_PRIVACY_READ},
    {HTTP_GET, "/api/admin/retention", SCOPE_PRIVACY_READ},
    {HTTP_GET, "/api/admin/erasure-requests", SCOPE_PRIVACY_READ},
    {HTTP_POST, "/api/admin/erasure-requests/:eraser/refuse", SCOPE_PRIVACY_WRITE},
    {HTTP_POST, "/api/admin/users/:user/export", SCOPE_PRIVACY_WRITE},
    {HTTP_POST, "/api/admin/users/:user/erase", SCOPE_PRIVACY_WRITE},
    // setting.c
    {HTTP_GET, "/api/admin/settings", SCOPE_SETTINGS_READ},
    {HTTP_PUT, "/api/admin/settings/:setting", SCOPE_NONE},
    {HTTP_GET, "/api/admin/settings/:setting/history", SCOPE_SETTINGS_READ},
    // trial.c
    {HTTP_GET, "/api/admin/face-trial", SCOPE_NONE},
    {HTTP_POST, "/api/admin/face-trial", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/face-trial", SCOPE_NONE},
    {HTTP_POST, "/api/admin/face-trial/count", SCOPE_NONE},
    {HTTP_POST, "/api/admin/face-trial/volunteers", SCOPE_NONE},
    {HTTP_DELETE, "/api/admin/face-trial/volunteers/:volunteer", SCOPE_NONE},
    {HTTP_PUT, "/api/admin/face-trial/volunteers/:volunteer/face", SCOPE_NONE},
    {HTTP_POST, "/api/admin/face-trial/volunteers/:volunteer/bursts", SCOPE_NONE},
    // plan.c
    {HTTP_POST, "/api/classroom/:classroom/series", SCOPE_CLASSES_WRITE},
    {HTTP_PATCH, "/api/attendance/:lecture", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/cancel", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/restore", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/joint", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/attendance/:lecture/apart", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/statuses", SCOPE_CLASSES_READ},
    {HTTP_PUT, "/api/classroom/:classroom/statuses", SCOPE_CLASSES_WRITE},
    // proofs.c
    {HTTP_GET, "/api/classroom/:classroom/proofs", SCOPE_CLASSES_READ},
    {HTTP_PUT, "/api/classroom/:classroom/proofs", SCOPE_CLASSES_WRITE},
    // receipts.c
    {HTTP_GET, "/api/attendance/:lecture/receipts", SCOPE_PROFILE_READ},
    // register.c
    {HTTP_GET, "/api/classroom/:classroom/register", SCOPE_MARKS_READ},
    // roster.c
    {HTTP_POST, "/api/classroom/:classroom/students", SCOPE_ROSTERS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/students/:student", SCOPE_ROSTERS_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/join-requests", SCOPE_ROSTERS_READ},
    {HTTP_POST, "/api/classroom/:classroom/join-requests/:asker/accept", SCOPE_ROSTERS_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/join-requests/:asker/refuse", SCOPE_ROSTERS_WRITE},
    {HTTP_GET, "/api/student/join-requests", SCOPE_PROFILE_READ},
    {HTTP_DELETE, "/api/student/join-requests/:waiting", SCOPE_PROFILE_WRITE},
    {HTTP_POST, "/api/student/classrooms/:classroom/accept", SCOPE_PROFILE_WRITE},
    {HTTP_DELETE, "/api/student/classrooms/:classroom", SCOPE_PROFILE_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/staff", SCOPE_ROSTERS_READ},
    {HTTP_POST, "/api/classroom/:classroom/staff", SCOPE_ROSTERS_WRITE},
    {HTTP_PATCH, "/api/classroom/:classroom/staff/:person", SCOPE_ROSTERS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/staff/:person", SCOPE_ROSTERS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/staff", SCOPE_NONE},
    {HTTP_POST, "/api/classroom/:classroom/owner", SCOPE_CLASSES_WRITE},
    {HTTP_PUT, "/api/admin/owner", SCOPE_CLASSES_WRITE},
    {HTTP_GET, "/api/classroom/:classroom/groups", SCOPE_ROSTERS_READ},
    {HTTP_POST, "/api/classroom/:classroom/groups", SCOPE_ROSTERS_WRITE},
    {HTTP_PATCH, "/api/classroom/:classroom/groups/:group", SCOPE_ROSTERS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/groups/:group", SCOPE_ROSTERS_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/groups/:group/students", SCOPE_ROSTERS_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/groups/:group/students/:student", SCOPE_ROSTERS_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/groups/split", SCOPE_ROSTERS_WRITE},
    // warnings.c
    {HTTP_GET, "/api/admin/rules", SCOPE_SETTINGS_READ},
    {HTTP_PUT, "/api/admin/rules", SCOPE_NONE},
    {HTTP_POST, "/api/admin/rules/preview", SCOPE_SETTINGS_READ},
    {HTTP_GET, "/api/classroom/:classroom/rules", SCOPE_CLASSES_READ},
    {HTTP_PUT, "/api/classroom/:classroom/rules", SCOPE_CLASSES_WRITE},
    {HTTP_DELETE, "/api/classroom/:classroom/rules", SCOPE_CLASSES_WRITE},
    {HTTP_POST, "/api/classroom/:classroom/rules/preview", SCOPE_CLASSES_READ},
    {HTTP_GET, "/api/admin/users/:user/adviser", SCOPE_PEOPLE_READ},
    {HTTP_PUT, "/api/admin/users/:user/adviser", SCOPE_PEOPLE_WRITE},
    {HTTP_GET, "/api/user/advised", SCOPE_PROFILE_READ},
    // spot.c
    {HTTP_GET, "/api/attendance/:lecture/spot-check", SCOPE_MARKS_READ},
    {HTTP_POST, "/api/attendance/:lecture/spot-check", SCOPE_MARKS_WRITE},
    {HTTP_PUT, "/api/attendance/:lecture/spot-check/:drawn", SCOPE_MARKS_WRITE},
    // student.c
    {HTTP_GET, "/api/student/home", SCOPE_PROFILE_READ},
    {HTTP_POST, "/api/student/join", SCOPE_PROFILE_WRITE},
    {HTTP_POST, "/api/student/join-preview", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/student/consent", SCOPE_NONE},
    {HTTP_POST, "/api/student/consent", SCOPE_NONE},
    {HTTP_DELETE, "/api/student/consent", SCOPE_NONE},
    {HTTP_GET, "/api/student/face", SCOPE_NONE},
    {HTTP_PUT, "/api/student/face", SCOPE_NONE},
    {HTTP_DELETE, "/api/student/face", SCOPE_NONE},
    {HTTP_GET, "/api/student/record/:classroom", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/student/record/:classroom/refusals", SCOPE_PROFILE_READ},
    // teaching.c
    {HTTP_GET, "/api/user/teaching", SCOPE_PROFILE_READ},
    {HTTP_GET, "/api/user/teaching/slipping", SCOPE_PROFILE_READ},
    // unlock.c
    {HTTP_POST, "/api/attendance/:lecture/unlock/begin", SCOPE_NONE},
    {HTTP_POST, "/api/attendance/:lecture/unlock", SCOPE_NONE},
};
/* clang-format on */

unsigned api_route_scope(const struct api_route *route)
{
    for (size_t i = 0; i < ARRAY_LENGTH(decided); i++)
        if (decided[i].method == route->method && strcmp(decided[i].pattern, route->pattern) == 0)
            return decided[i].scope;
    return SCOPE_UNDECIDED;
}
