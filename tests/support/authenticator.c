/* SPDX-License-Identifier: MIT */
#include "support/authenticator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

void authenticator_read(const char *text, uint8_t secret[static TOTP_SECRET_BYTES])
{
    unsigned buffer = 0, bits = 0;
    assert_int_equal(strlen(text), TOTP_TEXT_SIZE - 1);
    for (; *text; text++) {
        buffer = buffer << 5 | (*text >= 'A' ? (unsigned)(*text - 'A') : (unsigned)(*text - '2' + 26));
        bits += 5;
        if (bits >= 8)
            *secret++ = (uint8_t)(buffer >> (bits -= 8));
    }
}

void authenticator_show(const char *text, int64_t ms, char code[static TOTP_CODE_SIZE])
{
    uint8_t secret[TOTP_SECRET_BYTES];
    authenticator_read(text, secret);
    assert_true(totp_code(secret, totp_step(ms), code));
}
