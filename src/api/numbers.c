/* SPDX-License-Identifier: MIT */
/* Statistics, reports and exports. Every percentage has its denominator beside it. */
#include <string.h>

#include "api/routes.h"
#include "api/shape.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/numbers/export.h"
#include "school/numbers/record.h"
#include "school/numbers/report.h"
#include "school/numbers/statistics.h"
#include "school/marks/tally.h"

enum { DAY_MS = 24 * 60 * 60 * 1000 };

static json_t *percentage_of(int64_t part, int64_t whole)
{
    double percentage;
    return tally_percentage(part, whole, &percentage) ? json_real(percentage) : json_null();
}

static unsigned student_standing(struct call *call)
{
    struct home_classroom *classrooms;
    size_t count;

    enum fault fault = register_standings(call->school, &call->actor, call->arena, &classrooms, &count);
    if (fault != FAULT_NONE)
        return fault;
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        shape_append(&list, json_pack("{so so}", "classroom", shape_classroom(&classrooms[i].classroom), "standing",
                                      shape_standing(&classrooms[i].standing)));
    return call_reply(call, 200, json_pack("{so}", "classrooms", list));
}

/* ---- a classroom ---- */

static json_t *shape_rule(const struct standing_rule *rule)
{
    return json_pack("{sI ss s{sI sI sI sI}}", "threshold_percent", (json_int_t)rule->threshold_percent,
                     "excused_counts", mark_counts_code(rule->counts[MARK_EXCUSED]), "points", "P",
                     (json_int_t)rule->points[MARK_PRESENT], "L", (json_int_t)rule->points[MARK_LATE], "E",
                     (json_int_t)rule->points[MARK_EXCUSED], "A", (json_int_t)rule->points[MARK_ABSENT]);
}

static json_t *shape_slots(const char *name, int first, const struct late_slot *slots, int count)
{
    json_t *list = json_array();
    for (int i = 0; i < count; i++)
        if (slots[i].came > 0)
            shape_append(&list, json_pack("{si sI sI so}", name, first + i, "late", (json_int_t)slots[i].late, "came",
                                          (json_int_t)slots[i].came, "percentage",
                                          percentage_of(slots[i].late, slots[i].came)));
    return list;
}

json_t *shape_late(const struct late_pattern *late)
{
    json_t *buckets = json_array();
    int64_t begin = 1;
    for (int i = 0; i < LATE_BUCKETS; i++) {
        int64_t end = late_bucket_end(i);
        shape_append(&buckets,
                     json_pack("{sI so sI}", "from", (json_int_t)begin, "to", end > 0 ? json_integer(end) : json_null(),
                               "count", (json_int_t)late->buckets[i]));
        begin = end + 1;
    }
    return json_pack("{so so so sI ss}", "by_weekday", shape_slots("weekday", 1, late->weekdays, LATE_WEEKDAYS),
                     "by_hour", shape_slots("hour", 0, late->hours, LATE_HOURS), "by_minutes", buckets, "minutes",
                     (json_int_t)late->minutes, "denominator", "came");
}

static json_t *shape_lecture_figures(const struct lecture_figures *lecture)
{
    return json_pack("{sI ss? so so sb so sI sI so}", "id", (json_int_t)lecture->id, "title", lecture->title,
                     "starts_at", shape_time(lecture->starts_at), "ends_at", shape_time(lecture->ends_at), "taken",
                     (int)lecture->taken, "counts", shape_counts(&lecture->counts), "attended",
                     (json_int_t)lecture->attended, "counted", (json_int_t)lecture->counted, "percentage",
                     percentage_of(lecture->attended, lecture->counted));
}

static json_t *shape_class_groups(const struct statistics *statistics)
{
    json_t *groups = json_array();
    for (size_t i = 0; i < statistics->group_count; i++) {
        const struct group_figures *group = &statistics->groups[i];
        shape_append(&groups, json_pack("{sI ss sI sI sI so}", "id", (json_int_t)group->id, "name", group->name,
                                        "students", (json_int_t)group->students, "attended",
                                        (json_int_t)group->attended, "counted", (json_int_t)group->counted,
                                        "percentage", percentage_of(group->attended, group->counted)));
    }
    return groups;
}

static json_t *shape_week_slots(const struct statistics *statistics)
{
    json_t *list = json_array();
    for (int day = 0; day < LATE_WEEKDAYS; day++)
        for (int hour = 0; hour < LATE_HOURS; hour++) {
            const struct week_slot *slot = &statistics->week[day][hour];
            if (slot->lectures > 0)
                shape_append(&list, json_pack("{si si sI sI sI so}", "weekday", day + 1, "hour", hour, "lectures",
                                              (json_int_t)slot->lectures, "attended", (json_int_t)slot->attended,
                                              "counted", (json_int_t)slot->counted, "percentage",
                                              percentage_of(slot->attended, slot->counted)));
        }
    return list;
}

/* Only what a line in the picture of the later one needs. */
static json_t *shape_earlier(const struct earlier_class *earlier)
{
    json_t *lectures = json_array();
    for (size_t i = 0; earlier && i < earlier->count; i++)
        shape_append(&lectures, json_pack("{so sb so}", "starts_at", shape_time(earlier->lectures[i].starts_at),
                                          "taken", (int)earlier->lectures[i].taken, "percentage",
                                          percentage_of(earlier->lectures[i].attended, earlier->lectures[i].counted)));
    if (!earlier) {
        json_decref(lectures);
        return json_null();
    }
    return json_pack("{sI ss ss? ss? so}", "id", (json_int_t)earlier->id, "subject", earlier->subject, "section",
                     earlier->section, "term", earlier->term, "by_lecture", lectures);
}

static unsigned classroom_statistics(struct call *call)
{
    struct statistics statistics;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    enum fault fault = statistics_read(call->school, &call->actor, class_id, call->arena, &statistics);
    if (fault != FAULT_NONE)
        return fault;
    json_t *lectures = json_array();
    for (size_t i = 0; i < statistics.count; i++)
        shape_append(&lectures, shape_lecture_figures(&statistics.lectures[i]));
    return call_reply(
        call, 200,
        json_pack("{so so sI sI sI sI sI so ss so so so so so so}", "classroom", shape_classroom(&statistics.classroom),
                  "rule", shape_rule(&statistics.rule), "students", (json_int_t)statistics.students, "lectures",
                  (json_int_t)statistics.count, "taken", (json_int_t)statistics.lectures_taken, "attended",
                  (json_int_t)statistics.attended, "counted", (json_int_t)statistics.counted, "percentage",
                  percentage_of(statistics.attended, statistics.counted), "denominator", "counted_student_lectures",
                  "by_lecture", lectures, "by_group", shape_class_groups(&statistics), "late",
                  shape_late(&statistics.late), "by_slot", shape_week_slots(&statistics), "earlier",
                  shape_earlier(statistics.earlier), "spot", shape_spot_figures(&statistics.spot)));
}

static unsigned classroom_statistics_student(struct call *call)
{
    struct student_statistics statistics;
    int64_t class_id;
    int64_t student_id;

    if (!call_id(call, 0, &class_id) || !call_id(call, 1, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = statistics_student(call->school, &call->actor, class_id, student_id, call->arena, &statistics);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200,
                      json_pack("{so so so so so}", "student", shape_person(&statistics.student), "standing",
                                shape_standing(&statistics.standing), "late", shape_late(&statistics.late), "joined_at",
                                shape_time(statistics.joined_at), "left_at", shape_time(statistics.left_at)));
}

/* What a strip is drawn from. */
static json_t *shape_risk(const struct risk_list *list, const struct risk_student *student)
{
    json_t *marks = json_array(), *outside = json_array();
    for (size_t i = 0; i < list->lecture_count; i++) {
        const char *code = mark_status_code((enum mark_status)student->marks[i]);
        shape_append(&marks, code ? json_string(code) : json_null());
        if (student->outside[i])
            shape_append(&outside, json_integer(list->lectures[i].id));
    }
    return json_pack("{so ss so so so}", "student", shape_person(&student->student), "risk", risk_code(student->risk),
                     "standing", shape_standing(&student->standing), "marks", marks, "outside", outside);
}

static unsigned classroom_at_risk(struct call *call)
{
    const char *lectures = message_query(call->message, "lectures");
    int64_t lectures_min = RISK_LECTURES_USUAL;
    struct risk_list list;
    struct page page;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    if (lectures && !str_to_int(lectures, 0, RISK_LECTURES_MAX, &lectures_min))
        return call_tell_range(call, "lectures", 0, RISK_LECTURES_MAX);
    enum fault fault = statistics_risk(call->school, &call->actor, class_id, lectures_min, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *students = json_array();
    for (size_t i = 0; i < list.count; i++)
        shape_append(&students, shape_risk(&list, &list.students[i]));
    json_t *strip = json_array();
    for (size_t i = 0; i < list.lecture_count; i++)
        shape_append(&strip, json_pack("{sI so}", "id", (json_int_t)list.lectures[i].id, "starts_at",
                                       shape_time(list.lectures[i].starts_at)));
    return call_reply(call, 200,
                      json_pack("{so so sI sI sI so}", "students", students, "strip", strip, "total",
                                (json_int_t)list.total, "lectures", (json_int_t)lectures_min, "warning_lectures",
                                (json_int_t)list.warning_lectures, "next",
                                list.next != 0 ? json_integer(list.next) : json_null()));
}

/* ---- files ---- */

/* A page to print is shown; it needs its own style and nothing else. */
static unsigned reply_page(struct call *call, const struct export_file *file)
{
    if (!message_add_header(call->message, "Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, file->type, file->bytes, file->size);
    return FAULT_NONE;
}

static unsigned classroom_export(struct call *call)
{
    struct export_request request = {.form = EXPORT_CSV};
    const char *form = message_query(call->message, "form");
    struct export_file file;
    int64_t class_id;

    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_flag(call, "bom", &request.mark);
    if (problem != FAULT_NONE)
        return problem;
    request.language = message_query(call->message, "language");
    const char *group = message_query(call->message, "group");
    if (group && !str_to_int(group, 1, INT64_MAX, &request.group_id))
        return call_tell_field(call, &(struct json_error){"group", "must be the id of a group"});
    if (form && !export_form_parse(form, &request.form))
        return call_tell_field(call,
                               &(struct json_error){"form", "must be csv, long, xlsx, moodle, moodle_marks or print"});
    const char *lecture = message_query(call->message, "lecture");
    bool rows = request.form == EXPORT_LONG || request.form == EXPORT_MOODLE_MARKS;
    if (lecture && (!rows || !str_to_int(lecture, 1, INT64_MAX, &request.lecture_id)))
        return call_tell_field(
            call, &(struct json_error){"lecture", "must be the id of a lecture, for long and moodle_marks"});
    problem = call_heads(call, &request.fixed);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = export_register(call->school, &call->actor, class_id, &request, call->arena, &file);
    if (fault != FAULT_NONE)
        return fault;
    if (request.form == EXPORT_PRINT)
        return reply_page(call, &file);
    const char *name = arena_strdup(call->arena, file.name);
    return !name ? FAULT_INTERNAL : call_reply_file(call, file.type, name, file.bytes, file.size);
}

/* ---- the institution ---- */

static unsigned read_report_request(struct call *call, struct report_request *request)
{
    const char *from = message_query(call->message, "from");
    const char *to = message_query(call->message, "to");
    const char *professor = message_query(call->message, "professor");

    request->term = message_query(call->message, "term");
    request->department = message_query(call->message, "department");
    if (from && !clock_parse(from, &request->from))
        return call_tell_field(call, &(struct json_error){"from", "must be a time such as 2026-11-23T00:00:00Z"});
    if (to && !clock_parse(to, &request->before))
        return call_tell_field(call, &(struct json_error){"to", "must be a time such as 2026-11-23T00:00:00Z"});
    if (professor && !str_to_int(professor, 1, INT64_MAX, &request->professor_id))
        return call_tell_field(call, &(struct json_error){"professor", "must be a professor's id"});
    return FAULT_NONE;
}

static json_t *shape_figures(const struct report_figures *figures)
{
    return json_pack("{sI sI sI sI sI sI sI sI sI sI so ss}", "lectures", (json_int_t)figures->lectures, "taken",
                     (json_int_t)figures->taken, "present", (json_int_t)figures->of[MARK_PRESENT], "late",
                     (json_int_t)figures->of[MARK_LATE], "excused", (json_int_t)figures->of[MARK_EXCUSED], "absent",
                     (json_int_t)figures->of[MARK_ABSENT], "other", (json_int_t)figures->other, "unmarked",
                     (json_int_t)figures->of[MARK_UNMARKED], "attended", (json_int_t)figures->attended, "expected",
                     (json_int_t)figures->expected, "percentage", percentage_of(figures->attended, figures->expected),
                     "denominator", "expected");
}

static json_t *shape_week(int64_t day)
{
    char text[CLOCK_TEXT_SIZE];
    clock_format(day * DAY_MS, text);
    text[10] = '\0';
    return json_string(text);
}

/* `word`: what groups without an id are called. */
static json_t *shape_groups(const struct report_groups *groups, const char *word)
{
    json_t *list = json_array();
    for (size_t i = 0; i < groups->count; i++) {
        const struct report_group *group = &groups->groups[i];
        json_t *figures = shape_figures(&group->figures);
        if (!group->name)
            shape_append(&list, json_pack("{so so}", "begins", shape_week(group->id), "figures", figures));
        else if (group->id == 0)
            shape_append(&list, json_pack("{ss sI so}", word, group->name, "classrooms", (json_int_t)group->classrooms,
                                          "figures", figures));
        else
            shape_append(&list,
                         json_pack("{s{sI ss} sI so}", "professor", "id", (json_int_t)group->id, "name", group->name,
                                   "classrooms", (json_int_t)group->classrooms, "figures", figures));
    }
    return list;
}

static json_t *shape_report(const struct report *report)
{
    json_t *refusals = json_array();
    for (size_t i = 0; i < report->refusal_count; i++)
        shape_append(&refusals, json_pack("{ss sI}", "code", report->refusals[i].code, "count",
                                          (json_int_t)report->refusals[i].count));
    json_t *coverage =
        json_pack("{sI sI so sI so ss}", "students", (json_int_t)report->students, "consented",
                  (json_int_t)report->consented, "consented_percentage",
                  percentage_of(report->consented, report->students), "enrolled", (json_int_t)report->enrolled,
                  "enrolled_percentage", percentage_of(report->enrolled, report->students), "denominator", "students");
    return json_pack("{so so sI so so so so so so so so sI sI sI sI sI so}", "from", shape_time(report->from), "before",
                     shape_time(report->before), "classrooms", (json_int_t)report->classrooms, "institution",
                     shape_figures(&report->whole), "terms", shape_groups(&report->terms, "term"), "departments",
                     shape_groups(&report->departments, "department"), "professors",
                     shape_groups(&report->professors, ""), "weeks", shape_groups(&report->weeks, ""), "untaken",
                     shape_groups(&report->untaken, ""), "coverage", coverage, "refusals", refusals, "flags_open",
                     (json_int_t)report->flags_open, "terms_cut", (json_int_t)report->terms.cut, "departments_cut",
                     (json_int_t)report->departments.cut, "professors_cut", (json_int_t)report->professors.cut,
                     "untaken_cut", (json_int_t)report->untaken.cut, "spot", shape_spot_figures(&report->spot));
}

static unsigned admin_report(struct call *call)
{
    struct report_request request = {0};
    struct export_request file_request = {.language = message_query(call->message, "language")};
    const char *form = message_query(call->message, "form");
    struct report report;

    unsigned problem = read_report_request(call, &request);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_flag(call, "bom", &file_request.mark);
    if (problem != FAULT_NONE)
        return problem;
    problem = call_heads(call, &file_request.fixed);
    if (problem != FAULT_NONE)
        return problem;
    if (form && strcmp(form, "json") != 0 && strcmp(form, "csv") != 0)
        return call_tell_field(call, &(struct json_error){"form", "must be json or csv"});
    if (form && strcmp(form, "csv") == 0) {
        struct export_file file;
        enum fault failed = export_report(call->school, &call->actor, &request, &file_request, call->arena, &file);
        const char *name = failed == FAULT_NONE ? arena_strdup(call->arena, file.name) : "";
        if (failed == FAULT_NONE && !name)
            failed = FAULT_INTERNAL;
        return failed != FAULT_NONE ? (unsigned)failed : call_reply_file(call, file.type, name, file.bytes, file.size);
    }
    enum fault fault = report_read(call->school, &call->actor, &request, call->arena, &report);
    if (fault != FAULT_NONE)
        return fault;
    return call_reply(call, 200, shape_report(&report));
}

/* clang-format off */
const struct shape_words numbers_shapes[] = {
    {"coverage", "{students:int,consented:int,consented_percentage:number?,enrolled:int,enrolled_percentage:number?,"
                 "denominator:text}"},
    {"earlier_class", "{id:id,subject:text,section:text?,term:text?,"
                      "by_lecture:[{starts_at:time,taken:bool,percentage:number?}]}"},
    {"group_figures", "{id:id,name:text,students:int,attended:int,counted:int,percentage:number?}"},
    {"late_pattern", "{by_weekday:[{weekday:int,late:int,came:int,percentage:number?}],"
                     "by_hour:[{hour:int,late:int,came:int,percentage:number?}],"
                     "by_minutes:[{from:int,to:int?,count:int}],minutes:int,denominator:text}"},
    {"lecture_figures", "{id:id,title:text?,starts_at:time,ends_at:time,taken:bool,counts:counts,attended:int,"
                        "counted:int,percentage:number?}"},
    {"report_figures", "{lectures:int,taken:int,present:int,late:int,excused:int,absent:int,other:int,unmarked:int,"
                       "attended:int,expected:int,percentage:number?,denominator:text}"},
    {"week_slot", "{weekday:int,hour:int,lectures:int,attended:int,counted:int,percentage:number?}"},
    {"rule", "{threshold_percent:int,excused_counts:attended|ignored|missed,points:{P:int,L:int,E:int,A:int}}"},
    {0},
};

const struct api_route numbers_routes[] = {
    {HTTP_GET, "/api/student/standing", STUDENT, student_standing, NO_BODY, false,
     .summary = "How one stands in each classroom, and what the threshold asks",
     .answer = "200 {classrooms:[{classroom:classroom,standing:standing}]}"},
    {HTTP_GET, "/api/classroom/:classroom/statistics", CLASS_READER, classroom_statistics, NO_BODY, false,
     .summary = "A classroom in numbers: by lecture, and who is late when",
     .answer = "200 {classroom:classroom,rule:rule,students:int,lectures:int,taken:int,attended:int,counted:int,"
               "percentage:number?,denominator:text,by_lecture:[lecture_figures],by_group:[group_figures],"
               "late:late_pattern,by_slot:[week_slot],earlier:earlier_class?,spot:spot_figures}"},
    {HTTP_GET, "/api/classroom/:classroom/statistics/:student", CLASS_READER, classroom_statistics_student, NO_BODY,
     false, .summary = "One student of a classroom in numbers",
     .answer = "200 {student:person,standing:standing,late:late_pattern,joined_at:time?,left_at:time?}"},
    {HTTP_GET, "/api/classroom/:classroom/at-risk", CLASS_READER, classroom_at_risk, NO_BODY, false,
     .summary = "Students below the threshold, near it, or who can no longer reach it",
     .query = "{lectures?:int,...page}",
     .answer = "200 {students:[{student:person,risk:near|below|out_of_reach,standing:standing,marks:[text?],"
               "outside:[id]}],strip:[{id:id,starts_at:time}],total:int,"
               "lectures:int,warning_lectures:int,next:id?}"},
    {HTTP_GET, "/api/classroom/:classroom/export", CLASS_READER, classroom_export, NO_BODY, true,
     .cost = 10, .summary = "The register as a file",
     .query = "{form?:csv|long|xlsx|moodle|moodle_marks|print,bom?:bool,heads?:own|fixed,group?:id,lecture?:id,language?:text}", .answer = "200 text/csv;200 text/html;"
               "200 application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
    {HTTP_GET, "/api/admin/report", ADMINISTRATOR, admin_report, NO_BODY, true,
     .summary = "The institution in numbers: by term, department, professor and week, coverage, refusals",
     .query = "{from?:time,to?:time,term?:text,department?:text,professor?:id,form?:json|csv,bom?:bool,heads?:own|fixed,language?:text}",
     .answer = "200 {from:time,before:time,classrooms:int,institution:report_figures,"
               "terms:[{term:text,classrooms:int,figures:report_figures}],"
               "departments:[{department:text,classrooms:int,figures:report_figures}],"
               "professors:[{professor:person,classrooms:int,figures:report_figures}],"
               "weeks:[{begins:date,figures:report_figures}],"
               "untaken:[{professor:person,classrooms:int,figures:report_figures}],coverage:coverage,"
               "refusals:[{code:text,count:int}],flags_open:int,terms_cut:int,departments_cut:int,professors_cut:int,"
               "untaken_cut:int,spot:spot_figures};200 text/csv"},
    {0},
};
/* clang-format on */
