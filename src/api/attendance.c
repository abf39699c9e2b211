/* SPDX-License-Identifier: MIT */
/* The professor's side of a lecture. */
#include "school/attendance/attendance.h"
#include "school/attendance/final_word.h"
#include "school/attendance/hand.h"
#include "school/attendance/past.h"
#include "school/attendance/window.h"
#include "school/checkin/room_code.h"
#include "school/checkin/sound.h"

#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "api/live.h"
#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"

/* Of the live list: a line a student whose checks were refused. */
static json_t *shape_refused(const struct attendance_view *view)
{
    json_t *list = json_array();
    for (size_t i = 0; i < view->refused_count; i++) {
        const struct refused_student *one = &view->refused[i];
        shape_append(&list, json_pack("{so sI ss so}", "student", shape_person(&one->student), "times",
                                      (json_int_t)one->times, "code", one->last.code, "at", shape_time(one->last.at)));
    }
    return list;
}

static int64_t mark_at(const void *list, size_t at)
{
    return ((const struct mark *)list)[at].student.id;
}

static unsigned attendance_live(struct call *call)
{
    struct attendance_view view;
    struct list_slice slice;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = attendance_view(call->school, &call->actor, lecture_id, call->arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    unsigned problem = lists_slice(call, view.marks, view.count, mark_at, &slice);
    if (problem != FAULT_NONE)
        return problem;
    const struct attendance_room *room = &view.room;
    json_t *marks = json_array();
    for (size_t i = slice.first; i < slice.end; i++)
        shape_append(&marks, shape_mark(&view.marks[i]));
    return call_reply(call, 200,
                      json_pack("{so so so so so sI so sb sb s{ss sb so} so}", "next", shape_id(slice.next), "lecture",
                                shape_lecture(&view.lecture), "classroom", shape_classroom(&view.classroom), "counts",
                                shape_counts(&view.lecture.counts), "marks", marks, "refusals",
                                (json_int_t)view.refusals, "refused", shape_refused(&view), "identification",
                                (int)view.identification, "note_needed", (int)view.note_needed, "room", "rule",
                                proof_rule_code(room->rule), "sound", (int)room->sound, "offered_at",
                                shape_time(room->offered_at), "server_time", shape_time(school_now(call->school))));
}

static unsigned attendance_events(struct call *call)
{
    int64_t lecture_id;

    return call_id(call, 0, &lecture_id) ? live_reply(call, false, lecture_id) : (unsigned)FAULT_NOT_FOUND;
}

static const struct json_field attendance_window_open_fields[] = {
    {"minutes", JSON_FIELD_INT, false, offsetof(struct window_plan, request.minutes), 1, WINDOW_MINUTES_MAX},
    {"late_after_minutes", JSON_FIELD_INT, false, offsetof(struct window_plan, request.late_after_minutes), 0,
     LATE_MINUTES_MAX},
    {"opens_at", JSON_FIELD_TIME, false, offsetof(struct window_plan, opens_at), 0, 0},
    {"reason", JSON_FIELD_TEXT, false, offsetof(struct window_plan, reason), 0, WINDOW_REASON_MAX},
    {0},
};

static unsigned attendance_window_open(struct call *call)
{
    struct window_plan plan = {.request = {-1, -1}};
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, attendance_window_open_fields, &plan);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = lecture_window_plan(call->school, &call->actor, lecture_id, &plan, call->arena, &lecture);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "reason";
    if (fault == FAULT_TIME_INVALID) {
        call->more.field = "opens_at";
        call->more.detail = "A window is planned for later, at most a year ahead, and before its first opening.";
    }
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_lecture(&lecture));
}

static unsigned attendance_window_forget(struct call *call)
{
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = lecture_window_forget(call->school, &call->actor, lecture_id, call->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_lecture(&lecture));
}

struct attendance_window_extend_body {
    int64_t minutes;
};

static const struct json_field attendance_window_extend_fields[] = {
    {"minutes", JSON_FIELD_INT, true, offsetof(struct attendance_window_extend_body, minutes), 1, WINDOW_MINUTES_MAX},
    {0},
};

static unsigned attendance_window_extend(struct call *call)
{
    struct attendance_window_extend_body body = {0};
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, attendance_window_extend_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        lecture_window_extend(call->school, &call->actor, lecture_id, body.minutes, call->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_lecture(&lecture));
}

static unsigned attendance_window_close(struct call *call)
{
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = lecture_window_close(call->school, &call->actor, lecture_id, call->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_lecture(&lecture));
}

static unsigned attendance_final(struct call *call, bool back)
{
    struct lecture lecture;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    unsigned problem = back ? FAULT_NONE : call_read(call, call_no_fields, NULL);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = back ? lecture_final_take_back(call->school, &call->actor, lecture_id, call->arena, &lecture)
                            : lecture_final_say(call->school, &call->actor, lecture_id, call->arena, &lecture);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_lecture(&lecture));
}

static unsigned attendance_final_say(struct call *call)
{
    return attendance_final(call, false);
}

static unsigned attendance_final_take_back(struct call *call)
{
    return attendance_final(call, true);
}

struct attendance_mark_put_body {
    const char *status;
    int64_t minutes_late;
    const char *note;
};

static const struct json_field attendance_mark_put_fields[] = {
    {"status", JSON_FIELD_TEXT, true, offsetof(struct attendance_mark_put_body, status), 1, 16},
    {"minutes_late", JSON_FIELD_INT, false, offsetof(struct attendance_mark_put_body, minutes_late), 0,
     ATTENDANCE_LATE_MAX},
    {"note", JSON_FIELD_LINES, false, offsetof(struct attendance_mark_put_body, note), 0, ATTENDANCE_NOTE_MAX},
    {0},
};

/* What the change is based on: If-Match the mark that was read, or If-None-Match: * none at all. */
static unsigned read_version(struct call *call, int64_t *ret_version)
{
    const char *none = message_header(call->message, "If-None-Match");
    if (none && strcmp(none, "*") == 0) {
        *ret_version = MARK_NOT_YET;
        return FAULT_NONE;
    }
    return call_if_match(call, ret_version);
}

static unsigned attendance_mark_put(struct call *call)
{
    struct attendance_mark_put_body body = {0};
    struct mark_request request = {0};
    struct mark mark;
    int64_t lecture_id;
    int64_t student_id;

    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, attendance_mark_put_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_version(call, &request.version);
    if (problem != FAULT_NONE)
        return problem;
    if (!mark_status_parse(body.status, &request.status))
        return FAULT_STATUS_UNKNOWN;
    request.minutes_late = body.minutes_late;
    request.note = body.note;
    enum fault fault =
        attendance_mark(call->school, &call->actor, lecture_id, student_id, &request, call->arena, &mark);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "note";
    if (fault == FAULT_MINUTES_INVALID)
        call->more.field = "minutes_late";
    if (fault != FAULT_NONE)
        return fault;
    call_tag(call, mark.version);
    return call_reply(call, 200, shape_mark(&mark));
}

static unsigned attendance_mark_show(struct call *call)
{
    struct mark_sheet sheet;
    int64_t lecture_id;
    int64_t student_id;

    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = attendance_mark_get(call->school, &call->actor, lecture_id, student_id, call->arena, &sheet);
    if (fault != FAULT_NONE)
        return fault;
    if (sheet.mark.status != MARK_UNMARKED)
        call_tag(call, sheet.mark.version);
    return call_reply(call, 200,
                      json_pack("{so sb sb}", "mark", shape_mark(&sheet.mark), "note_needed", (int)sheet.note_needed,
                                "step_up", (int)sheet.step_up));
}

static unsigned attendance_mark_delete(struct call *call)
{
    int64_t change = 0;
    int64_t lecture_id;
    int64_t student_id;

    if (!call_id(call, 0, &lecture_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    struct clear_request request = {.note = message_query(call->message, "note")};
    unsigned problem = call_if_match(call, &request.version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault =
        attendance_clear(call->school, &call->actor, lecture_id, student_id, &request, call->arena, &change);
    if (fault == FAULT_TEXT_INVALID)
        call->more.field = "note";
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, json_pack("{so}", "change", shape_id(change)));
}

static unsigned attendance_sound(struct call *call)
{
    struct room_sound sound;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = room_sound_get(call->school, &call->actor, lecture_id, &sound);
    if (fault != FAULT_NONE)
        return fault;
    call->secret = true;
    return call_reply(call, 200,
                      json_pack("{ss so sI}", "word", sound.word, "valid_until", shape_time(sound.valid_until),
                                "next_in_ms", (json_int_t)sound.next_in_ms));
}

static unsigned attendance_code(struct call *call)
{
    struct room_code code;
    int64_t lecture_id;

    if (!call_id(call, 0, &lecture_id))
        return FAULT_NOT_FOUND;
    enum fault fault = room_code_get(call->school, &call->actor, lecture_id, &code);
    if (fault != FAULT_NONE)
        return fault;
    call->secret = true;
    return call_reply(call, 200,
                      json_pack("{ss so sI ss}", "code", code.code, "valid_until", shape_time(code.valid_until),
                                "next_in_ms", (json_int_t)code.next_in_ms, "path", code.path));
}

/* clang-format off */
const struct api_route attendance_routes[] = {
    {HTTP_GET, "/api/attendance/:lecture", CLASS_READER, attendance_live, NO_BODY, false,
     .summary = "The live list of a lecture",
     .query = "page",
     .answer = "200 {lecture:lecture,classroom:classroom,counts:counts,marks:[mark],next:id?,refusals:int,"
               "refused:[{student:person,times:int,code:text,at:time}],identification:bool,note_needed:bool,"
               "room:{rule:off|flag|refuse,sound:bool,offered_at:time?},server_time:time}"},
    {HTTP_GET, "/api/attendance/:lecture/events", CLASS_READER, attendance_events, NO_BODY, false,
     .summary = "The live list's events as a stream",
     .answer = "200 text/event-stream"},
    {HTTP_GET, "/api/attendance/:lecture/code", CLASS_ASSISTANT, attendance_code, NO_BODY, false,
     .summary = "The room code now",
     .answer = "200 {code:text,valid_until:time,next_in_ms:int,path:text}"},
    {HTTP_GET, "/api/attendance/:lecture/sound", CLASS_ASSISTANT, attendance_sound, NO_BODY, false,
     .summary = "The word of the room sound now, while attendance is open",
     .answer = "200 {word:text,valid_until:time,next_in_ms:int}"},
    {HTTP_POST, "/api/attendance/:lecture/window", CLASS_ASSISTANT, attendance_window_open, JSON_BODY, true,
     .summary = "Open the attendance window, now or at a time",
     .fields = attendance_window_open_fields,
     .example = "{\"minutes\":15,\"late_after_minutes\":10}",
     .answer = "200 lecture"},
    {HTTP_DELETE, "/api/attendance/:lecture/window", CLASS_ASSISTANT, attendance_window_forget, NO_BODY, true,
     .summary = "Take a planned window back", .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/window/extend", CLASS_ASSISTANT, attendance_window_extend, JSON_BODY, true,
     .summary = "Extend the attendance window",
     .fields = attendance_window_extend_fields,
     .example = "{\"minutes\":5}",
     .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/window/close", CLASS_ASSISTANT, attendance_window_close, JSON_BODY, true,
     .summary = "Close the attendance window",
     .fields = call_no_fields,
     .answer = "200 lecture"},
    {HTTP_POST, "/api/attendance/:lecture/final", CLASS_ASSISTANT, attendance_final_say, JSON_BODY, true,
     .summary = "Say that the marks are final, before the time for corrections is over",
     .fields = call_no_fields,
     .answer = "200 lecture"},
    {HTTP_DELETE, "/api/attendance/:lecture/final", CLASS_ASSISTANT, attendance_final_take_back, NO_BODY, true,
     .summary = "Take that back", .answer = "200 lecture"},
    {HTTP_GET, "/api/attendance/:lecture/marks/:student", CLASS_READER, attendance_mark_show, NO_BODY, false,
     .summary = "One mark, and what changing it would ask for now",
     .answer = "200 {mark:mark,note_needed:bool,step_up:bool}"},
    {HTTP_PUT, "/api/attendance/:lecture/marks/:student", CLASS_ASSISTANT, attendance_mark_put, JSON_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Mark a student by hand",
     .fields = attendance_mark_put_fields,
     .headers = "{If-Match?:text,If-None-Match?:text}",
     .example = "{\"status\":\"P\"}",
     .answer = "200 mark"},
    {HTTP_DELETE, "/api/attendance/:lecture/marks/:student", CLASS_ASSISTANT, attendance_mark_delete, NO_BODY, true,
     .proof = PROOF_SOMETIMES, .summary = "Take a mark away",
     .query = "{note?:text}",
     .headers = "{If-Match?:text}",
     .answer = "200 {change:id?}"},
    {0},
};
/* clang-format on */
