/* SPDX-License-Identifier: MIT */
#include "school/checkin/code_stamp.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/code_stamp_inside.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum {
    STAMP_MS = CODE_STAMP_MINUTES * SCHOOL_MINUTE_MS,
    LATE_PERIODS = CODE_STAMP_LATE_MINUTES * 60 / ROOM_CODE_SECONDS,
    NUMBER_DIGITS = 15, // of a moment and of a period
    ID_SIZE = 24,
};

/* ---- the words ---- */

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
    char fingerprint[SECRET_FINGERPRINT_SIZE], text[SECRET_FINGERPRINT_SIZE + 80];
    secret_fingerprint(device, fingerprint);
    snprintf(text, sizeof(text), "%s%" PRId64 ":%" PRId64 ":%" PRId64 ":%s", of.joint_id ? "joint " : "",
             of.joint_id ? of.joint_id : of.lecture_id, at, period, fingerprint);
    secret_mac(school->root, "codestmp", text, mac);
    for (size_t i = 0; i < sizeof(mac); i++)
        snprintf(hex + 2 * i, 3, "%02x", mac[i]);
    secret_wipe(mac, sizeof(mac));
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

/* ---- a stamp ---- */

struct stamping {
    struct school *school;
    int64_t lecture_id;
    const char *link, *device;
    int64_t at;
    struct throttled_attempt attempt;
    struct code_stamp stamp;
};

/* What a link is of, whether there is such a lecture or not: who guesses is told nothing by the time that it takes. */
static enum fault room_of(struct db *db, int64_t lecture_id, struct room_code_of *ret_of)
{
    bool found;
    int64_t joint_id = 0;
    enum fault fault =
        row_one_int(db, "SELECT joint_id FROM lectures WHERE id = ?", DB_VALUES(I(lecture_id)), &found, &joint_id);
    *ret_of = (struct room_code_of){lecture_id, joint_id};
    return fault;
}

static enum fault stamp(struct db *db, void *context)
{
    struct stamping *unit = context;
    struct room_code_of of;
    struct code_use use = {0};
    enum fault fault = room_of(db, unit->lecture_id, &of);
    if (fault != FAULT_NONE)
        return fault;
    // Counted before it is looked at: nobody who has guessed too often learns anything more.
    fault = attempt_count(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    bool link = strlen(unit->link) == ROOM_LINK_SIZE - 1;
    bool right = link && room_code_judge(unit->school, of, unit->link, NULL, unit->at, &use) && use.way == CODE_LINK;
    bool late = link && !right && room_link_was_right(unit->school, of, unit->link, unit->at, LATE_PERIODS);
    if (right || late)
        fault = attempt_forgive(db, &unit->attempt);
    if (fault != FAULT_NONE || !right)
        return fault != FAULT_NONE ? fault : FAULT_CODE_WRONG;
    char mac[2 * SECRET_MAC_BYTES + 1];
    sign(unit->school, of, unit->device, unit->at, use.period, mac);
    snprintf(unit->stamp.text, sizeof(unit->stamp.text), "%" PRId64 ".%" PRId64 ".%s", unit->at, use.period, mac);
    unit->stamp.expires_at = unit->at + STAMP_MS;
    return FAULT_NONE;
}

enum fault code_stamp_make(struct school *school, int64_t lecture_id, const char *link, const char *device,
                           const char *network, int64_t received_at, struct code_stamp *ret_stamp,
                           int64_t *ret_retry_after_s)
{
    char id[ID_SIZE];
    int64_t now = school_now(school);
    snprintf(id, sizeof(id), "%" PRId64, lecture_id);
    struct stamping unit = {
        .school = school,
        .lecture_id = lecture_id,
        .link = link,
        .device = device,
        .at = check_in_received(received_at, now),
        .attempt = {.throttles = {{"stamp address", network, CODE_STAMP_NETWORK_TRIES},
                                  {"stamp lecture", id, CODE_STAMP_LECTURE_TRIES}},
                    .now = now},
    };
    if (!school->config.key || !school->root)
        return FAULT_INTERNAL;
    enum fault fault = school_attempt(school, stamp, &unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.attempt.wait_ms);
    if (fault == FAULT_NONE)
        *ret_stamp = unit.stamp;
    return fault;
}
