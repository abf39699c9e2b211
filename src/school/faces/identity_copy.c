/* SPDX-License-Identifier: MIT */
#include "school/faces/identity_copy.h"

#include "base/arena.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity_template.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the numbers are copied as they lie");

static enum fault sealed_read(struct school *school, int64_t user_id, struct sealed_template *sealed)
{
    struct row row;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL, "SELECT " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS " WHERE t.user_id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row))
        template_of_row(&row, 0, sealed);
    return row_end(&row);
}

enum fault identity_copy(struct school *school, int64_t user_id, struct arena *arena, struct template_copy *ret_copy)
{
    struct sealed_template sealed = {0};
    enum fault fault = sealed_read(school, user_id, &sealed);
    if (fault != FAULT_NONE)
        return fault;
    if (!sealed.found)
        return FAULT_NOT_FOUND;
    struct face_template *template = template_page_open();
    char *text = arena_alloc(arena, secret_base64_size(sizeof(template->values)));
    const char *model = arena_strdup(arena, sealed.model_id);
    bool opened = template && text && model && template_unseal(school, user_id, &sealed, template);
    if (opened)
        secret_base64(template->values, sizeof(template->values), text);
    bool memory = template && text && model;
    template_page_close(template);
    if (!opened)
        return memory ? FAULT_NOT_FOUND : FAULT_INTERNAL;
    *ret_copy = (struct template_copy){model, text, FACE_TEMPLATE_LENGTH};
    return FAULT_NONE;
}
