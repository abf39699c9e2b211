/* SPDX-License-Identifier: MIT */
/* The sentences of the reasons that rosters alone have. */
#include <string.h>

#include "base/str.h"
#include "school/imports/roster/import_roster.h"

const char *roster_sentence(const char *reason)
{
    static const struct {
        const char *code, *sentence;
    } sentences[] = {
        {"absent_unsure", "A row of the file cannot be read, so nobody can say who is missing in it: no place ends."},
        {"manifest_guessed",
         "There is no manifest.csv: the tables were found by their names, and whoever is missing in them stays."},
        {"part_not_begun", "This enrolment has not begun yet: it is made by the first file from its day on."},
        {"place_absent", "A roster has put them there, and this file does not have them any more: their place ends."},
        {"place_by_hand", "Somebody has put them into the class by hand: a roster does not end that."},
        {"place_ends", "Their place in the class ends."},
        {"role_unsaid", "The files do not say whether this is a student or a teacher: no account is made."},
        {"role_without_account",
         "People with this role get no account and no part in a class here; accounts that are there stay."},
        {"term_over", "The term of this class is over: no classroom is made."},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(sentences); i++)
        if (strcmp(reason, sentences[i].code) == 0)
            return sentences[i].sentence;
    return NULL;
}
