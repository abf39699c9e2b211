/* SPDX-License-Identifier: MIT */
/* The files that a person has sent, for their copy. For export_person.c and tests. */
#ifndef AMS_SCHOOL_COPY_FILES_H
#define AMS_SCHOOL_COPY_FILES_H

#include "base/arena.h"
#include "school/common/fault.h"
#include "school/school.h"

enum {
    COPY_FILES_MAX = 400,            // files of one person that are looked at
    COPY_FILES_BYTES_MAX = 10 << 20, // of all that are in a copy: it is one file of JOB_FILE_MAX
};

enum copy_left { COPY_HELD, COPY_TOO_LARGE, COPY_PRIVATE, COPY_UNREADABLE, COPY_LEFT_COUNT };

struct copy_file {
    const char *path; // in the archive: "files/12-sheet.pdf"
    const char *name;
    const char *type;
    int64_t size, created_at;
    enum copy_left left; // why it is not held
    const void *bytes;   // COPY_HELD
};

struct copy_files {
    struct copy_file *files;
    size_t count;
    bool more; // than COPY_FILES_MAX
};

/*
 * What they sent to classes and with leaves, the newest first as far as there is room; what is left out is named. With
 * `own` false (somebody else makes the copy) the files of leaves are left out: who may see those is said elsewhere.
 */
enum fault copy_files(struct school *school, int64_t user_id, bool own, struct arena *arena,
                      struct copy_files *ret_files);

#endif
