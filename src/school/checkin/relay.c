/* SPDX-License-Identifier: MIT */
#include "school/checkin/relay.h"

#include <inttypes.h>
#include <stdio.h>

static bool is_old(const struct relay_evidence *evidence)
{
    return evidence->code.age_ms > RELAY_OLD_MS;
}

static bool is_held(const struct relay_evidence *evidence)
{
    return evidence->code.held_ms > RELAY_HELD_MS;
}

static bool in_chorus(const struct relay_evidence *evidence)
{
    return is_old(evidence) && evidence->code_lates + 1 >= RELAY_CHORUS;
}

/* Most of the room came from one network, and this one is hardly anybody's. Where there is no such network, as where
 * all are on mobile data, a network says nothing. */
static bool is_elsewhere(const struct relay_evidence *evidence)
{
    return evidence->known && evidence->others >= RELAY_CROWD && 2 * evidence->from_most > evidence->others &&
           100 * evidence->from_here <= RELAY_FEW_PERCENT * evidence->others;
}

bool relay_may(const struct relay_evidence *evidence)
{
    int signs = (is_old(evidence) ? 2 : 0) + is_held(evidence) + evidence->new_device; // old: perhaps in a chorus, too
    return evidence->code.way != CODE_NONE && !evidence->heard && evidence->known && signs >= RELAY_SIGNS;
}

static void add(char reasons[static SIGNS_REASONS_SIZE], const char *reason, int64_t number)
{
    char value[SIGN_WORD_SIZE];
    snprintf(value, sizeof(value), "%" PRId64, number);
    signs_add(reasons, reason, value);
}

bool relay_judge(const struct relay_evidence *evidence, char reasons[static SIGNS_REASONS_SIZE])
{
    int signs = is_old(evidence) + is_held(evidence) + in_chorus(evidence) + evidence->new_device;
    if (!relay_may(evidence) || !is_elsewhere(evidence) || signs < RELAY_SIGNS)
        return false;
    if (is_old(evidence))
        add(reasons, "code_old", evidence->code.age_ms / 1000);
    if (is_held(evidence))
        add(reasons, "code_held", evidence->code.held_ms / 1000);
    if (evidence->from_here == 0)
        add(reasons, "lone_network", evidence->others);
    else
        add(reasons, "few_network", evidence->from_here);
    if (in_chorus(evidence))
        add(reasons, "code_spread", evidence->code_lates + 1);
    if (evidence->new_device)
        signs_add(reasons, "new_device", NULL);
    return true;
}
