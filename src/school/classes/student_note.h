/* SPDX-License-Identifier: MIT */
/*
 * What the staff of a classroom notes about a student of it: read by its staff and by administrators. A student does
 * not see the notes in the app; their own copy of what is kept about them (office/person_data.h) holds them.
 */
#ifndef AMS_SCHOOL_STUDENT_NOTE_H
#define AMS_SCHOOL_STUDENT_NOTE_H

#include "school/school.h"

enum {
    STUDENT_NOTE_MAX = 500,       // characters
    STUDENT_NOTES_MAX = 200,      // about one student in one classroom
    STUDENT_NOTE_AUDIT_SIZE = 64, // bytes of what the audit log says: never the text
};

struct student_note {
    int64_t id;
    struct person author;
    const char *text;
    int64_t created_at;
    bool mine; // may be erased by the reader: its author, and a teacher of the classroom
};

struct student_note_list {
    struct student_note *notes; // newest first
    size_t count;
    int64_t next; // for page.after; 0: no more
};

/* Its staff and administrators. NOT_FOUND, also for somebody who has never been in the classroom. */
enum fault student_note_list(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                             const struct page *page, struct arena *arena, struct student_note_list *ret_list);

/* Its staff. NOT_FOUND, TEXT_INVALID, TOO_MANY_THINGS, CLASSROOM_ARCHIVED. Audited without the text. */
enum fault student_note_add(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                            const char *text, struct arena *arena, struct student_note *ret_note);

/* Who wrote it, and the classroom's teachers; also of an archived classroom, for a note may have to go. NOT_FOUND.
 * Audited. */
enum fault student_note_erase(struct school *school, const struct actor *actor, int64_t class_id, int64_t student_id,
                              int64_t note_id);

#endif
