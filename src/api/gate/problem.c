/* SPDX-License-Identifier: MIT */
#include "api/gate/problem.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

#include "api/gate/problem_table.h"
#include "base/arena.h"
#include "base/str.h"

static const char *status_title(unsigned status)
{
    static const struct {
        unsigned status;
        const char *title;
    } titles[] = {
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {507, "Insufficient Storage"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Internal Server Error";
}

static const struct problem *look_up(unsigned problem)
{
    const struct problem *row = problem < PROBLEM_COUNT ? problem_row(problem) : NULL;
    return row ? row : problem_row(FAULT_INTERNAL);
}

const char *problem_code(unsigned problem)
{
    return look_up(problem)->code;
}

unsigned problem_status(unsigned problem)
{
    return look_up(problem)->status;
}

unsigned problem_find(const char *code)
{
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        const struct problem *row = problem_row(i);
        if (row && strcmp(row->code, code) == 0)
            return i;
    }
    return PROBLEM_BAD_REQUEST;
}

/* Whose room is full; NULL: it is about something else. */
static const char *quota_of(unsigned problem)
{
    return problem == FAULT_QUOTA_PERSON        ? "person"
           : problem == FAULT_QUOTA_CLASSROOM   ? "classroom"
           : problem == FAULT_QUOTA_INSTITUTION ? "institution"
                                                : NULL;
}

/* A sentence of the tables with its numbers, which are taken from *at on. NULL when memory ran out. */
static const char *sentence_of(struct arena *arena, const char *sentence, const unsigned **at)
{
    const char *text = strchr(sentence, '#') ? arena_fill(arena, sentence, *at) : sentence;
    for (; *sentence; sentence++)
        *at += *sentence == '#';
    return text;
}

bool problem_sentences(unsigned problem, struct arena *arena, const char **ret_detail, const char **ret_next)
{
    const struct problem *row = problem < PROBLEM_COUNT ? problem_row(problem) : NULL;
    const unsigned *at = row ? problem_numbers(problem) : NULL;
    *ret_detail = row ? sentence_of(arena, row->detail, &at) : NULL;
    *ret_next = row ? sentence_of(arena, row->next, &at) : NULL;
    return *ret_detail && *ret_next;
}

void problem_words(const char *code, struct arena *arena, const char **ret_detail, const char **ret_next)
{
    unsigned number = problem_find(code);
    bool known = number != PROBLEM_BAD_REQUEST || strcmp(code, problem_code(number)) == 0;
    problem_sentences(known ? number : PROBLEM_COUNT, arena, ret_detail, ret_next);
}

const char *problem_title(unsigned problem)
{
    return status_title(problem_status(problem));
}

const char *problem_field(unsigned problem)
{
    return look_up(problem)->field;
}

unsigned problem_retry_after(unsigned problem)
{
    return look_up(problem)->retry_after;
}

/* Nothing when `text` is NULL. False when memory ran out. */
static bool put(json_t *document, const char *name, const char *text)
{
    return document && (!text || json_object_set_new(document, name, json_string(text)) == 0);
}

static bool put_frames(json_t *document, const struct problem_more *more)
{
    if (more->frame_count == 0)
        return true;
    json_t *frames = json_array();
    bool whole = json_object_set_new(document, "frames", frames) == 0;
    for (size_t i = 0; whole && i < more->frame_count; i++)
        whole = json_array_append_new(frames, json_string(more->frames[i])) == 0;
    return whole;
}

/* The document as text in the message's arena, NULL when memory ran out. */
static char *problem_text(struct message *message, unsigned number, const struct problem_more *more)
{
    const struct problem *problem = look_up(number);
    const unsigned *at = problem_numbers(number < PROBLEM_COUNT ? number : FAULT_INTERNAL);
    const char *detail = sentence_of(&message->arena, problem->detail, &at);
    const char *next = sentence_of(&message->arena, problem->next, &at);
    const char *field = more->field ? more->field : problem->field;
    json_t *document = json_pack("{ss+ ss si ss ss ss}", "type", PROBLEM_PAGES, problem->code, "title",
                                 status_title(problem->status), "status", (int)problem->status, "code", problem->code,
                                 "detail", more->detail ? more->detail : detail, "next", next);
    if (!put(document, "field", field) || !put(document, "request_id", message->request_id) ||
        !put(document, "quota", quota_of(number)) || !put_frames(document, more)) {
        json_decref(document);
        return NULL;
    }
    size_t size = json_dumpb(document, NULL, 0, JSON_COMPACT);
    char *text = arena_calloc(&message->arena, 1, size + 1);
    bool whole = size > 0 && text && json_dumpb(document, text, size, JSON_COMPACT) == size;
    json_decref(document);
    return whole ? text : NULL;
}

/* The server has set it already on what it refuses itself. */
static bool has_header(const struct message *message, const char *name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcmp(message->headers[i].name, name) == 0)
            return true;
    return false;
}

void problem_reply(struct message *message, unsigned problem, const struct problem_more *more)
{
    static const struct problem_more nothing;
    static const char fallback[] =
        "{\"type\":\"" PROBLEM_PAGES "internal\",\"title\":\"Internal Server Error\",\"status\":500,\"code\":"
        "\"internal\",\"detail\":\"Something went wrong here.\",\"next\":\"Try again.\"}";
    const struct problem *row = look_up(problem);
    if (!more)
        more = &nothing;

    unsigned seconds = more->retry_after > 0 ? more->retry_after : row->retry_after;
    char *retry =
        seconds > 0 && !has_header(message, "Retry-After") ? arena_printf(&message->arena, "%u", seconds) : NULL;
    if (retry)
        message_add_header(message, "Retry-After", retry);
    if (row->status == 401 || more->authenticate)
        message_add_header(message, "WWW-Authenticate", more->authenticate ? more->authenticate : "Bearer");
    const char *text = problem_text(message, problem, more);
    if (text)
        message_reply(message, row->status, "application/problem+json", text, strlen(text));
    else
        message_reply(message, 500, "application/problem+json", fallback, sizeof(fallback) - 1);
}
