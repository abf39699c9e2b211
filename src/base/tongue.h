/* SPDX-License-Identifier: MIT */
/*
 * The languages in which the server itself speaks: e-mails about notifications, the text of the consent. (What the app
 * says stands in web/src/core/text; how any language sorts and finds text: school/common/language.h.) A language is a
 * row here and in tongue.c, and its text wherever TONGUE_COUNT stands; tests ask each table for each. What a table
 * lacks is said in English.
 */
#ifndef AMS_BASE_TONGUE_H
#define AMS_BASE_TONGUE_H

#include <stdbool.h>

enum tongue { ENGLISH, ARABIC, HINDI, TONGUE_COUNT };

/* Of a locale such as "ar-EG", in whatever case; ENGLISH for one that is not spoken, and for NULL. */
enum tongue tongue_of(const char *locale);

/* Whether it is written from right to left. */
bool tongue_is_rtl(enum tongue tongue);

/* Such as "ar". */
const char *tongue_code(enum tongue tongue);

/* The sentence in that language, else in English; NULL when there is none at all. */
const char *tongue_says(const char *const says[static TONGUE_COUNT], enum tongue tongue);

#endif
