/* SPDX-License-Identifier: MIT */
/* Everything a rule of the school may answer. Only api/gate.c turns a fault into HTTP. */
#ifndef AMS_SCHOOL_FAULT_H
#define AMS_SCHOOL_FAULT_H

#include "face/face.h"

enum fault {
    FAULT_NONE,
    FAULT_INTERNAL,  // the database or memory failed
    FAULT_BUSY,      // the queue is full: try again shortly
    FAULT_NOT_FOUND, // no such thing, or it is another's
    FAULT_NOT_ALLOWED,
    FAULT_NOT_SIGNED_IN,
    FAULT_SESSION_EXPIRED,
    FAULT_WRONG_CREDENTIALS,
    FAULT_TOO_MANY_ATTEMPTS,
    FAULT_TOO_MANY_TRIES,
    FAULT_EMAIL_TAKEN,
    FAULT_EMAIL_INVALID,
    FAULT_NAME_INVALID,
    FAULT_PASSWORD_TOO_SHORT,
    FAULT_PASSWORD_TOO_LONG,
    FAULT_PASSWORD_TOO_COMMON,
    FAULT_INVITATION_UNKNOWN,
    FAULT_JOIN_CODE_UNKNOWN,
    FAULT_TIMEZONE_UNKNOWN,
    FAULT_ENDS_BEFORE_START,
    FAULT_LECTURE_TOO_LONG,
    FAULT_WINDOW_OPEN,
    FAULT_WINDOW_NOT_OPEN,
    FAULT_WINDOW_CLOSED,
    FAULT_WINDOW_TOO_LONG,
    FAULT_LECTURE_CANCELLED,
    FAULT_ALREADY_MARKED,
    FAULT_STATUS_UNKNOWN,
    FAULT_CONSENT_NEEDED,
    FAULT_CONSENT_OUTDATED,
    FAULT_FACE_NOT_ENROLLED,
    FAULT_FACE_OUTDATED,
    FAULT_CHALLENGE_UNKNOWN,
    FAULT_CHALLENGE_EXPIRED,
    FAULT_CHALLENGE_ACTIVE, // the classroom asks for head turns: frames go step by step
    FAULT_POLICY_UNKNOWN,
    FAULT_IDEMPOTENCY_MISMATCH,
    FAULT_TEXT_INVALID,    // a subject, title, room, note, ...: empty, too long, or not clean UTF-8
    FAULT_MINUTES_INVALID, // a number of minutes outside its range
    FAULT_TIME_INVALID,    // a moment before 2000 or after 2100
    FAULT_ROLE_UNKNOWN,
    FAULT_CLASSROOM_FULL,     // CLASSROOM_STUDENTS_MAX reached
    FAULT_TOO_MANY_THINGS,    // a person's classrooms or a classroom's lectures have reached their limit
    FAULT_CLASSROOM_ARCHIVED, // it can be read, no longer changed
    FAULT_CODE_NEEDED,        // the room code must come with this student's check-in
    FAULT_CODE_WRONG,         // it is not the lecture's, or no longer
    FAULT_IDENTIFICATION_OFF, // finding people in a photo has not been turned on by an administrator
    FAULT_STEP_UP_NEEDED,     // the second factor must be shown first
    FAULT_CHANGED_MEANWHILE,  // somebody else edited it since it was read
    FAULT_SETTING_INVALID,    // no such setting, or a value outside its range
    // people: accounts, second factor, passwords
    // classrooms, lectures, calendar
    // marks, proofs, requests
    // board, attachments
    // notifications, mail
    // imports, exports, jobs
    FAULT_JOB_ENDED,          // it is done or has failed: nothing is left to stop
    FAULT_JOB_FILE_TOO_LARGE, // JOB_FILE_MAX
    FAULT_IMPORT_EMPTY,       // no file came
    FAULT_IMPORT_NOT_READY,   // only a dry run that is done can be applied
    // settings, privacy
    FAULT_ERASURE_OWN,     // administrators do not erase themselves
    FAULT_ERASURE_TEACHES, // classrooms would be without a professor
    FAULT_FACE, // + enum face_reason, up to FAULT_FACE_LAST
    FAULT_FACE_LAST = FAULT_FACE + FACE_REASON_COUNT - 1,
    FAULT_COUNT,
};

/* True for the faults that are a face_reason; face_reason_code(fault - FAULT_FACE) names it. */
static inline bool fault_is_face(enum fault fault)
{
    return fault > FAULT_FACE && fault <= FAULT_FACE_LAST;
}

#endif
