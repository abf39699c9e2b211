/* SPDX-License-Identifier: MIT */
/* How the file of an import is read: with what is known beside it. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/imports/grid/grid_work.h"
#include "school/imports/import_work.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

static bool is_tag(const char *text)
{
    size_t size = text ? strlen(text) : 0;
    return size > 1 && size < GRID_LANGUAGE_SIZE &&
           strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == size;
}

/* English is chosen by many whose files are of other languages, and has no code page of its own. */
static bool says_something(const char *tag)
{
    return is_tag(tag) && strcmp(tag, "en") != 0 && strncmp(tag, "en-", 3) != 0;
}

enum fault import_locales(struct db *db, const struct actor *actor, struct arena *arena, const char **ret_institution,
                          const char **ret_reader)
{
    struct row row;
    *ret_institution = *ret_reader = NULL;
    row_begin(&row, db, arena,
              "SELECT u.locale, s.value FROM users u LEFT JOIN settings s ON s.name = ? WHERE u.id = ?",
              DB_VALUES(T(setting_rule(SETTING_LANGUAGE)->name), I(actor->user_id)));
    while (row_next(&row)) {
        *ret_reader = row_text(&row, 0);
        *ret_institution = row_text(&row, 1);
    }
    return row_end(&row);
}

enum fault import_language(struct db *db, const struct actor *actor, struct arena *arena,
                           char ret_language[static GRID_LANGUAGE_SIZE])
{
    const char *language, *locale;
    enum fault fault = import_locales(db, actor, arena, &language, &locale);
    str_copy(ret_language, GRID_LANGUAGE_SIZE, says_something(language) ? language : is_tag(locale) ? locale : "");
    return fault;
}

enum fault import_grid_take(struct job_work *work, const void *bytes, size_t size, const struct csv_limits *limits,
                            struct grid **ret_grid)
{
    const struct grid_hint hint = {.language = job_word(work, "language"), .encoding = job_word(work, "encoding")};
    return grid_take(work->school, bytes, size, limits, &hint, ret_grid);
}
