/* SPDX-License-Identifier: MIT */
#include "api/describe/notes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "http/burst.h"
#include "school/attendance/class_photo.h"

/* clang-format off */
static const struct {
    const char *operation;
    const char *text;
} notes[] = {
    {"getAttendanceEvents",
     "Server-sent events. `mark`, `window` and `refusal` tell of the lecture, `missed` that a client which came back "
     "with Last-Event-ID is to read the state anew, `closed` why the stream ends. The data of each is JSON."},
    {"getUserEvents",
     "Server-sent events. `notification` says that the list of notifications has changed; with `lecture` come that "
     "lecture's `mark`, `window` and `refusal`, too. `missed`: read the state anew; `closed`: why the stream ends. The "
     "data of each is JSON."},
    {"getClassroomExport",
     "`csv`: a row a student, a column a lecture. `long`: a row for each student and lecture, the same columns in every "
     "language, among them `status` (the code), `letter` and `status_name` (the classroom's), `joined_at`, `left_at` and "
     "`expected`. `moodle`: the columns of Moodle's attendance export. `xlsx`: a spreadsheet. `print`: a page for A4."},
    {"getAdminReport", "Without `form`, or with `json`, the figures as JSON; with `csv` the same as a file."},
    {"getAdminAudit", "Without `form`, or with `json`, a page of entries as JSON; with `csv` the newest as a file."},
    {"postAdminImportsByOfficeImport",
     "A dry run, which changes nothing. `users` is a table whose first line has the columns `name` (or `givenName` and "
     "`familyName`), `email` and, if wanted, `role`, `external_id`, `locale`, `adviser` and `programme`, in any order. "
     "`roster` is a OneRoster archive."},
    {"postClassroomImportsByClassImport",
     "A dry run, which changes nothing. `marks` is a table with who (`student_id`, `email` or `external_id`), which "
     "lecture (`lecture_id`, or `date` and `start`), `status` (or a column for each status with an x in it) and, if "
     "wanted, `minutes_late` and `note`; or Moodle's `username` or `idnumber`, with `status` or `scantime`. `lectures` "
     "has `sessiondate`, `from`, `to`, `description` and `room`."},
    {"postAttendanceCheckIn",
     "The frames are looked at in their order until enough have passed the quality gate; a single one is not enough. "
     "The same check again gets the same mark."},
};
/* clang-format on */

const char *notes_of(const char *operation)
{
    for (size_t i = 0; i < ARRAY_LENGTH(notes); i++)
        if (strcmp(notes[i].operation, operation) == 0)
            return notes[i].text;
    return NULL;
}

char *notes_of_body(const struct api_route *route)
{
    char *text = NULL;
    size_t most = api_body_max(route->body);
    int size = -1;
    if (route->body == BURST_BODY)
        size = asprintf(&text,
                        "1 to %d frames, at most %zu bytes together: of each a length in 4 bytes, big-endian, then so "
                        "many bytes (at most %d) of JPEG, PNG, WebP or HEIC.",
                        FACE_FRAMES_MAX, most, (int)BURST_FRAME_MAX);
    else if (route->body == PHOTO_BODY)
        size = asprintf(&text,
                        "1 to %d photos, at most %zu bytes together: of each a length in 4 bytes, big-endian, then so "
                        "many bytes (at most %d) of a picture.",
                        CLASS_PHOTO_MAX, most, (int)CLASS_PHOTO_BYTES_MAX);
    else
        size = asprintf(&text,
                        route->body == FILE_BODY ? "The bytes of the file, at most %zu."
                                                 : "A JSON object of at most %zu bytes.",
                        most);
    return size < 0 ? NULL : text;
}

json_t *notes_events(const struct api_route *route)
{
    static const char *const names[] = {"mark", "window", "refusal", "notification", "closed"};
    if (!route->answer || !strstr(route->answer, "text/event-stream"))
        return NULL;
    bool all = strchr(route->pattern, ':') == NULL; // not of one lecture alone
    json_t *events = json_object();
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (all || strcmp(names[i], "notification") != 0)
            json_object_set_new(events, names[i], json_pack("{s:s+}", "$ref", "#/components/schemas/event_", names[i]));
    return events;
}
