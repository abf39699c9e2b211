/* SPDX-License-Identifier: MIT */
/* Looking something up in the audit log. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/str.h"
#include "school/common/audit.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    SQL_SIZE = 8192,
    VALUES_MAX = 80,
    PATTERN_SIZE = 2 * AUDIT_TEXT_MAX * 4 + 3,
    WORD_SIZE = 40,
    EXPORT_BYTES_MAX = 8 << 20,
    EXPORT_PAGE = 500,
    DETAIL_WORDS = 5,
};

/* How details name a person: mark_write, the roster, the staff. */
struct detail_words {
    char word[DETAIL_WORDS][WORD_SIZE];
};

/* A statement that grows, with its values. */
struct query {
    char sql[SQL_SIZE];
    size_t size;
    struct db_value values[VALUES_MAX];
    size_t count;
    bool full; // something found no room
};

/* Only texts of this file become part of the statement. */
static void add(struct query *query, const char *sql)
{
    size_t size = strlen(sql);
    query->full = query->full || size >= sizeof(query->sql) - query->size;
    if (query->full)
        return;
    memcpy(query->sql + query->size, sql, size + 1);
    query->size += size;
}

static void bind(struct query *query, struct db_value value)
{
    query->full = query->full || query->count == VALUES_MAX;
    if (!query->full)
        query->values[query->count++] = value;
}

static void add_int(struct query *query, const char *sql, int64_t value)
{
    add(query, sql);
    bind(query, I(value));
}

static void detail_words_of(int64_t person_id, struct detail_words *words)
{
    const long long id = (long long)person_id;
    snprintf(words->word[0], WORD_SIZE, "student %lld", id);
    snprintf(words->word[1], WORD_SIZE, "student %lld:%%", id);
    snprintf(words->word[2], WORD_SIZE, "student %lld %%", id);
    snprintf(words->word[3], WORD_SIZE, "user %lld", id);
    snprintf(words->word[4], WORD_SIZE, "user %lld:%%", id);
}

/* Entries of what was done to somebody: of them, or of a lecture or a classroom of theirs with them in its detail. */
static void add_about(struct query *query, int64_t person_id, const struct detail_words *words)
{
#define NAMES_THEM " AND (x.detail = ? OR x.detail LIKE ? OR x.detail LIKE ?)"
    add_int(query, "SELECT id FROM audit WHERE subject_type = 'user' AND subject_id = ?", person_id);
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'lecture' AND x.subject_id IN (SELECT l.id FROM"
            " memberships m JOIN lectures l ON l.class_id = m.class_id WHERE m.user_id = ?)" NAMES_THEM,
            person_id);
    for (size_t i = 0; i < 3; i++)
        bind(query, T(words->word[i]));
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'classroom' AND x.subject_id IN (SELECT m.class_id"
            " FROM memberships m WHERE m.user_id = ?)" NAMES_THEM,
            person_id);
    for (size_t i = 0; i < 3; i++)
        bind(query, T(words->word[i]));
    add(query, " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'classroom' AND x.action IN ('staff_added',"
               " 'staff_changed', 'staff_left', 'staff_removed', 'classroom_handed_over') AND (x.detail = ? OR x.detail"
               " LIKE ?)");
    bind(query, T(words->word[3]));
    bind(query, T(words->word[4]));
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'leave' AND x.subject_id IN (SELECT v.id FROM"
            " leaves v WHERE v.student_id = ?)",
            person_id);
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'request' AND x.subject_id IN (SELECT r.id FROM"
            " requests r WHERE r.student_id = ?)",
            person_id);
#undef NAMES_THEM
}

static void add_class(struct query *query, int64_t class_id)
{
    add_int(query, " AND a.id IN (SELECT id FROM audit WHERE subject_type = 'classroom' AND subject_id = ?", class_id);
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'lecture' AND x.subject_id IN (SELECT l.id FROM"
            " lectures l WHERE l.class_id = ?)",
            class_id);
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'board_item' AND x.subject_id IN (SELECT b.id FROM"
            " board_items b WHERE b.class_id = ?)",
            class_id);
    add_int(query,
            " UNION SELECT x.id FROM audit x WHERE x.subject_type = 'request' AND x.subject_id IN (SELECT r.id FROM"
            " requests r WHERE r.class_id = ?))",
            class_id);
}

static void add_group(struct query *query, enum audit_group group)
{
    const char *word;
    const char *before = " AND a.action IN (?";
    for (size_t i = 0; (word = audit_action_at(i)) != NULL; i++)
        if (audit_group_at(i) == group) {
            add(query, before);
            bind(query, T(word));
            before = ", ?";
        }
    add(query, ")");
}

/* What is found, in words that the statement takes. */
struct wanted {
    const struct audit_filter *filter;
    char pattern[PATTERN_SIZE], lower[PATTERN_SIZE]; // as it was typed, and in small letters
    struct detail_words person, about;
};

static bool wanted_of(const struct audit_filter *filter, struct wanted *wanted)
{
    const char *text = filter->text ? filter->text : "";
    if (!str_is_text(text, strlen(text), false) || str_characters(text) > AUDIT_TEXT_MAX)
        return false;
    wanted->filter = filter;
    text_like(text, strlen(text), wanted->pattern);
    text_like(text, strlen(text), wanted->lower);
    for (char *at = wanted->lower; *at != '\0'; at++)
        *at = *at >= 'A' && *at <= 'Z' ? (char)(*at - 'A' + 'a') : *at;
    detail_words_of(filter->person_id, &wanted->person);
    detail_words_of(filter->about_id, &wanted->about);
    return true;
}

/* Only what is asked becomes a condition, or no index would serve. */
static void query_of(const struct wanted *wanted, const struct page *page, struct query *query)
{
    const struct audit_filter *filter = wanted->filter;
    add_int(query,
            "SELECT a.id, a.at, a.actor_id, u.name, a.action, a.subject_type, a.subject_id, s.name, a.detail,"
            " c.id, c.subject, c.section, l.id, l.starts_at, COALESCE(r.student_id, v.student_id), a.token_id, t.name,"
            " t.kind, n.name"
            " FROM audit a LEFT JOIN users u ON u.id = a.actor_id"
            " LEFT JOIN users s ON s.id = a.subject_id AND a.subject_type = 'user'"
            " LEFT JOIN api_tokens t ON t.id = a.token_id"
            " LEFT JOIN api_tokens n ON n.id = a.subject_id AND a.subject_type = 'token'"
            " LEFT JOIN lectures l ON l.id = a.subject_id AND a.subject_type = 'lecture'"
            " LEFT JOIN board_items b ON b.id = a.subject_id AND a.subject_type = 'board_item'"
            " LEFT JOIN requests r ON r.id = a.subject_id AND a.subject_type = 'request'"
            " LEFT JOIN leaves v ON v.id = a.subject_id AND a.subject_type = 'leave'"
            " LEFT JOIN classrooms c ON c.id = CASE WHEN a.subject_type = 'classroom' THEN a.subject_id"
            " ELSE COALESCE(l.class_id, b.class_id, r.class_id) END WHERE a.id < ?",
            page->after > 0 ? page->after : INT64_MAX);
    if (filter->actor_id != 0)
        add_int(query, " AND a.actor_id = ?", filter->actor_id);
    if (filter->person_id != 0) {
        add_int(query, " AND a.id IN (SELECT id FROM audit WHERE actor_id = ? UNION ", filter->person_id);
        add_about(query, filter->person_id, &wanted->person);
        add(query, ")");
    }
    if (filter->about_id != 0) {
        add(query, " AND a.id IN (");
        add_about(query, filter->about_id, &wanted->about);
        add(query, ")");
    }
    if (filter->class_id != 0)
        add_class(query, filter->class_id);
    if (filter->grouped)
        add_group(query, filter->group);
    if (filter->action) {
        add(query, " AND a.action = ?");
        bind(query, T(filter->action));
    }
    if (filter->subject_type) {
        add(query, " AND a.subject_type = ?");
        bind(query, T(filter->subject_type));
    }
    if (filter->subject_id != 0)
        add_int(query, " AND a.subject_id = ?", filter->subject_id);
    if (filter->text && *filter->text) {
        add(query, " AND (a.detail LIKE ? ESCAPE '!' OR a.detail LIKE ? ESCAPE '!')");
        bind(query, T(wanted->pattern));
        bind(query, T(wanted->lower));
    }
    if (filter->from != 0)
        add_int(query, " AND a.at >= ?", filter->from);
    if (filter->before != 0)
        add_int(query, " AND a.at < ?", filter->before);
    add_int(query, " ORDER BY a.id DESC LIMIT ?", page->limit + 1);
}

/* The person whom a detail names: "student 17: A -> P", "user 4: assistant"; 0: nobody. */
static int64_t named_in(const char *detail)
{
    static const char *const words[] = {"student ", "user "};
    for (size_t i = 0; detail && i < ARRAY_LENGTH(words); i++) {
        const char *at = strstr(detail, words[i]);
        char digits[WORD_SIZE] = "";
        int64_t id = 0;
        if (!at || (at != detail && at[-1] != ' '))
            continue;
        at += strlen(words[i]);
        size_t size = strspn(at, "0123456789");
        if (size > 0 && size < sizeof(digits))
            snprintf(digits, sizeof(digits), "%.*s", (int)size, at);
        if (str_to_int(digits, 1, INT64_MAX, &id))
            return id;
    }
    return 0;
}

static struct audit_line line_of(struct row *row)
{
    struct audit_line line = {
        .id = row_int(row, 0),
        .at = row_int(row, 1),
        .actor = {row_int(row, 2), row_string(row, 3)},
        .action = row_string(row, 4),
        .subject_type = row_string(row, 5),
        .subject_id = row_int(row, 6),
        .subject_name = row_text(row, 7),
        .detail = row_text(row, 8),
        .class_id = row_int(row, 9),
        .subject = row_text(row, 10),
        .section = row_text(row, 11),
        .lecture_id = row_int(row, 12),
        .starts_at = row_int(row, 13),
        .person = {.id = row_int(row, 14)},
        .token_id = row_int(row, 15),
        .token_name = row_text(row, 16),
    };
    const char *kind = db_text(&row->rows, 17);
    line.institution = kind && strcmp(kind, "institution") == 0;
    if (!line.subject_name)
        line.subject_name = row_text(row, 18);
    if (line.person.id == 0)
        line.person.id = named_in(line.detail);
    return line;
}

/* The names of those whom details and requests tell of; who is no more there has none, and is left out. */
static enum fault names_into(struct db *db, struct arena *arena, struct audit_list *list)
{
    struct row row;
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < list->count; i++) {
        struct person *person = &list->lines[i].person;
        if (person->id == 0)
            continue;
        row_begin(&row, db, arena, "SELECT name FROM users WHERE id = ?", DB_VALUES(I(person->id)));
        while (row_next(&row))
            person->name = row_string(&row, 0);
        fault = row_end(&row);
        if (!person->name)
            *person = (struct person){0};
    }
    return fault;
}

static enum fault lines_read(struct db *db, const struct wanted *wanted, const struct page *page, struct arena *arena,
                             struct audit_list *list)
{
    struct row row;
    struct query query = {0};
    query_of(wanted, page, &query);
    if (query.full)
        return FAULT_INTERNAL;
    row_begin(&row, db, arena, query.sql, (struct db_values){query.values, query.count});
    while (row_next(&row)) {
        if (list->count == (size_t)page->limit) {
            list->next = list->lines[list->count - 1].id;
            break;
        }
        struct audit_line *lines = row_list(&row, list->lines, list->count, sizeof(*lines));
        if (!lines)
            break;
        list->lines = lines;
        lines[list->count++] = line_of(&row);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : names_into(db, arena, list);
}

enum fault audit_search(struct school *school, const struct actor *actor, const struct audit_filter *filter,
                        const struct page *page, struct arena *arena, struct audit_list *ret_list)
{
    struct wanted wanted;
    struct audit_list list = {0};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (!wanted_of(filter, &wanted))
        return FAULT_TEXT_INVALID;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = lines_read(db, &wanted, page, arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

/* ---- as a file ---- */

static void line_write(struct csv_writer *writer, const struct audit_line *line)
{
    char time[CLOCK_TEXT_SIZE];
    clock_format(line->at, time);
    csv_int(writer, line->id);
    csv_text(writer, time);
    csv_text(writer, line->actor.id ? line->actor.name : NULL);
    csv_text(writer, line->action);
    csv_text(writer, line->subject_name ? line->subject_name : line->person.name);
    csv_text(writer, line->subject);
    csv_text(writer, line->subject_type);
    csv_int(writer, line->subject_id);
    csv_text(writer, line->detail);
    csv_text(writer, line->token_name);
    csv_end(writer);
}

static enum fault lines_write(struct school *school, const struct actor *actor, const struct audit_filter *filter,
                              struct csv_writer *writer)
{
    struct page page = {.limit = EXPORT_PAGE};
    for (int64_t written = 0; written < AUDIT_EXPORT_MAX;) {
        CLOSES(arena_release) struct arena arena = arena_of(EXPORT_BYTES_MAX);
        struct audit_list list;
        enum fault fault = audit_search(school, actor, filter, &page, &arena, &list);
        if (fault != FAULT_NONE)
            return fault;
        for (size_t i = 0; i < list.count; i++)
            line_write(writer, &list.lines[i]);
        written += (int64_t)list.count;
        page.after = list.next;
        if (list.next == 0)
            break;
    }
    return FAULT_NONE;
}

enum fault audit_export(struct school *school, const struct actor *actor, const struct audit_filter *filter, bool mark,
                        struct arena *arena, const char **ret_bytes, size_t *ret_size)
{
    static const char *const head[] = {"id",        "at",           "who",        "action", "person",
                                       "classroom", "subject_type", "subject_id", "detail", "program"};
    CLOSES(csv_writer_release) struct csv_writer writer = {0};
    const char *bytes;
    size_t size;
    csv_writer_init(&writer, EXPORT_BYTES_MAX, mark);
    for (size_t i = 0; i < ARRAY_LENGTH(head); i++)
        csv_text(&writer, head[i]);
    csv_end(&writer);
    enum fault fault = lines_write(school, actor, filter, &writer);
    if (fault != FAULT_NONE)
        return fault;
    char *copy = csv_done(&writer, &bytes, &size) ? arena_alloc(arena, size + 1) : NULL;
    if (!copy)
        return FAULT_INTERNAL;
    memcpy(copy, bytes, size);
    *ret_bytes = copy;
    *ret_size = size;
    return FAULT_NONE;
}

enum fault audit_newest_at(struct school *school, int64_t *ret_at)
{
    int64_t at = 0;
    bool found;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault =
        row_one_int(db, "SELECT at FROM audit WHERE id = (SELECT MAX(id) FROM audit)", DB_NO_VALUES, &found, &at);
    if (fault == FAULT_NONE)
        *ret_at = at;
    return fault;
}
