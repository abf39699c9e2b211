/* SPDX-License-Identifier: MIT */
/* Which column of a file is which: as a dry run has read it, and as somebody says. */
#include "school/imports/mapping/mapping.h"

#include <stddef.h>
#include <string.h>

#include "api/office/shape_job.h"
#include "api/routes.h"
#include "api/describe/schema.h"
#include "base/arena.h"
#include "school/imports/import.h"

/* ---- what was read ---- */

static json_t *shape_column(const struct import_file_column *column)
{
    json_t *samples = json_array();
    for (size_t i = 0; i < column->sample_count; i++)
        shape_append(&samples, json_string(column->samples[i]));
    return json_pack("{ss ss? ss so}", "header", column->header, "column", column->name, "how",
                     import_how_code(column->how), "samples", samples);
}

/* A need is met by any of these columns. */
static json_t *shape_need(const struct import_format *format, unsigned columns)
{
    json_t *any = json_array();
    for (size_t k = 0; k < format->column_count; k++)
        if (columns >> k & 1)
            shape_append(&any, json_string(format->columns[k].name));
    return json_pack("{so}", "any", any);
}

static json_t *shape_sheet(const struct import_sheet *sheet)
{
    json_t *columns = json_array(), *known = json_array(), *needs = json_array();
    for (size_t i = 0; i < sheet->count; i++)
        shape_append(&columns, shape_column(&sheet->columns[i]));
    for (size_t k = 0; sheet->format && k < sheet->format->column_count; k++) {
        shape_append(&known, json_string(sheet->format->columns[k].name));
        if (sheet->format->columns[k].rule & 1)
            shape_append(&needs, shape_need(sheet->format, 1U << k));
    }
    for (size_t i = 0; i < sheet->need_count; i++)
        shape_append(&needs, shape_need(sheet->format, sheet->format->needs[i].columns));
    json_t *encodings = json_array();
    const char *encoding;
    for (size_t i = 0; sheet->encoding && (encoding = grid_encoding_at(i)); i++)
        shape_append(&encodings, json_string(encoding));
    return json_pack("{sI so so so ss? sb so ss sb}", "header", (json_int_t)sheet->header, "columns", columns, "known",
                     known, "needs", needs, "encoding", sheet->encoding, "encoding_said", sheet->encoding_said,
                     "encodings", encodings, "dates", cell_order_code(sheet->dates), "dates_asked", sheet->dates_asked);
}

static unsigned columns_get(struct call *call)
{
    int64_t job_id;
    struct import_sheet sheet;
    if (!call_id(call, 0, &job_id))
        return FAULT_NOT_FOUND;
    enum fault fault = import_columns_get(call->school, &call->actor, job_id, call->arena, &sheet);
    return fault != FAULT_NONE ? fault : call_reply(call, 200, shape_sheet(&sheet));
}

/* ---- what is said ---- */

enum { DATES_SIZE = 16 };

struct columns_body {
    int64_t header, lecture;
    const char *dates;
    bool remember;
    const char *encoding;
};

/* clang-format off */
#define COLUMNS_FIELDS                                                                                                 \
    {"header", JSON_FIELD_INT, false, offsetof(struct columns_body, header), 0, IMPORT_ROWS_MAX},                      \
    {"remember", JSON_FIELD_BOOL, false, offsetof(struct columns_body, remember), 0, 0},                               \
    {"encoding", JSON_FIELD_TEXT, false, offsetof(struct columns_body, encoding), 0, GRID_ENCODING_SIZE - 1},          \
    {"dates", JSON_FIELD_TEXT, false, offsetof(struct columns_body, dates), 1, DATES_SIZE}
/* clang-format on */

static const struct json_field columns_fields[] = {COLUMNS_FIELDS, {0}};

static const struct json_field classroom_fields[] = {
    COLUMNS_FIELDS,
    {"lecture", JSON_FIELD_INT, false, offsetof(struct columns_body, lecture), 1, INT64_MAX},
    {0},
};

static unsigned tell_columns(struct call *call)
{
    return call_tell_field(call, &(struct json_error){"columns", "must be a list of {place, column}: each place once, "
                                                                 "and a column of this import, or null"});
}

static unsigned read_chosen(struct call *call, const json_t *list, struct import_columns_request *request)
{
    size_t count = json_array_size(list);
    bool there[IMPORT_FILE_COLUMNS_MAX] = {false};
    if (!list)
        return FAULT_NONE;
    if (!json_is_array(list) || count > IMPORT_FILE_COLUMNS_MAX)
        return tell_columns(call);
    struct import_chosen *chosen = arena_calloc(call->arena, count + 1, sizeof(*chosen));
    if (!chosen)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i), *column = json_object_get(item, "column");
        const json_t *place = json_object_get(item, "place");
        json_int_t at = json_integer_value(place);
        bool good = json_object_size(item) == 2 && json_is_integer(place) && at >= 0 && at < IMPORT_FILE_COLUMNS_MAX &&
                    !there[at] && (json_is_string(column) || json_is_null(column));
        if (!good)
            return tell_columns(call);
        there[at] = true;
        chosen[i] = (struct import_chosen){(size_t)at, json_string_value(column)};
    }
    request->chosen = chosen;
    request->count = count;
    return FAULT_NONE;
}

static unsigned read_said(struct call *call, json_t *document, const struct json_field *fields,
                          struct import_columns_request *request)
{
    struct columns_body body = {.header = IMPORT_HEADER_FIND, .remember = true};
    struct json_error error;
    if (!json_read_object(call->message, document, fields, &body, &error))
        return call_tell_field(call, &error);
    request->header = body.header;
    request->remember = body.remember;
    request->lecture_id = body.lecture;
    request->encoding = body.encoding;
    if (body.encoding && *body.encoding && !grid_encoding_find(body.encoding))
        return call_tell_field(call, &(struct json_error){"encoding", "must be one of `encodings`, or empty"});
    request->dates_said = body.dates != NULL;
    request->dates = body.dates ? cell_order_of_code(body.dates) : CELL_ORDER_NONE;
    if (body.dates && strcmp(body.dates, cell_order_code(request->dates)) != 0)
        return call_tell_field(call, &(struct json_error){"dates", "must be as_found, day_first or month_first"});
    return FAULT_NONE;
}

static unsigned choose(struct call *call, int64_t class_id, size_t param, const struct json_field *fields)
{
    struct import_columns_request request = {0};
    struct job job;
    int64_t job_id;
    CLOSES(json_decrefp) json_t *document = NULL;
    if (!call_id(call, param, &job_id))
        return FAULT_NOT_FOUND;
    unsigned problem = call_read_document(call, &document);
    if (problem != FAULT_NONE)
        return problem;
    problem = read_chosen(call, json_object_get(document, "columns"), &request);
    if (problem != FAULT_NONE)
        return problem;
    CLOSES(json_decrefp) json_t *rest = json_copy(document); // the names live in the document
    json_object_del(rest, "columns");
    problem = read_said(call, rest, fields, &request);
    if (problem != FAULT_NONE)
        return problem;
    enum fault fault = import_columns_choose(call->school, &call->actor, class_id, job_id, &request, call->arena, &job);
    return fault != FAULT_NONE ? fault : call_reply(call, 202, shape_job(&job));
}

static unsigned choose_office(struct call *call)
{
    return choose(call, 0, 0, columns_fields);
}

static unsigned choose_classroom(struct call *call)
{
    int64_t class_id;
    return call_id(call, 0, &class_id) ? choose(call, class_id, 1, classroom_fields) : FAULT_NOT_FOUND;
}

const struct shape_words import_columns_shapes[] = {
    {"import_sheet", "{header:int,columns:[import_column],known:[text],needs:[{any:[text]}],"
                     "encoding:text?,encoding_said:bool,encodings:[text],dates:as_found|day_first|month_first,"
                     "dates_asked:bool}"},
    {"import_column", "{header:text,column:text?,how:named|guessed|chosen|remembered|unknown|twice,samples:[text]}"},
    {0},
};

/* clang-format off */
const struct api_route import_columns_routes[] = {
    {HTTP_GET, "/api/user/jobs/:job/columns", SIGNED_IN, columns_get, NO_BODY, false,
     .summary = "What a dry run has taken the columns of its file for",
     .answer = "200 import_sheet"},
    {HTTP_POST, "/api/admin/imports/:import/columns", ADMINISTRATOR, choose_office, LIST_BODY, true,
     .summary = "Try the same file again with what its columns are",
     .fields = columns_fields, .takes = "{columns?:[{place:int,column:text?}]}",
     .example = "{\"header\":1,\"columns\":[{\"place\":0,\"column\":\"email\"},{\"place\":1,\"column\":null}],\"remember\":true}",
     .answer = "202 job"},
    {HTTP_POST, "/api/classroom/:classroom/imports/:dry_run/columns", CLASS_TEACHER, choose_classroom, LIST_BODY, true,
     .summary = "Try the same file again with what its columns are",
     .fields = classroom_fields, .takes = "{columns?:[{place:int,column:text?}]}",
     .example = "{\"header\":1,\"columns\":[{\"place\":0,\"column\":\"from\"},{\"place\":1,\"column\":null}],\"remember\":true}",
     .answer = "202 job"},
    {0},
};
/* clang-format on */
