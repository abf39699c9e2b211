/* SPDX-License-Identifier: MIT */
#include "api/shape.h"

#include "api/routes.h"
#include "base/clock.h"
#include "school/marks/status_set.h"
#include "school/marks/tally.h"
#include "school/numbers/record.h"

/* clang-format off */
const struct shape_words common_shapes[] = {
    {"classroom", "{id:id,subject:text,section:text?,term:text?,department:text?,external_id:text?,timezone:text,late_after_minutes:int,"
                  "window_minutes:int,policy:passive|turn|active|active_colour,join_code?:text,professor:person,"
                  "students:int,lectures:int,live:lecture?,archived:bool,"
                  "part:owner|teacher|assistant|student|administrator,threshold_percent:int,"
                  "leave_out:int,excused_counts:attended|ignored|missed,absent_at_close:bool,auto_open:on|off,"
                  "auto_open_minutes:int,"
                  "version:int,statuses?:[status_line],join_open?:bool,join_expires_at?:time?,join_approval?:bool,"
                  "join_waiting?:int,spot_names?:int,accepted?:bool,added_by?:person?}"},
    {"consent", "{version:int,text:[text],given_at:time?,language:text,scope:consent_scope?,guardian:text?,"
                "guardian_age:int}"},
    {"consent_scope", "check_in|all"},
    {"counts", "{students:int,marked:int,present:int,late:int,excused:int,absent:int,other:int,unmarked:int,"
               "attended:int,missed:int,ignored:int,in_room:int,flagged:int}"},
    {"face", "{consented:bool,enrolled:bool,enrolled_at:time?,frames:int,renew:bool,unsure:bool}"},
    {"lecture", "{id:id,classroom_id:id,subject:text,external_id:text?,title:text?,room:text?,starts_at:time,ends_at:time,"
                "cancelled:bool,taken:bool,window:window?,counts?:counts,cancel_reason:text?,moved_from:time?,series_id:id?,"
                "auto_open:classroom|off|on,auto_open_minutes:int?,version:int,updated_at:time,final_at:time?,"
                "final_word:none|said|told,groups:[group_name],joint:[joint_lecture]}"},
    {"joint_lecture", "{lecture_id:id,classroom_id:id,subject:text,section:text?,merged:bool}"},
    {"group_name", "{id:id,name:text}"},
    {"mark", "{student:person,external_id:text?,status:text?,minutes_late:int?,method:face|manual|photo|code|close|import|leave|kiosk?,"
              "marked_at:time?,marked_by:person?,note:text?,flags:[mark_flag],version:int?,left_at:time?,outside:bool,"
              "other_group:bool,"
              "change?:id}"},
    {"page", "{after?:int,limit?:int}"},
    {"person", "{id:id,name:text}"},
    {"outlook", "{threshold:int,below:bool,near:bool,out_of_reach:bool,remaining:int,can_miss:int?,"
                "can_miss_later:int,must_attend:int?}"},
    {"standing", "{attended:int,taken:int,lectures:int,percentage:number?,counted:int,left_out:int,leave_out:int,"
                 "denominator:taken_lectures|taken_lectures_not_excused,percentage_of_all:number?,"
                 "percentage_best:number?,present:int,late:int,excused:int,absent:int,other:int,unmarked:int,"
                 "own:{*:int},late_minutes:int,points:int,points_max:int,outlook:outlook,trend:trend}"},
    {"status_line", "{status:text,letter:text,name:text,points:int,counts:attended|ignored|missed,"
                    "colour:green|amber|blue|red|teal|violet|pink|grey,in_room:bool,retired:bool}"},
    {"step", "{index:int,of:int,pose:centre|left|right|up|down,colours:[text],colour_ms:int,hold_ms:int,"
             "frames_min:int,frames_max:int,tries:int}"},
    {"trend", "{recent_attended:int,recent_counted:int,recent:number?,before:number?,direction:up|down|level?}"},
    {"user", "{id:id,name:text,family_name:text?,role:administrator|professor|student,email:email?,email_proven:bool,locale:text}"},
    {"window", "{state:open|closed|scheduled,opens_at:time,closes_at:time,late_after_at:time,automatic:bool}"},
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

json_t *shape_id(int64_t id)
{
    return id != 0 ? json_integer(id) : json_null();
}

const char *shape_email(const char *email)
{
    return email && *email ? email : NULL;
}

json_t *shape_user(const struct user *user)
{
    return json_pack("{sI ss ss? ss ss? sb ss}", "id", (json_int_t)user->id, "name", user->name, "family_name",
                     user->family_name, "role", role_code(user->role), "email", shape_email(user->email),
                     "email_proven", user->email_proven_at != 0, "locale", user->locale);
}

json_t *shape_person(const struct person *person)
{
    if (person->id == 0)
        return json_null();
    return json_pack("{sI ss?}", "id", (json_int_t)person->id, "name", person->name);
}

json_t *shape_window(const struct window *window)
{
    return json_pack("{ss so so so sb}", "state", window_state_code(window->state), "opens_at",
                     shape_time(window->opens_at), "closes_at", shape_time(window->closes_at), "late_after_at",
                     shape_time(window->late_after_at), "automatic", (int)window->automatic);
}

/* The members of `more` put into `document`; takes both references. */
static json_t *shape_join(json_t *document, json_t *more)
{
    if (document && more && json_object_update(document, more) == 0) {
        json_decref(more);
        return document;
    }
    json_decref(document);
    json_decref(more);
    return NULL;
}

static json_t *shape_group_names(const struct group_names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++)
        shape_append(&list, json_pack("{sI ss}", "id", (json_int_t)names->groups[i].id, "name", names->groups[i].name));
    return list;
}

static json_t *shape_joint(const struct joint_lectures *joint)
{
    json_t *list = json_array();
    for (size_t i = 0; i < joint->count; i++) {
        const struct joint_lecture *one = &joint->lectures[i];
        shape_append(&list, json_pack("{sI sI ss ss? sb}", "lecture_id", (json_int_t)one->lecture_id, "classroom_id",
                                      (json_int_t)one->class_id, "subject", one->subject, "section", one->section,
                                      "merged", (int)one->merged));
    }
    return list;
}

json_t *shape_lecture(const struct lecture *lecture)
{
    json_t *counts = lecture->has_counts ? shape_counts(&lecture->counts) : NULL;
    if (lecture->has_counts && !counts)
        return NULL;
    json_t *document = json_pack("{sI sI ss ss? ss? ss? so so sb sb so so*}", "id", (json_int_t)lecture->id,
                                 "classroom_id", (json_int_t)lecture->class_id, "subject", lecture->subject,
                                 "external_id", lecture->external_id, "title", lecture->title, "room", lecture->room,
                                 "starts_at", shape_time(lecture->starts_at), "ends_at", shape_time(lecture->ends_at),
                                 "cancelled", (int)lecture->cancelled, "taken", (int)lecture->taken, "window",
                                 lecture->has_window ? shape_window(&lecture->window) : json_null(), "counts", counts);
    json_t *automatic = lecture->auto_open == AUTO_ON ? json_integer(lecture->auto_open_minutes) : json_null();
    return shape_join(document,
                      json_pack("{ss? so so ss so sI so so ss so so}", "cancel_reason", lecture->cancel_reason,
                                "moved_from", shape_time(lecture->moved_from), "series_id",
                                lecture->series_id ? json_integer(lecture->series_id) : json_null(), "auto_open",
                                lecture_auto_code(lecture->auto_open), "auto_open_minutes", automatic, "version",
                                (json_int_t)lecture->version, "updated_at", shape_time(lecture->updated_at), "final_at",
                                shape_time(lecture->final_at), "final_word", lecture_word_code(lecture->word), "groups",
                                shape_group_names(&lecture->groups), "joint", shape_joint(&lecture->joint)));
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
    json_t *document = json_pack(
        "{sI ss ss? ss? ss? ss? ss sI sI ss ss* so sI sI so sb}", "id", (json_int_t)classroom->id, "subject",
        classroom->subject, "section", classroom->section, "term", classroom->term, "department", classroom->department,
        "external_id", classroom->external_id, "timezone", classroom->timezone, "late_after_minutes",
        (json_int_t)classroom->late_after_minutes, "window_minutes", (json_int_t)classroom->window_minutes, "policy",
        live_policy_word(classroom->policy), "join_code", classroom->join_code, "professor",
        shape_person(&classroom->professor), "students", (json_int_t)classroom->students, "lectures",
        (json_int_t)classroom->lectures, "live", classroom->has_live ? shape_lecture(&classroom->live) : json_null(),
        "archived", (int)classroom->archived);
    document = shape_join(
        document, json_pack("{ss sI sI ss sb ss sI sI}", "part", class_part_code(classroom->part), "threshold_percent",
                            (json_int_t)classroom->threshold_percent, "leave_out", (json_int_t)classroom->leave_out,
                            "excused_counts", mark_counts_code(classroom->excused_counts), "absent_at_close",
                            (int)classroom->absent_at_close, "auto_open", classroom->auto_open ? "on" : "off",
                            "auto_open_minutes", (json_int_t)classroom->auto_open_minutes, "version",
                            (json_int_t)classroom->version));
    if (classroom->statuses)
        document = shape_join(document, json_pack("{so}", "statuses", shape_statuses(classroom->statuses)));
    if (classroom->part == PART_STUDENT)
        return shape_join(document,
                          json_pack("{sb so}", "accepted", (int)classroom->accepted, "added_by",
                                    classroom->added_by.id ? shape_person(&classroom->added_by) : json_null()));
    return shape_join(document,
                      json_pack("{sb so sb sI sI}", "join_open", (int)!classroom->join_closed, "join_expires_at",
                                shape_time(classroom->join_expires_at), "join_approval", (int)classroom->join_approval,
                                "join_waiting", (json_int_t)classroom->join_waiting, "spot_names",
                                (json_int_t)classroom->spot_names));
}

json_t *shape_counts(const struct counts *counts)
{
    return json_pack("{sI sI sI sI sI sI sI sI sI sI sI sI sI}", "students", (json_int_t)counts->students, "marked",
                     (json_int_t)counts->marked, "present", (json_int_t)counts->present, "late",
                     (json_int_t)counts->late, "excused", (json_int_t)counts->excused, "absent",
                     (json_int_t)counts->absent, "other", (json_int_t)counts->other, "unmarked",
                     (json_int_t)counts->unmarked, "attended", (json_int_t)counts->attended, "missed",
                     (json_int_t)counts->missed, "ignored", (json_int_t)counts->ignored, "in_room",
                     (json_int_t)counts->in_room, "flagged", (json_int_t)counts->flagged);
}

json_t *shape_statuses(const struct status_set *set)
{
    json_t *list = json_array();
    for (size_t i = 0; i < set->count; i++) {
        const struct status_line *line = &set->lines[i];
        shape_append(&list, json_pack("{ss ss ss sI ss ss sb sb}", "status", mark_status_code(line->status), "letter",
                                      line->letter, "name", line->name, "points", (json_int_t)line->points, "counts",
                                      mark_counts_code(line->counts), "colour", status_colour_code(line->colour),
                                      "in_room", (int)line->in_room, "retired", (int)line->retired));
    }
    return list;
}

static json_t *shape_flags(unsigned flags)
{
    json_t *list = json_array();
    for (size_t i = 0; i < MARK_FLAG_COUNT; i++)
        if (flags & 1U << i)
            shape_append(&list, json_string(mark_flag_word(i)));
    return list;
}

json_t *shape_mark(const struct mark *mark)
{
    if (mark->status == MARK_UNMARKED)
        return json_pack("{so ss? sn sn sn sn sn sn so sn so sb sb}", "student", shape_person(&mark->student),
                         "external_id", mark->external_id, "status", "minutes_late", "method", "marked_at", "marked_by",
                         "note", "flags", json_array(), "version", "left_at", shape_time(mark->left_at), "outside",
                         (int)mark->outside, "other_group", (int)mark->other_group);
    json_t *change = mark->change != 0 ? json_integer(mark->change) : NULL;
    if (mark->change != 0 && !change)
        return NULL;
    return json_pack("{so ss? ss sI ss so so ss? so sI so sb sb so*}", "student", shape_person(&mark->student),
                     "external_id", mark->external_id, "status", mark_status_code(mark->status), "minutes_late",
                     (json_int_t)mark->minutes_late, "method", mark_method_code(mark->method), "marked_at",
                     shape_time(mark->marked_at), "marked_by", shape_person(&mark->marked_by), "note", mark->note,
                     "flags", shape_flags(mark->flags), "version", (json_int_t)mark->version, "left_at",
                     shape_time(mark->left_at), "outside", (int)mark->outside, "other_group", (int)mark->other_group,
                     "change", change);
}

json_t *shape_mark_or_null(const struct mark *mark)
{
    return mark->status == MARK_UNMARKED ? json_null() : shape_mark(mark);
}

static json_t *shape_percentage(int64_t part, int64_t whole)
{
    double percentage;
    return tally_percentage(part, whole, &percentage) ? json_real(percentage) : json_null();
}

/* The last lectures against those before them; the direction is null while there is nothing to compare. */
static json_t *shape_trend(const struct standing *standing)
{
    int64_t before_attended = standing->attended - standing->recent_attended;
    int64_t before_counted = standing->counted - standing->recent_counted;
    int64_t difference = standing->recent_attended * before_counted - before_attended * standing->recent_counted;
    const char *direction = difference > 0 ? "up" : difference < 0 ? "down" : "level";
    return json_pack("{sI sI so so ss?}", "recent_attended", (json_int_t)standing->recent_attended, "recent_counted",
                     (json_int_t)standing->recent_counted, "recent",
                     shape_percentage(standing->recent_attended, standing->recent_counted), "before",
                     shape_percentage(before_attended, before_counted), "direction",
                     before_counted > 0 ? direction : NULL);
}

static json_t *shape_outlook(const struct standing *standing)
{
    struct outlook outlook;
    standing_outlook(standing, &outlook);
    json_t *can_miss = outlook.endless ? json_null() : json_integer(outlook.can_miss);
    json_t *must_attend = outlook.impossible ? json_null() : json_integer(outlook.must_attend);
    return json_pack("{sI sb sb sb sI so sI so}", "threshold", (json_int_t)standing->rule.threshold_percent, "below",
                     (int)outlook.below, "near", (int)outlook.near, "out_of_reach", (int)outlook.out_of_reach,
                     "remaining", (json_int_t)outlook.remaining, "can_miss", can_miss, "can_miss_later",
                     (json_int_t)outlook.can_miss_later, "must_attend", must_attend);
}

/* Whether some mark is left out of what is counted. */
static bool rule_ignores(const struct standing_rule *rule)
{
    for (int i = MARK_PRESENT; i < MARK_STATUS_COUNT; i++)
        if (rule->counts[i] == COUNTS_IGNORED)
            return true;
    return false;
}

/* How often each of the classroom's own statuses was given: {"S1":3}; 0 is not said. */
static json_t *shape_own(const struct standing *standing, int64_t *ret_other)
{
    json_t *own = json_object();
    int64_t other = 0;
    for (int i = MARK_OWN; i < MARK_STATUS_COUNT; i++) {
        other += standing->of[i];
        if (!own || standing->of[i] == 0 ||
            json_object_set_new(own, mark_status_code((enum mark_status)i), json_integer(standing->of[i])) == 0)
            continue;
        json_decref(own);
        own = NULL;
    }
    *ret_other = other;
    return own;
}

json_t *shape_standing(const struct standing *standing)
{
    int64_t remaining = standing->lectures - standing->taken, other = 0;
    int64_t all = standing->counted + remaining;
    int64_t free = standing->rule.leave_out - standing->left_out; // of those to come, if all were missed
    int64_t missed_all = all - (free < remaining ? free : remaining);
    json_t *own = shape_own(standing, &other);
    json_t *document =
        json_pack("{sI sI sI so sI sI sI ss so so so so}", "attended", (json_int_t)standing->attended, "taken",
                  (json_int_t)standing->taken, "lectures", (json_int_t)standing->lectures, "percentage",
                  shape_percentage(standing->attended, standing->counted), "counted", (json_int_t)standing->counted,
                  "left_out", (json_int_t)standing->left_out, "leave_out", (json_int_t)standing->rule.leave_out,
                  "denominator", rule_ignores(&standing->rule) ? "taken_lectures_not_excused" : "taken_lectures",
                  "percentage_of_all", shape_percentage(standing->attended, missed_all), "percentage_best",
                  shape_percentage(standing->attended + remaining, all), "outlook", shape_outlook(standing), "trend",
                  shape_trend(standing));
    return shape_join(
        document,
        json_pack("{sI sI sI sI sI so sI sI sI sI}", "present", (json_int_t)standing->of[MARK_PRESENT], "late",
                  (json_int_t)standing->of[MARK_LATE], "excused", (json_int_t)standing->of[MARK_EXCUSED], "absent",
                  (json_int_t)standing->of[MARK_ABSENT], "other", (json_int_t)other, "own", own, "unmarked",
                  (json_int_t)standing->of[MARK_UNMARKED], "late_minutes", (json_int_t)standing->late_minutes, "points",
                  (json_int_t)standing->points, "points_max", (json_int_t)standing->points_max));
}

json_t *shape_face(const struct identity *identity)
{
    return json_pack("{sb sb so sI sb sb}", "consented", (int)identity->consented, "enrolled", (int)identity->enrolled,
                     "enrolled_at", shape_time(identity->enrolled_at), "frames", (json_int_t)identity->frames, "renew",
                     (int)identity->renew, "unsure", (int)identity->unsure);
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
    return json_pack("{sI sI ss so sI sI sI sI sI}", "index", (json_int_t)step->index, "of", (json_int_t)step->of,
                     "pose", live_pose_word(step->pose), "colours", colours, "colour_ms", (json_int_t)LIVE_COLOUR_MS,
                     "hold_ms", (json_int_t)step->hold_ms, "frames_min", (json_int_t)step->frames_min, "frames_max",
                     (json_int_t)step->frames_max, "tries", (json_int_t)step->tries);
}

json_t *shape_record_lectures(const struct record_lecture *lectures, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        shape_append(&list, json_pack("{so so sb sb}", "lecture", shape_lecture(&lectures[i].lecture), "mark",
                                      shape_mark_or_null(&lectures[i].mark), "outside", (int)lectures[i].mark.outside,
                                      "left_out", (int)lectures[i].left_out));
    return list;
}
