/* SPDX-License-Identifier: MIT */
/* Comparing everybody who allows it, and keeping the counts. */
#include "school/faces/calibration_inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/face_rule.h"
#include "school/faces/identity_inside.h"
#include "school/faces/identity_template.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    PAGE_ROWS = 256,
    STEP_COMPARISONS = 2000000, // between two words of progress: well below a second
    DETAIL_SIZE = 100,
    NUMBER_SIZE = 21,
    TEXT_SIZE = 3 * TALLY_BINS * NUMBER_SIZE,
    RUN_ARENA_MAX = 1 << 20,
};

/* ---- reading those who allow it ---- */

struct reading {
    struct school *school;
    const char *model_id;
    struct calibration *calibration;
    struct face_template *page; // for one at a time
    int64_t agreed;             // all who allow it
    int64_t index, after;       // of the next row; the last id
    int64_t rows;               // of the last page
};

/* Of more than can be compared, every so manyth. */
static bool is_sampled(const struct reading *reading)
{
    int64_t most = CALIBRATION_PEOPLE_MAX, i = reading->index;
    return reading->agreed <= most || (i + 1) * most / reading->agreed > i * most / reading->agreed;
}

static enum fault read_page(struct reading *reading)
{
    struct row row;
    bool whole = true;
    CLOSES(store_reader_close) struct db *db = store_reader(reading->school->config.store);
    row_begin(&row, db, NULL,
              "SELECT t.user_id, " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS
              " WHERE t.model_id = ? AND t.user_id > ? AND " IDENTITY_COMPARED " ORDER BY t.user_id LIMIT ?",
              DB_VALUES(T(reading->model_id), I(reading->after), I(PAGE_ROWS)));
    for (reading->rows = 0; row_next(&row); reading->rows++, reading->index++) {
        struct sealed_template sealed;
        reading->after = row_int(&row, 0);
        template_of_row(&row, 1, &sealed);
        // Who enrols meanwhile may be one too many; one that cannot be opened is nobody's.
        if (!is_sampled(reading) || calibration_people(reading->calibration) == CALIBRATION_PEOPLE_MAX ||
            !sealed.found || !template_unseal(reading->school, reading->after, &sealed, reading->page))
            continue;
        size_t before = calibration_people(reading->calibration);
        enum face_reason reason = calibration_add(reading->calibration, reading->page);
        whole = whole && (reason != FACE_FAULT || before == calibration_people(reading->calibration));
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : whole ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault read_everybody(struct reading *reading)
{
    CLOSES(store_reader_close) struct db *db = store_reader(reading->school->config.store);
    enum fault fault = row_count(db, "SELECT COUNT(*) FROM templates t WHERE t.model_id = ? AND " IDENTITY_COMPARED,
                                 DB_VALUES(T(reading->model_id)), &reading->agreed);
    store_reader_close(&db);
    reading->rows = PAGE_ROWS;
    while (fault == FAULT_NONE && reading->rows == PAGE_ROWS)
        fault = read_page(reading);
    return fault;
}

/* ---- comparing ---- */

static enum fault compare(struct calibration *calibration, calibration_progress progress, void *context)
{
    size_t people = calibration_people(calibration), done = 0, total = 1;
    size_t step = STEP_COMPARISONS / people + 1;
    while (done < total) {
        if (!calibration_step(calibration, step, &done, &total))
            return FAULT_INTERNAL;
        enum fault fault = progress ? progress(context, (int64_t)done, (int64_t)total) : FAULT_NONE;
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

static enum fault count_with(struct reading *reading, calibration_progress progress, void *context, struct arena *arena,
                             struct calibration_counts *counts)
{
    enum fault fault = read_everybody(reading);
    counts->agreed = reading->agreed;
    counts->result.people = (int64_t)calibration_people(reading->calibration);
    if (fault != FAULT_NONE)
        return fault;
    if (counts->result.people < CALIBRATION_PEOPLE_MIN)
        return FAULT_NOT_FOUND;
    fault = compare(reading->calibration, progress, context);
    if (fault != FAULT_NONE)
        return fault;
    calibration_result(reading->calibration, &counts->result);
    // A sample's cohort is not the one of check-ins.
    counts->result.has_normalised = counts->result.has_normalised && counts->agreed <= CALIBRATION_PEOPLE_MAX;
    counts->raw = calibration_text(&counts->result.raw, arena);
    counts->normalised = counts->result.has_normalised ? calibration_text(&counts->result.normalised, arena) : NULL;
    return counts->raw && (counts->normalised || !counts->result.has_normalised) ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault calibration_count(struct school *school, calibration_progress progress, void *context, struct arena *arena,
                             struct calibration_counts *ret_counts)
{
    const struct face_models *models = face_rule_models(school);
    struct reading reading = {.school = school};
    enum fault fault = FAULT_INTERNAL;
    *ret_counts = (struct calibration_counts){.school = school};
    if (!models || !school->config.key)
        return FAULT_INTERNAL;
    reading.model_id = face_models_id(models);
    reading.calibration = calibration_open(reading.model_id, cohort_certain(models));
    reading.page = template_page_open();
    if (reading.calibration && reading.page)
        fault = count_with(&reading, progress, context, arena, ret_counts);
    calibration_close(reading.calibration);
    template_page_close(reading.page);
    return fault;
}

/* ---- keeping ---- */

char *calibration_text(const struct tally *tally, struct arena *arena)
{
    const int64_t *const lines[] = {tally->counts, tally->squares, tally->touched};
    char *text = arena_alloc(arena, TEXT_SIZE);
    size_t used = 0;
    for (size_t line = 0; text && line < ARRAY_LENGTH(lines); line++)
        for (int bin = 0; bin < TALLY_BINS; bin++)
            used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%" PRId64 "%c", lines[line][bin],
                                     bin + 1 < TALLY_BINS ? ' ' : '\n');
    return text;
}

bool calibration_of_text(const char *text, struct tally_scale scale, int64_t people, struct tally *ret_tally)
{
    struct tally tally = {.scale = scale, .people = people};
    int64_t *const lines[] = {tally.counts, tally.squares, tally.touched};
    for (size_t line = 0; line < ARRAY_LENGTH(lines); line++)
        for (int bin = 0; bin < TALLY_BINS; bin++) {
            char *end;
            if (*text < '0' || *text > '9')
                return false;
            lines[line][bin] = strtoll(text, &end, 10);
            if (*end != (bin + 1 < TALLY_BINS ? ' ' : '\n'))
                return false;
            text = end + 1;
        }
    for (int bin = 0; bin < TALLY_BINS; bin++)
        tally.pairs += tally.counts[bin];
    if (*text != '\0')
        return false;
    *ret_tally = tally;
    return true;
}

enum fault calibration_keep(struct db *db, void *context)
{
    const struct calibration_counts *unit = context;
    const struct calibration_result *result = &unit->result;
    int64_t now = school_now(unit->school), id = 0;
    char detail[DETAIL_SIZE];
    enum db_status status = db_exec(db, "DELETE FROM face_calibrations", DB_NO_VALUES);
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = row_insert(
        db,
        "INSERT INTO face_calibrations (model_id, made_at, agreed, people, pairs, doubles, raw, normalised)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(T(face_models_id(face_rule_models(unit->school))), I(now), I(unit->agreed), I(result->people),
                  I(result->raw.pairs), I(result->doubles), T(unit->raw), T(unit->normalised)),
        &id);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(detail, sizeof(detail), "%lld people, %lld pairs", (long long)result->people,
             (long long)result->raw.pairs);
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = unit->actor_id,
                                .action = "face_calibrated",
                                .subject_type = "school",
                                .detail = detail,
                            });
}

enum fault calibration_run(struct school *school, calibration_progress progress, void *context, int64_t *ret_people)
{
    CLOSES(arena_release) struct arena arena = arena_of(RUN_ARENA_MAX);
    struct calibration_counts *counts = calloc(1, sizeof(*counts));
    if (!counts)
        return FAULT_INTERNAL;
    enum fault fault = calibration_count(school, progress, context, &arena, counts);
    *ret_people = counts->result.people;
    fault = fault != FAULT_NONE ? fault : school_change(school, calibration_keep, counts);
    free(counts);
    return fault;
}
