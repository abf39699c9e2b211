/* SPDX-License-Identifier: MIT */
/* The pages about problems, which the `type` of each answer names: made from the table of problems. */
#include <stdlib.h>
#include <string.h>

#include "api/describe/docs.h"
#include "api/describe/openapi.h"
#include "api/describe/refused.h"
#include "api/routes.h"

enum { NAME_SIZE = 128 };

/* Whether `problem` is the first that has its code. */
static bool is_first(unsigned problem)
{
    return problem_find(problem_code(problem)) == problem;
}

static bool is_problem(unsigned problem)
{
    // A number without a row says "internal", as the first does.
    return problem == FAULT_INTERNAL || strcmp(problem_code(problem), problem_code(FAULT_INTERNAL)) != 0;
}

static void put_sentences(FILE *out, struct arena *arena, unsigned problem)
{
    const char *detail = NULL, *next = NULL;
    if (!problem_sentences(problem, arena, &detail, &next))
        return;
    fputs("<article>\n<h3>What it means", out);
    if (problem_field(problem))
        fprintf(out, ", of <code>%s</code>", problem_field(problem));
    fputs("</h3>\n<p>", out);
    docs_text(out, detail);
    fputs("</p>\n<h3>What to do</h3>\n<p>", out);
    docs_text(out, next);
    fputs("</p>\n</article>\n", out);
}

/* The operations that name the code among their own. */
static void put_operations(FILE *out, const char *code)
{
    const struct api_route *route;
    bool any = false;
    for (size_t i = 0; (route = api_route_at(i)) != NULL; i++) {
        const char *codes[REFUSED_MAX];
        char name[NAME_SIZE];
        size_t count = refused_of(route, codes), at = 0;
        while (at < count && strcmp(codes[at], code) != 0)
            at++;
        if (at == count || !openapi_name(route, sizeof(name), name))
            continue;
        fputs(any ? "" : "<h2>Operations that may answer it</h2>\n<ul>\n", out);
        fprintf(out, "<li><a href=\"/api/docs#%s\">", name);
        docs_text(out, route->summary);
        fputs("</a></li>\n", out);
        any = true;
    }
    fputs(any ? "</ul>\n" : "<p>Any operation may answer it.</p>\n", out);
}

static unsigned reply_page(struct call *call, FILE *out, char **page, size_t *size)
{
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good;
    const char *text = good ? arena_strndup(call->arena, *page, *size) : NULL;
    free(*page);
    if (!text || !docs_guard(call))
        return FAULT_INTERNAL;
    message_reply(call->message, 200, "text/html; charset=utf-8", text, *size);
    return FAULT_NONE;
}

static unsigned problem_page(struct call *call)
{
    const char *code = call->message->params[0];
    unsigned first = problem_find(code);
    char *page = NULL;
    size_t size = 0;
    if (strcmp(problem_code(first), code) != 0)
        return FAULT_NOT_FOUND;
    FILE *out = open_memstream(&page, &size);
    if (!out)
        return FAULT_INTERNAL;
    docs_head(out, code);
    fprintf(out, "<p class=\"who\">%u %s", problem_status(first), problem_title(first));
    if (problem_retry_after(first) > 0)
        fputs(". Retry-After says when asking again may help", out);
    fputs("</p>\n", out);
    // What the API says of any field comes before what the school says of one.
    for (unsigned i = PROBLEM_COUNT; i-- > FAULT_NONE + 1;)
        if (is_problem(i) && strcmp(problem_code(i), code) == 0)
            put_sentences(out, call->arena, i);
    put_operations(out, code);
    fputs("<p><a href=\"/api/problems\">All problems</a>, <a href=\"/api/docs\">the API</a></p>\n</main>\n</body>\n"
          "</html>\n",
          out);
    return reply_page(call, out, &page, &size);
}

static unsigned problem_list(struct call *call)
{
    char *page = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&page, &size);
    if (!out)
        return FAULT_INTERNAL;
    docs_head(out, "Problems");
    fputs("<p>What a request may be refused with, by the <code>code</code> of the answer. <a href=\"/api/docs\">The "
          "API</a> says which operation answers which.</p>\n<ul>\n",
          out);
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        const char *detail = NULL, *next = NULL;
        if (!is_problem(i) || !is_first(i) || !problem_sentences(i, call->arena, &detail, &next))
            continue;
        fprintf(out, "<li><a href=\"" PROBLEM_PAGES "%s\"><code>%s</code></a> (%u): ", problem_code(i), problem_code(i),
                problem_status(i));
        docs_text(out, detail);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n</main>\n</body>\n</html>\n", out);
    return reply_page(call, out, &page, &size);
}

/* clang-format off */
const struct api_route problem_routes[] = {
    {HTTP_GET, "/api/problems", ANYONE, problem_list, NO_BODY, false,
     .cost = 5,
     .summary = "All problems that a request may be refused with, as a page",
     .answer = "200 text/html"},
    {HTTP_GET, "/api/problems/:problem", ANYONE, problem_page, NO_BODY, false,
     .cost = 5,
     .summary = "What a problem means and what to do, as a page",
     .answer = "200 text/html"},
    {0},
};
/* clang-format on */
