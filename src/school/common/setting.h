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

enum setting {
    SETTING_IDENTIFICATION,      // finding people in class photos
    SETTING_REGISTRATION,        // who may make a student's account
    SETTING_REGISTRATION_DOMAIN, // of e-mail addresses, for "domain"
    SETTING_SECOND_FACTOR,       // who is asked for the second factor when signing in
    SETTING_FACTOR_REQUIRED,     // who must have one
    SETTING_PASSWORD_SIGN_IN,    // whether a provider of identity is the only way in
    SETTING_STEP_UP_MARKS,       // whether marks outside a lecture's time need the second factor
    SETTING_CORRECTION_MINUTES,  // after marking has ended, before anything is sent because of marks
    SETTING_REMIND_MINUTES,      // after a lecture in which nobody took attendance
    SETTING_LANGUAGE,            // of the institution: sorting, the first day of a week, mails to strangers
    SETTING_NAMES_BY,            // whether people are sorted by their family names
    SETTING_QUOTA_STUDENT,       // what one may take of the disk (files/quota.h)
    SETTING_QUOTA_STAFF,
    SETTING_QUOTA_CLASS,
    SETTING_QUOTA_INSTITUTION,
    // settings, privacy
    SETTING_GUARDIAN_AGE,   // below it a guardian consents; 0: nobody is asked
    SETTING_KEEP_TEMPLATES, // these are days; 0 where it is allowed: for ever
    SETTING_KEEP_REFUSALS,
    SETTING_KEEP_SESSIONS,
    SETTING_KEEP_DISABLED,
    SETTING_KEEP_AUDIT,
    SETTING_KEEP_EVIDENCE,
    SETTING_INSTITUTION_NAME, // before every page, and who mails come from
    SETTING_FIRST_STEPS,      // whether administrators still see them
    SETTING_PROGRAMS,         // who may give programs tokens of their own
    SETTING_MAIL_REPLY,       // where answers to mails go
    SETTING_COUNT,
};

enum { INSTITUTION_NAME_MAX = 80 }; // characters

enum setting_kind { SETTING_BOOL, SETTING_INT, SETTING_CHOICE, SETTING_TEXT };

struct setting_rule {
    const char *name;
    enum setting_kind kind;
    const char *initial;               // as text: "on" or "off" for BOOL
    int64_t lowest, highest;           // INT: the value; TEXT: characters
    const char *choices;               // CHOICE: "open|domain|invitation"
    const char *about;                 // one plain sentence for the administrator
    bool (*accepts)(const char *text); // what more is asked of a TEXT; NULL: nothing
};

/* A setting as it stands. */
struct setting_state {
    enum setting setting;
    const char *value;        // the default where nobody has changed it
    int64_t changed_at;       // 0: never
    struct person changed_by; // id 0: nobody
};

struct setting_step {
    int64_t id;
    const char *old_value; // NULL: the default
    const char *new_value;
    int64_t changed_at;
    struct person changed_by;
};

struct setting_history {
    struct setting_step *steps;
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* The line of a setting; `setting` below SETTING_COUNT. */
const struct setting_rule *setting_rule(enum setting setting);

/* By name; false when there is none. */
bool setting_find(const char *name, enum setting *ret_setting);

/* Whether `text` may stand for the setting. */
bool setting_accepts(enum setting setting, const char *text);

/* All of them, in the order of the table. Administrators (NOT_ALLOWED). */
enum fault setting_list(struct school *school, const struct actor *actor, struct arena *arena,
                        struct setting_state ret_states[static SETTING_COUNT]);

/* Sets one for good, the default too: kept in its history and audited unless it was set to this already.
 * Administrators. SETTING_INVALID. */
enum fault setting_change(struct school *school, const struct actor *actor, enum setting setting, const char *value,
                          struct arena *arena, struct setting_state *ret_state);

/* Which value it had when, newest first: those with ids below page->after (0: from the newest). Administrators. */
enum fault setting_history(struct school *school, const struct actor *actor, enum setting setting,
                           const struct page *page, struct arena *arena, struct setting_history *ret_history);

#endif
