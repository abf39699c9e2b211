/* SPDX-License-Identifier: MIT */
/*
 * Seen by what is written, not told by whoever writes it: a new way to end a session or to leave a classroom's staff
 * cannot forget to say so.
 */
#include "school/common/rights.h"

#include <string.h>

#include "base/str.h"
#include "store/db.h"

enum verb { ENDS, MOVES };

static const char *const verbs[][2] = {[ENDS] = {"DELETE", " FROM "}, [MOVES] = {"UPDATE", " "}};

static const struct {
    enum verb verb;
    const char *table;
    const char *column; // that it sets; NULL: any
} takers[] = {
    {ENDS, "sessions", NULL},
    {MOVES, "sessions", "user_id"},
    {MOVES, "sessions", "expires_at"},
    {ENDS, "users", NULL},
    {MOVES, "users", "role"},
    {MOVES, "users", "disabled_at"},
    {MOVES, "users", "merged_into"},
    {ENDS, "classroom_staff", NULL},
    {MOVES, "classroom_staff", NULL},
    {ENDS, "classrooms", NULL},
    {MOVES, "classrooms", "professor_id"},
    {ENDS, "students", NULL},
    {MOVES, "students", "user_id"},
    {ENDS, "lectures", NULL},
    {MOVES, "lectures", "class_id"},
};

/* What follows the word in the text; NULL when the text does not begin with it. */
static const char *behind(const char *text, const char *word)
{
    size_t size = strlen(word);
    return strncmp(text, word, size) == 0 ? text + size : NULL;
}

static bool takes(size_t index, const char *sql)
{
    const char *rest = behind(sql, verbs[takers[index].verb][0]);
    rest = rest ? behind(rest, verbs[takers[index].verb][1]) : NULL;
    rest = rest ? behind(rest, takers[index].table) : NULL;
    if (!rest || (*rest != ' ' && *rest != '\0'))
        return false;
    const char *where = strstr(rest, " WHERE ");
    const char *column = takers[index].column ? strstr(rest, takers[index].column) : rest;
    return column && (!where || column <= where);
}

bool rights_taken_by(const char *sql)
{
    for (size_t i = 0; i < ARRAY_LENGTH(takers); i++)
        if (takes(i, sql))
            return true;
    return false;
}

static void look(void *context, const char *sql)
{
    bool *taken = context;
    *taken = *taken || rights_taken_by(sql);
}

void rights_watch(struct db *db, bool *taken)
{
    db_tell(db, taken ? look : NULL, taken);
}
