/* SPDX-License-Identifier: MIT */
/*
 * One person of an import: who that is here, and what is to be changed. An import makes students and professors and
 * keeps their names, addresses and numbers; roles, administrators and passwords it never touches.
 */
#include "school/imports/import_person.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "base/tongue.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/text.h"
#include "school/imports/import_work.h"
#include "school/imports/import_person_ahead.h"
#include "school/imports/undo/undo_keep.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/people/account.h"
#include "school/people/account_link.h"
#include "school/people/address.h"
#include "school/people/sign_in/access.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { CHANGES_SIZE = 80, LANGUAGE = 'l' }; // LANGUAGE: a key of import->ahead

/* A person, checked, and the account that is there. */
struct person_state {
    const char *name, *email;
    const char *family_name, *external_id, *locale, *programme; // NULL when the file does not say
    bool has_role;
    enum role role;
    int64_t by_email, by_number; // accounts; 0: none
    struct user user;            // the account meant, when `there`
    const char *user_external_id;
    bool there;
};

static enum fault person_check(struct import *import, const struct import_person *person, struct person_state *state,
                               const char **ret_reason)
{
    *ret_reason = NULL;
    enum fault fault = text_clean(person->name, ACCOUNT_NAME_MAX, false, false, import->scratch, &state->name);
    if (fault == FAULT_INTERNAL)
        return fault;
    if (fault == FAULT_TEXT_INVALID)
        *ret_reason = "name_invalid";
    else if (*person->email == '\0' && *person->external_id == '\0' && !person->known_id)
        *ret_reason = "email_missing";
    else if (*person->email && text_email(person->email, import->scratch, &state->email) != FAULT_NONE)
        *ret_reason = "email_invalid";
    if (*ret_reason)
        return FAULT_NONE;
    if (person->family_name && *person->family_name)
        fault = text_clean(person->family_name, ACCOUNT_NAME_MAX, false, true, import->scratch, &state->family_name);
    if (fault == FAULT_TEXT_INVALID)
        *ret_reason = "name_invalid";
    if (fault != FAULT_NONE)
        return fault == FAULT_INTERNAL ? fault : FAULT_NONE;
    fault = text_clean(person->external_id, ACCOUNT_EXTERNAL_MAX, false, true, import->scratch, &state->external_id);
    if (fault == FAULT_TEXT_INVALID)
        *ret_reason = "external_id_invalid";
    if (person->programme && *person->programme && fault != FAULT_INTERNAL) {
        fault = text_clean(person->programme, ACCOUNT_PROGRAMME_MAX, false, true, import->scratch, &state->programme);
        if (fault == FAULT_TEXT_INVALID)
            *ret_reason = "programme_invalid";
    }
    state->locale = *person->locale ? person->locale : NULL;
    if (state->locale && !account_locale_is_good(state->locale))
        *ret_reason = "locale_invalid";
    bool given = *person->role != '\0';
    state->has_role = given && !person->role_of_new;
    state->role = ROLE_STUDENT;
    if (given && !role_parse(person->role, &state->role))
        *ret_reason = "role_unknown";
    else if (state->role == ROLE_ADMINISTRATOR)
        *ret_reason = "role_protected";
    return fault == FAULT_INTERNAL ? fault : FAULT_NONE;
}

static enum fault person_find(struct db *db, struct import *import, const struct import_person *person,
                              struct person_state *state, const char **ret_reason)
{
    bool typed = false, several = false;
    enum fault fault =
        state->email ? import_person_by_email(db, import, state->email, &state->by_email, &typed) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    if (state->external_id)
        fault = import_person_by_number(db, import, state->external_id, &state->by_number, &several);
    if (fault != FAULT_NONE)
        return fault;
    int64_t id = person->known_id ? person->known_id : state->by_number ? state->by_number : state->by_email;
    if (typed)
        *ret_reason = "email_unproven";
    else if (several)
        *ret_reason = "external_id_twice";
    else if (state->by_email && state->by_email != id)
        *ret_reason = "email_taken";
    else if (state->by_number && state->by_number != id)
        *ret_reason = "external_id_taken";
    if (*ret_reason || id == 0)
        return FAULT_NONE;
    state->there = true;
    fault = import_person_user(db, import, id, &state->user);
    state->user_external_id = state->user.external_id;
    return fault;
}

static const char *protection(const struct person_state *state)
{
    if (state->user.role == ROLE_ADMINISTRATOR)
        return "account_protected";
    if (state->user.erased)
        return "account_erased";
    if (state->has_role && state->role != state->user.role)
        return "role_differs";
    // A number that names somebody else here may be a mistake in the file; found by the number itself it is none.
    if (state->external_id && state->user_external_id && strcmp(state->external_id, state->user_external_id) != 0)
        return "external_id_differs";
    return NULL;
}

/* "-" in a file is none. */
static const char *programme_after(const struct person_state *state)
{
    const char *programme = state->programme ? state->programme : state->user.programme;
    return programme && strcmp(programme, "-") != 0 ? programme : NULL;
}

/* A file without an address leaves an account the one that it has. */
static bool has_other_email(const struct person_state *state)
{
    return state->email && strcmp(state->email, state->user.email) != 0;
}

/* The names of what differs; "" when nothing does. */
static void changes_of(const struct person_state *state, char changes[static CHANGES_SIZE])
{
    bool number = state->external_id && !state->user_external_id;
    bool locale = state->locale && strcmp(state->locale, state->user.locale) != 0;
    bool named = strcmp(state->name, state->user.name) != 0;
    bool family =
        state->family_name && (!state->user.family_name || strcmp(state->family_name, state->user.family_name) != 0);
    const char *after = programme_after(state), *before = state->user.programme;
    bool studies = strcmp(after ? after : "", before ? before : "") != 0;
    snprintf(changes, CHANGES_SIZE, "%s%s%s%s%s%s", named ? " name" : "", family ? " family_name" : "",
             has_other_email(state) ? " email" : "", number ? " external_id" : "", locale ? " locale" : "",
             studies ? " programme" : "");
}

/* Another address to sign in with: what was handed out under the old one ends, and both are told. */
static enum fault address_change(struct db *db, const struct import *import, const struct person_state *state)
{
    const char *addresses[] = {state->user.email, state->email};
    struct account_mail mail = {
        .user_id = state->user.id,
        .locale = state->locale ? state->locale : state->user.locale,
        .letter = LETTER_EMAIL_CHANGED_FOR,
        .address = state->email,
    };
    enum fault fault = access_end(db, state->user.id, 0, NULL);
    for (size_t i = 0; i < ARRAY_LENGTH(addresses) && fault == FAULT_NONE; i++) {
        mail.to = addresses[i];
        fault = account_mail_queue(NULL, db, &mail, import->now);
    }
    return fault;
}

/* What the account was, so that the import can be undone. `number`: what it is to be. */
static enum fault person_keep(struct db *db, struct import *import, const struct person_state *state,
                              const char *number)
{
    struct user after;
    const struct user *before = &state->user;
    enum fault fault = user_read(db, before->id, import->scratch, &after);
    const struct {
        const char *field, *was, *became;
    } fields[] = {
        {"name", before->name, after.name},       {"family_name", before->family_name, after.family_name},
        {"email", before->email, after.email},    {"external_id", state->user_external_id, number},
        {"locale", before->locale, after.locale}, {"programme", before->programme, after.programme},
    };
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(fields); i++)
        fault = undo_keep_field(db, import, UNDO_PERSON, before->id, fields[i].field, fields[i].was, fields[i].became);
    return fault;
}

static enum fault person_change(struct db *db, struct import *import, const struct person_state *state,
                                const char *changes)
{
    const char *number = state->user_external_id ? state->user_external_id : state->external_id;
    enum fault fault =
        fault_of(db_exec(db,
                         "UPDATE users SET email = COALESCE(?, email), external_id = ?, locale = ?, programme = ?,"
                         " updated_at = ? WHERE id = ?",
                         DB_VALUES(T(state->email), T(number), T(state->locale ? state->locale : state->user.locale),
                                   T(programme_after(state)), I(import->now), I(state->user.id))));
    if (fault != FAULT_NONE)
        return fault;
    if (has_other_email(state))
        fault = address_change(db, import, state);
    if (fault != FAULT_NONE)
        return fault;
    fault = user_name_write(db, state->user.id, state->name, state->family_name);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_keep(db, import, state, number);
    if (fault != FAULT_NONE)
        return fault;
    import_person_changed(import, state->user.id, state->user.email, number);
    import_person_changed(import, state->user.id, state->email, NULL);
    return import_audit(db, import,
                        &(struct audit_entry){
                            .at = import->now,
                            .actor_id = import->work->actor.user_id,
                            .action = "user_imported",
                            .subject_type = "user",
                            .subject_id = state->user.id,
                            .detail = changes + 1,
                        });
}

/* Tells somebody that there is an account now. There is no secret in it: how to choose a password is the page's. */
static enum fault person_tell(struct db *db, const struct import *import, const struct person_state *state,
                              const char *locale, int64_t user_id)
{
    const struct account_mail mail = {
        .user_id = user_id, .to = state->email, .locale = locale, .letter = LETTER_ACCOUNT_MADE};
    return account_mail_queue(NULL, db, &mail, import->now);
}

/* What somebody is written in until they choose: the institution's language, as far as the server speaks it. Asked once
 * a batch. */
static enum fault locale_of_institution(struct db *db, const struct import *import, const char **ret_locale)
{
    const char *language = NULL;
    struct import_seen *seen = import->ahead ? import_list_see(import->ahead, LANGUAGE, "", 0) : NULL;
    if (seen && seen->text) {
        *ret_locale = seen->text;
        return FAULT_NONE;
    }
    enum fault fault = setting_text(db, SETTING_LANGUAGE, import->scratch, &language);
    if (fault != FAULT_NONE)
        return fault;
    *ret_locale = tongue_code(tongue_of(language));
    if (seen)
        seen->text = *ret_locale;
    return FAULT_NONE;
}

static enum fault person_make(struct db *db, struct import *import, const struct person_state *state,
                              int64_t *ret_user_id)
{
    int64_t id = 0;
    const char *mail = job_word(import->work, "mail"), *locale = state->locale;
    char none[NO_ADDRESS_SIZE];
    no_address(none);
    enum fault fault = locale ? FAULT_NONE : locale_of_institution(db, import, &locale);
    if (fault != FAULT_NONE)
        return fault;
    enum db_status status = db_one_int(
        db, &id,
        "INSERT INTO users (name, family_name, role, email, password_hash, external_id, locale, created_at,"
        " disabled_at, email_proven_at, programme) VALUES (?, ?, ?, ?, NULL, ?, ?, ?, NULL, ?, ?) RETURNING id",
        DB_VALUES(T(state->name), T(state->family_name), T(role_code(state->role)),
                  T(state->email ? state->email : none), T(state->external_id), T(locale), I(import->now),
                  I(import->now), T(programme_after(state))));
    if (status != DB_ROW)
        return status == DB_CONFLICT ? FAULT_BUSY : status == DB_OK ? FAULT_INTERNAL : fault_of(status);
    fault = import_person_made(db, import, id);
    if (fault != FAULT_NONE)
        return fault;
    fault = undo_keep(db, import, &(struct undo_item){.kind = UNDO_PERSON_MADE, .subject_id = id});
    if (fault != FAULT_NONE)
        return fault;
    fault = import_audit(db, import,
                         &(struct audit_entry){
                             .at = import->now,
                             .actor_id = import->work->actor.user_id,
                             .action = "user_imported",
                             .subject_type = "user",
                             .subject_id = id,
                             .detail = role_code(state->role),
                         });
    if (fault != FAULT_NONE)
        return fault;
    import_person_changed(import, 0, state->email, state->external_id);
    if (mail && strcmp(mail, "yes") == 0 && state->email)
        fault = person_tell(db, import, state, locale, id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_user_id = id;
    return FAULT_NONE;
}

enum fault import_person(struct db *db, struct import *import, const struct import_person *person,
                         struct import_verdict *verdict, int64_t *ret_user_id)
{
    struct person_state state = {0};
    const char *reason;
    char changes[CHANGES_SIZE];
    *ret_user_id = 0;
    enum fault fault = person_check(import, person, &state, &reason);
    if (fault != FAULT_NONE)
        return fault;
    if (!reason)
        fault = person_find(db, import, person, &state, &reason);
    if (fault != FAULT_NONE)
        return fault;
    if (!state.there && person->no_new)
        return import_say(verdict, JOB_IGNORED, "role_unsaid");
    if (!reason && state.there)
        reason = protection(&state);
    if (reason)
        return import_say(verdict, JOB_REFUSED, reason);
    if (!state.there) {
        import_judge(verdict, JOB_CREATED, NULL);
        return import->apply ? person_make(db, import, &state, ret_user_id) : FAULT_NONE;
    }
    *ret_user_id = state.user.id;
    if (person->written && strcmp(person->written, state.user.name) == 0) { // "Muster, Zoe" and nothing turned round
        state.name = state.user.name;
        state.family_name = *person->written_family ? state.family_name : NULL;
    }
    // Whoever writes a file of people could otherwise take over the account of a colleague.
    bool kept = state.user.role != ROLE_STUDENT && has_other_email(&state);
    if (kept)
        state.email = state.user.email;
    changes_of(&state, changes);
    import_judge(verdict, *changes ? JOB_UPDATED : JOB_UNCHANGED, kept ? "email_of_staff" : NULL);
    return *changes && import->apply ? person_change(db, import, &state, changes) : FAULT_NONE;
}
