/* SPDX-License-Identifier: MIT */
/* The rules that warn: of the institution, of a classroom, what they would have done; and advisers. */
#include "school/marks/warning/warning_rules.h"
#include "school/numbers/advised.h"
#include "school/numbers/preview.h"
#include "school/marks/warning/adviser.h"

#include <stddef.h>
#include <string.h>

#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/common/limits.h"

static const char *const recipient_codes[WARN_RECIPIENTS] = {"student", "teachers", "adviser"};

enum { WORD_SIZE = 16, WEEKS_USUAL = 16 };

static json_t *shape_rule(enum warning_kind kind, const struct warning_rule *rule)
{
    json_t *recipients = json_array();
    for (int i = 0; i < WARN_RECIPIENTS; i++)
        if (rule->recipients >> i & 1)
            shape_append(&recipients, json_string(recipient_codes[i]));
    return json_pack("{ss sb sI sI sI sI so}", "kind", warning_kind_code(kind), "on", (int)rule->on, "lectures",
                     (json_int_t)rule->lectures, "days", (json_int_t)rule->days, "percent", (json_int_t)rule->percent,
                     "counted_min", (json_int_t)rule->counted_min, "recipients", recipients);
}

static unsigned reply_rules(struct call *call, const struct warning_rules *rules)
{
    json_t *list = json_array();
    for (int i = 0; i < WARNING_KINDS; i++)
        shape_append(&list, shape_rule((enum warning_kind)i, &rules->of[i]));
    call_tag(call, rules->version);
    return call_reply(
        call, 200,
        json_pack("{sb sI so}", "own", (int)rules->own, "version", (json_int_t)rules->version, "rules", list));
}

struct rule_body {
    const char *kind;
    struct warning_rule rule;
};

static const struct json_field rule_fields[] = {
    {"kind", JSON_FIELD_TEXT, true, offsetof(struct rule_body, kind), 1, WORD_SIZE},
    {"on", JSON_FIELD_BOOL, true, offsetof(struct rule_body, rule.on), 0, 0},
    {"lectures", JSON_FIELD_INT, false, offsetof(struct rule_body, rule.lectures), 0, WARNING_LECTURES_MAX},
    {"days", JSON_FIELD_INT, false, offsetof(struct rule_body, rule.days), 0, WARNING_DAYS_MAX},
    {"percent", JSON_FIELD_INT, false, offsetof(struct rule_body, rule.percent), 0, 100},
    {"counted_min", JSON_FIELD_INT, false, offsetof(struct rule_body, rule.counted_min), 0, WARNING_COUNTED_MAX},
    {0},
};

/* The words of a rule's recipients. */
static unsigned recipients_read(struct call *call, const json_t *list, unsigned *ret_recipients)
{
    *ret_recipients = 0;
    if (!json_is_array(list) || json_array_size(list) > WARN_RECIPIENTS)
        return call_tell_field(
            call, &(struct json_error){"recipients",
                                       arena_printf(call->arena, "must be a list of at most %d", WARN_RECIPIENTS)});
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        unsigned bit = 0;
        for (int k = 0; word && k < WARN_RECIPIENTS; k++)
            bit |= strcmp(word, recipient_codes[k]) == 0 ? 1U << k : 0;
        if (bit == 0)
            return call_tell_field(call, &(struct json_error){"recipients", "holds student, teachers and adviser"});
        *ret_recipients |= bit;
    }
    return FAULT_NONE;
}

static unsigned rule_read(struct call *call, const json_t *item, struct warning_rules *rules, unsigned *seen)
{
    struct json_error error = {NULL, NULL};
    enum warning_kind kind;
    struct warning_rules usual;
    struct rule_body body = {0};
    const json_t *recipients = json_object_get(item, "recipients");
    json_t *plain = json_is_object(item) ? json_copy((json_t *)item) : NULL;
    const char *word = json_string_value(json_object_get(item, "kind"));
    warning_rules_usual(&usual);
    if (plain)
        json_object_del(plain, "recipients");
    if (warning_kind_parse(word, &kind))
        body.rule = usual.of[kind]; // what the body does not say
    bool good = plain && json_read_object(call->message, plain, rule_fields, &body, &error);
    json_decref(plain);
    if (!good) {
        if (!json_is_object(item))
            error = (struct json_error){"rules", "holds objects"};
        return call_tell_field(call, &error);
    }
    if (!warning_kind_parse(body.kind, &kind) || *seen >> kind & 1) {
        call->more.field = "kind";
        return FAULT_CHOICE_UNKNOWN;
    }
    unsigned problem = recipients_read(call, recipients, &body.rule.recipients);
    *seen |= 1U << kind;
    rules->of[kind] = body.rule;
    return problem;
}

struct rules_body {
    int64_t weeks;
};

static const struct json_field preview_fields[] = {
    {"weeks", JSON_FIELD_INT, false, offsetof(struct rules_body, weeks), 1, PREVIEW_WEEKS_MAX},
    {0},
};

/* All four; *ret_given false: the body has no rules. */
static unsigned rules_read(struct call *call, const struct json_field *fields, struct rules_body *body,
                           struct warning_rules *rules, bool *ret_given)
{
    struct body_list lists[] = {{"rules", WARNING_KINDS, NULL}, {0}};
    json_t *document;
    unsigned seen = 0;
    warning_rules_usual(rules);
    unsigned problem = lists_read(call, fields, body, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    *ret_given = lists[0].items != NULL;
    for (size_t i = 0; problem == FAULT_NONE && i < json_array_size(lists[0].items); i++)
        problem = rule_read(call, json_array_get(lists[0].items, i), rules, &seen);
    json_decref(document);
    if (problem == FAULT_NONE && *ret_given && seen != (1U << WARNING_KINDS) - 1)
        return call_tell_field(call, &(struct json_error){"rules", "holds each of the four rules once"});
    return problem;
}

static unsigned class_of(const struct call *call, bool institution, int64_t *ret_class_id)
{
    *ret_class_id = 0;
    return institution || call_id(call, 0, ret_class_id) ? FAULT_NONE : FAULT_NOT_FOUND;
}

static unsigned get(struct call *call, bool institution)
{
    struct warning_rules rules;
    int64_t class_id;
    if (class_of(call, institution, &class_id) != FAULT_NONE)
        return FAULT_NOT_FOUND;
    enum fault fault = warning_rules_get(call->school, &call->actor, class_id, &rules);
    return fault != FAULT_NONE ? (unsigned)fault : reply_rules(call, &rules);
}

/* Which field a fault of the rules names. */
static unsigned rules_fault(struct call *call, enum fault fault)
{
    if (fault == FAULT_CHOICE_UNKNOWN) {
        call->more.field = "recipients";
        call->more.detail = "A rule that is on tells somebody.";
    }
    if (fault == FAULT_NUMBER_INVALID)
        call->more.field = "rules";
    return fault;
}

static unsigned put(struct call *call, bool institution)
{
    struct warning_rules rules;
    struct rules_body body = {0};
    int64_t class_id, version;
    bool given = false;
    if (class_of(call, institution, &class_id) != FAULT_NONE)
        return FAULT_NOT_FOUND;
    unsigned problem = rules_read(call, call_no_fields, &body, &rules, &given);
    if (problem == FAULT_NONE && !given)
        return call_tell_field(call, &(struct json_error){"rules", "is missing"});
    if (problem != FAULT_NONE)
        return problem;
    problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = warning_rules_change(call->school, &call->actor, class_id, &rules, version, &rules);
    return fault != FAULT_NONE ? rules_fault(call, fault) : reply_rules(call, &rules);
}

static json_t *shape_warning(const struct preview_warning *warning)
{
    return json_pack("{so sI ss ss ss so ss?}", "student", shape_person(&warning->student), "classroom_id",
                     (json_int_t)warning->class_id, "subject", warning->subject, "timezone", warning->timezone, "kind",
                     warning_kind_code(warning->kind), "starts_at", shape_time(warning->starts_at), "title",
                     warning->title);
}

static unsigned preview(struct call *call, bool institution)
{
    struct warning_rules rules;
    struct rules_body body = {.weeks = WEEKS_USUAL};
    struct preview preview;
    int64_t class_id;
    bool given = false;
    if (class_of(call, institution, &class_id) != FAULT_NONE)
        return FAULT_NOT_FOUND;
    unsigned problem = rules_read(call, preview_fields, &body, &rules, &given);
    if (problem == FAULT_NONE && !given)
        return call_tell_field(call, &(struct json_error){"rules", "is missing"});
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = warning_preview(call->school, &call->actor, class_id, &rules, body.weeks, call->arena, &preview);
    if (fault != FAULT_NONE)
        return rules_fault(call, fault);
    json_t *list = json_array();
    for (size_t i = 0; i < preview.count; i++)
        shape_append(&list, shape_warning(&preview.warnings[i]));
    return call_reply(call, 200,
                      json_pack("{sI sI sI sI sI so}", "weeks", (json_int_t)body.weeks, "classrooms",
                                (json_int_t)preview.classes, "students", (json_int_t)preview.students, "warned",
                                (json_int_t)preview.warned, "messages", (json_int_t)preview.messages, "warnings",
                                list));
}

static unsigned warning_institution(struct call *call)
{
    return get(call, true);
}

static unsigned warning_institution_put(struct call *call)
{
    return put(call, true);
}

static unsigned warning_institution_preview(struct call *call)
{
    return preview(call, true);
}

static unsigned warning_classroom(struct call *call)
{
    return get(call, false);
}

static unsigned warning_classroom_put(struct call *call)
{
    return put(call, false);
}

static unsigned warning_classroom_preview(struct call *call)
{
    return preview(call, false);
}

static unsigned warning_classroom_delete(struct call *call)
{
    struct warning_rules rules;
    int64_t class_id, version;
    if (!call_id(call, 0, &class_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_if_match(call, &version);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = warning_rules_change(call->school, &call->actor, class_id, NULL, version, &rules);
    return fault != FAULT_NONE ? (unsigned)fault : reply_rules(call, &rules);
}

/* ---- advisers ---- */

static unsigned reply_adviser(struct call *call, const struct person *adviser)
{
    return call_reply(call, 200, json_pack("{so}", "adviser", adviser->id ? shape_person(adviser) : json_null()));
}

static unsigned adviser_read(struct call *call)
{
    struct person adviser;
    int64_t student_id;
    if (!call_id(call, 0, &student_id))
        return FAULT_NOT_FOUND;
    enum fault fault = adviser_get(call->school, &call->actor, student_id, call->arena, &adviser);
    return fault != FAULT_NONE ? (unsigned)fault : reply_adviser(call, &adviser);
}

struct adviser_body {
    const char *email;
};

static const struct json_field adviser_fields[] = {
    {"email", JSON_FIELD_TEXT, true, offsetof(struct adviser_body, email), 0, ACCOUNT_EMAIL_MAX},
    {0},
};

static unsigned adviser_put(struct call *call)
{
    struct adviser_body body = {0};
    struct person adviser;
    int64_t student_id;
    if (!call_id(call, 0, &student_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read(call, adviser_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = adviser_assign(call->school, &call->actor, student_id, body.email, call->arena, &adviser);
    return fault != FAULT_NONE ? (unsigned)fault : reply_adviser(call, &adviser);
}

static unsigned advised(struct call *call)
{
    struct advised_list list;
    struct page page;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = advised_list(call->school, &call->actor, &page, call->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    json_t *students = json_array();
    for (size_t i = 0; i < list.count; i++) {
        json_t *classrooms = json_array();
        for (size_t k = 0; k < list.students[i].count; k++) {
            const struct advised_classroom *one = &list.students[i].classrooms[k];
            shape_append(&classrooms,
                         json_pack("{ss ss? so so}", "subject", one->subject, "term", one->term, "standing",
                                   shape_standing(&one->standing), "warned_at", shape_time(one->warned_at)));
        }
        shape_append(&students, json_pack("{so so}", "student", shape_person(&list.students[i].student), "classrooms",
                                          classrooms));
    }
    return call_reply(
        call, 200,
        json_pack("{so so}", "students", students, "next", list.next ? json_integer(list.next) : json_null()));
}

#define RULES_EXAMPLE                                                                                                  \
    "{\"rules\":[{\"kind\":\"in_a_row\",\"on\":true,\"lectures\":3,\"recipients\":[\"student\",\"adviser\"]},"         \
    "{\"kind\":\"within\",\"on\":false,\"lectures\":4,\"days\":28,\"recipients\":[\"student\"]},"                      \
    "{\"kind\":\"below\",\"on\":true,\"percent\":0,\"counted_min\":3,\"recipients\":[\"student\"]},"                   \
    "{\"kind\":\"out_of_reach\",\"on\":true,\"counted_min\":3,\"recipients\":[\"student\"]}]}"

/* clang-format off */
const struct shape_words warning_shapes[] = {
    {"warning_kind", "in_a_row|within|below|out_of_reach"},
    {"warning_rule", "{kind:warning_kind,on:bool,lectures:int,days:int,percent:int,counted_min:int,"
                     "recipients:[student|teachers|adviser]}"},
    {"warning_rule_given", "{kind:warning_kind,on:bool,lectures?:int,days?:int,percent?:int,counted_min?:int,"
                           "recipients:[student|teachers|adviser]}"},
    {"warning_rules", "{own:bool,version:int,rules:[warning_rule]}"},
    {"warning_preview", "{weeks:int,classrooms:int,students:int,warned:int,messages:int,"
                        "warnings:[{student:person,classroom_id:id,subject:text,timezone:text,kind:warning_kind,starts_at:time,"
                        "title:text?}]}"},
    {0},
};

const struct api_route warning_routes[] = {
    {HTTP_GET, "/api/admin/rules", ADMINISTRATOR, warning_institution, NO_BODY, false,
     .summary = "The institution's rules that warn", .answer = "200 warning_rules"},
    {HTTP_PUT, "/api/admin/rules", ADMINISTRATOR, warning_institution_put, JSON_BODY, true,
     .summary = "Change them", .takes = "{rules:[warning_rule_given]}", .headers = "{If-Match?:text}",
     .example = RULES_EXAMPLE, .answer = "200 warning_rules"},
    {HTTP_POST, "/api/admin/rules/preview", ADMINISTRATOR, warning_institution_preview, JSON_BODY, true,
     .summary = "Whom such rules would have warned in the last weeks",
     .fields = preview_fields, .takes = "{rules:[warning_rule_given]}", .example = RULES_EXAMPLE,
     .answer = "200 warning_preview"},
    {HTTP_GET, "/api/classroom/:classroom/rules", CLASS_ANYONE, warning_classroom, NO_BODY, false,
     .summary = "The rules that warn in a classroom", .answer = "200 warning_rules"},
    {HTTP_PUT, "/api/classroom/:classroom/rules", CLASS_TEACHER, warning_classroom_put, JSON_BODY, true,
     .summary = "Give the classroom rules of its own", .takes = "{rules:[warning_rule_given]}",
     .headers = "{If-Match?:text}", .example = RULES_EXAMPLE, .answer = "200 warning_rules"},
    {HTTP_DELETE, "/api/classroom/:classroom/rules", CLASS_TEACHER, warning_classroom_delete, NO_BODY, true,
     .summary = "Use the institution's rules again", .headers = "{If-Match?:text}", .answer = "200 warning_rules"},
    {HTTP_POST, "/api/classroom/:classroom/rules/preview", CLASS_READER, warning_classroom_preview, JSON_BODY, true,
     .summary = "Whom such rules would have warned in the last weeks",
     .fields = preview_fields, .takes = "{rules:[warning_rule_given]}", .example = RULES_EXAMPLE,
     .answer = "200 warning_preview"},
    {HTTP_GET, "/api/admin/users/:user/adviser", ADMINISTRATOR, adviser_read, NO_BODY, false,
     .summary = "A student's adviser", .answer = "200 {adviser:person?}"},
    {HTTP_PUT, "/api/admin/users/:user/adviser", ADMINISTRATOR, adviser_put, JSON_BODY, true,
     .summary = "Assign a professor as a student's adviser, by e-mail address; nobody by an empty one",
     .fields = adviser_fields, .example = "{\"email\":\"\"}", .answer = "200 {adviser:person?}"},
    {HTTP_GET, "/api/user/advised", PROFESSOR, advised, NO_BODY, false,
     .summary = "Whose adviser one is, and how they stand", .query = "page",
     .answer = "200 {students:[{student:person,classrooms:[{subject:text,term:text?,standing:standing,"
               "warned_at:time?}]}],next:int?}"},
    {0},
};
/* clang-format on */
