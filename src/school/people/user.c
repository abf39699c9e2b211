/* SPDX-License-Identifier: MIT */
#include "school/people/user.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/ordering.h"
#include "school/common/rows.h"
#include "school/common/text.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { NAME_ARENA_MAX = 64 << 10 };

bool user_from_row(struct row *row, int column, struct user *ret_user)
{
    const char *locale = row_text(row, column + 4);
    *ret_user = (struct user){
        .id = row_int(row, column),
        .name = row_string(row, column + 1),
        .email = address_shown(row_string(row, column + 3)),
        .locale = locale ? locale : "en",
        .created_at = row_int(row, column + 5),
        .disabled = !db_is_null(&row->rows, column + 6),
        .version = row_int(row, column + 7),
        .external_id = row_text(row, column + 8),
        .merged_into = row_int(row, column + 9),
        .family_name = row_text(row, column + 10),
        .erased = !db_is_null(&row->rows, column + 11),
        .email_proven_at = row_int(row, column + 12),
        .programme = row_text(row, column + 13),
        .updated_at = row_int(row, column + 14),
    };
    return role_parse(db_text(&row->rows, column + 2), &ret_user->role);
}

enum fault user_read(struct db *db, int64_t user_id, struct arena *arena, struct user *ret_user)
{
    struct row row;
    struct user user = {0};
    bool good = false;
    row_begin(&row, db, arena, "SELECT " USER_COLUMNS " FROM users u WHERE u.id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row))
        good = user_from_row(&row, 0, &user);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !good)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    *ret_user = user;
    return FAULT_NONE;
}

enum fault user_family_name_clean(const char *typed, struct arena *arena, const char **ret_family_name)
{
    const char *clean = NULL;
    if (!typed) {
        *ret_family_name = NULL;
        return FAULT_NONE;
    }
    enum fault fault = text_clean(typed, ACCOUNT_NAME_MAX, false, true, arena, &clean);
    if (fault != FAULT_NONE)
        return fault;
    *ret_family_name = clean ? clean : "";
    return FAULT_NONE;
}

enum fault user_name_write(struct db *db, int64_t user_id, const char *name, const char *family_name)
{
    struct user user;
    CLOSES(arena_release) struct arena arena = arena_of(NAME_ARENA_MAX);
    enum fault fault = user_read(db, user_id, &arena, &user);
    if (fault != FAULT_NONE)
        return fault;
    const char *whole = name ? name : user.name;
    const char *family = family_name                                           ? family_name
                         : user.family_name && strstr(whole, user.family_name) ? user.family_name
                                                                               : "";
    fault = fault_of(db_exec(db, "UPDATE users SET name = ?, family_name = ? WHERE id = ?",
                             DB_VALUES(T(whole), family[0] ? T(family) : N(), I(user_id))));
    arena_release(&arena);
    return fault != FAULT_NONE ? fault : ordering_user(db, user_id);
}
