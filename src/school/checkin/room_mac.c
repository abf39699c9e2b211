// SPDX-License-Identifier: MIT
#include "school/checkin/room_mac.h"

#include <stdio.h>

#include "school/common/state.h"

void room_text_mac(const struct school *school, const char *purpose, struct room_code_of of, const char *what,
                   uint8_t mac[static SECRET_MAC_BYTES])
{
    char text[ROOM_TEXT_MAX + 32];
    snprintf(text, sizeof(text), "%s%lld:%.*s", of.joint_id ? "joint " : "",
             (long long)(of.joint_id ? of.joint_id : of.lecture_id), ROOM_TEXT_MAX, what);
    secret_mac(school->root, purpose, text, mac);
}

void room_mac(const struct school *school, const char *purpose, struct room_code_of of, int64_t period,
              uint8_t mac[static SECRET_MAC_BYTES])
{
    char text[24];
    snprintf(text, sizeof(text), "%lld", (long long)period);
    room_text_mac(school, purpose, of, text, mac);
}
