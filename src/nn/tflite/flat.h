/* SPDX-License-Identifier: MIT */
/*
 * A FlatBuffers file, read safely: every offset, size and count is checked against the file before anything is read.
 * Internal to nn.
 *
 * Offsets to tables, lists and texts only go forward and none is followed to an unknown depth, so no file can make a
 * reader run in circles. The first thing found wrong makes the file `broken`; from then on everything reads as absent,
 * so that a reader may ask for several things and look once.
 *
 * Format: FlatBuffers internals, https://flatbuffers.dev/internals/. Nothing is aligned or owned: the bytes stay the
 * caller's and must outlive what is read.
 */
#ifndef AMS_NN_FLAT_H
#define AMS_NN_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct flat_file {
    const uint8_t *bytes;
    size_t size;
    bool broken;
};

/* at 0: absent, and so are all its fields. */
struct flat_table {
    struct flat_file *file;
    size_t at;
    size_t size;         // bytes of its fields, from `at`
    size_t places;       // of where its fields are
    size_t places_count; // fields it may have
};

/* count 0: absent or empty. */
struct flat_list {
    struct flat_file *file;
    size_t at; // of item 0
    size_t count;
};

/* Whether the bytes begin like a FlatBuffers file with this identifier. */
bool flat_is(const void *bytes, size_t size, const char identifier[static 4]);

struct flat_table flat_root(struct flat_file *file);

/* Field `field` of a table, a whole number of 1, 4 or 8 bytes with its sign; `absent` where there is none. */
int64_t flat_int(struct flat_table table, size_t field, size_t bytes, int64_t absent);
float flat_float(struct flat_table table, size_t field, float absent);

struct flat_table flat_child(struct flat_table table, size_t field);

/* A list of items of so many bytes; lists of tables have 4. */
struct flat_list flat_list(struct flat_table table, size_t field, size_t item_bytes);

/* Item `index`, which must be below the count. */
struct flat_table flat_list_table(struct flat_list list, size_t index);
int32_t flat_list_int(struct flat_list list, size_t index);

/* A text that ends with its NUL inside the file; "" where there is none. */
const char *flat_text(struct flat_table table, size_t field);

/* Whether a field from `first` on is there. */
bool flat_has_from(struct flat_table table, size_t first);

#endif
