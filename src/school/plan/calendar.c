/* SPDX-License-Identifier: MIT */
#include "school/plan/calendar.h"

#include <libical/ical.h>
#include <stdlib.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/common/access.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/plan/lecture.h"
#include "school/plan/lecture_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    UID_SIZE = 64,
    SUMMARY_SIZE = 4 * (LECTURE_TITLE_MAX + JOINT_CLASSES_MAX * CLASSROOM_SUBJECT_MAX) + 3 * JOINT_CLASSES_MAX + 8,
};

/* ---- the text ---- */

static struct icaltimetype calendar_time(int64_t ms)
{
    return icaltime_from_timet_with_zone((time_t)(ms / SCHOOL_SECOND_MS), 0, icaltimezone_get_utc_timezone());
}

/* "Physics + Physics for engineers: Optics"; room for the longest of all. */
static void summary_of(const struct lecture *lecture, char summary[static SUMMARY_SIZE])
{
    int length = snprintf(summary, SUMMARY_SIZE, "%s", lecture->subject);
    for (size_t i = 0; i < lecture->joint.count; i++)
        if (lecture->joint.lectures[i].merged)
            length +=
                snprintf(summary + length, SUMMARY_SIZE - (size_t)length, " + %s", lecture->joint.lectures[i].subject);
    if (lecture->title)
        snprintf(summary + length, SUMMARY_SIZE - (size_t)length, ": %s", lecture->title);
}

static icalcomponent *event_of(const struct lecture *lecture)
{
    char uid[UID_SIZE], summary[SUMMARY_SIZE];
    snprintf(uid, sizeof(uid), "lecture-%lld-%lld@ams", (long long)lecture->id, (long long)lecture->created_at);
    summary_of(lecture, summary);
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid), icalproperty_new_dtstamp(calendar_time(lecture->updated_at)),
        icalproperty_new_lastmodified(calendar_time(lecture->updated_at)),
        icalproperty_new_sequence((int)lecture->sequence), icalproperty_new_dtstart(calendar_time(lecture->starts_at)),
        icalproperty_new_dtend(calendar_time(lecture->ends_at)), icalproperty_new_summary(summary),
        icalproperty_new_status(lecture->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED), (void *)0);
    if (event && lecture->room)
        icalcomponent_add_property(event, icalproperty_new_location(lecture->room));
    if (event && lecture->cancel_reason)
        icalcomponent_add_property(event, icalproperty_new_description(lecture->cancel_reason));
    return event;
}

static enum fault calendar_text(const struct lecture_list *list, const char *name, struct arena *arena,
                                const char **ret_text)
{
    enum fault fault = FAULT_INTERNAL;
    icalcomponent *calendar = icalcomponent_vanew(ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"),
                                                  icalproperty_new_prodid("-//AMS//Attendance//EN"), (void *)0);
    icalproperty *title = icalproperty_new_x(name);
    char *text = NULL;
    if (!calendar || !title)
        goto done;
    icalproperty_set_x_name(title, "X-WR-CALNAME");
    icalcomponent_add_property(calendar, title);
    title = NULL;
    for (size_t i = 0; i < list->count; i++) {
        icalcomponent *event = event_of(&list->lectures[i]);
        if (!event)
            goto done;
        icalcomponent_add_component(calendar, event);
    }
    text = icalcomponent_as_ical_string_r(calendar);
    *ret_text = text ? arena_strdup(arena, text) : NULL;
    fault = *ret_text ? FAULT_NONE : FAULT_INTERNAL;

done:
    free(text);
    if (title)
        icalproperty_free(title);
    if (calendar)
        icalcomponent_free(calendar);
    return fault;
}

static enum fault calendar_make(struct db *db, struct lecture_filter *filter, const char *name, int64_t now,
                                struct arena *arena, const char **ret_text)
{
    struct lecture_list list;
    filter->cancelled = true;
    filter->starts_from = now - CALENDAR_DAYS_BACK * (int64_t)SCHOOL_DAY_MS;
    filter->starts_before = INT64_MAX;
    filter->open_at = -1;
    filter->limit = CALENDAR_LECTURES_MAX;
    enum fault fault = lecture_read_list(db, filter, now, arena, &list);
    return fault != FAULT_NONE ? fault : calendar_text(&list, name, arena, ret_text);
}

enum fault calendar_read(struct school *school, const char *token, struct arena *arena, const char **ret_text)
{
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    bool found = false;
    struct lecture_filter filter = {.once = true};
    secret_fingerprint(token, fingerprint);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db,
                                   "SELECT c.user_id FROM calendar_links c JOIN users u ON u.id = c.user_id"
                                   " WHERE c.token_hash = ? AND u.disabled_at IS NULL",
                                   DB_VALUES(T(fingerprint)), &found, &filter.member_id);
    if (fault != FAULT_NONE)
        return fault;
    if (!found)
        return FAULT_NOT_FOUND;
    return calendar_make(db, &filter, "AMS", school_now(school), arena, ret_text);
}

enum fault calendar_of_classroom(struct school *school, const struct actor *actor, int64_t class_id,
                                 struct arena *arena, const char **ret_text)
{
    const char *subject;
    struct access access;
    int64_t now = school_now(school);
    struct lecture_filter filter = {.class_id = class_id};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_classroom(db, actor, class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    fault = access.reader ? class_subject(db, class_id, arena, &subject) : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    filter.seen_by = access.staff_reader ? 0 : actor->user_id;
    return calendar_make(db, &filter, subject, now, arena, ret_text);
}

/* ---- links ---- */

struct link {
    const struct actor *actor;
    char fingerprint[SECRET_FINGERPRINT_SIZE]; // "": none
    int64_t now;
};

static enum fault link_write(struct db *db, void *context)
{
    struct link *unit = context;
    bool made = unit->fingerprint[0] != '\0';
    enum db_status status =
        db_exec(db, "DELETE FROM calendar_links WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id)));
    if (status != DB_OK || (!made && db_changes(db) == 0))
        return fault_of(status);
    if (made)
        status = db_exec(db, "INSERT INTO calendar_links (user_id, token_hash, created_at) VALUES (?, ?, ?)",
                         DB_VALUES(I(unit->actor->user_id), T(unit->fingerprint), I(unit->now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status); // made by another connection at the same time
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = made ? "calendar_link_made" : "calendar_link_removed",
                                .subject_type = "user",
                                .subject_id = unit->actor->user_id,
                            });
}

enum fault calendar_link_make(struct school *school, const struct actor *actor,
                              char ret_token[static SECRET_TOKEN_SIZE])
{
    CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE] = "";
    struct link unit = {.actor = actor, .now = school_now(school)};
    secret_token(token);
    secret_fingerprint(token, unit.fingerprint);
    enum fault fault = school_change(school, link_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    memcpy(ret_token, token, sizeof(token));
    return FAULT_NONE;
}

enum fault calendar_link_get(struct school *school, const struct actor *actor, int64_t *ret_created_at)
{
    bool found;
    int64_t created_at = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT created_at FROM calendar_links WHERE user_id = ?",
                                   DB_VALUES(I(actor->user_id)), &found, &created_at);
    if (fault != FAULT_NONE)
        return fault;
    *ret_created_at = created_at;
    return FAULT_NONE;
}

enum fault calendar_link_remove(struct school *school, const struct actor *actor)
{
    struct link unit = {.actor = actor, .now = school_now(school)};
    return school_change(school, link_write, &unit);
}
