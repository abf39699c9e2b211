/* SPDX-License-Identifier: MIT */
/* People that an import has made go again unless they have used their account; what it has changed of an account is set
 * back, field by field, where it still is as the import left it. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/imports/undo/undo_work.h"
#include "school/marks/warning/adviser_inside.h"
#include "school/people/account_link.h"
#include "school/people/address.h"
#include "school/people/sign_in/access.h"
#include "school/people/user.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

static enum fault audit(struct db *db, const struct undoing *undoing, int64_t user_id, const char *detail)
{
    return audit_append(db, &(struct audit_entry){
                                .at = undoing->now,
                                .actor_id = undoing->work->actor.user_id,
                                .action = "user_import_undone",
                                .subject_type = "user",
                                .subject_id = user_id,
                                .detail = detail,
                            });
}

/* ---- made ---- */

/* Whoever has signed in is in the audit log; who is to choose a password has a link. */
static enum fault is_used(struct db *db, int64_t user_id, bool *ret_there, bool *ret_used)
{
    int64_t used = 0;
    enum fault fault = row_one_int(
        db,
        "SELECT CASE WHEN u.password_hash IS NOT NULL OR u.merged_into IS NOT NULL OR u.erased_at IS NOT NULL"
        " OR u.role = 'administrator' OR EXISTS (SELECT 1 FROM sessions s WHERE s.user_id = u.id)"
        " OR EXISTS (SELECT 1 FROM passkeys p WHERE p.user_id = u.id)"
        " OR EXISTS (SELECT 1 FROM devices d WHERE d.user_id = u.id)"
        " OR EXISTS (SELECT 1 FROM account_links l WHERE l.user_id = u.id)"
        " OR EXISTS (SELECT 1 FROM audit a WHERE a.actor_id = u.id) THEN 1 ELSE 0 END FROM users u WHERE u.id = ?",
        DB_VALUES(I(user_id)), ret_there, &used);
    *ret_used = used != 0;
    return fault;
}

enum fault undo_person_made(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    bool there = false, used = false;
    enum fault fault = is_used(db, item->subject_id, &there, &used);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = !there ? UNDO_GONE : used ? UNDO_USED : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    // A class, a mark, an adviser: whatever names them keeps them.
    enum db_status status = db_exec(db, "DELETE FROM users WHERE id = ?", DB_VALUES(I(item->subject_id)));
    if (status == DB_CONFLICT) {
        *ret_kept = UNDO_USED;
        return FAULT_NONE;
    }
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM mails WHERE user_id = ?", DB_VALUES(I(item->subject_id)));
    return status != DB_OK ? fault_of(status) : audit(db, undoing, item->subject_id, "removed");
}

/* ---- changed ---- */

/* An account, as far as imports change it. */
struct account_fields {
    bool there, closed; // erased, merged into another, or an administrator's
    const char *name, *family_name, *email, *external_id, *locale, *programme;
};

static enum fault fields_read(struct db *db, int64_t user_id, struct arena *arena, struct account_fields *ret)
{
    struct row row;
    *ret = (struct account_fields){0};
    row_begin(&row, db, arena,
              "SELECT name, family_name, email, external_id, locale, programme, CASE WHEN erased_at IS NOT NULL OR"
              " merged_into IS NOT NULL OR role = 'administrator' THEN 1 ELSE 0 END FROM users WHERE id = ?",
              DB_VALUES(I(user_id)));
    while (row_next(&row))
        *ret = (struct account_fields){.there = true,
                                       .closed = row_int(&row, 6) != 0,
                                       .name = row_text(&row, 0),
                                       .family_name = row_text(&row, 1),
                                       .email = row_text(&row, 2),
                                       .external_id = row_text(&row, 3),
                                       .locale = row_text(&row, 4),
                                       .programme = row_text(&row, 5)};
    return row_end(&row);
}

static const char *field_of(const struct account_fields *fields, const char *field)
{
    const struct {
        const char *name, *value;
    } table[] = {{"name", fields->name},     {"family_name", fields->family_name},
                 {"email", fields->email},   {"external_id", fields->external_id},
                 {"locale", fields->locale}, {"programme", fields->programme}};
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++)
        if (strcmp(field, table[i].name) == 0)
            return table[i].value;
    return NULL;
}

/* As an import that changes it: what was handed out under the other one ends, and both are told. */
static enum fault email_back(struct db *db, const struct undoing *undoing, const struct undo_item *item,
                             const struct account_fields *fields, const char **ret_kept)
{
    int64_t other = 0;
    bool typed = false;
    enum fault fault = address_find(db, item->was, &other, &typed);
    if (fault != FAULT_NONE)
        return fault;
    if (typed || other != 0) {
        *ret_kept = UNDO_TAKEN;
        return FAULT_NONE;
    }
    fault = fault_of(db_exec(db, "UPDATE users SET email = ?, updated_at = ? WHERE id = ?",
                             DB_VALUES(T(item->was), I(undoing->now), I(item->subject_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, item->subject_id, 0, NULL);
    const char *addresses[] = {fields->email, item->was};
    struct account_mail mail = {.user_id = item->subject_id,
                                .locale = fields->locale ? fields->locale : "",
                                .letter = LETTER_EMAIL_CHANGED_FOR,
                                .address = item->was};
    for (size_t i = 0; i < ARRAY_LENGTH(addresses) && fault == FAULT_NONE; i++) {
        mail.to = addresses[i];
        fault = account_mail_queue(NULL, db, &mail, undoing->now);
    }
    return fault;
}

static enum fault field_write(struct db *db, const struct undoing *undoing, const struct undo_item *item,
                              const struct account_fields *fields, const char **ret_kept)
{
    const struct db_values values = DB_VALUES(T(item->was), I(undoing->now), I(item->subject_id));
    if (strcmp(item->field, "name") == 0)
        return user_name_write(db, item->subject_id, item->was, fields->family_name ? fields->family_name : "");
    if (strcmp(item->field, "family_name") == 0)
        return user_name_write(db, item->subject_id, fields->name, item->was ? item->was : "");
    if (strcmp(item->field, "email") == 0)
        return email_back(db, undoing, item, fields, ret_kept);
    if (strcmp(item->field, "external_id") == 0)
        return fault_of(db_exec(db, "UPDATE users SET external_id = ?, updated_at = ? WHERE id = ?", values));
    if (strcmp(item->field, "locale") == 0)
        return fault_of(db_exec(db, "UPDATE users SET locale = ?, updated_at = ? WHERE id = ?", values));
    return fault_of(db_exec(db, "UPDATE users SET programme = ?, updated_at = ? WHERE id = ?", values));
}

enum fault undo_person(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    struct account_fields fields;
    enum fault fault = fields_read(db, item->subject_id, undoing->scratch, &fields);
    if (fault != FAULT_NONE)
        return fault;
    const char *now = field_of(&fields, item->field);
    bool same = strcmp(now ? now : "", item->became ? item->became : "") == 0;
    *ret_kept = !fields.there ? UNDO_GONE : fields.closed || !same ? UNDO_CHANGED : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    fault = field_write(db, undoing, item, &fields, ret_kept);
    return fault != FAULT_NONE || *ret_kept ? fault : audit(db, undoing, item->subject_id, item->field);
}

/* ---- advised ---- */

enum fault undo_adviser(struct db *db, struct undoing *undoing, const struct undo_item *item, const char **ret_kept)
{
    int64_t was = 0, became = 0, now = 0;
    bool there = false;
    if ((item->was && !str_to_int(item->was, 0, INT64_MAX, &was)) ||
        (item->became && !str_to_int(item->became, 0, INT64_MAX, &became)))
        return FAULT_INTERNAL;
    enum fault fault = row_one_int(db,
                                   "SELECT COALESCE(a.adviser_id, 0) FROM users u LEFT JOIN advisers a ON"
                                   " a.student_id = u.id WHERE u.id = ? AND u.role = 'student'",
                                   DB_VALUES(I(item->subject_id)), &there, &now);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = !there ? UNDO_GONE : now != became ? UNDO_CHANGED : NULL;
    if (*ret_kept)
        return FAULT_NONE;
    fault = adviser_write(db, undoing->work->actor.user_id, item->subject_id, was, undoing->now, NULL);
    if (fault == FAULT_NOT_FOUND || fault == FAULT_ACCOUNT_UNKNOWN) { // who advised them before has gone
        *ret_kept = UNDO_GONE;
        return FAULT_NONE;
    }
    return fault;
}
