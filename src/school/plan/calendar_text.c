/* SPDX-License-Identifier: MIT */
#include "school/plan/calendar_text.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "school/common/limits.h"
#include "school/common/state.h"
#include "school/common/zone.h"

enum {
    UID_SIZE = 64,
    URL_SIZE = 600,
    SUMMARY_SIZE = 4 * (LECTURE_TITLE_MAX + JOINT_CLASSES_MAX * CLASSROOM_SUBJECT_MAX) + 3 * JOINT_CLASSES_MAX + 8,
    TEXT_SIZE = 4 * (LECTURE_REASON_MAX + CLASSROOM_SUBJECT_MAX + CLASSROOM_SECTION_MAX) + URL_SIZE + 16,
    STEP_MS = 7 * SCHOOL_DAY_MS, // no zone changes its clocks and back again within a week
};

/* ---- zones ---- */

static int64_t offset_of(struct school *school, const char *zone, int64_t at)
{
    int64_t local = at;
    return zone_to_local(school, zone, at, &local) == FAULT_NONE ? local - at : 0;
}

static struct icaltimetype wall_of(int64_t local_ms)
{
    struct icaltimetype time =
        icaltime_from_timet_with_zone((time_t)(local_ms / SCHOOL_SECOND_MS), 0, icaltimezone_get_utc_timezone());
    time.zone = NULL; // on a wall
    return time;
}

/* A rule of a zone: from the wall clock `local` (by the offset before) on, another offset. */
static bool observance_add(icalcomponent *zone, int64_t local, int64_t before, int64_t after, bool summer)
{
    icalcomponent *rule = icalcomponent_vanew(summer ? ICAL_XDAYLIGHT_COMPONENT : ICAL_XSTANDARD_COMPONENT,
                                              icalproperty_new_dtstart(wall_of(local)),
                                              icalproperty_new_tzoffsetfrom((int)(before / SCHOOL_SECOND_MS)),
                                              icalproperty_new_tzoffsetto((int)(after / SCHOOL_SECOND_MS)), (void *)0);
    if (rule)
        icalcomponent_add_component(zone, rule);
    return rule;
}

/* The first moment in (from, until] at which the clocks show `offset` no more; they do so at `from`, not at `until`. */
static int64_t change_between(struct school *school, const char *zone, int64_t from, int64_t until, int64_t offset)
{
    while (until - from > SCHOOL_SECOND_MS) {
        int64_t middle = (from + (until - from) / 2) / SCHOOL_SECOND_MS * SCHOOL_SECOND_MS;
        if (middle == from)
            break;
        if (offset_of(school, zone, middle) == offset)
            from = middle;
        else
            until = middle;
    }
    return until;
}

/* The rules of a zone from a moment to another, change by change: right whatever the zone does, and small. */
static icalcomponent *zone_rules(struct school *school, const char *name, int64_t from, int64_t until)
{
    icalproperty *location = icalproperty_new_x(name);
    if (location)
        icalproperty_set_x_name(location, "X-LIC-LOCATION");
    icalcomponent *zone =
        icalcomponent_vanew(ICAL_VTIMEZONE_COMPONENT, icalproperty_new_tzid(name), location, (void *)0);
    int64_t offset = offset_of(school, name, from), standard = offset;
    for (int64_t at = from; at < until + STEP_MS; at += STEP_MS) {
        int64_t there = offset_of(school, name, at);
        standard = there < standard ? there : standard;
    }
    bool good = zone && observance_add(zone, from / SCHOOL_DAY_MS * SCHOOL_DAY_MS, offset, offset, offset > standard);
    for (int64_t at = from; good && at < until; at += STEP_MS) {
        int64_t next = offset_of(school, name, at + STEP_MS);
        if (next == offset)
            continue;
        int64_t change = change_between(school, name, at, at + STEP_MS, offset);
        good = observance_add(zone, change + offset, offset, next, next > standard);
        offset = next;
    }
    if (good)
        return zone;
    if (zone)
        icalcomponent_free(zone);
    return NULL;
}

static const struct calendar_class *class_of(const struct calendar_classes *classes, int64_t id)
{
    for (size_t i = 0; i < classes->count; i++)
        if (classes->classes[i].id == id)
            return &classes->classes[i];
    return NULL;
}

static bool zones_add(struct school *school, icalcomponent *calendar, const struct lecture_list *list,
                      const struct calendar_classes *classes)
{
    int64_t from = INT64_MAX, until = 0;
    for (size_t i = 0; i < list->count; i++) {
        from = list->lectures[i].starts_at < from ? list->lectures[i].starts_at : from;
        until = list->lectures[i].ends_at > until ? list->lectures[i].ends_at : until;
    }
    for (size_t i = 0; list->count > 0 && i < classes->count; i++) {
        const char *zone = classes->classes[i].timezone;
        bool known = strcmp(zone, "UTC") == 0;
        for (size_t k = 0; k < i; k++)
            known = known || strcmp(classes->classes[k].timezone, zone) == 0;
        // A day before the first, so that each stands behind the beginning of the rules on every wall.
        icalcomponent *rules = known ? NULL : zone_rules(school, zone, from - 2 * SCHOOL_DAY_MS, until + SCHOOL_DAY_MS);
        if (!known && !rules)
            return false;
        if (rules)
            icalcomponent_add_component(calendar, rules);
    }
    return true;
}

/* ---- events ---- */

static struct icaltimetype utc_time(int64_t ms)
{
    return icaltime_from_timet_with_zone((time_t)(ms / SCHOOL_SECOND_MS), 0, icaltimezone_get_utc_timezone());
}

/* Whether the wall clock of this moment is shown once: programs disagree which of two is meant. */
static bool is_plain(struct school *school, const char *zone, int64_t at)
{
    int64_t here = offset_of(school, zone, at), local = at + here;
    int64_t before = local - offset_of(school, zone, at - SCHOOL_DAY_MS);
    int64_t after = local - offset_of(school, zone, at + SCHOOL_DAY_MS);
    return (before == at || before + offset_of(school, zone, before) != local) &&
           (after == at || after + offset_of(school, zone, after) != local);
}

/* DTSTART or DTEND on the clocks of `zone`, where these can say it. */
static icalproperty *moment_of(struct school *school, const char *zone, int64_t at,
                               icalproperty *make(struct icaltimetype))
{
    if (!zone || strcmp(zone, "UTC") == 0 || !is_plain(school, zone, at))
        return make(utc_time(at));
    icalproperty *property = make(wall_of(at + offset_of(school, zone, at)));
    if (property)
        icalproperty_add_parameter(property, icalparameter_new_tzid(zone));
    return property;
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

/* Why it is cancelled, whose it is, and where to read on: many programs show no URL. */
static void description_of(const struct lecture *lecture, const struct calendar_class *class, const char *url,
                           char text[static TEXT_SIZE])
{
    const char *reason = lecture->cancelled && lecture->cancel_reason ? lecture->cancel_reason : "";
    const char *section = class && class->section ? class->section : "";
    snprintf(text, TEXT_SIZE, "%s%s%s%s%s%s%s%s", reason, *reason ? "\n" : "", lecture->subject, *section ? " (" : "",
             section, *section ? ")" : "", *url ? "\n" : "", url);
}

static icalcomponent *event_of(struct school *school, const struct lecture *lecture, const struct calendar_class *class)
{
    char uid[UID_SIZE], summary[SUMMARY_SIZE], url[URL_SIZE] = "", text[TEXT_SIZE];
    const char *site = school_public_url(school), *zone = class ? class->timezone : NULL;
    snprintf(uid, sizeof(uid), "lecture-%lld-%lld@ams", (long long)lecture->id, (long long)lecture->created_at);
    if (*site)
        snprintf(url, sizeof(url), "%s/lecture/%lld", site, (long long)lecture->id);
    summary_of(lecture, summary);
    description_of(lecture, class, url, text);
    icalcomponent *event = icalcomponent_vanew(
        ICAL_VEVENT_COMPONENT, icalproperty_new_uid(uid), icalproperty_new_dtstamp(utc_time(lecture->updated_at)),
        icalproperty_new_created(utc_time(lecture->created_at)),
        icalproperty_new_lastmodified(utc_time(lecture->updated_at)), icalproperty_new_sequence((int)lecture->sequence),
        moment_of(school, zone, lecture->starts_at, icalproperty_new_dtstart),
        moment_of(school, zone, lecture->ends_at, icalproperty_new_dtend), icalproperty_new_summary(summary),
        icalproperty_new_description(text), icalproperty_new_categories(lecture->subject),
        icalproperty_new_status(lecture->cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED), (void *)0);
    if (event && lecture->room)
        icalcomponent_add_property(event, icalproperty_new_location(lecture->room));
    if (event && *url)
        icalcomponent_add_property(event, icalproperty_new_url(url));
    if (event && lecture->cancelled) // it takes up nobody's time
        icalcomponent_add_property(event, icalproperty_new_transp(ICAL_TRANSP_TRANSPARENT));
    return event;
}

/* ---- the calendar ---- */

static bool add_x(icalcomponent *calendar, const char *name, const char *value)
{
    icalproperty *property = icalproperty_new_x(value);
    if (!property)
        return false;
    icalproperty_set_x_name(property, name);
    icalcomponent_add_property(calendar, property);
    return true;
}

static bool head_add(icalcomponent *calendar, const char *name, const char *zone)
{
    struct icaldurationtype pause = icaldurationtype_from_int(CALENDAR_REFRESH_HOURS * 3600);
    icalproperty *refresh = icalproperty_new_refreshinterval(pause);
    if (!refresh)
        return false;
    // RFC 7986 gives it no default: without the type no program need read it.
    icalproperty_set_parameter_from_string(refresh, "VALUE", "DURATION");
    icalcomponent_add_property(calendar, refresh);
    return add_x(calendar, "X-PUBLISHED-TTL", icaldurationtype_as_ical_string(pause)) &&
           add_x(calendar, "X-WR-CALNAME", name) && (!zone || add_x(calendar, "X-WR-TIMEZONE", zone));
}

/* The zone of all classrooms; NULL: they have several, or there is none. */
static const char *only_zone(const struct calendar_classes *classes)
{
    for (size_t i = 1; i < classes->count; i++)
        if (strcmp(classes->classes[i].timezone, classes->classes[0].timezone) != 0)
            return NULL;
    return classes->count > 0 ? classes->classes[0].timezone : NULL;
}

enum fault calendar_text(struct school *school, const struct lecture_list *list, const struct calendar_classes *classes,
                         const char *name, struct arena *arena, const char **ret_text)
{
    enum fault fault = FAULT_INTERNAL;
    icalcomponent *calendar = icalcomponent_vanew(
        ICAL_VCALENDAR_COMPONENT, icalproperty_new_version("2.0"), icalproperty_new_prodid("-//AMS//Attendance//EN"),
        icalproperty_new_calscale("GREGORIAN"), icalproperty_new_method(ICAL_METHOD_PUBLISH), (void *)0);
    char *text = NULL;
    if (!calendar || !head_add(calendar, name, only_zone(classes)) || !zones_add(school, calendar, list, classes))
        goto done;
    for (size_t i = 0; i < list->count; i++) {
        const struct lecture *lecture = &list->lectures[i];
        icalcomponent *event = event_of(school, lecture, class_of(classes, lecture->class_id));
        if (!event)
            goto done;
        icalcomponent_add_component(calendar, event);
    }
    text = icalcomponent_as_ical_string_r(calendar);
    *ret_text = text ? arena_strdup(arena, text) : NULL;
    fault = *ret_text ? FAULT_NONE : FAULT_INTERNAL;

done:
    free(text);
    if (calendar)
        icalcomponent_free(calendar);
    return fault;
}
