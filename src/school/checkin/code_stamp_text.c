/* SPDX-License-Identifier: MIT */
/* A stamp as it travels: "moment.period.MAC". */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "school/checkin/code_stamp.h"
#include "school/checkin/code_stamp_inside.h"
#include "school/common/state.h"

enum {
    STAMP_MS = CODE_STAMP_MINUTES * SCHOOL_MINUTE_MS,
    NUMBER_DIGITS = 15, // of a moment and of a period
};

static bool read_number(const char **text, int64_t *ret_number)
{
    char digits[NUMBER_DIGITS + 1];
    size_t size = strspn(*text, "0123456789");
    if (size == 0 || size > NUMBER_DIGITS || (*text)[size] != '.')
        return false;
    memcpy(digits, *text, size);
    digits[size] = '\0';
    *text += size + 1;
    return str_to_int(digits, 1, INT64_MAX, ret_number);
}

bool code_stamp_parse(const char *text, struct code_stamp_words *ret_words)
{
    struct code_stamp_words words;
    if (!text || strlen(text) >= CODE_STAMP_SIZE || !read_number(&text, &words.at) ||
        !read_number(&text, &words.period))
        return false;
    size_t size = strspn(text, "0123456789abcdef");
    if (size != sizeof(words.mac) - 1 || text[size] != '\0')
        return false;
    memcpy(words.mac, text, sizeof(words.mac));
    *ret_words = words;
    return true;
}

/* Bound to the room, the moment, the code's period and the browser that showed it. */
static void sign(const struct school *school, struct room_code_of of, const char *device, int64_t at, int64_t period,
                 char hex[static 2 * SECRET_MAC_BYTES + 1])
{
    uint8_t mac[SECRET_MAC_BYTES];
    char fingerprint[SECRET_FINGERPRINT_SIZE], text[SECRET_FINGERPRINT_SIZE + 48];
    secret_fingerprint(device, fingerprint);
    snprintf(text, sizeof(text), "%" PRId64 ":%" PRId64 ":%s", at, period, fingerprint);
    room_text_mac(school, "codestmp", of, text, mac);
    str_hex(mac, sizeof(mac), hex);
    secret_wipe(mac, sizeof(mac));
}

void code_stamp_write(const struct school *school, struct room_code_of of, const char *device, int64_t at,
                      int64_t period, struct code_stamp *ret_stamp)
{
    char mac[2 * SECRET_MAC_BYTES + 1];
    sign(school, of, device, at, period, mac);
    snprintf(ret_stamp->text, sizeof(ret_stamp->text), "%" PRId64 ".%" PRId64 ".%s", at, period, mac);
    ret_stamp->expires_at = at + STAMP_MS;
}

bool code_stamp_judge(const struct school *school, struct room_code_of of, const char *text, const char *device,
                      int64_t at, struct code_use *ret_use)
{
    struct code_stamp_words words;
    char expected[2 * SECRET_MAC_BYTES + 1];
    if (!device || !*device || !code_stamp_parse(text, &words))
        return false;
    sign(school, of, device, words.at, words.period, expected);
    // A request may have waited for a worker since the stamp was made: it is none of the future.
    if (!secret_equal(expected, words.mac) || words.at > at || at - words.at >= STAMP_MS)
        return false;
    *ret_use = (struct code_use){.way = CODE_STAMP,
                                 .period = words.period,
                                 .age_ms = words.at - words.period * ROOM_PERIOD_MS,
                                 .held_ms = at - words.at};
    return true;
}
