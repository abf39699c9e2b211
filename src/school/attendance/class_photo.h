/* SPDX-License-Identifier: MIT */
/*
 * Attendance by a photo of the class: the server proposes, the professor confirms. Nothing is marked by looking at a
 * photo, and nothing of it is kept. Searching for people (1:N) is off until an administrator turns it on: the EU AI Act
 * may count it as high risk, other laws ask for more than a tick.
 */
#ifndef AMS_SCHOOL_CLASS_PHOTO_H
#define AMS_SCHOOL_CLASS_PHOTO_H

#include "face/face.h"
#include "school/faces/identity.h"
#include "school/marks/mark.h"

enum { CLASS_PHOTO_CONFIRM_MAX = 500 }; // students of one confirmation

/* Whether people may be searched for in photos (a setting). Staff; anybody else NOT_ALLOWED. */
enum fault identification_get(struct school *school, const struct actor *actor, bool *ret_on);

/* One face of the photos. How similar it is to anybody is never told. */
struct proposal {
    size_t photo;        // index of the photo
    struct face_box box; // pixels of the upright photo
    const uint8_t *crop; // a small JPEG in the arena; NULL when it could not be made
    size_t crop_size;
    enum proposal_band band;
    struct mark mark; // of the proposed student, MARK_UNMARKED when there is none; PROPOSAL_UNKNOWN: student.id is 0
};

struct proposals {
    struct proposal *faces; // the surest first; each student, and each stranger, once
    size_t count;
    size_t seen;                      // faces with a student
    int64_t students;                 // of the classroom
    size_t comparable;                // of those, in it by their own will, with a consent and a current face
    int64_t not_accepted, not_agreed; // of those (faces/identity_inside.h)
};

/*
 * Who of the classroom is in the photos? Its professor only. Slow: a worker's work, about a second a photo. `photos` (1
 * to CLASS_PHOTO_MAX) are borrowed until the call returns. That somebody looked is audited.
 * Faults: NOT_FOUND, LECTURE_CANCELLED, CLASSROOM_ARCHIVED, IDENTIFICATION_OFF, BUSY (another photo of this professor
 * is being looked at), FAULT_FACE + BAD_IMAGE or IMAGE_TOO_LARGE (*ret_photo tells which).
 */
enum fault class_photo_propose(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct face_frame *photos, size_t count, struct arena *arena,
                               struct proposals *ret_proposals, size_t *ret_photo);

struct confirmation_request {
    const int64_t *students; // of the classroom; one named twice counts once
    size_t count;            // 1 to CLASS_PHOTO_CONFIRM_MAX
    enum mark_status status; // one that says that they are in the room
};

struct confirmed_mark {
    struct mark mark;
    bool stood; // it was marked otherwise before, and that mark stands
};

struct confirmation {
    struct confirmed_mark *marks; // of the students of the request, by name
    size_t count;
    size_t changed;
    int64_t change; // for attendance_undo; 0: nothing was changed
};

/*
 * Marks them all in one transaction, by photo. A student who is marked already, by face or by hand, keeps that mark.
 * Its professor only. NOT_FOUND (also when any is not of the classroom: nobody is marked then), LECTURE_CANCELLED,
 * CLASSROOM_ARCHIVED, IDENTIFICATION_OFF, STATUS_UNKNOWN, TOO_MANY_THINGS, STEP_UP_NEEDED (see change.h). Each mark is
 * audited and told.
 */
enum fault class_photo_confirm(struct school *school, const struct actor *actor, int64_t lecture_id,
                               const struct confirmation_request *request, struct arena *arena,
                               struct confirmation *ret_confirmation);

#endif
