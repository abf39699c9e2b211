/* SPDX-License-Identifier: MIT */
#include "school/faces/identity_template.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/identity_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { ASSOCIATED_SIZE = FACE_MODEL_ID_SIZE + 40, FORWARD_ROWS = 50 };

/* Bytes of whole pages for so many templates. */
static size_t pages_size(size_t count)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (count * sizeof(struct face_template) + page) / page * page;
}

struct face_template *template_pages_open(size_t count)
{
    size_t size = pages_size(count);
    void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    (void)mlock(memory, size);
    (void)madvise(memory, size, MADV_DONTDUMP);
    return memory;
}

void template_pages_close(struct face_template *templates, size_t count)
{
    if (!templates)
        return;
    secret_wipe(templates, count * sizeof(*templates));
    munmap(templates, pages_size(count));
}

struct face_template *template_page_open(void)
{
    return template_pages_open(1);
}

void template_page_close(struct face_template *template)
{
    template_pages_close(template, 1);
}

static void associated_text(const char *model_id, int64_t user_id, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "template:%s:%lld", model_id, (long long)user_id);
}

void template_seal(const struct own_key *own, int64_t user_id, const struct face_template *template,
                   struct sealed_template *ret_sealed)
{
    char associated[ASSOCIATED_SIZE];
    struct sealed_template sealed = {.found = true, .own = true};
    memcpy(sealed.model_id, template->model_id, sizeof(sealed.model_id));
    associated_text(template->model_id, user_id, associated);
    own_key_seal(own, associated, (const uint8_t *)template->values, TEMPLATE_BYTES, sealed.sealed);
    *ret_sealed = sealed;
}

bool template_unseal(struct school *school, int64_t user_id, const struct sealed_template *sealed,
                     struct face_template *template)
{
    char associated[ASSOCIATED_SIZE];
    uint8_t *values = (uint8_t *)template->values;
    associated_text(sealed->model_id, user_id, associated);
    if (!str_copy(template->model_id, sizeof(template->model_id), sealed->model_id))
        return false;
    if (!sealed->own)
        return school->before &&
               secret_unseal(school->before, user_id, associated, sealed->sealed, sizeof(sealed->sealed), values);
    CLOSES(own_key_wipe) struct own_key own = {0};
    return wrapped_key_open(school, user_id, &sealed->key, &own) &&
           own_key_unseal(&own, associated, sealed->sealed, sizeof(sealed->sealed), values);
}

void template_of_row(struct row *row, int column, struct sealed_template *ret_sealed)
{
    struct sealed_template stored = {0};
    size_t size = 0;
    const char *id = db_text(&row->rows, column);
    const void *bytes = db_blob(&row->rows, column + 1, &size);
    stored.found =
        id && str_copy(stored.model_id, sizeof(stored.model_id), id) && bytes && size == sizeof(stored.sealed);
    if (stored.found)
        memcpy(stored.sealed, bytes, size);
    stored.own = row_int(row, column + 2) != 0;
    wrapped_key_of_row(row, column + 3, column + 4, &stored.key);
    *ret_sealed = stored;
}

/* ---- what an earlier version sealed ---- */

struct forwarding {
    struct school *school;
    struct face_template *page;
    int64_t now, count;
};

struct old_template {
    int64_t user_id;
    struct sealed_template sealed;
};

static enum fault old_read(struct db *db, struct old_template old[static FORWARD_ROWS], size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL,
              "SELECT t.user_id, " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS " WHERE t.own_key = 0 LIMIT ?",
              DB_VALUES(I(FORWARD_ROWS)));
    while (row_next(&row) && count < FORWARD_ROWS) {
        old[count].user_id = row_int(&row, 0);
        template_of_row(&row, 1, &old[count++].sealed);
    }
    *ret_count = count;
    return row_end(&row);
}

/* Under its owner's key; one that does not open stays as it is: nobody can read it either way. */
static enum fault forward_one(struct db *db, const struct forwarding *unit, const struct old_template *old)
{
    struct sealed_template sealed = old->sealed;
    CLOSES(own_key_wipe) struct own_key own = {0};
    if (old->sealed.found && template_unseal(unit->school, old->user_id, &old->sealed, unit->page)) {
        enum fault fault = person_key_make(unit->school, db, old->user_id, unit->now, &own);
        if (fault != FAULT_NONE)
            return fault;
        template_seal(&own, old->user_id, unit->page, &sealed);
        return fault_of(db_exec(db, "UPDATE templates SET sealed = ?, own_key = 1 WHERE user_id = ?",
                                DB_VALUES(B(sealed.sealed, sizeof(sealed.sealed)), I(old->user_id))));
    }
    return fault_of(db_exec(db, "UPDATE templates SET own_key = 1 WHERE user_id = ?", DB_VALUES(I(old->user_id))));
}

static enum fault forward(struct db *db, void *context)
{
    struct forwarding *unit = context;
    struct old_template old[FORWARD_ROWS];
    size_t count = 0;
    enum fault fault = old_read(db, old, &count);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++)
        fault = forward_one(db, unit, &old[i]);
    unit->count = (int64_t)count;
    return fault;
}

enum fault template_forward(struct school *school)
{
    struct forwarding unit = {.school = school, .now = school_now(school), .count = FORWARD_ROWS};
    enum fault fault = FAULT_NONE;
    if (!school->config.key)
        return FAULT_NONE;
    unit.page = template_page_open();
    if (!unit.page)
        return FAULT_INTERNAL;
    while (fault == FAULT_NONE && unit.count > 0)
        fault = school_change(school, forward, &unit);
    template_page_close(unit.page);
    return fault;
}
