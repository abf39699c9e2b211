/* SPDX-License-Identifier: MIT */
#include "api/describe/docs.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/routes.h"
#include "base/embedded.h"
#include "base/lock.h"

enum { HASH_TEXT_SIZE = 64, POLICY_SIZE = 256 };

extern const struct embedded_file api_pages[]; // docs.css

struct docs {
    pthread_mutex_t lock;
    const char *version;
    json_t *(*make)(const char *version);
    char *(*problem)(const char *code);
    char *openapi; // JSON; NULL: not made yet
    char *page;    // HTML
    char policy[POLICY_SIZE];
};

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));
    return text ? text : "";
}

void docs_text(FILE *out, const char *text)
{
    for (; *text != '\0'; text++) {
        const char *escaped = *text == '<'   ? "&lt;"
                              : *text == '>' ? "&gt;"
                              : *text == '&' ? "&amp;"
                              : *text == '"' ? "&quot;"
                                             : NULL;
        if (escaped)
            fputs(escaped, out);
        else
            fputc(*text, out);
    }
}

static void put_schema(FILE *out, const json_t *schema);

void docs_head(FILE *out, const char *title)
{
    fputs("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
          "content=\"width=device-width, initial-scale=1\">\n<title>",
          out);
    docs_text(out, title);
    fprintf(out, "</title>\n<style>%s</style>\n</head>\n<body>\n<main>\n<h1>", api_pages[0].text);
    docs_text(out, title);
    fputs("</h1>\n", out);
}

static bool is_listed(const json_t *list, const char *name)
{
    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), name) == 0)
            return true;
    return false;
}

/* What a field means, below it. */
static void put_words(FILE *out, const json_t *schema)
{
    const char *words = text_of(schema, "description");
    if (*words == '\0')
        return;
    fputs("<i>", out);
    docs_text(out, words);
    fputs("</i>", out);
}

/* A line for each member, which the page's style puts below one another. */
static void put_object(FILE *out, const json_t *schema)
{
    const json_t *others = json_object_get(schema, "additionalProperties");
    const char *name;
    json_t *property;
    fputs("{", out);
    json_object_foreach(json_object_get(schema, "properties"), name, property)
    {
        fputs("<span>", out);
        docs_text(out, name);
        fputs(is_listed(json_object_get(schema, "required"), name) ? ": " : "?: ", out);
        put_schema(out, property);
        put_words(out, property);
        fputs("</span>", out);
    }
    if (json_is_object(others)) {
        fputs("<span>any name: ", out);
        put_schema(out, others);
        fputs("</span>", out);
    }
    fputs("}", out);
}

static void put_choice(FILE *out, const json_t *choices)
{
    for (size_t i = 0; i < json_array_size(choices); i++) {
        const char *text = json_string_value(json_array_get(choices, i));
        fputs(i > 0 ? " | " : "", out);
        fputs(!text ? "null" : "&quot;", out);
        docs_text(out, text ? text : "");
        fputs(!text ? "" : "&quot;", out);
    }
}

/* Type, format and bounds: "string (date-time)", "integer 1 to 240". */
static void put_plain(FILE *out, const json_t *schema)
{
    const json_t *type = json_object_get(schema, "type");
    const char *format = text_of(schema, "format");
    const json_t *lowest = json_object_get(schema, "minimum");
    const json_t *highest = json_object_get(schema, "maximum");
    if (json_is_array(type))
        fprintf(out, "%s or null", json_string_value(json_array_get(type, 0)));
    else
        fputs(type ? json_string_value(type) : "anything", out);
    if (*format != '\0' && strcmp(format, "int64") != 0)
        fprintf(out, " (%s)", format);
    if (highest)
        fprintf(out, " %lld to %lld", (long long)json_integer_value(lowest), (long long)json_integer_value(highest));
    if (json_object_get(schema, "maxLength"))
        fprintf(out, ", %lld to %lld characters", (long long)json_integer_value(json_object_get(schema, "minLength")),
                (long long)json_integer_value(json_object_get(schema, "maxLength")));
}

/* As people write it: names of shapes are links. */
static void put_schema(FILE *out, const json_t *schema)
{
    const char *reference = strrchr(text_of(schema, "$ref"), '/');
    const json_t *either = json_object_get(schema, "anyOf");
    const json_t *type = json_object_get(schema, "type");
    const char *word = json_is_array(type) ? json_string_value(json_array_get(type, 0)) : text_of(schema, "type");
    if (reference) {
        fprintf(out, "<a href=\"#shape-%s\">%s</a>", reference + 1, reference + 1);
    } else if (either) {
        for (size_t i = 0; i < json_array_size(either); i++) {
            fputs(i > 0 ? " or " : "", out);
            put_schema(out, json_array_get(either, i));
        }
    } else if (json_object_get(schema, "enum")) {
        put_choice(out, json_object_get(schema, "enum"));
    } else if (strcmp(word, "object") == 0 && json_object_get(schema, "properties")) {
        put_object(out, schema);
        fputs(json_is_array(type) ? " or null" : "", out);
    } else if (strcmp(word, "array") == 0) {
        fputs("[", out);
        put_schema(out, json_object_get(schema, "items"));
        fputs(json_is_array(type) ? "] or null" : "]", out);
    } else {
        put_plain(out, schema);
    }
}

static void put_parameters(FILE *out, const json_t *operation)
{
    const json_t *parameters = json_object_get(operation, "parameters");
    if (json_array_size(parameters) > 0)
        fputs("<h4>Parameters</h4>\n<ul>\n", out);
    for (size_t i = 0; i < json_array_size(parameters); i++) {
        const json_t *parameter = json_array_get(parameters, i);
        if (json_object_get(parameter, "$ref")) {
            fputs("<li><code>Idempotency-Key</code> (header): a repeat gets the first answer again</li>\n", out);
            continue;
        }
        fprintf(out, "<li><code>%s</code> (%s%s): ", text_of(parameter, "name"), text_of(parameter, "in"),
                json_is_true(json_object_get(parameter, "required")) ? "" : ", optional");
        put_schema(out, json_object_get(parameter, "schema"));
        fputs(". ", out);
        docs_text(out, text_of(parameter, "description"));
        fputs("</li>\n", out);
    }
    if (json_array_size(parameters) > 0)
        fputs("</ul>\n", out);
}

/* A media type, its schema and, of a body, its example. */
static void put_content(FILE *out, const char *title, json_t *content)
{
    const char *type;
    json_t *media;
    json_object_foreach(content, type, media)
    {
        fprintf(out, "<h4>%s, %s</h4>\n", title, type);
        if (strcmp(type, "application/json") == 0) {
            fputs("<pre>", out);
            put_schema(out, json_object_get(media, "schema"));
            fputs("</pre>\n", out);
        }
        char *example =
            json_object_get(media, "example") ? json_dumps(json_object_get(media, "example"), JSON_INDENT(2)) : NULL;
        if (example) {
            fputs("<h4>For example</h4>\n<pre>", out);
            docs_text(out, example);
            fputs("</pre>\n", out);
        }
        free(example);
    }
}

/* The codes of a refusal, each with its page. False when the response is none. */
static bool put_refusal(FILE *out, const json_t *openapi, const char *status, const json_t *response)
{
    const char *shared = strrchr(text_of(response, "$ref"), '/');
    const json_t *all = json_object_get(json_object_get(openapi, "components"), "responses");
    if (*status < '4' || *status > '9')
        return shared != NULL; // what any operation answers
    const json_t *whole = shared ? json_object_get(all, shared + 1) : response;
    const json_t *media = json_object_get(json_object_get(whole, "content"), "application/problem+json");
    const json_t *own = json_array_get(json_object_get(json_object_get(media, "schema"), "allOf"), 1);
    const json_t *code_of = json_object_get(json_object_get(own, "properties"), "code");
    const json_t *codes = json_object_get(code_of, "enum");
    fprintf(out, "<p class=\"refused\">%s", status);
    for (size_t i = 0; i < json_array_size(codes); i++) {
        const char *code = json_string_value(json_array_get(codes, i));
        fprintf(out, " <a href=\"" PROBLEM_PAGES "%s\"><code>%s</code></a>", code, code);
    }
    fputs("</p>\n", out);
    return true;
}

static void put_operation(FILE *out, const json_t *openapi, const char *method, const char *path,
                          const json_t *operation)
{
    const char *name = text_of(operation, "operationId");
    const char *status;
    json_t *response;
    fprintf(out, "<article id=\"%s\">\n<h3><a href=\"#%s\"><code class=\"method\">%s</code> <code>%s</code></a></h3>\n",
            name, name, method, path);
    fputs("<p>", out);
    docs_text(out, text_of(operation, "summary"));
    fputs("</p>\n<p class=\"who\">", out);
    docs_text(out, text_of(operation, "description"));
    fputs("</p>\n", out);
    put_parameters(out, operation);
    put_content(out, "Body", json_object_get(json_object_get(operation, "requestBody"), "content"));
    json_object_foreach(json_object_get(operation, "responses"), status, response)
    {
        char title[64];
        if (put_refusal(out, openapi, status, response))
            continue;
        snprintf(title, sizeof(title), "Answer %s", status);
        if (json_object_get(response, "content"))
            put_content(out, title, json_object_get(response, "content"));
        else
            fprintf(out, "<h4>%s, without a body</h4>\n", title);
    }
    fputs("</article>\n", out);
}

/* Calls for every operation of `tag`: as a whole, or as a line of the contents. */
static void put_family(FILE *out, const json_t *openapi, const char *tag, bool contents)
{
    const char *path;
    const char *method;
    json_t *item;
    json_t *operation;
    json_object_foreach(json_object_get(openapi, "paths"), path, item)
    {
        json_object_foreach(item, method, operation)
        {
            char upper[16] = "";
            if (!is_listed(json_object_get(operation, "tags"), tag))
                continue;
            for (size_t i = 0; method[i] != '\0' && i < sizeof(upper) - 1; i++)
                upper[i] = (char)(method[i] - 'a' + 'A');
            if (!contents) {
                put_operation(out, openapi, upper, path, operation);
                continue;
            }
            fprintf(out, "<li><a href=\"#%s\"><code class=\"method\">%s</code> <code>%s</code> <span>",
                    text_of(operation, "operationId"), upper, path);
            docs_text(out, text_of(operation, "summary"));
            fputs("</span></a></li>\n", out);
        }
    }
}

static void put_shapes(FILE *out, const json_t *openapi)
{
    const char *name;
    json_t *schema;
    fputs("<h2 id=\"shapes\">Shapes</h2>\n", out);
    json_object_foreach(json_object_get(json_object_get(openapi, "components"), "schemas"), name, schema)
    {
        fprintf(out, "<article id=\"shape-%s\"><h3>%s</h3><p>", name, name);
        docs_text(out, text_of(schema, "description"));
        fputs("</p><pre>", out);
        put_schema(out, schema);
        fputs("</pre></article>\n", out);
    }
}

/* One HTML page without scripts; the caller's to free(). NULL when memory ran out. */
static char *page_of(const json_t *openapi)
{
    const json_t *info = json_object_get(openapi, "info");
    const json_t *tags = json_object_get(openapi, "tags");
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    if (!out)
        return NULL;
    docs_head(out, "The REST API of AMS");
    fprintf(out, "<p class=\"who\">Version %s</p>\n<p>", text_of(info, "version"));
    docs_text(out, text_of(info, "description"));
    fputs("</p>\n<p>For programs: <a href=\"/api/openapi.json\">openapi.json</a> (OpenAPI 3.1). A refusal is a "
          "<a href=\"#shape-problem\">problem</a>, and each has <a href=\"/api/problems\">a page</a>.</p>\n<nav "
          "aria-label=\"Contents\">\n",
          out);
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const char *tag = text_of(json_array_get(tags, i), "name");
        fprintf(out, "<details><summary>%s: ", tag);
        docs_text(out, text_of(json_array_get(tags, i), "description"));
        fputs("</summary>\n<ul>\n", out);
        put_family(out, openapi, tag, true);
        fputs("</ul>\n</details>\n", out);
    }
    fputs("</nav>\n", out);
    for (size_t i = 0; i < json_array_size(tags); i++) {
        const char *tag = text_of(json_array_get(tags, i), "name");
        fprintf(out, "<h2 id=\"family-%s\">%s</h2>\n", tag, text_of(json_array_get(tags, i), "description"));
        put_family(out, openapi, tag, false);
    }
    put_shapes(out, openapi);
    fputs("</main>\n</body>\n</html>\n", out);
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good;
    if (good)
        return page;
    free(page);
    return NULL;
}

/* The Content-Security-Policy that lets the page's own style in, and nothing else. */
static void policy_of(char ret_policy[static POLICY_SIZE])
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    char text[HASH_TEXT_SIZE];
    crypto_hash_sha256(digest, (const unsigned char *)api_pages[0].text, strlen(api_pages[0].text));
    sodium_bin2base64(text, sizeof(text), digest, sizeof(digest), sodium_base64_VARIANT_ORIGINAL);
    snprintf(ret_policy, POLICY_SIZE,
             "default-src 'none'; style-src 'sha256-%s'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
             text);
}

struct docs *docs_open(const char *version, json_t *(*make)(const char *version), char *(*problem)(const char *code))
{
    struct docs *docs = calloc(1, sizeof(*docs));
    if (!docs)
        return NULL;
    *docs = (struct docs){.lock = PTHREAD_MUTEX_INITIALIZER, .version = version, .make = make, .problem = problem};
    policy_of(docs->policy);
    return docs;
}

void docs_close(struct docs *docs)
{
    if (!docs)
        return;
    free(docs->openapi);
    free(docs->page);
    pthread_mutex_destroy(&docs->lock);
    free(docs);
}

/* Both texts, once; they stay as they are from then on. False when memory ran out: the next may try again. */
static bool made(struct docs *docs)
{
    CLOSES(lock_release) pthread_mutex_t *lock __attribute__((unused)) = lock_take(&docs->lock);
    if (docs->page)
        return true;
    json_t *document = docs->make(docs->version);
    free(docs->openapi);
    docs->openapi = document ? json_dumps(document, JSON_COMPACT) : NULL;
    docs->page = docs->openapi ? page_of(document) : NULL;
    json_decref(document);
    return docs->page != NULL;
}

/* Lets the pages' own style in, and nothing else. False without memory. */
static bool guard(struct call *call)
{
    return message_add_header(call->message, "Content-Security-Policy", call->gate->docs->policy);
}

static unsigned docs_openapi(struct call *call)
{
    struct docs *docs = call->gate->docs;
    if (!made(docs))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, "application/json", docs->openapi, strlen(docs->openapi));
    return FAULT_NONE;
}

static unsigned docs_html(struct call *call)
{
    struct docs *docs = call->gate->docs;
    if (!made(docs) || !guard(call))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, "text/html; charset=utf-8", docs->page, strlen(docs->page));
    return FAULT_NONE;
}

/* The page about one problem, or (`code` NULL) the list of all. */
static unsigned reply_problem(struct call *call, const char *code)
{
    char *page = call->gate->docs->problem(code);
    const char *text = page ? arena_strdup(call->arena, page) : NULL;
    free(page);
    if (!text || !guard(call))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, "text/html; charset=utf-8", text, strlen(text));
    return FAULT_NONE;
}

static unsigned docs_problems(struct call *call)
{
    return reply_problem(call, NULL);
}

static unsigned docs_problem(struct call *call)
{
    const char *code = call->message->params[0];
    if (strcmp(problem_code(problem_find(code)), code) != 0)
        return FAULT_NOT_FOUND;
    return reply_problem(call, code);
}

/* clang-format off */
const struct api_route docs_routes[] = {
    {HTTP_GET, "/api/docs", ANYONE, docs_html, NO_BODY, false,
     .summary = "This reference as a page",
     .answer = "200 text/html"},
    {HTTP_GET, "/api/openapi.json", ANYONE, docs_openapi, NO_BODY, false,
     .summary = "This reference for programs",
     .answer = "200 {openapi:text,info:any,servers:any,tags:any,paths:any,components:any}"},
    {HTTP_GET, "/api/problems", ANYONE, docs_problems, NO_BODY, false,
     .cost = 5, .summary = "All problems that a request may be refused with, as a page",
     .answer = "200 text/html"},
    {HTTP_GET, "/api/problems/:problem", ANYONE, docs_problem, NO_BODY, false,
     .cost = 5, .summary = "What a problem means and what to do, as a page",
     .answer = "200 text/html"},
    {0},
};
/* clang-format on */
