/* SPDX-License-Identifier: MIT */
/* Limits that several rooms keep: of a classroom and of an account. */
#ifndef AMS_SCHOOL_LIMITS_H
#define AMS_SCHOOL_LIMITS_H

#include "crypto/password.h" // the lengths of a password

enum {
    CLASSROOM_SUBJECT_MAX = 120, // characters
    CLASSROOM_SECTION_MAX = 40,
    CLASSROOM_TERM_MAX = 40,
    CLASSROOM_DEPARTMENT_MAX = 60,
    CLASSROOM_TIMEZONE_MAX = 64, // bytes
    CLASSROOM_CODE_LENGTH = 8,
    CLASSROOM_STUDENTS_MAX = 2000,
    CLASSROOMS_PER_PERSON_MAX = 200,
    CLASSROOMS_LIVE_MAX = 20000, // lectures open in one institution at the same time, as its list shows them
    CLASSROOM_LATE_MINUTES = 10, // defaults
    CLASSROOM_WINDOW_MINUTES = 15,
    CLASSROOM_LEAVE_OUT_MAX = 20,  // missed lectures that do not count
    CLASSROOM_SPOT_NAMES_MAX = 10, // students of a lecture who are looked up in the room
    LECTURES_PER_CLASSROOM_MAX = 1000,
    JOINT_CLASSES_MAX = 8,     // classrooms whose lectures are held together
    AUTO_OPEN_EARLIEST = -120, // minutes from a lecture's start
    AUTO_OPEN_LATEST = 240,
};

enum {
    ACCOUNT_NAME_MAX = 100,      // characters
    ACCOUNT_EMAIL_MAX = 254,     // bytes (RFC 5321)
    ACCOUNT_EXTERNAL_MAX = 64,   // characters of an external id
    ACCOUNT_PROGRAMME_MAX = 120, // characters
    ACCOUNT_QUERY_MAX = 100,     // bytes
};

#endif
