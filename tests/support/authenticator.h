/* SPDX-License-Identifier: MIT */
/* An authenticator app, of the kind that people have on their phones. */
#ifndef AMS_TESTS_SUPPORT_AUTHENTICATOR_H
#define AMS_TESTS_SUPPORT_AUTHENTICATOR_H

#include "crypto/totp.h"

/* The secret behind its base32 text, as the app reads it from the QR code. */
void authenticator_read(const char *text, uint8_t secret[static TOTP_SECRET_BYTES]);

/* What the app shows at a moment. */
void authenticator_show(const char *text, int64_t ms, char code[static TOTP_CODE_SIZE]);

#endif
