/* SPDX-License-Identifier: MIT */
/*
 * Files too large for the database, by key: in a folder, or in a bucket of any store that speaks S3. What a key holds
 * is written once and never changed, so that a reader sees it whole or not at all. The database says which keys are in
 * use; a file is stored before its row is written and deleted after its row is gone, so a crash leaves at most a file
 * that nobody names.
 */
#ifndef AMS_STORE_BLOB_H
#define AMS_STORE_BLOB_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

enum {
    BLOB_KEY_SIZE = 65,        // lower-case hex and a NUL
    BLOB_BYTES_MAX = 64 << 20, // of one file
    BLOB_ERROR_SIZE = 256,
    BLOB_SECONDS_MAX = 60, // of one call to the bucket
};

/* All text is borrowed until blobs_close. */
struct blob_config {
    const char *folder;     // made (mode 0700) when it is not there; used unless `s3_url` is set
    const char *s3_url;     // "https://s3.example.org/bucket", with the bucket in the path; NULL or "": the folder
    const char *s3_region;  // such as "eu-central-1"; NULL or "": "us-east-1"
    const char *access_key; // of the bucket
    const char *secret_key;
    const char *ca; // PEM file that the store's certificate is checked against; NULL or "": the system's
};

enum blob_status {
    BLOB_OK,
    BLOB_NONE, // no file has this key
    BLOB_FULL, // of blobs_put: the disk has no room but for the database (disk_takes)
    BLOB_FAIL, // the disk or the bucket failed, or there is no memory
};

struct blobs;

/* NULL with a sentence in `error`. Does not call the bucket. */
struct blobs *blobs_open(const struct blob_config *config, char error[static BLOB_ERROR_SIZE]);
void blobs_close(struct blobs *blobs);

/*
 * All three are thread-safe and slow (a disk or a network): for workers, outside of any transaction. A key is 16 to 64
 * characters of lower-case hex; anything else is BLOB_NONE (for put: BLOB_FAIL). `error` (may be NULL) gets a sentence
 * for the log on BLOB_FAIL.
 */

/* Returns after the bytes are on disk, or after the bucket has said so. */
enum blob_status blobs_put(struct blobs *blobs, const char *key, const void *bytes, size_t size,
                           char error[BLOB_ERROR_SIZE]);
enum blob_status blobs_get(struct blobs *blobs, const char *key, struct arena *arena, const void **ret_bytes,
                           size_t *ret_size, char error[BLOB_ERROR_SIZE]);
/* BLOB_OK also when there was none. */
enum blob_status blobs_delete(struct blobs *blobs, const char *key, char error[BLOB_ERROR_SIZE]);

#endif
