/* SPDX-License-Identifier: MIT */
/*
 * What a person agrees to before a face is enrolled. Any change of meaning needs a new version: earlier consents then
 * no longer count, and everybody is asked again. Every language says the same, so one more needs no new version. For
 * school/identity*.c only.
 */
#ifndef AMS_SCHOOL_CONSENT_TEXT_H
#define AMS_SCHOOL_CONSENT_TEXT_H

#include <stddef.h>

enum { CONSENT_VERSION = 5, CONSENT_VERSION_SIZE = 16 };

struct consent_words {
    const char *language;    // "en"
    const char *const *text; // paragraphs, static
    size_t paragraphs;
};

/* In the language of a locale such as "ar-EG"; in English when there is no such text, and for NULL. */
const struct consent_words *consent_words(const char *locale);

/* The version as the database has it. */
void consent_version(char version[static CONSENT_VERSION_SIZE]);

#endif
