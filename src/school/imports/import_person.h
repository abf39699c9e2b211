/* SPDX-License-Identifier: MIT */
/* A person in a file that is imported. */
#ifndef AMS_SCHOOL_IMPORT_PERSON_H
#define AMS_SCHOOL_IMPORT_PERSON_H

#include "school/imports/import_work.h"

struct import_person {
    int64_t known_id; // of the account, when another system's id has said it; 0: to be found
    const char *name, *email, *external_id, *locale; // as in the file; without an address a number is needed
    const char *family_name;                         // NULL or "": the file does not say
    const char *written, *written_family;            // as the cells have them: an account called just so stays it
    const char *programme;                           // NULL or "": the file does not say; "-": none
    const char *role;                                // code; "": student, or as it is
    bool no_new;      // no account is made: one that is not there is ignored, role_unsaid
    bool role_of_new; // it is only for an account that is made; one that is there keeps its own
};

/* Judges a person; with import->apply makes or changes the account. *ret_user_id: 0 when there is none (yet). */
enum fault import_person(struct db *db, struct import *import, const struct import_person *person,
                         struct import_verdict *verdict, int64_t *ret_user_id);

#endif
