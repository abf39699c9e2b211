/* SPDX-License-Identifier: MIT */
/* Templates between the database, where they are sealed, and memory, where they are locked. For identity*.c only. */
#ifndef AMS_SCHOOL_IDENTITY_TEMPLATE_H
#define AMS_SCHOOL_IDENTITY_TEMPLATE_H

#include "crypto/secret.h"
#include "face/face.h"

struct row;
struct school;

enum {
    TEMPLATE_BYTES = FACE_TEMPLATE_LENGTH * sizeof(float),
    SEALED_BYTES = TEMPLATE_BYTES + SECRET_SEAL_OVERHEAD,
};

/* A page of its own for one opened template: kept out of swap and core dumps where the system allows it. NULL without
 * memory. */
struct face_template *template_page_open(void);

/* Wipes it. NULL is allowed. */
void template_page_close(struct face_template *template);

/* The same for `count` templates side by side. */
struct face_template *template_pages_open(size_t count);
void template_pages_close(struct face_template *templates, size_t count);

/* A template as the database has it. */
struct sealed_template {
    bool found;
    char model_id[FACE_MODEL_ID_SIZE];
    uint8_t sealed[SEALED_BYTES];
};

/* Seals a template for its owner. */
void template_seal(const struct school *school, int64_t user_id, const struct face_template *template,
                   struct sealed_template *ret_sealed);

/* False when it cannot be opened: another key, another owner, a changed row. */
bool template_unseal(const struct school *school, int64_t user_id, const struct sealed_template *sealed,
                     struct face_template *template);

/* The columns `model_id` and `sealed` of a row; `found` is false when they are not whole. */
void template_of_row(struct row *row, int model_id, int sealed, struct sealed_template *ret_sealed);

#endif
