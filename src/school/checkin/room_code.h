/* SPDX-License-Identifier: MIT */
/*
 * The room code: six digits that only those who see the professor's screen know, new every ROOM_CODE_SECONDS, and the
 * same as a link for a QR code. A second factor for students whose face alone does not tell them apart
 * (school/faces/flag.h), for all where the classroom says so, and the first for those who check in without a face. Made
 * from the master key, the lecture and the time; nothing of it is stored.
 */
#ifndef AMS_SCHOOL_ROOM_CODE_H
#define AMS_SCHOOL_ROOM_CODE_H

#include "school/school.h"

enum {
    ROOM_CODE_SIZE = 7,  // six digits and a NUL
    ROOM_LINK_SIZE = 33, // 128 bits in hexadecimal and a NUL
    ROOM_PATH_SIZE = 80,
    ROOM_CODE_SECONDS = 10,
    ROOM_CODE_GRACE = 1, // periods that a code is taken beyond its own
};

struct room_code {
    char code[ROOM_CODE_SIZE];
    char path[ROOM_PATH_SIZE]; // for a QR code: "/mark/7#..." opens the check-in page; behind # what counts as the code
    int64_t valid_until;       // taken before this moment, grace included
    int64_t next_in_ms;        // until another code is shown
};

/* The code now. Its professor alone; NOT_FOUND for others, LECTURE_CANCELLED, CLASSROOM_ARCHIVED. */
enum fault room_code_get(struct school *school, const struct actor *actor, int64_t lecture_id,
                         struct room_code *ret_code);

#endif
