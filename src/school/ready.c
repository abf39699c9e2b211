/* SPDX-License-Identifier: MIT */
#include "school/ready.h"

#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum fault school_ready(struct school *school, bool *ret_full)
{
    bool found = false;
    int64_t id;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT id FROM users WHERE id = ?", DB_VALUES(I(1)), &found, &id);
    if (fault == FAULT_NONE)
        *ret_full = store_is_full(school->config.store);
    return fault;
}
