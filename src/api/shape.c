/* SPDX-License-Identifier: MIT */
#include "api/shape.h"

#include "api/routes.h"
#include "base/clock.h"

/* clang-format off */
const struct shape_words common_shapes[] = {
    {"classroom", "{id:id,subject:text,section:text?,term:text?,timezone:text,late_after_minutes:int,"
                  "window_minutes:int,policy:passive|active|active_colour,join_code?:text,professor:person,"
                  "students:int,lectures:int,live:lecture?,archived:bool}"},
    {"consent", "{version:int,text:[text],given_at:time?,language:text,scope:consent_scope?,guardian:text?,"
                "guardian_age:int}"},
    {"consent_scope", "check_in|all"},
    {"counts", "{students:int,marked:int,present:int,late:int,excused:int,absent:int,unmarked:int}"},
    {"face", "{consented:bool,enrolled:bool,enrolled_at:time?,frames:int,renew:bool}"},
    {"lecture", "{id:id,classroom_id:id,subject:text,title:text?,room:text?,starts_at:time,ends_at:time,"
                "cancelled:bool,window:window?,counts?:counts}"},
    {"mark", "{student:person,status:P|L|E|A?,minutes_late:int?,method:face|manual|photo?,marked_at:time?,"
             "marked_by:person?,note:text?,flag:text?}"},
    {"page", "{after?:int,limit?:int}"},
    {"person", "{id:id,name:text}"},
    {"standing", "{attended:int,taken:int,lectures:int,percentage:number?}"},
    {"step", "{index:int,of:int,pose:centre|left|right|up|down,colours:[text],colour_ms:int,hold_ms:int,"
             "frames_min:int,frames_max:int}"},
    {"user", "{id:id,name:text,role:administrator|professor|student,email:email,locale:text}"},
    {"window", "{state:open|closed|scheduled,opens_at:time,closes_at:time,late_after_at:time}"},
    {0},
};
/* clang-format on */

void shape_append(json_t **list, json_t *item)
{
    if (json_array_append_new(*list, item) == 0)
        return;
    json_decref(*list);
    *list = NULL;
}

json_t *shape_time(int64_t ms)
{
    char text[CLOCK_TEXT_SIZE];
    if (ms == 0)
        return json_null();
    clock_format(ms, text);
    return json_string(text);
}

json_t *shape_user(const struct user *user)
{
    return json_pack("{sI ss ss ss ss}", "id", (json_int_t)user->id, "name", user->name, "role", role_code(user->role),
                     "email", user->email, "locale", user->locale);
}

json_t *shape_person(const struct person *person)
{
    if (person->id == 0)
        return json_null();
    return json_pack("{sI ss?}", "id", (json_int_t)person->id, "name", person->name);
}

json_t *shape_window(const struct window *window)
{
    return json_pack("{ss so so so}", "state", window_state_code(window->state), "opens_at",
                     shape_time(window->opens_at), "closes_at", shape_time(window->closes_at), "late_after_at",
                     shape_time(window->late_after_at));
}

json_t *shape_lecture(const struct lecture *lecture)
{
    json_t *counts = lecture->has_counts ? shape_counts(&lecture->counts) : NULL;
    if (lecture->has_counts && counts == NULL)
        return NULL;
    return json_pack("{sI sI ss ss? ss? so so sb so so*}", "id", (json_int_t)lecture->id, "classroom_id",
                     (json_int_t)lecture->class_id, "subject", lecture->subject, "title", lecture->title, "room",
                     lecture->room, "starts_at", shape_time(lecture->starts_at), "ends_at",
                     shape_time(lecture->ends_at), "cancelled", (int)lecture->cancelled, "window",
                     lecture->has_window ? shape_window(&lecture->window) : json_null(), "counts", counts);
}

json_t *shape_lectures(const struct lecture *lectures, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        shape_append(&list, shape_lecture(&lectures[i]));
    return list;
}

json_t *shape_classroom(const struct classroom *classroom)
{
    return json_pack(
        "{sI ss ss? ss? ss sI sI ss ss* so sI sI so sb}", "id", (json_int_t)classroom->id, "subject",
        classroom->subject, "section", classroom->section, "term", classroom->term, "timezone", classroom->timezone,
        "late_after_minutes", (json_int_t)classroom->late_after_minutes, "window_minutes",
        (json_int_t)classroom->window_minutes, "policy", live_policy_word(classroom->policy), "join_code",
        classroom->join_code, "professor", shape_person(&classroom->professor), "students",
        (json_int_t)classroom->students, "lectures", (json_int_t)classroom->lectures, "live",
        classroom->has_live ? shape_lecture(&classroom->live) : json_null(), "archived", (int)classroom->archived);
}

json_t *shape_counts(const struct counts *counts)
{
    return json_pack("{sI sI sI sI sI sI sI}", "students", (json_int_t)counts->students, "marked",
                     (json_int_t)counts->marked, "present", (json_int_t)counts->present, "late",
                     (json_int_t)counts->late, "excused", (json_int_t)counts->excused, "absent",
                     (json_int_t)counts->absent, "unmarked", (json_int_t)counts->unmarked);
}

json_t *shape_mark(const struct mark *mark)
{
    if (mark->status == MARK_UNMARKED)
        return json_pack("{so sn sn sn sn sn sn sn}", "student", shape_person(&mark->student), "status", "minutes_late",
                         "method", "marked_at", "marked_by", "note", "flag");
    return json_pack("{so ss sI ss so so ss? ss?}", "student", shape_person(&mark->student), "status",
                     mark_status_code(mark->status), "minutes_late", (json_int_t)mark->minutes_late, "method",
                     mark_method_code(mark->method), "marked_at", shape_time(mark->marked_at), "marked_by",
                     shape_person(&mark->marked_by), "note", mark->note, "flag", mark->flag);
}

json_t *shape_mark_or_null(const struct mark *mark)
{
    return mark->status == MARK_UNMARKED ? json_null() : shape_mark(mark);
}

json_t *shape_standing(const struct standing *standing)
{
    double percentage;
    json_t *number = standing_percentage(standing, &percentage) ? json_real(percentage) : json_null();
    return json_pack("{sI sI sI so}", "attended", (json_int_t)standing->attended, "taken", (json_int_t)standing->taken,
                     "lectures", (json_int_t)standing->lectures, "percentage", number);
}

json_t *shape_face(const struct identity *identity)
{
    return json_pack("{sb sb so sI sb}", "consented", (int)identity->consented, "enrolled", (int)identity->enrolled,
                     "enrolled_at", shape_time(identity->enrolled_at), "frames", (json_int_t)identity->frames, "renew",
                     (int)identity->renew);
}

json_t *shape_consent(const struct consent *consent)
{
    json_t *text = json_array();
    for (size_t i = 0; i < consent->paragraphs; i++)
        shape_append(&text, json_string(consent->text[i]));
    const char *scope = consent->given_at != 0 ? consent_scope_code(consent->scope) : NULL;
    return json_pack("{sI so so ss ss? ss? sI}", "version", (json_int_t)consent->version, "text", text, "given_at",
                     shape_time(consent->given_at), "language", consent->language, "scope", scope, "guardian",
                     consent->guardian, "guardian_age", (json_int_t)consent->guardian_age);
}

json_t *shape_step(const struct challenge_step *step)
{
    json_t *colours = json_array();
    for (size_t i = 0; i < step->colour_count; i++)
        shape_append(&colours, json_string(live_colour_css(step->colours[i])));
    return json_pack("{sI sI ss so sI sI sI sI}", "index", (json_int_t)step->index, "of", (json_int_t)step->of, "pose",
                     live_pose_word(step->pose), "colours", colours, "colour_ms", (json_int_t)LIVE_COLOUR_MS, "hold_ms",
                     (json_int_t)step->hold_ms, "frames_min", (json_int_t)step->frames_min, "frames_max",
                     (json_int_t)step->frames_max);
}
