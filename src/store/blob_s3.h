/* SPDX-License-Identifier: MIT */
/* The bucket behind blob.h. Only for src/store/blob*.c. */
#ifndef AMS_STORE_BLOB_S3_H
#define AMS_STORE_BLOB_S3_H

#include "store/blob.h"

enum blob_status s3_put(const struct blob_config *config, const char *key, const void *bytes, size_t size,
                        char error[static BLOB_ERROR_SIZE]);
enum blob_status s3_get(const struct blob_config *config, const char *key, struct arena *arena, const void **ret_bytes,
                        size_t *ret_size, char error[static BLOB_ERROR_SIZE]);
enum blob_status s3_delete(const struct blob_config *config, const char *key, char error[static BLOB_ERROR_SIZE]);

#endif
