/* SPDX-License-Identifier: MIT */
#include "school/faces/identity_gallery.h"

#include <math.h>
#include <stdlib.h>

#include "crypto/secret.h"
#include "face/engine.h"
#include "face/face.h"
#include "face/gallery/gallery.h"
#include "face/gallery/gallery_inside.h"
#include "face/pool.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/face_rule.h"
#include "school/faces/flag.h"
#include "school/faces/flag_inside.h"
#include "school/faces/identity_inside.h"
#include "school/faces/identity_template.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    PAGE_ROWS = 256,
    OVERLAP_MS = SCHOOL_MINUTE_MS, // rows as old as this are read again: clocks differ, commits take time
    COHORT_STALE_MS = 10 * SCHOOL_SECOND_MS,
};

/*
 * How often a stranger may be flagged, in shares of enrolments: a look-alike costs two students six digits at each
 * check-in, a duplicate is an accusation. gallery_threshold() makes thresholds of them that rise with the number of
 * faces; the look-alike's starts at the 1:1 threshold for FMR 1e-3, the duplicate's at the one for check-ins.
 */
static const double LOOK_ALIKE_FPIR = 0.05;
static const double DUPLICATE_FPIR = 0.001;

struct identity_gallery {
    pthread_mutex_t turn; // guards the rest
    struct gallery *faces;
    struct face_template *page; // for one at a time
    int64_t read_at;            // when rows were last read
    int64_t unreadable;         // rows that no key of ours opens, at the last reading of all
    bool doubtful;              // all must be read again
};

/* Reads the rows changed since `since` into the gallery. A row that cannot be opened is left out. */
static enum fault read_page(struct school *school, struct db *db, int64_t since, int64_t *after, int64_t *ret_rows)
{
    struct identity_gallery *gallery = school->gallery;
    struct row row;
    bool whole = true;
    int64_t rows = 0;
    row_begin(&row, db, NULL,
              "SELECT t.user_id, " TEMPLATE_COLUMNS " FROM templates t" TEMPLATE_KEYS
              " WHERE t.model_id = ? AND t.updated_at >= ?"
              " AND t.user_id > ? AND " IDENTITY_COMPARED " ORDER BY t.user_id LIMIT ?",
              DB_VALUES(T(school->config.face_model_id), I(since), I(*after), I(PAGE_ROWS)));
    while (row_next(&row)) {
        struct sealed_template sealed;
        int64_t user_id = row_int(&row, 0);
        template_of_row(&row, 1, &sealed);
        gallery_remove(gallery->faces, user_id);
        if (sealed.found && template_unseal(school, user_id, &sealed, gallery->page)) {
            // A sealed template that is no unit vector is as unreadable as one that does not open.
            enum face_reason reason = gallery_add(gallery->faces, user_id, gallery->page);
            whole &= reason != FACE_FAULT || gallery_count(gallery->faces) < GALLERY_TEMPLATES_MAX;
            gallery->unreadable += reason != FACE_OK;
        } else {
            gallery->unreadable++;
        }
        *after = user_id;
        rows++;
    }
    secret_wipe(gallery->page, sizeof(*gallery->page));
    *ret_rows = rows;
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : whole ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault read_since(struct school *school, struct db *db, int64_t since)
{
    int64_t after = 0, rows = PAGE_ROWS;
    enum fault fault = FAULT_NONE;
    while (fault == FAULT_NONE && rows == PAGE_ROWS)
        fault = read_page(school, db, since, &after, &rows);
    return fault;
}

static enum fault read_all(struct school *school, struct db *db)
{
    struct identity_gallery *gallery = school->gallery;
    gallery->doubtful = true; // until it is done
    gallery->unreadable = 0;
    gallery_clear(gallery->faces);
    enum fault fault = read_since(school, db, 0);
    gallery->doubtful = fault != FAULT_NONE;
    return fault;
}

/* Takes up what has changed; `doubtful` afterwards when that does not make up what is stored. */
static enum fault read_changes(struct school *school, struct db *db)
{
    struct identity_gallery *gallery = school->gallery;
    int64_t unreadable = gallery->unreadable, stored = 0;
    gallery->doubtful = true; // until it is done
    enum fault fault = read_since(school, db, gallery->read_at - OVERLAP_MS);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM templates t WHERE t.model_id = ? AND " IDENTITY_COMPARED,
                      DB_VALUES(T(school->config.face_model_id)), &stored);
    if (fault != FAULT_NONE)
        return fault;
    gallery->doubtful =
        gallery->unreadable != unreadable || stored != (int64_t)gallery_count(gallery->faces) + unreadable;
    return FAULT_NONE;
}

static enum fault refresh(struct school *school)
{
    struct identity_gallery *gallery = school->gallery;
    int64_t now = school_now(school);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = gallery->doubtful ? FAULT_NONE : read_changes(school, db);
    if (fault != FAULT_NONE)
        return fault;
    if (gallery->doubtful)
        fault = read_all(school, db);
    if (fault != FAULT_NONE)
        return fault;
    gallery->read_at = now;
    return FAULT_NONE;
}

struct identity_gallery *identity_gallery_open(struct school *school)
{
    struct identity_gallery *gallery = calloc(1, sizeof(*gallery));
    if (!gallery)
        return NULL;
    pthread_mutex_init(&gallery->turn, NULL);
    gallery->doubtful = true;
    gallery->page = template_page_open();
    gallery->faces = gallery_open(school->config.face_model_id, 1);
    school->gallery = gallery;
    if (gallery->page && gallery->faces && refresh(school) == FAULT_NONE)
        return gallery;
    school->gallery = NULL;
    identity_gallery_close(gallery);
    return NULL;
}

void identity_gallery_close(struct identity_gallery *gallery)
{
    if (!gallery)
        return;
    gallery_close(gallery->faces);
    template_page_close(gallery->page);
    pthread_mutex_destroy(&gallery->turn);
    free(gallery);
}

struct identity_gallery *identity_gallery_enter(struct identity_gallery *gallery)
{
    if (gallery)
        pthread_mutex_lock(&gallery->turn);
    return gallery;
}

void identity_gallery_leave(struct identity_gallery **gallery)
{
    if (*gallery)
        pthread_mutex_unlock(&(*gallery)->turn);
}

static enum fault rule_read(struct school *school, struct face_rule *ret_rule)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return face_rule_read(school, db, ret_rule);
}

enum fault identity_gallery_match(struct school *school, int64_t user_id, const struct face_template *template,
                                  struct flag_match matches[static IDENTITY_MATCHES_MAX], size_t *ret_count)
{
    struct identity_gallery *gallery = school->gallery;
    const struct face_models *models = face_pool_models(school->config.faces);
    struct gallery_match found[IDENTITY_MATCHES_MAX + 1]; // the user's own old face may be among them
    size_t found_count = 0, count = 0;
    struct face_rule rule;
    enum fault fault = refresh(school);
    if (fault != FAULT_NONE)
        return fault;
    fault = rule_read(school, &rule);
    if (fault != FAULT_NONE)
        return fault;
    size_t size = gallery_count(gallery->faces);
    float duplicate = fmaxf(gallery_threshold(models, size, DUPLICATE_FPIR), rule.threshold);
    const struct gallery_wanted wanted = {IDENTITY_MATCHES_MAX + 1,
                                          fminf(gallery_threshold(models, size, LOOK_ALIKE_FPIR), duplicate)};
    if (gallery_search(gallery->faces, template, 1, wanted, found, &found_count) != FACE_OK)
        return FAULT_INTERNAL;
    for (size_t i = 0; i < found_count && count < IDENTITY_MATCHES_MAX; i++)
        if (found[i].owner != user_id)
            matches[count++] = (struct flag_match){found[i].owner,
                                                   found[i].score >= duplicate ? FLAG_DUPLICATE_FACE : FLAG_LOOK_ALIKE};
    secret_wipe(found, sizeof(found));
    *ret_count = count;
    return FAULT_NONE;
}

enum fault identity_gallery_cohorts(struct school *school, int64_t user_id, const struct face_template *const both[2],
                                    struct cohort ret_cohorts[static 2], bool *ret_whole)
{
    *ret_whole = false;
    if (!school->gallery)
        return FAULT_INTERNAL;
    CLOSES(identity_gallery_leave) struct identity_gallery *gallery = identity_gallery_enter(school->gallery);
    float certain = cohort_certain(face_pool_models(school->config.faces));
    // Changes that other servers have made since matter little here: a cohort is many people.
    bool stale = gallery->doubtful || school_now(school) - gallery->read_at > COHORT_STALE_MS;
    enum fault fault = stale ? refresh(school) : FAULT_NONE;
    if (fault != FAULT_NONE || gallery_count(gallery->faces) < COHORT_PEOPLE_MIN)
        return fault;
    bool whole = true;
    for (size_t i = 0; whole && i < 2; i++)
        whole = cohort_search(gallery->faces, both[i], user_id, certain, &ret_cohorts[i]);
    *ret_whole = whole;
    return FAULT_NONE;
}

void identity_gallery_set(struct identity_gallery *gallery, int64_t user_id, const struct face_template *template,
                          enum fault fault)
{
    if (!gallery)
        return;
    if (fault != FAULT_NONE) {
        gallery->doubtful = true;
        return;
    }
    gallery_remove(gallery->faces, user_id);
    if (template && gallery_add(gallery->faces, user_id, template) != FACE_OK)
        gallery->doubtful = true;
}
