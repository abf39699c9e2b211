/* SPDX-License-Identifier: MIT */
/* What is known in the room for a moment: made of the lecture by the server's key. */
#ifndef AMS_SCHOOL_ROOM_MAC_H
#define AMS_SCHOOL_ROOM_MAC_H

#include <stdint.h>

#include "crypto/secret.h"

struct school;

/* What a room code is of. `joint_id`: access.h. */
struct room_code_of {
    int64_t lecture_id, joint_id;
};

/* What a code or a sound of a period is made of: lectures that are held together have one for all. `purpose`: as
 * secret_mac. Needs the key. */
void room_mac(const struct school *school, const char *purpose, struct room_code_of of, int64_t period,
              uint8_t mac[static SECRET_MAC_BYTES]);

/* The same of another text than a period's number; at most ROOM_TEXT_MAX bytes count. */
enum { ROOM_TEXT_MAX = 160 };
void room_text_mac(const struct school *school, const char *purpose, struct room_code_of of, const char *what,
                   uint8_t mac[static SECRET_MAC_BYTES]);

#endif
