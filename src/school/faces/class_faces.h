/* SPDX-License-Identifier: MIT */
/* The faces of a classroom that may be searched, opened for as long as it takes. For the class photo and the kiosk. */
#ifndef AMS_SCHOOL_CLASS_FACES_H
#define AMS_SCHOOL_CLASS_FACES_H

#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"

struct arena;
struct db;
struct school;

/* Those who are in the classroom by their own will (marks/membership.h), have agreed to it by the current text, and
 * are enrolled by the current model. Whoever staff has put there is nobody's to search for. */
struct class_faces {
    struct face_template *templates; // in pages of their own
    int64_t *students;               // (room), in the arena
    size_t count, room;
};

/* A zeroed one is allowed to be closed, and must be when this fails. */
enum fault class_faces_read(struct school *school, struct db *db, int64_t class_id, struct arena *arena,
                            struct class_faces *faces);
void class_faces_close(struct class_faces *faces);

/* In agreement with the current text, class photos included: a condition on `students s`. One value: its version. */
#define CLASS_FACES_AGREED                                                                                             \
    "EXISTS (SELECT 1 FROM consents c WHERE c.user_id = s.user_id AND c.text_version = ? AND c.withdrawn_at IS NULL"   \
    " AND c.scope = 'all')"

#endif
