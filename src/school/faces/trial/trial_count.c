/* SPDX-License-Identifier: MIT */
/* Counting a trial: all of it is opened in locked memory, counted, and ended. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret_pages.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/trial/trial_run_inside.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 100, SMALL_SIZE = TRIAL_GROUPS_MAX * (TRIAL_NAME_SIZE + 1) };

/* What is read now. */
struct reading {
    struct trial_count *count;
    struct trial *trial;
    struct own_key own;
    struct face_template *page;
    int64_t ids[TRIAL_VOLUNTEERS_MAX]; // of the people, ascending
    size_t people;
};

/* ---- reading ---- */

static bool choose_groups(struct trial_division *division, size_t person, const char *lines)
{
    char name[TRIAL_NAME_SIZE];
    const char *line;
    size_t size;
    while (trial_next_line(&lines, &line, &size)) {
        snprintf(name, sizeof(name), "%.*s", (int)size, line);
        struct trial_group *group = trial_division_group(division, name);
        if (!group)
            return false;
        group->inside[person] = true;
        group->size++;
    }
    return true;
}

/* Who was never before the camera is not counted. */
static enum fault read_people(struct reading *reading, struct db *db)
{
    struct row row;
    const struct trial_row_kept *kept = &reading->count->kept;
    reading->count->division.people = TRIAL_VOLUNTEERS_MAX; // room for
    row_begin(&row, db, NULL,
              "SELECT v.id, v.chosen, v.sealed FROM trial_volunteers v WHERE v.trial_id = ? AND (v.tried = 1 OR EXISTS"
              " (SELECT 1 FROM trial_bursts b WHERE b.volunteer_id = v.id)) ORDER BY v.id LIMIT ?",
              DB_VALUES(I(kept->id), I(TRIAL_VOLUNTEERS_MAX)));
    while (row_next(&row)) {
        size_t size;
        const void *sealed = db_blob(&row.rows, 2, &size);
        int64_t id = row_int(&row, 0);
        bool open = trial_unseal(&reading->own, id, kept->model_id, sealed, size, reading->page);
        if (!choose_groups(&reading->count->division, reading->people, db_text(&row.rows, 1)) ||
            !trial_add_person(reading->trial, open ? reading->page : NULL))
            row.full = true;
        reading->ids[reading->people++] = id;
    }
    reading->count->division.people = reading->people;
    return row_end(&row);
}

static bool find_person(const struct reading *reading, int64_t id, size_t *ret_person)
{
    for (size_t i = 0; i < reading->people; i++)
        if (reading->ids[i] == id) {
            *ret_person = i;
            return true;
        }
    return false;
}

static bool add_burst(struct reading *reading, struct row *row, size_t person)
{
    struct trial_attempt attempt = {
        .person = person,
        .species = TRIAL_GENUINE,
        .look = row_int(row, 2) == TRIAL_TURN ? TRIAL_TURN : TRIAL_QUICK,
        .enrolled = row_int(row, 3) != 0,
        .acquired = row_int(row, 4) != 0,
        .live = row_int(row, 5) != 0,
        .compared = row_int(row, 6) != 0,
        .matched = row_int(row, 7) != 0,
    };
    size_t size;
    const char *species = db_text(&row->rows, 1);
    const void *sealed = db_blob(&row->rows, 8, &size);
    if (species && !trial_division_species(&reading->count->division, species, &attempt.species))
        return false;
    bool open =
        trial_unseal(&reading->own, reading->ids[person], reading->count->kept.model_id, sealed, size, reading->page);
    return trial_add_attempt(reading->trial, &attempt, open ? reading->page : NULL);
}

static enum fault read_bursts(struct reading *reading, struct db *db)
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT volunteer_id, species, look, enrolled, acquired, live, compared, matched, sealed FROM"
              " trial_bursts WHERE trial_id = ? ORDER BY id LIMIT ?",
              DB_VALUES(I(reading->count->kept.id), I(TRIAL_BURSTS_MAX)));
    while (row_next(&row)) {
        size_t person;
        if (find_person(reading, row_int(&row, 0), &person) && !add_burst(reading, &row, person))
            row.full = true;
    }
    return row_end(&row);
}

static enum fault read_all(struct reading *reading)
{
    struct school *school = reading->count->school;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = trial_kept_read(db, &reading->count->kept);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_key_read(school, db, KEY_OF_TRIAL, &reading->own);
    if (fault != FAULT_NONE)
        return fault;
    reading->trial = trial_open(reading->count->kept.threshold);
    if (!reading->trial)
        return FAULT_INTERNAL;
    fault = read_people(reading, db);
    return fault != FAULT_NONE ? fault : read_bursts(reading, db);
}

static enum fault read_and_count(struct reading *reading)
{
    struct trial_count *count = reading->count;
    enum fault fault = read_all(reading);
    if (fault != FAULT_NONE)
        return fault;
    return trial_report_make(&count->report, &count->division, reading->trial) ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault trial_count(struct school *school, struct trial_count *ret_count)
{
    struct trial_count *count = ret_count;
    struct reading reading = {.count = count, .page = template_page_open()};
    *count = (struct trial_count){.school = school};
    enum fault fault = reading.page && school->config.key ? read_and_count(&reading) : FAULT_INTERNAL;
    trial_close(reading.trial);
    own_key_wipe(&reading.own);
    template_page_close(reading.page);
    return fault;
}

void trial_count_release(struct trial_count *count)
{
    trial_report_release(&count->report);
    trial_division_release(&count->division);
}

/* ---- keeping ---- */

static struct db_value number_or_null(double value)
{
    return isnan(value) ? N() : R(value);
}

static enum fault keep_figure(struct db *db, const struct trial_count *count, const struct trial_row *row)
{
    const struct trial_group *group = row->group >= 0 ? &count->division.groups[row->group] : NULL;
    struct interval interval = row->kind == TRIAL_FMR ? row->by_people : row->interval;
    return fault_of(db_exec(
        db,
        "INSERT INTO trial_figures (trial_id, chosen, chosen_size, mirrored, figure, look, species, errors, trials, "
        "low,"
        " high, highest, rest_errors, rest_trials, p, corrected) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?,"
        " ?)",
        DB_VALUES(I(count->kept.id), T(group ? group->name : NULL), I(group ? (int64_t)group->size : 0),
                  I(group && count->report.mirrored[row->group]), I(row->kind), I(row->look),
                  T(row->species == TRIAL_NO_SPECIES ? NULL : count->division.species[row->species]), I(row->errors),
                  I(row->trials), R(interval.low), R(interval.high), I(row->highest), I(row->rest_errors),
                  I(row->rest_trials), number_or_null(row->p), number_or_null(row->corrected))));
}

static enum fault drop_last(struct db *db)
{
    enum db_status status = db_exec(db, "DELETE FROM trial_figures", DB_NO_VALUES);
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM trials WHERE counted_at IS NOT NULL", DB_NO_VALUES);
    return fault_of(status);
}

static enum fault keep_trial(struct db *db, const struct trial_count *count, int64_t now)
{
    char small[SMALL_SIZE] = "";
    size_t used = 0;
    for (size_t g = 0; g < count->division.group_count; g++)
        if (!count->report.shown[g])
            used += (size_t)snprintf(small + used, sizeof(small) - used, "%s%s", used > 0 ? "\n" : "",
                                     count->division.groups[g].name);
    return fault_of(db_exec(db,
                            "UPDATE trials SET counted_at = ?, people = ?, comparisons = ?, too_small = ? WHERE id = ?",
                            DB_VALUES(I(now), I((int64_t)count->division.people), I((int64_t)count->report.comparisons),
                                      T(small), I(count->kept.id))));
}

enum fault trial_count_keep(struct db *db, void *context)
{
    const struct trial_count *count = context;
    struct trial_row_kept kept;
    char detail[DETAIL_SIZE];
    int64_t now = school_now(count->school);
    enum fault fault = trial_kept_read(db, &kept);
    if (fault == FAULT_NOT_FOUND || (fault == FAULT_NONE && kept.id != count->kept.id))
        return FAULT_CHANGED_MEANWHILE;
    if (fault != FAULT_NONE)
        return fault;
    fault = drop_last(db);
    for (size_t i = 0; fault == FAULT_NONE && i < count->report.row_count; i++)
        fault = keep_figure(db, count, &count->report.rows[i]);
    if (fault != FAULT_NONE)
        return fault;
    fault = keep_trial(db, count, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = trial_forget(db, kept.id);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "%zu people", count->division.people);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = count->actor_id,
                                .action = "trial_counted",
                                .subject_type = "school",
                                .detail = detail,
                            });
}
