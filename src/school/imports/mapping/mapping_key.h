/* SPDX-License-Identifier: MIT */
/* What tells a header from others. For the files of this folder. */
#ifndef AMS_SCHOOL_MAPPING_KEY_H
#define AMS_SCHOOL_MAPPING_KEY_H

#include <stdbool.h>

#include "crypto/secret.h"

struct import_head;

enum { IMPORT_NAME_SIZE = 33 }; // bytes of a format's column's name, with its NUL

/* SHA-256 of the header's words, without case, accents and signs, in hex. False when there is no word in it. */
bool mapping_fingerprint(const struct import_head *head, char ret_hex[static SECRET_FINGERPRINT_SIZE]);

#endif
