/* SPDX-License-Identifier: MIT */
#include "api/describe/problems.h"

#include <stdlib.h>
#include <string.h>

#include "api/describe/docs.h"
#include "api/describe/openapi.h"
#include "api/describe/refused.h"
#include "base/arena.h"

enum { NAME_SIZE = 128, SENTENCES_MAX = 1 << 16 };

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
        char name[NAME_SIZE];
        if (!refused_says(route, code) || !openapi_name(route, sizeof(name), name))
            continue;
        fputs(any ? "" : "<h2>Operations that may answer it</h2>\n<ul>\n", out);
        fprintf(out, "<li><a href=\"/api/docs#%s\">", name);
        docs_text(out, route->summary);
        fputs("</a></li>\n", out);
        any = true;
    }
    fputs(any ? "</ul>\n" : "<p>Any operation may answer it.</p>\n", out);
}

/* The text that `out` has made, for the caller to free(). NULL when memory ran out. */
static char *finished(FILE *out, char **text)
{
    bool good = ferror(out) == 0;
    good = fclose(out) == 0 && good;
    if (good)
        return *text;
    free(*text);
    return NULL;
}

static void put_problem(FILE *out, struct arena *arena, const char *code)
{
    unsigned first = problem_find(code);
    docs_head(out, code);
    fprintf(out, "<p class=\"who\">%u %s", problem_status(first), problem_title(first));
    if (problem_retry_after(first) > 0)
        fputs(". Retry-After says when asking again may help", out);
    fputs("</p>\n", out);
    // What the API says of any field comes before what the school says of one.
    for (unsigned i = PROBLEM_COUNT; i-- > FAULT_NONE + 1;)
        if (is_problem(i) && strcmp(problem_code(i), code) == 0)
            put_sentences(out, arena, i);
    put_operations(out, code);
    fputs("<p><a href=\"/api/problems\">All problems</a>, <a href=\"/api/docs\">the API</a></p>\n", out);
}

static void put_list(FILE *out, struct arena *arena)
{
    docs_head(out, "Problems");
    fputs("<p>What a request may be refused with, by the <code>code</code> of the answer. <a href=\"/api/docs\">The "
          "API</a> says which operation answers which.</p>\n<ul>\n",
          out);
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        const char *detail = NULL, *next = NULL;
        if (!is_problem(i) || !is_first(i) || !problem_sentences(i, arena, &detail, &next))
            continue;
        fprintf(out, "<li><a href=\"" PROBLEM_PAGES "%s\"><code>%s</code></a> (%u): ", problem_code(i), problem_code(i),
                problem_status(i));
        docs_text(out, detail);
        fputs("</li>\n", out);
    }
    fputs("</ul>\n", out);
}

char *problems_page(const char *code)
{
    CLOSES(arena_release) struct arena arena = arena_of(SENTENCES_MAX);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (!out)
        return NULL;
    if (code)
        put_problem(out, &arena, code);
    else
        put_list(out, &arena);
    fputs("</main>\n</body>\n</html>\n", out);
    return finished(out, &text);
}
