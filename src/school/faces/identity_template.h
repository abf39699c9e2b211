/* SPDX-License-Identifier: MIT */
/* Templates between the database, where they are sealed, and memory, where they are locked. For identity*.c only. */
#ifndef AMS_SCHOOL_IDENTITY_TEMPLATE_H
#define AMS_SCHOOL_IDENTITY_TEMPLATE_H

#include "crypto/secret.h"
#include "face/face.h"
#include "school/common/keys.h"

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
    bool own;               // under its owner's key; else as an earlier version sealed it
    struct wrapped_key key; // its owner's
    char model_id[FACE_MODEL_ID_SIZE];
    uint8_t sealed[SEALED_BYTES];
};

/* Seals a template for its owner, under their key. */
void template_seal(const struct own_key *own, int64_t user_id, const struct face_template *template,
                   struct sealed_template *ret_sealed);

/* False when it cannot be opened: another key, another owner, a changed row. */
bool template_unseal(struct school *school, int64_t user_id, const struct sealed_template *sealed,
                     struct face_template *template);

/* What template_of_row reads, of `templates t` with TEMPLATE_KEYS joined. */
#define TEMPLATE_COLUMNS "t.model_id, t.sealed, t.own_key, k.key_id, k.wrapped"
#define TEMPLATE_KEYS " LEFT JOIN person_keys k ON k.user_id = t.user_id"

/* The columns of TEMPLATE_COLUMNS from `column` on; `found` is false when they are not whole. */
void template_of_row(struct row *row, int column, struct sealed_template *ret_sealed);

#endif
