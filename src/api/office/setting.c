/* SPDX-License-Identifier: MIT */
/* What an administrator may set while the server runs. */
#include "school/common/setting.h"

#include <stddef.h>
#include <string.h>

#include "api/office/shape_job.h"
#include "api/routes.h"

static json_t *shape_choices(const char *choices)
{
    if (!choices)
        return json_null();
    json_t *list = json_array();
    while (*choices != '\0') {
        size_t size = strcspn(choices, "|");
        shape_append(&list, json_stringn(choices, size));
        choices += size + (choices[size] == '|');
    }
    return list;
}

static json_t *shape_setting(const struct setting_state *state)
{
    static const char *const kinds[] = {
        [SETTING_BOOL] = "bool", [SETTING_INT] = "int", [SETTING_CHOICE] = "choice", [SETTING_TEXT] = "text"};
    const struct setting_rule *rule = setting_rule(state->setting);
    bool ranged = rule->kind == SETTING_INT || rule->kind == SETTING_TEXT;
    return json_pack("{ss ss so so so ss ss ss so so}", "name", rule->name, "kind", kinds[rule->kind], "lowest",
                     ranged ? json_integer(rule->lowest) : json_null(), "highest",
                     ranged ? json_integer(rule->highest) : json_null(), "choices", shape_choices(rule->choices),
                     "value", state->value, "default", rule->initial, "about", rule->about, "changed_at",
                     shape_time(state->changed_at), "changed_by", shape_person(&state->changed_by));
}

static unsigned settings(struct call *call)
{
    struct setting_state states[SETTING_COUNT];
    enum fault fault = setting_list(call->school, &call->actor, call->arena, states);
    if (fault != FAULT_NONE)
        return fault;
    json_t *list = json_array();
    for (size_t i = 0; i < SETTING_COUNT; i++)
        shape_append(&list, shape_setting(&states[i]));
    return call_reply(call, 200, json_pack("{so}", "settings", list));
}

struct setting_put_body {
    const char *value;
};

static const struct json_field setting_put_fields[] = {
    {"value", JSON_FIELD_TEXT, true, offsetof(struct setting_put_body, value), 0, 1000},
    {0},
};

static unsigned setting_put(struct call *call)
{
    struct setting_put_body body = {0};
    struct setting_state state;
    enum setting setting;

    unsigned problem = call_read(call, setting_put_fields, &body);
    if (problem != FAULT_NONE)
        return problem;
    if (!setting_find(call->message->params[0], &setting))
        return FAULT_NOT_FOUND;
    enum fault fault = setting_change(call->school, &call->actor, setting, body.value, call->arena, &state);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_setting(&state));
}

static unsigned setting_steps(struct call *call)
{
    struct setting_history history;
    enum setting setting;
    struct page page;

    if (!setting_find(call->message->params[0], &setting))
        return FAULT_NOT_FOUND;
    unsigned problem = call_page(call, &page);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = setting_history(call->school, &call->actor, setting, &page, call->arena, &history);
    if (fault != FAULT_NONE)
        return fault;
    json_t *list = json_array();
    for (size_t i = 0; i < history.count; i++) {
        const struct setting_step *step = &history.steps[i];
        shape_append(&list, json_pack("{sI ss? ss so so}", "id", (json_int_t)step->id, "old_value", step->old_value,
                                      "new_value", step->new_value, "changed_at", shape_time(step->changed_at),
                                      "changed_by", shape_person(&step->changed_by)));
    }
    return call_reply(call, 200, json_pack("{so so}", "history", list, "next", shape_cursor(history.next)));
}

/* clang-format off */
const struct shape_words setting_shapes[] = {
    {"setting", "{name:setting_name,kind:bool|int|choice|text,lowest:int?,highest:int?,choices:[text]?,value:text,default:text,"
                "about:text,changed_at:time?,changed_by:person?}"},
    {"setting_step", "{id:id,old_value:text?,new_value:text,changed_at:time,changed_by:person?}"},
    {0},
};

const struct api_route setting_routes[] = {
    {HTTP_GET, "/api/admin/settings", ADMINISTRATOR, settings, NO_BODY, false,
     .summary = "Every setting: what it may be, what it is",
     .answer = "200 {settings:[setting]}"},
    {HTTP_PUT, "/api/admin/settings/:setting", ADMINISTRATOR, setting_put, JSON_BODY, true,
     .summary = "Change a setting",
     .fields = setting_put_fields,
     .example = "{\"value\":\"0\"}",
     .answer = "200 setting"},
    {HTTP_GET, "/api/admin/settings/:setting/history", ADMINISTRATOR, setting_steps, NO_BODY, false,
     .summary = "Which value a setting had when",
     .query = "page",
     .answer = "200 {history:[setting_step],next:int?}"},
    {0},
};
/* clang-format on */
