/* SPDX-License-Identifier: MIT */
#include "school/common/setting.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/setting_inside.h"
#include "school/common/text.h"
#include "store/db.h"
#include "store/engine.h"

enum { NUMBER_SIZE = 24 };

/* An e-mail address, or none. */
static bool is_address(const char *value)
{
    CLOSES(arena_release) struct arena arena = arena_of(1 << 12);
    const char *clean;
    return *value == '\0' || text_email(value, &arena, &clean) == FAULT_NONE;
}

static const struct setting_rule rules[SETTING_COUNT] = {
    [SETTING_IDENTIFICATION] = {"identification", SETTING_BOOL, "off", 0, 1, NULL,
                                "Students may be searched for in class photos and at kiosks (1:N). The law may ask for "
                                "more than a tick.",
                                NULL},
    [SETTING_REGISTRATION] =
        {"registration", SETTING_CHOICE, "class", 0, 0, "class|domain|invitation|open",
         "Who may make a student's account: holders of a class's join code or of an e-mail address "
         "of the domain, of such an address alone, invited people only, or anybody.",
         NULL},
    [SETTING_REGISTRATION_DOMAIN] = {"registration_domain", SETTING_TEXT, "", 0, 253, NULL,
                                     "The domain of e-mail addresses that may register, such as example.org.", NULL},
    [SETTING_SECOND_FACTOR] =
        {"second_factor", SETTING_CHOICE, "everybody", 0, 0, "off|staff|everybody",
         "Who, having set up a second factor, is asked for it when signing in: nobody, professors "
         "and administrators, or everybody.",
         NULL},
    [SETTING_FACTOR_REQUIRED] =
        {"factor_required", SETTING_CHOICE, "nobody", 0, 0, "nobody|administrators|staff",
         "Who must set up a second factor before anything else: nobody, administrators, or professors, too.", NULL},
    [SETTING_PASSWORD_SIGN_IN] =
        {"password_sign_in", SETTING_CHOICE, "everybody", 0, 0, "everybody|administrators",
         "Who may sign in with a password or a passkey of AMS: everybody, or administrators alone, so that all others "
         "come by the institution's own sign-in. It counts while a provider is in use.",
         NULL},
    [SETTING_STEP_UP_MARKS] =
        {"step_up_marks", SETTING_CHOICE, "always", 0, 0, "always|when_set_up|off",
         "Whether a mark by hand outside the lecture's time needs fresh proof, by the second factor or the password: "
         "always, of those who have set up a second factor, or never.",
         NULL},
    [SETTING_CORRECTION_MINUTES] = {"correction_minutes", SETTING_INT, "120", 0, 20160, NULL,
                                    "Minutes after the end of marking for which marks are provisional: they can be "
                                    "corrected before warnings and e-mails about them leave; 0: they "
                                    "are final at once.",
                                    NULL},
    [SETTING_REMIND_MINUTES] = {"remind_minutes", SETTING_INT, "30", 0, 720, NULL,
                                "Minutes after a lecture's end after which its staff is reminded that nobody has taken "
                                "attendance, in classrooms that do take it; 0: never.",
                                NULL},
    [SETTING_LANGUAGE] = {"language", SETTING_TEXT, "en-GB", 2, LANGUAGE_TAG_MAX, NULL,
                          "The institution's language, with its country where that matters, such as sv or en-GB: how "
                          "names are sorted, on which day a week begins, and what people are written in until they "
                          "choose.",
                          language_exists},
    [SETTING_NAMES_BY] =
        {"names_by", SETTING_CHOICE, "written", 0, 0, "written|family",
         "Whether people are sorted by their "
         "names as they are written, or by the family name first. Where no family name is known, the last "
         "word of the name is taken for it.",
         NULL},
    [SETTING_QUOTA_STUDENT] = {"quota_student_mb", SETTING_INT, "500", 1, 1000000, NULL,
                               "Megabytes that the files of one student may take: what is handed in, evidence of "
                               "leaves, what jobs keep.",
                               NULL},
    [SETTING_QUOTA_STAFF] = {"quota_staff_mb", SETTING_INT, "10000", 1, 1000000, NULL,
                             "Megabytes that the files of one professor or administrator may take: what is attached "
                             "to boards, imports, exports.",
                             NULL},
    [SETTING_QUOTA_CLASS] = {"quota_class_mb", SETTING_INT, "2000", 1, 1000000, NULL,
                             "Megabytes that all files of one classroom may take.", NULL},
    [SETTING_QUOTA_INSTITUTION] = {"quota_institution_gb", SETTING_INT, "100", 1, 1000000, NULL,
                                   "Gigabytes that all files together may take.", NULL},
    // settings, privacy
    [SETTING_GUARDIAN_AGE] = {"guardian_age", SETTING_INT, "0", 0, 21, NULL,
                              "Who is younger is asked for the name of the guardian who agrees to the face check; 0: "
                              "nobody is asked.",
                              NULL},
    [SETTING_KEEP_TEMPLATES] = {"keep_templates_days", SETTING_INT, "365", 0, 3650, NULL,
                                "Days after which the face of somebody who has not checked in by it is deleted; 0: "
                                "never.",
                                NULL},
    [SETTING_KEEP_REFUSALS] = {"keep_refusals_days", SETTING_INT, "180", 1, 3650, NULL,
                               "Days for which refused face checks and their reasons are kept.", NULL},
    [SETTING_KEEP_SESSIONS] = {"keep_sessions_days", SETTING_INT, "7", 1, 365, NULL,
                               "Days for which sessions are kept after their end.", NULL},
    [SETTING_KEEP_DISABLED] = {"keep_disabled_days", SETTING_INT, "0", 0, 3650, NULL,
                               "Days after which students' accounts that were deactivated are erased; 0: never.", NULL},
    [SETTING_KEEP_AUDIT] = {"keep_audit_days", SETTING_INT, "3650", 365, 36500, NULL,
                            "Days for which the audit log is kept: a year at least.", NULL},
    [SETTING_KEEP_EVIDENCE] = {"keep_evidence_days", SETTING_INT, "90", 1, 3650, NULL,
                               "Days for which the evidence of a leave is kept after the last decision about it, or "
                               "after its end when that is later.",
                               NULL},
    [SETTING_INSTITUTION_NAME] = {"institution_name", SETTING_TEXT, "", 0, INSTITUTION_NAME_MAX, NULL,
                                  "What the institution is called: it stands above every page, and mails come from "
                                  "it.",
                                  NULL},
    [SETTING_FIRST_STEPS] = {"first_steps", SETTING_CHOICE, "shown", 0, 0, "shown|hidden",
                             "Whether the overview shows what is not set up yet.", NULL},
    [SETTING_PROGRAMS] = {"programs", SETTING_CHOICE, "staff", 0, 0, "off|staff|everybody",
                          "Who may let programs act as themselves, with tokens of their own: nobody, professors and "
                          "administrators, or everybody. Those that are there are refused at once where it is off.",
                          NULL},
    [SETTING_MAIL_REPLY] = {"mail_reply_to", SETTING_TEXT, "", 0, 254, NULL,
                            "The e-mail address that answers to mails go to, such as that of the registrar; empty: to "
                            "the address that mails come from.",
                            is_address},
};

const struct setting_rule *setting_rule(enum setting setting)
{
    return &rules[setting];
}

bool setting_find(const char *name, enum setting *ret_setting)
{
    for (size_t i = 0; i < SETTING_COUNT; i++)
        if (name && strcmp(rules[i].name, name) == 0) {
            *ret_setting = (enum setting)i;
            return true;
        }
    return false;
}

/* Whether `word` is one of "a|b|c". */
static bool is_choice(const char *choices, const char *word)
{
    size_t size = strlen(word);
    for (const char *at = choices; *at != '\0';) {
        size_t length = strcspn(at, "|");
        if (length == size && memcmp(at, word, size) == 0)
            return true;
        at += at[length] == '|' ? length + 1 : length;
    }
    return false;
}

bool setting_accepts(enum setting setting, const char *text)
{
    const struct setting_rule *rule = &rules[setting];
    int64_t number;
    switch (rule->kind) {
    case SETTING_BOOL:
        return text && is_choice("on|off", text);
    case SETTING_INT:
        return text && str_to_int(text, rule->lowest, rule->highest, &number);
    case SETTING_CHOICE:
        return text && is_choice(rule->choices, text);
    case SETTING_TEXT:
        return text && str_is_text(text, strlen(text), false) && str_characters(text) >= (size_t)rule->lowest &&
               str_characters(text) <= (size_t)rule->highest && (!rule->accepts || rule->accepts(text));
    }
    return false;
}

enum fault setting_text(struct db *db, enum setting setting, struct arena *arena, const char **ret_value)
{
    struct row row;
    const char *value = NULL;
    row_begin(&row, db, arena, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(rules[setting].name)));
    while (row_next(&row))
        value = row_string(&row, 0);
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_value = value && setting_accepts(setting, value) ? value : rules[setting].initial;
    return FAULT_NONE;
}

enum fault setting_int(struct db *db, enum setting setting, int64_t *ret_value)
{
    const struct setting_rule *rule = &rules[setting];
    char text[NUMBER_SIZE] = "";
    struct row row;
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = ?", DB_VALUES(T(rule->name)));
    while (row_next(&row))
        if (!db_text(&row.rows, 0) || !str_copy(text, sizeof(text), db_text(&row.rows, 0)))
            text[0] = '\0';
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    const char *value = setting_accepts(setting, text) ? text : rule->initial;
    if (rule->kind == SETTING_BOOL)
        *ret_value = strcmp(value, "on") == 0;
    else if (!str_to_int(value, rule->lowest, rule->highest, ret_value))
        return FAULT_INTERNAL;
    return FAULT_NONE;
}
