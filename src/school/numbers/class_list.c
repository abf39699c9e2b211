/* SPDX-License-Identifier: MIT */
#include "school/numbers/class_list.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/external/external_inside.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/taken_rule.h"
#include "school/marks/figures.h"
#include "school/marks/standing.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { TEXTS = 4, UNCOUNTED_MAX = 100 };

/* A classroom that is found. */
struct found {
    int64_t id, live_id;
};

struct finding {
    const struct class_filter *filter;
    char words[LANGUAGE_FOLD_SIZE];
    struct found *found; // those of the page
    size_t count;
    int64_t next, total;
};

/* Whether each word of the folded query is somewhere in one of the texts. Each is folded by itself: all of them
 * together may be longer than what is folded. */
static bool fits(const char *words, const char *const texts[static TEXTS])
{
    char word[LANGUAGE_FOLD_SIZE], folded[TEXTS][LANGUAGE_FOLD_SIZE];
    if (*words == '\0')
        return true;
    for (size_t i = 0; i < TEXTS; i++)
        if (!language_fold(texts[i] ? texts[i] : "", folded[i]))
            return false;
    for (const char *at = words; *at != '\0';) {
        size_t size = strcspn(at, " ");
        bool found = false;
        snprintf(word, sizeof(word), "%.*s", (int)size, at);
        for (size_t i = 0; i < TEXTS; i++)
            found = found || strstr(folded[i], word);
        if (!found)
            return false;
        at += size + (at[size] == ' ');
    }
    return true;
}

/* Looked through here, by the folding that names are searched by everywhere: a college has some thousands of them. */
static enum fault found_read(struct db *db, int64_t now, struct arena *arena, struct finding *finding)
{
    struct row row;
    const struct class_filter *filter = finding->filter;
    bool begun = filter->page.after == 0;
    row_begin(&row, db, arena,
              "SELECT c.id, c.subject, c.section, c.department, u.name, (SELECT MAX(w.lecture_id) FROM lectures o"
              " JOIN windows w ON w.lecture_id = o.id WHERE o.class_id = c.id AND w.opens_at <= ? AND w.closes_at > ?"
              " AND o.cancelled_at IS NULL) FROM classrooms c JOIN users u ON u.id = c.professor_id"
              " WHERE (? IS NULL OR c.term = ?) AND (? IS NULL OR c.department = ?)"
              " AND COALESCE(c.updated_at, c.created_at) >= ? AND (? = 1) = (c.archived_at IS NOT NULL)"
              " ORDER BY c.sort_key, c.id",
              DB_VALUES(I(now), I(now), T(filter->term), T(filter->term), T(filter->department), T(filter->department),
                        I(filter->updated_since), I(filter->archived)));
    while (row_next(&row)) {
        const char *const texts[TEXTS] = {db_text(&row.rows, 1), db_text(&row.rows, 2), db_text(&row.rows, 3),
                                          db_text(&row.rows, 4)};
        int64_t id = row_int(&row, 0);
        bool fitting = fits(finding->words, texts) && (!filter->live || !db_is_null(&row.rows, 5));
        finding->total += fitting;
        if (fitting && begun && finding->count == (size_t)filter->page.limit && finding->next == 0)
            finding->next = finding->found[finding->count - 1].id;
        if (fitting && begun && finding->count < (size_t)filter->page.limit) {
            struct found *found = row_list(&row, finding->found, finding->count, sizeof(*found));
            if (!found)
                break;
            finding->found = found;
            found[finding->count++] = (struct found){id, row_int(&row, 5)};
        }
        begun = begun || id == filter->page.after;
    }
    return row_end(&row);
}

static enum fault line_read(struct db *db, const struct found *found, struct arena *arena, struct class_line *line)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT c.subject, c.section, c.term, c.department, u.id, u.name, " EXTERNAL_OF_CLASSROOM ","
              " COALESCE(c.updated_at, c.created_at),"
              " (SELECT COUNT(*) FROM students s WHERE s.class_id = c.id),"
              " (SELECT COUNT(*) FROM lectures l WHERE l.class_id = c.id AND l.cancelled_at IS NULL)"
              " FROM classrooms c JOIN users u ON u.id = c.professor_id WHERE c.id = ?",
              DB_VALUES(I(found->id)));
    while (row_next(&row))
        *line = (struct class_line){
            .id = found->id,
            .live_id = found->live_id,
            .subject = row_string(&row, 0),
            .section = row_text(&row, 1),
            .term = row_text(&row, 2),
            .department = row_text(&row, 3),
            .professor = {row_int(&row, 4), row_string(&row, 5)},
            .external_id = row_text(&row, 6),
            .updated_at = row_int(&row, 7),
            .students = row_int(&row, 8),
            .lectures = row_int(&row, 9),
        };
    return row_end(&row);
}

static void figures_add(const struct standing_rule *rule, const struct figures *figures, bool taken,
                        struct class_line *line)
{
    for (int i = MARK_PRESENT; i < MARK_OWN; i++) {
        line->attended += tally_attends(rule, (enum mark_status)i) ? figures->of[i] : 0;
        line->expected += tally_counts(rule, (enum mark_status)i) ? figures->of[i] : 0;
    }
    line->attended += figures->other[COUNTS_ATTENDED];
    line->expected += figures->other[COUNTS_ATTENDED] + figures->other[COUNTS_MISSED];
    line->expected += taken ? figures->of[MARK_UNMARKED] : 0;
}

struct uncounted {
    int64_t lecture_id;
    bool taken;
};

struct uncounted_list {
    struct uncounted *lectures;
    size_t count;
};

/* Lectures that are over, also for marking, and have no kept figures yet: those of the last minutes, mostly. */
static enum fault uncounted_read(struct db *db, int64_t class_id, int64_t now, struct arena *arena,
                                 struct uncounted_list *list)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT l.id, CASE WHEN " LECTURE_TAKEN " THEN 1 ELSE 0 END FROM lectures l"
              " LEFT JOIN windows w ON w.lecture_id = l.id LEFT JOIN lecture_figures f ON f.lecture_id = l.id"
              " WHERE l.class_id = ? AND l.cancelled_at IS NULL AND l.ends_at < ? AND f.lecture_id IS NULL"
              " AND (w.id IS NULL OR w.closes_at < ?) ORDER BY l.starts_at DESC LIMIT ?",
              DB_VALUES(I(now), I(class_id), I(now), I(now), I(UNCOUNTED_MAX)));
    while (row_next(&row)) {
        struct uncounted *lectures = row_list(&row, list->lectures, list->count, sizeof(*lectures));
        if (!lectures)
            break;
        list->lectures = lectures;
        lectures[list->count++] = (struct uncounted){row_int(&row, 0), row_int(&row, 1) != 0};
    }
    return row_end(&row);
}

static enum fault uncounted_into(struct db *db, const struct standing_rule *rule, int64_t now, struct arena *arena,
                                 struct class_line *line)
{
    struct uncounted_list list = {0};
    enum fault fault = uncounted_read(db, line->id, now, arena, &list);
    for (size_t i = 0; fault == FAULT_NONE && i < list.count; i++) {
        struct figures figures;
        fault = figures_count(db, line->id, list.lectures[i].lecture_id, &figures);
        if (fault == FAULT_NONE)
            figures_add(rule, &figures, list.lectures[i].taken, line);
    }
    return fault;
}

/* How many came, by the kept figures of its lectures (school/marks/figures.h) and its own rule. */
static enum fault figures_into(struct db *db, int64_t now, struct arena *arena, struct class_line *line)
{
    struct row row;
    struct standing_rule rule;
    enum fault fault = standing_rule_read(db, line->id, &rule);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT SUM(f.present), SUM(f.late), SUM(f.excused), SUM(f.absent), SUM(CASE WHEN f.opened = 1 THEN"
              " f.unmarked ELSE 0 END), SUM(f.other_attended), SUM(f.other_missed) FROM lectures l"
              " JOIN lecture_figures f ON f.lecture_id = l.id WHERE l.class_id = ? AND l.cancelled_at IS NULL",
              DB_VALUES(I(line->id)));
    while (row_next(&row)) {
        struct figures kept = {.other = {[COUNTS_ATTENDED] = row_int(&row, 5), [COUNTS_MISSED] = row_int(&row, 6)}};
        for (int i = MARK_PRESENT; i < MARK_OWN; i++)
            kept.of[i] = row_int(&row, i - MARK_PRESENT);
        kept.of[MARK_UNMARKED] = row_int(&row, 4);
        figures_add(&rule, &kept, true, line);
    }
    fault = row_end(&row);
    return fault != FAULT_NONE ? fault : uncounted_into(db, &rule, now, arena, line);
}

static enum fault terms_read(struct db *db, struct arena *arena, struct class_list *list)
{
    struct row row;
    row_begin(
        &row, db, arena,
        "SELECT c.term FROM classrooms c WHERE c.term IS NOT NULL GROUP BY c.term ORDER BY MAX(c.created_at) DESC,"
        " c.term LIMIT ?",
        DB_VALUES(I(CLASS_TERMS_MAX)));
    while (row_next(&row)) {
        const char **terms = row_list(&row, list->terms, list->term_count, sizeof(*terms));
        if (!terms)
            break;
        list->terms = terms;
        terms[list->term_count++] = row_string(&row, 0);
    }
    return row_end(&row);
}

static enum fault list_read(struct db *db, struct finding *finding, int64_t now, struct arena *arena,
                            struct class_list *list)
{
    enum fault fault = found_read(db, now, arena, finding);
    if (fault != FAULT_NONE)
        return fault;
    list->lines = arena_calloc(arena, finding->count + 1, sizeof(*list->lines));
    if (!list->lines)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < finding->count; i++) {
        struct class_line *line = &list->lines[list->count];
        fault = line_read(db, &finding->found[i], arena, line);
        if (fault != FAULT_NONE)
            return fault;
        if (line->id == 0) // it went between the two queries
            continue;
        fault = figures_into(db, now, arena, line);
        if (fault != FAULT_NONE)
            return fault;
        list->count++;
    }
    list->next = finding->next;
    list->total = finding->total;
    return terms_read(db, arena, list);
}

enum fault class_list_read(struct school *school, const struct actor *actor, const struct class_filter *filter,
                           struct arena *arena, struct class_list *ret_list)
{
    struct finding finding = {.filter = filter};
    struct class_list list = {0};
    const char *query = filter->query ? filter->query : "";
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (!str_is_text(query, strlen(query), false) || str_characters(query) > CLASS_QUERY_MAX ||
        !language_fold(query, finding.words))
        return FAULT_TEXT_INVALID;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = list_read(db, &finding, school_now(school), arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}
