/* SPDX-License-Identifier: MIT */
/*
 * What an administrator may set while the server runs. Every setting is one line of a table: its type, its range and
 * its default; what the database does not hold stands at its default. (What an operator sets before the start is
 * app/config.h.)
 */
#ifndef AMS_SCHOOL_SETTING_H
#define AMS_SCHOOL_SETTING_H

#include <stddef.h>

#include "school/school.h"

struct db;

enum setting {
    SETTING_IDENTIFICATION,      // finding people in class photos
    SETTING_REGISTRATION,        // who may make a student's account
    SETTING_REGISTRATION_DOMAIN, // of e-mail addresses, for "domain"
    SETTING_SECOND_FACTOR,       // who is asked for the second factor when signing in
    SETTING_STEP_UP_MARKS,       // whether marks outside a lecture's time need the second factor
    SETTING_COUNT,
};

enum setting_kind { SETTING_BOOL, SETTING_INT, SETTING_CHOICE, SETTING_TEXT };

struct setting_rule {
    const char *name;
    enum setting_kind kind;
    const char *initial;     // as text: "on" or "off" for BOOL
    int64_t lowest, highest; // INT: the value; TEXT: characters
    const char *choices;     // CHOICE: "open|domain|invitation"
    const char *about;       // one plain sentence for the administrator
};

/* The line of a setting; `setting` below SETTING_COUNT. */
const struct setting_rule *setting_rule(enum setting setting);

/* By name; false when there is none. */
bool setting_find(const char *name, enum setting *ret_setting);

/* Whether `text` may stand for the setting. */
bool setting_accepts(enum setting setting, const char *text);

/* The value now, in a reader or inside a unit. BOOL reads as 0 or 1. A stored value that the table no longer accepts
 * reads as the default. */
enum fault setting_int(struct db *db, enum setting setting, int64_t *ret_value);
enum fault setting_text(struct db *db, enum setting setting, struct arena *arena, const char **ret_value);

#endif
