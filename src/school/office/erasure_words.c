/* SPDX-License-Identifier: MIT */
#include "school/office/erasure_words.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/office/person_place.h"
#include "store/db.h"
#include "store/engine.h"

enum { WORDS_AT_ONCE = 8 };

/* What the person is called, by people and by other systems. */
struct words {
    const char **list;
    size_t count;
};

static enum fault words_read(struct db *db, const char *sql, struct db_values values, struct arena *arena,
                             struct words *words)
{
    struct row row;
    row_begin(&row, db, arena, sql, values);
    while (row_next(&row)) {
        const char *word = row_text(&row, 0);
        const char **list = word ? row_list(&row, words->list, words->count, sizeof(*list)) : NULL;
        if (!word)
            continue;
        if (!list)
            break;
        words->list = list;
        list[words->count++] = word;
    }
    return row_end(&row);
}

/* A whole text as JSON writes it: in quotes, with its own quotes and backslashes marked. NULL without memory. */
static const char *json_text(const char *word, struct arena *arena)
{
    char *text = arena_alloc(arena, 2 * strlen(word) + 3), *out = text;
    if (!text)
        return NULL;
    *out++ = '"';
    for (const char *at = word; *at; at++) {
        if (*at == '"' || *at == '\\')
            *out++ = '\\';
        *out++ = *at;
    }
    memcpy(out, "\"", 2);
    return text;
}

/* One statement for so many words, their conditions joined by OR: one walk of the table. */
static void sql_of(const struct person_word *place, char sql[static PLACE_SQL_SIZE])
{
    size_t used = 0;
    if (place->change)
        used = (size_t)snprintf(sql, PLACE_SQL_SIZE, "UPDATE %s SET %s WHERE %s", place->table, place->change,
                                place->where);
    else
        used = (size_t)snprintf(sql, PLACE_SQL_SIZE, "DELETE FROM %s WHERE %s", place->table, place->where);
    for (size_t i = 1; i < WORDS_AT_ONCE; i++)
        used += (size_t)snprintf(sql + used, PLACE_SQL_SIZE - used, " OR %s", place->where);
}

/* The words from `first` on, as many as one statement takes; the first again where there are fewer. */
static enum fault words_erase(struct db *db, const struct person_word *place, const struct words *words, size_t first,
                              struct arena *arena)
{
    struct db_value values[WORDS_AT_ONCE];
    char sql[PLACE_SQL_SIZE];
    for (size_t i = 0; i < WORDS_AT_ONCE; i++) {
        const char *word = words->list[first + i < words->count ? first + i : first];
        if (place->in_json)
            word = json_text(word, arena);
        if (!word)
            return FAULT_INTERNAL;
        values[i] = T(word);
    }
    sql_of(place, sql);
    return fault_of(db_exec(db, sql, (struct db_values){values, WORDS_AT_ONCE}));
}

enum fault erasure_words(struct db *db, int64_t user_id, struct arena *arena)
{
    static const char *const reads[] = {
        "SELECT name FROM users WHERE id = ?",
        "SELECT email FROM users WHERE id = ?",
        "SELECT external_id FROM users WHERE id = ?",
        "SELECT external_id FROM external_ids WHERE kind = 'user' AND subject_id = ?",
        "SELECT external_id FROM external_ids WHERE kind = 'enrollment' AND other_id = ?",
    };
    struct words words = {0};
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(reads); i++)
        fault = words_read(db, reads[i], DB_VALUES(I(user_id)), arena, &words);
    if (fault != FAULT_NONE)
        return fault;
    for (const struct person_word *place = person_words; place->table; place++)
        for (size_t i = 0; fault == FAULT_NONE && i < words.count; i += WORDS_AT_ONCE)
            fault = words_erase(db, place, &words, i, arena);
    return fault;
}

/* ---- the audit log ---- */

struct reason {
    int64_t entry_id;
    const char *detail;
    size_t kept;
};

struct reasons {
    struct reason *list;
    size_t count;
};

/* The entries whose detail begins with `begin` and goes on behind the next `end`; where there is none, whole. */
static enum fault reasons_read(struct db *db, const char *sql, int64_t user_id, const char *begin, const char *end,
                               struct arena *arena, struct reasons *reasons)
{
    struct row row;
    row_begin(&row, db, arena, sql, DB_VALUES(I(user_id)));
    while (row_next(&row)) {
        const char *detail = row_string(&row, 1);
        if (!detail || strncmp(detail, begin, strlen(begin)) != 0)
            continue;
        const char *at = strstr(detail + strlen(begin), end);
        size_t kept = !at ? strlen(detail) : *end ? (size_t)(at - detail) : 0;
        if (kept == strlen(detail))
            continue;
        struct reason *list = row_list(&row, reasons->list, reasons->count, sizeof(*list));
        if (!list)
            break;
        reasons->list = list;
        list[reasons->count++] = (struct reason){row_int(&row, 0), detail, kept};
    }
    return row_end(&row);
}

enum fault erasure_reasons(struct db *db, int64_t user_id, int64_t now, struct arena *arena)
{
    struct reasons reasons = {0};
    char begin[40];
    // mark_write: "student 17: A -> P: why".
    snprintf(begin, sizeof(begin), "student %lld: ", (long long)user_id);
    enum fault fault =
        reasons_read(db,
                     "SELECT a.id, a.detail FROM audit a WHERE a.subject_type = 'lecture' AND a.subject_id IN (SELECT"
                     " l.id FROM memberships m JOIN lectures l ON l.class_id = m.class_id WHERE m.user_id = ?)"
                     " AND a.action IN ('mark_set', 'mark_cleared')",
                     user_id, begin, ": ", arena, &reasons);
    if (fault != FAULT_NONE)
        return fault;
    fault = reasons_read(db,
                         "SELECT id, detail FROM audit WHERE subject_type = 'user' AND subject_id = ? AND action ="
                         " 'erasure_refused'",
                         user_id, "", "", arena, &reasons);
    for (size_t i = 0; fault == FAULT_NONE && i < reasons.count; i++)
        fault = audit_redact(db, reasons.list[i].entry_id, reasons.list[i].detail, reasons.list[i].kept, now);
    return fault;
}
