/* SPDX-License-Identifier: MIT */
/*
 * The stamp of a code that was scanned before its student had signed in: that this QR code's link was right at a
 * moment, shown by one browser. It stands for the code until signing in is done. Made and judged with the master key;
 * nothing of it is stored.
 */
#ifndef AMS_SCHOOL_CODE_STAMP_H
#define AMS_SCHOOL_CODE_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "school/common/fault.h"

struct school;

enum {
    CODE_STAMP_SIZE = 120, // "moment.period.MAC" and a NUL
    CODE_STAMP_MINUTES = 5,
    CODE_STAMP_NETWORK_TRIES = 10, // wrong links from one network in SESSION_ATTEMPT_MINUTES
    CODE_STAMP_LECTURE_TRIES = 50, // wrong links to one lecture, from wherever
    CODE_STAMP_LATE_MINUTES = 5,   // a link that was right so long ago is late, no guess: it is refused and not counted
};

struct code_stamp {
    char text[CODE_STAMP_SIZE];
    int64_t expires_at;
};

/* `link`, `device`: any text. `network`: what throttles count as one, or NULL. Of whoever asks, signed in or not; six
 * digits are never stamped, and who asks learns nothing of a lecture. CODE_WRONG; TOO_MANY_ATTEMPTS with
 * *ret_retry_after_s. */
enum fault code_stamp_make(struct school *school, int64_t lecture_id, const char *link, const char *device,
                           const char *network, int64_t received_at, struct code_stamp *ret_stamp,
                           int64_t *ret_retry_after_s);

/* What a stamp says; not yet whether it is one. Pure. */
struct code_stamp_words {
    int64_t at, period;
    char mac[2 * SECRET_MAC_BYTES + 1];
};
bool code_stamp_parse(const char *text, struct code_stamp_words *ret_words);

#endif
