/* SPDX-License-Identifier: MIT */
/* Templates and consents of a person. */
#ifndef AMS_SCHOOL_IDENTITY_INSIDE_H
#define AMS_SCHOOL_IDENTITY_INSIDE_H

#include <stddef.h>
#include <stdint.h>

#include "face/face.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/faces/identity.h"

struct arena;
struct db;
struct school;

enum fault identity_read(struct school *school, struct db *db, int64_t user_id, struct identity *ret_identity);

/* A condition on a template `t`: its owner lets it be compared with others. An older text than the current one named
 * that, too. */
#define IDENTITY_COMPARED                                                                                              \
    "EXISTS (SELECT 1 FROM consents c WHERE c.user_id = t.user_id AND c.withdrawn_at IS NULL AND c.scope = 'all')"

/*
 * A number in SQL: how many checks in a row, within so many days and since their face was enrolled, did not recognise a
 * student. `student` names the column, `more` narrows the refusals `r` ("" or " AND ..."). Two values: the reason, and
 * when the days begin. From IDENTITY_UNSURE_MIN on, people are offered another way before they ask.
 */
#define IDENTITY_MISSES(student, more)                                                                                 \
    "(SELECT COUNT(*) FROM face_refusals r WHERE r.student_id = " student " AND r.reason = ? AND r.at >= ?" more       \
    " AND r.at >= (SELECT t.updated_at FROM templates t WHERE t.user_id = r.student_id)"                               \
    " AND r.at > COALESCE((SELECT MAX(a.timestamp) FROM attendance a WHERE a.student_id = r.student_id AND"            \
    " a.method = 'face'), 0))"

/* When the school is opened: templates that an earlier version sealed, under their owners' keys from now on. */
enum fault template_forward(struct school *school);

/* Inside a unit: deletes the person's template and what was flagged about it. Audited when there was one. The unit must
 * be run by the next. */
enum fault identity_forget(struct db *db, int64_t user_id, int64_t actor_id, int64_t now, int64_t *ret_deleted);

/* school_change of a unit after which this person's face is compared with nobody's any more, in memory, too. */
enum fault identity_write_without_face(struct school *school, int64_t user_id, school_unit write, void *context);

/* Opens the person's template, into locked memory. CONSENT_NEEDED, FACE_NOT_ENROLLED, FACE_OUTDATED. */
enum fault identity_open(struct school *school, int64_t user_id, struct face_template *template);

/* CONSENT_NEEDED, FACE_NOT_ENROLLED or FACE_OUTDATED unless the person can be verified by face. */
enum fault identity_ready(const struct identity *identity);

/* One face of the photos. */
struct found_face {
    size_t photo;        // index of the photo
    struct face_box box; // pixels of the upright photo
    const uint8_t *crop; // a small JPEG in the arena; NULL when it could not be made
    size_t crop_size;
    enum proposal_band band;
    int64_t student_id; // 0: nobody's
};

struct found_faces {
    struct found_face *faces; // the surest first; each student, and each stranger, once
    size_t count;
    size_t comparable;    // students who were searched for: accepted, with a consent and a current face
    int64_t not_accepted; // the others: staff has put them into the classroom, and they have not said yes to that
    int64_t not_agreed;   // ... they have, but not to class photos
};

/*
 * Compares the faces in the photos with those of the classroom's students who are in it by their own will and have
 * agreed to it. Slow; no reader may be
 * held. FAULT_FACE + reason with *ret_photo.
 */
enum fault identity_find(struct school *school, int64_t class_id, const struct face_frame *photos, size_t count,
                         struct arena *arena, struct found_faces *ret_found, size_t *ret_photo);

#endif
