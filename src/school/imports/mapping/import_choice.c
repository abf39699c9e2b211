/* SPDX-License-Identifier: MIT */
#include "school/imports/mapping/import_choice.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/cells/cell_text.h"
#include "school/imports/import_head.h"
#include "school/imports/import_work.h"
#include "school/imports/mapping/mapping_key.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* A letter a place in a job's request: 'a' and on are columns of the format. */
enum { LETTER_FIRST = 'a', LETTER_NONE = '-', LETTER_GUESS = '?' };

static const char *const how_codes[HOW_COUNT] = {
    [HOW_NAMED] = "named",           [HOW_GUESSED] = "guessed", [HOW_CHOSEN] = "chosen",
    [HOW_REMEMBERED] = "remembered", [HOW_UNKNOWN] = "unknown", [HOW_TWICE] = "twice",
};

const char *import_how_code(enum import_how how)
{
    return how_codes[how];
}

enum import_how import_how_of(const char *code)
{
    size_t index;
    return str_among(how_codes, HOW_COUNT, code, &index) ? (enum import_how)index : HOW_UNKNOWN;
}

void import_choice_text(const int *columns, size_t count, char ret_text[static IMPORT_CHOICE_SIZE])
{
    size_t size = count < IMPORT_FILE_COLUMNS_MAX ? count : IMPORT_FILE_COLUMNS_MAX;
    for (size_t i = 0; i < size; i++)
        ret_text[i] = columns[i] == IMPORT_GUESS       ? LETTER_GUESS
                      : columns[i] == IMPORT_NO_COLUMN ? LETTER_NONE
                                                       : (char)(LETTER_FIRST + columns[i]);
    ret_text[size] = '\0';
}

static void choice_begin(struct import_choice *choice)
{
    *choice = (struct import_choice){.header = IMPORT_HEADER_FIND};
    for (size_t i = 0; i < IMPORT_FILE_COLUMNS_MAX; i++)
        choice->columns[i] = IMPORT_GUESS;
}

static int column_of_letter(char letter, const struct import_table *table)
{
    int column = letter - LETTER_FIRST;
    if (letter == LETTER_GUESS)
        return IMPORT_GUESS;
    return column >= 0 && (size_t)column < table->column_count ? column : IMPORT_NO_COLUMN;
}

static int column_of_name(const char *name, const struct import_table *table)
{
    for (size_t k = 0; name && k < table->column_count; k++)
        if (strcmp(table->columns[k].name, name) == 0)
            return (int)k;
    return IMPORT_NO_COLUMN;
}

/* What somebody has said when they started this dry run. */
static void choice_of_request(struct job_work *work, const struct import_table *table, struct import_choice *ret)
{
    const char *header = job_word(work, "header"), *columns = job_word(work, "columns");
    const char *remember = job_word(work, "remember");
    if (header && !str_to_int(header, IMPORT_HEADER_FIND, IMPORT_ROWS_MAX, &ret->header))
        ret->header = IMPORT_HEADER_FIND;
    for (size_t i = 0; columns && columns[i] && i < IMPORT_FILE_COLUMNS_MAX; i++) {
        ret->columns[i] = column_of_letter(columns[i], table);
        ret->given = true;
    }
    ret->remember = remember && strcmp(remember, "yes") == 0;
}

/* As the dry run has read it, though somebody may have said something else of such a header since. */
static enum fault choice_of_dry_run(struct db *db, const struct import *import, const struct import_table *table,
                                    struct import_choice *ret)
{
    struct row row;
    row_begin(&row, db, import->work->arena, "SELECT place, line, name, how FROM job_columns WHERE job_id = ?",
              DB_VALUES(I(import->work->parent_id)));
    while (row_next(&row)) {
        int64_t place = row_int(&row, 0);
        if (place < 0 || place >= IMPORT_FILE_COLUMNS_MAX)
            continue;
        ret->given = true;
        ret->header = row_int(&row, 1);
        // What nothing says is asked again, so that the report tells it again.
        enum import_how how = import_how_of(db_text(&row.rows, 3));
        ret->columns[place] =
            how == HOW_UNKNOWN || how == HOW_TWICE ? IMPORT_GUESS : column_of_name(row_text(&row, 2), table);
    }
    return row_end(&row);
}

enum fault import_choice_read(struct import *import, const struct import_table *table, struct import_choice *ret)
{
    choice_begin(ret);
    if (import->work->parent_id == 0) {
        choice_of_request(import->work, table, ret);
        return FAULT_NONE;
    }
    CLOSES(store_reader_close) struct db *db = store_reader(import->work->school->config.store);
    return choice_of_dry_run(db, import, table, ret);
}

bool mapping_fingerprint(const struct import_head *head, char ret_hex[static SECRET_FINGERPRINT_SIZE])
{
    char key[CELL_KEY_SIZE], text[SECRET_FINGERPRINT_SIZE + CELL_KEY_SIZE] = "";
    bool any = false;
    // Each header is folded into the digest of those before it.
    for (size_t i = 0; i < head->match.count; i++) {
        cell_key(head->match.places[i].header, key);
        any |= *key != '\0';
        snprintf(text, sizeof(text), "%s,%s", i == 0 ? "" : ret_hex, key);
        secret_digest(text, strlen(text), ret_hex);
    }
    return any;
}

enum fault import_choice_recall(struct db *db, const struct import *import, const struct import_table *table,
                                const struct import_head *head, struct arena *arena, struct import_choice *ret,
                                bool *ret_found)
{
    struct row row;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    const char *chosen = NULL;
    *ret_found = false;
    if (!mapping_fingerprint(head, fingerprint))
        return FAULT_NONE;
    row_begin(&row, db, arena,
              "SELECT chosen FROM import_mappings WHERE format = ? AND class_id = ? AND fingerprint = ?",
              DB_VALUES(T(import->format->word), I(import->work->class_id), T(fingerprint)));
    while (row_next(&row))
        chosen = row_string(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !chosen)
        return fault;
    choice_begin(ret);
    for (size_t i = 0; i < head->match.count && *chosen; i++) {
        size_t size = strcspn(chosen, ",");
        char name[IMPORT_NAME_SIZE];
        snprintf(name, sizeof(name), "%.*s", (int)(size < sizeof(name) ? size : sizeof(name) - 1), chosen);
        ret->columns[i] = column_of_name(name, table);
        chosen += size + (chosen[size] == ',');
    }
    ret->given = ret->remembered = *ret_found = true;
    ret->header = (int64_t)head->number;
    return FAULT_NONE;
}
