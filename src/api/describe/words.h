/* SPDX-License-Identifier: MIT */
/*
 * What each field, parameter and shape of the API means, in a sentence: true of the code, with its unit, and what null
 * says. Files words_*.c hold the rows, a subject each. Included by api/describe/ only.
 */
#ifndef AMS_API_WORDS_H
#define AMS_API_WORDS_H

/*
 * A row holds of `place`, the most specific wins: a shape ("lecture"), an operation's body ("postClassroom"), its
 * answer
 * ("getUserMe>"), its query ("getAdminAudit?"), each with the fields on the way to it ("late_pattern.by_hour"), the
 * last of these alone ("by_hour"), or NULL: everywhere. `field` NULL: the shape itself.
 */
struct field_words {
    const char *place;
    const char *field;
    const char *text;    // ends without a full stop
    const char *example; // JSON; NULL: the kind of the field has one (a time, an id, a fixed word), or needs none
};

/* All rows, a table a subject, each ended by a row without a text; NULL past the last. */
const struct field_words *words_table(unsigned index);

/* The row for a field; NULL when there is none. */
const struct field_words *words_find(const char *place, const char *field);

extern const struct field_words words_common[];
extern const struct field_words words_people[];
extern const struct field_words words_classes[];
extern const struct field_words words_marks[];
extern const struct field_words words_numbers[];
extern const struct field_words words_check_in[];
extern const struct field_words words_office[];
extern const struct field_words words_faces[];
extern const struct field_words words_asked[];
extern const struct field_words words_post[];
extern const struct field_words words_sso[];
extern const struct field_words words_tokens[];
extern const struct field_words words_parameters[];
extern const struct field_words words_program[];

#endif
