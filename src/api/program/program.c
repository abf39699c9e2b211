/* SPDX-License-Identifier: MIT */
#include "api/program/program.h"

#include <string.h>

#include "api/lists.h"
#include "api/routes.h"
#include "api/shape.h"
#include "school/imports/import.h"

/* The problem of an item, by its place in the list. */
static unsigned tell_row(struct call *call, const char *list, size_t index, const struct json_error *error)
{
    const char *place = error->field ? arena_printf(call->arena, "%s[%zu].%s", list, index, error->field)
                                     : arena_printf(call->arena, "%s[%zu]", list, index);
    const char *reason = error->reason ? error->reason : "is too large";
    return place ? call_tell_field(call, &(struct json_error){place, reason}) : FAULT_INTERNAL;
}

unsigned program_read_over(struct call *call, const struct program_rows *rows, const json_t *document, void *items)
{
    const json_t *list = json_object_get(document, rows->name);
    struct json_error error;
    for (size_t i = 0; i < json_array_size(list); i++) {
        char *item = (char *)items + i * rows->size;
        memcpy(item, rows->begins, rows->size);
        if (!json_read_object(call->message, json_array_get(list, i), rows->fields, item, &error))
            return tell_row(call, rows->name, i, &error);
    }
    return FAULT_NONE;
}

unsigned program_read(struct call *call, const struct program_rows *rows, json_t **ret_document, void **ret_items,
                      size_t *ret_count)
{
    static const struct json_field nothing[] = {{0}};
    struct body_list lists[] = {{rows->name, PROGRAM_ROWS_MAX, NULL}, {0}};
    json_t *document = NULL;
    unsigned problem = lists_read(call, rows->others ? rows->others : nothing, rows->target, lists, &document);
    if (problem != FAULT_NONE)
        return problem;
    size_t count = lists[0].items ? json_array_size(lists[0].items) : 0;
    void *items = arena_calloc(call->arena, count + 1, rows->size);
    if (count == 0)
        problem = call_tell_field(call, &(struct json_error){rows->name, "must be a list of at least one"});
    else
        problem = items ? program_read_over(call, rows, document, items) : FAULT_INTERNAL;
    if (problem != FAULT_NONE) {
        json_decref(document);
        return problem;
    }
    *ret_document = document;
    *ret_items = items;
    *ret_count = count;
    return FAULT_NONE;
}

static json_t *shape_outcome(struct call *call, const struct program_outcome *outcome, size_t index)
{
    const char *code = outcome->reason, *detail = NULL, *next = NULL;
    if (code) {
        detail = import_sentence(code, call->arena);
    } else if (outcome->fault != FAULT_NONE) {
        code = problem_code(outcome->fault);
        problem_sentences(outcome->fault, call->arena, &detail, &next);
    }
    return json_pack("{sI ss ss? ss? so}", "index", (json_int_t)index, "outcome", job_outcome_code(outcome->outcome),
                     "code", code, "detail", detail, "id", shape_id(outcome->id));
}

json_t *program_answer(struct call *call, const struct program_outcome *outcomes, size_t count)
{
    json_int_t counts[JOB_OUTCOME_COUNT] = {0};
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        counts[outcomes[i].outcome]++;
        shape_append(&list, shape_outcome(call, &outcomes[i], i));
    }
    return json_pack("{so sI sI sI sI sI}", "outcomes", list, "created", counts[JOB_CREATED], "updated",
                     counts[JOB_UPDATED], "unchanged", counts[JOB_UNCHANGED], "ignored", counts[JOB_IGNORED], "refused",
                     counts[JOB_REFUSED]);
}

const struct shape_words program_shapes[] = {
    {"program_outcome", "{index:int,outcome:created|updated|unchanged|ignored|refused,code:text?,detail:text?,id:id?}"},
    {0},
};
