/* SPDX-License-Identifier: MIT */
#include "school/imports/mapping/mapping_keep.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/imports/import_head.h"
#include "school/imports/import_work.h"
#include "school/imports/mapping/import_choice.h"
#include "school/imports/mapping/mapping_key.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"

enum { SAMPLE_BYTES = 96, CHOSEN_SIZE = IMPORT_FILE_COLUMNS_MAX * 20 };

static size_t lines_of(const char *text)
{
    size_t lines = 0;
    for (; *text; text++)
        lines += *text == '\n';
    return lines;
}

/* What fits of a text, on one line and not cut inside a character; answers its size. */
static size_t text_fit(const char *text, char *out, size_t size)
{
    size_t used = 0, length;
    for (; *text && (length = str_sequence(text, strlen(text))) > 0 && used + length < size; text += length) {
        memcpy(out + used, text, length);
        if (*text == '\n' || *text == '\t')
            out[used] = ' ';
        used += length;
    }
    out[used] = '\0';
    return used;
}

void mapping_sample(struct mapping_samples *samples, const char *cell)
{
    size_t used = strlen(samples->text);
    if (lines_of(samples->text) == IMPORT_SAMPLES_MAX || used + SAMPLE_BYTES + 2 > sizeof(samples->text))
        return;
    used += text_fit(cell, samples->text + used, SAMPLE_BYTES);
    samples->text[used] = '\n';
    samples->text[used + 1] = '\0';
}

struct keeping {
    struct import *import;
    const struct import_head *head;
    const struct mapping_samples *samples;
    const char *encoding;
    bool whole;
    int64_t now;
};

static enum import_how how_of(const struct import *import, const struct import_place *place, size_t i)
{
    bool chosen = import->choice.given && import->choice.columns[i] != IMPORT_GUESS;
    if (place->taken != IMPORT_NO_COLUMN)
        return HOW_TWICE;
    if (chosen)
        return import->choice.remembered ? HOW_REMEMBERED : HOW_CHOSEN;
    return place->column == IMPORT_NO_COLUMN ? HOW_UNKNOWN : place->guessed ? HOW_GUESSED : HOW_NAMED;
}

static enum fault column_write(struct db *db, const struct keeping *unit, int64_t place, const char *header,
                               const char *name, const char *how, const char *samples)
{
    return fault_of(db_exec(db,
                            "INSERT INTO job_columns (job_id, place, line, header, name, how, samples)"
                            " VALUES (?, ?, ?, ?, ?, ?, ?)",
                            DB_VALUES(I(unit->import->work->job_id), I(place), I((int64_t)unit->head->number),
                                      T(header), T(name), T(how), T(samples))));
}

static enum fault columns_write(struct db *db, const struct keeping *unit)
{
    const struct import *import = unit->import;
    const struct import_head *head = unit->head;
    enum fault fault =
        fault_of(db_exec(db, "DELETE FROM job_columns WHERE job_id = ?", DB_VALUES(I(import->work->job_id))));
    if (fault != FAULT_NONE)
        return fault;
    if (unit->encoding)
        fault = column_write(db, unit, MAPPING_ENCODING, unit->encoding, NULL, import_how_code(HOW_GUESSED), "");
    for (size_t i = 0; fault == FAULT_NONE && i < head->match.count; i++) {
        const struct import_place *place = &head->match.places[i];
        char header[JOB_HEADER_MAX + 1];
        const char *name = place->column == IMPORT_NO_COLUMN ? NULL : head->columns[place->column].name;
        text_fit(place->header, header, sizeof(header));
        fault = column_write(db, unit, (int64_t)i, header, name, import_how_code(how_of(import, place, i)),
                             unit->samples[i].text);
    }
    return fault;
}

/* "name,email,-": no column's name has a comma in it. */
static void chosen_text(const struct import_head *head, char ret_text[static CHOSEN_SIZE])
{
    size_t used = 0;
    ret_text[0] = '\0';
    for (size_t i = 0; i < head->match.count && used < CHOSEN_SIZE; i++) {
        int column = head->match.places[i].column;
        used += (size_t)snprintf(ret_text + used, CHOSEN_SIZE - used, "%s%s", i > 0 ? "," : "",
                                 column == IMPORT_NO_COLUMN ? "-" : head->columns[column].name);
    }
}

/* The longest unused go. */
static enum fault mappings_bound(struct db *db, const struct import *import)
{
    int64_t oldest;
    bool found = false;
    const struct db_value format = T(import->format->word), class_id = I(import->work->class_id);
    enum fault fault = row_one_int(db,
                                   "SELECT used_at FROM import_mappings WHERE format = ? AND class_id = ?"
                                   " ORDER BY used_at DESC LIMIT 1 OFFSET ?",
                                   DB_VALUES(format, class_id, I(IMPORT_MAPPINGS_MAX)), &found, &oldest);
    if (fault != FAULT_NONE || !found)
        return fault;
    return fault_of(db_exec(db, "DELETE FROM import_mappings WHERE format = ? AND class_id = ? AND used_at <= ?",
                            DB_VALUES(format, class_id, I(oldest))));
}

static enum fault mapping_write(struct db *db, const struct keeping *unit, const char *fingerprint)
{
    const struct import *import = unit->import;
    char chosen[CHOSEN_SIZE];
    const struct db_value format = T(import->format->word), class_id = I(import->work->class_id);
    chosen_text(unit->head, chosen);
    enum db_status status = db_exec(
        db, "UPDATE import_mappings SET chosen = ?, used_at = ? WHERE format = ? AND class_id = ? AND fingerprint = ?",
        DB_VALUES(T(chosen), I(unit->now), format, class_id, T(fingerprint)));
    if (status != DB_OK || db_changes(db) > 0)
        return fault_of(status);
    status = db_exec(db,
                     "INSERT INTO import_mappings (format, class_id, fingerprint, chosen, used_at)"
                     " VALUES (?, ?, ?, ?, ?)",
                     DB_VALUES(format, class_id, T(fingerprint), T(chosen), I(unit->now)));
    // Another dry run of such a file was first: again, as an update.
    return status == DB_CONFLICT ? FAULT_BUSY : status != DB_OK ? fault_of(status) : mappings_bound(db, import);
}

static enum fault mapping_forget(struct db *db, const struct import *import, const char *fingerprint)
{
    return fault_of(db_exec(db, "DELETE FROM import_mappings WHERE format = ? AND class_id = ? AND fingerprint = ?",
                            DB_VALUES(T(import->format->word), I(import->work->class_id), T(fingerprint))));
}

static enum fault keep_unit(struct db *db, void *context)
{
    const struct keeping *unit = context;
    const struct import_choice *choice = &unit->import->choice;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    enum fault fault = columns_write(db, unit);
    // A first row that is about somebody is no header, and nothing is kept of it.
    bool said = choice->given && unit->head->number != IMPORT_HEADER_NONE;
    if (fault != FAULT_NONE || !said || !mapping_fingerprint(unit->head, fingerprint))
        return fault;
    if (choice->remembered || (choice->remember && unit->whole))
        return mapping_write(db, unit, fingerprint);
    return choice->remember ? FAULT_NONE : mapping_forget(db, unit->import, fingerprint);
}

enum fault mapping_keep(struct import *import, const struct import_head *head, const struct mapping_samples *samples,
                        const char *encoding, bool whole)
{
    struct keeping unit = {import, head, samples, encoding, whole, school_now(import->work->school)};
    return job_write(import->work, import->work->done, keep_unit, &unit);
}
