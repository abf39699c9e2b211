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
#include "store/db.h"

enum { ASSOCIATED_SIZE = FACE_MODEL_ID_SIZE + 40 };

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

void template_seal(const struct school *school, int64_t user_id, const struct face_template *template,
                   struct sealed_template *ret_sealed)
{
    char associated[ASSOCIATED_SIZE];
    struct sealed_template sealed = {.found = true};
    memcpy(sealed.model_id, template->model_id, sizeof(sealed.model_id));
    associated_text(template->model_id, user_id, associated);
    secret_seal(school->config.key, user_id, associated, (const uint8_t *)template->values, TEMPLATE_BYTES,
                sealed.sealed);
    *ret_sealed = sealed;
}

bool template_unseal(const struct school *school, int64_t user_id, const struct sealed_template *sealed,
                     struct face_template *template)
{
    char associated[ASSOCIATED_SIZE];
    associated_text(sealed->model_id, user_id, associated);
    return str_copy(template->model_id, sizeof(template->model_id), sealed->model_id) &&
           secret_unseal(school->config.key, user_id, associated, sealed->sealed, sizeof(sealed->sealed),
                         (uint8_t *)template->values);
}

void template_of_row(struct row *row, int model_id, int sealed, struct sealed_template *ret_sealed)
{
    struct sealed_template stored = {0};
    size_t size = 0;
    const char *id = db_text(&row->rows, model_id);
    const void *bytes = db_blob(&row->rows, sealed, &size);
    stored.found =
        id && str_copy(stored.model_id, sizeof(stored.model_id), id) && bytes && size == sizeof(stored.sealed);
    if (stored.found)
        memcpy(stored.sealed, bytes, size);
    *ret_sealed = stored;
}
