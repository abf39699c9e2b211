/* SPDX-License-Identifier: MIT */
#include "school/people/user.h"

#include <string.h>

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/people/account.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

bool user_from_row(struct row *row, int column, struct user *ret_user)
{
    const char *locale = row_text(row, column + 4);
    *ret_user = (struct user){
        .id = row_int(row, column),
        .name = row_string(row, column + 1),
        .email = row_string(row, column + 3),
        .locale = locale ? locale : "en",
        .created_at = row_int(row, column + 5),
        .disabled = !db_is_null(&row->rows, column + 6),
        .version = row_int(row, column + 7),
        .external_id = row_text(row, column + 8),
        .merged_into = row_int(row, column + 9),
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
