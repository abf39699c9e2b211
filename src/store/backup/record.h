/* SPDX-License-Identifier: MIT */
/*
 * What a backup is made of, before it is encrypted: records of a kind, a size and that many bytes.
 *
 *     kind (1 byte)  size (4 bytes, little-endian)  bytes
 *
 * The bytes of a record are fields one after another: numbers of 8 bytes, and texts and byte strings behind their size
 * (4 bytes). A reader believes nothing: each size is looked at before it is followed, and memory grows with what really
 * came, not with what was announced.
 */
#ifndef AMS_STORE_RECORD_H
#define AMS_STORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/db.h"

enum record_kind {
    RECORD_HEAD = 'H',    // what this backup is
    RECORD_TABLE = 'T',   // its name and columns; the rows that follow are its
    RECORD_ROW = 'R',     // a value a column
    RECORD_FILE = 'F',    // key and bytes of what a row names in its column blob_key
    RECORD_MISSING = 'M', // key of such a file that was not there
    RECORD_END = 'E',     // how much of each came before
};

enum { RECORD_BYTES_MAX = (64 << 20) + 256 }; // the largest file and its key

/* Where records go, and come from. `write` takes all bytes, `read` gives exactly `size`; false: it failed or ended. */
struct record_sink {
    bool (*write)(void *context, const void *bytes, size_t size);
    void *context;
};
struct record_source {
    bool (*read)(void *context, void *bytes, size_t size);
    void *context;
};

/* A record being made. Zero it first; record_release frees it. `full` is set without memory or past the limit. */
struct record {
    enum record_kind kind;
    uint8_t *bytes;
    size_t size, capacity;
    bool full;
    size_t at;   // of a record that was read: the next field
    bool broken; // a field was asked for that is not there
};
void record_release(struct record *record);

void record_begin(struct record *record, enum record_kind kind);
void record_add_int(struct record *record, int64_t value);
void record_add_bytes(struct record *record, const void *bytes, size_t size);
void record_add_text(struct record *record, const char *text);
/* A value with its type before it. */
void record_add_value(struct record *record, const struct db_value *value);

/* False also when the record is full. */
bool record_write(struct record *record, const struct record_sink *sink);

/* Reads the next record into `record`, over what was in it. False: the source failed, or what it gave is no record. */
bool record_read(struct record *record, const struct record_source *source);

/* The next field; 0, NULL or "" when there is none, and the record is `broken`. Borrowed from the record. */
int64_t record_int(struct record *record);
const void *record_bytes(struct record *record, size_t *ret_size);
/* A text of at most `size` - 1 bytes without a NUL in it, copied. */
void record_text(struct record *record, char *text, size_t size);
struct db_value record_value(struct record *record);

/* True when all fields were asked for and each was there. */
bool record_whole(const struct record *record);

#endif
