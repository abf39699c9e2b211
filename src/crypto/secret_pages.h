/* SPDX-License-Identifier: MIT */
/* Memory for what must not leave it. */
#ifndef AMS_CRYPTO_SECRET_PAGES_H
#define AMS_CRYPTO_SECRET_PAGES_H

#include <stddef.h>

/* `size` bytes, zeroed, kept out of swap and core dumps where the system allows it. NULL without memory. */
void *secret_pages_open(size_t size);

/* Wiped, and given back. NULL is nothing. */
void secret_pages_close(void *memory, size_t size);

#endif
