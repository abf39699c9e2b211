/* SPDX-License-Identifier: MIT */
/*
 * What the e-mails say that are not about notifications: those about accounts, and the one that shows that mail
 * arrives. A letter is a row here and in letter.c, in every language of base/tongue.h.
 */
#ifndef AMS_SCHOOL_LETTER_H
#define AMS_SCHOOL_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/tongue.h"

enum letter {
    LETTER_WELCOME,       // a link to make an account
    LETTER_ACCOUNT_THERE, // the same was asked for an address that has one
    LETTER_ACCOUNT_MADE,  // the institution has made one
    LETTER_PASSWORD_LINK, // to set a new one
    LETTER_PASSWORD_CHANGED,
    LETTER_EMAIL_CONFIRM,     // to the new address
    LETTER_EMAIL_PROVE,       // to the address that somebody typed
    LETTER_EMAIL_CHANGED,     // by its owner, to the old one
    LETTER_EMAIL_CHANGED_FOR, // by the institution, to both
    LETTER_FACTOR_SET_UP,
    LETTER_FACTOR_CODES,       // new recovery codes
    LETTER_FACTOR_REMOVED,     // by its owner
    LETTER_FACTOR_REMOVED_FOR, // by an administrator
    LETTER_PASSKEY_ADDED,
    LETTER_PASSKEY_REMOVED, // by its owner
    LETTER_TEST,
    LETTER_COUNT
};

/* What stands for {minutes} and {address} in a text. */
struct letter_values {
    int minutes;
    const char *address; // NULL: no letter that names one
};

struct letter_words {
    const char *subject[TONGUE_COUNT];
    const char *text[TONGUE_COUNT]; // the last line without its end
};

const struct letter_words *letter_words(enum letter letter);

/* In the language of `locale` (tongue.h); NULL: English. */
const char *letter_subject(enum letter letter, const char *locale);

/* The text with its values and the end of its last line; false when there is no room for it. */
bool letter_write(enum letter letter, const char *locale, const struct letter_values *values, char *text, size_t size);

#endif
