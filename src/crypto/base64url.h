/* SPDX-License-Identifier: MIT */
/* Base64url without padding (RFC 4648, 5), as tokens and browsers' keys are written. */
#ifndef AMS_CRYPTO_BASE64URL_H
#define AMS_CRYPTO_BASE64URL_H

#include <stdbool.h>
#include <stddef.h>

/* `text` holds text_size bytes with the NUL; false, with nothing written, when that is too little. */
bool base64url_write(const void *bytes, size_t size, char *text, size_t text_size);

/* Exactly `size` bytes of a text, which may be padded; false when it is anything else. */
bool base64url_read(const char *text, void *bytes, size_t size);

#endif
