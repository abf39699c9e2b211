/* SPDX-License-Identifier: MIT */
/* A trial's beginning, end and volunteers. */
#include "school/faces/trial/trial_run_inside.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/faces/face_rule.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { DETAIL_SIZE = 100, ASSOCIATED_SIZE = 40 };

/* ---- rows and seals ---- */

enum fault trial_kept_read(struct db *db, struct trial_row_kept *ret_kept)
{
    struct row row;
    struct trial_row_kept kept = {0};
    row_begin(&row, db, NULL,
              "SELECT id, started_at, ends_at, model_id, threshold FROM trials WHERE counted_at IS NULL", DB_NO_VALUES);
    while (row_next(&row)) {
        kept.id = row_int(&row, 0);
        kept.started_at = row_int(&row, 1);
        kept.ends_at = row_int(&row, 2);
        if (!str_copy(kept.model_id, sizeof(kept.model_id), db_text(&row.rows, 3)))
            row.full = true;
        kept.threshold = (float)db_real(&row.rows, 4);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_kept = kept;
    return kept.id != 0 ? FAULT_NONE : FAULT_NOT_FOUND;
}

static void associated_text(int64_t volunteer_id, char text[static ASSOCIATED_SIZE])
{
    snprintf(text, ASSOCIATED_SIZE, "trial:%lld", (long long)volunteer_id);
}

void trial_seal(const struct own_key *own, int64_t volunteer_id, const struct face_template *face,
                uint8_t sealed[static SEALED_BYTES])
{
    char associated[ASSOCIATED_SIZE];
    associated_text(volunteer_id, associated);
    own_key_seal(own, associated, (const uint8_t *)face->values, TEMPLATE_BYTES, sealed);
}

bool trial_unseal(const struct own_key *own, int64_t volunteer_id, const char *model_id, const void *sealed,
                  size_t size, struct face_template *ret_face)
{
    char associated[ASSOCIATED_SIZE];
    associated_text(volunteer_id, associated);
    return sealed && size == SEALED_BYTES && str_copy(ret_face->model_id, sizeof(ret_face->model_id), model_id) &&
           own_key_unseal(own, associated, sealed, size, (uint8_t *)ret_face->values);
}

enum fault trial_forget(struct db *db, int64_t trial_id)
{
    enum db_status status = db_exec(db, "DELETE FROM trial_bursts WHERE trial_id = ?", DB_VALUES(I(trial_id)));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM trial_volunteers WHERE trial_id = ?", DB_VALUES(I(trial_id)));
    return status == DB_OK ? key_end(db, KEY_OF_TRIAL) : fault_of(status);
}

static enum fault audit(struct db *db, int64_t actor_id, int64_t now, const char *action, const char *detail)
{
    return audit_append(db, &(struct audit_entry){
                                .at = now,
                                .actor_id = actor_id,
                                .action = action,
                                .subject_type = "school",
                                .detail = detail,
                            });
}

/* ---- reading ---- */

bool trial_next_line(const char **text, const char **ret_line, size_t *ret_size)
{
    if (!*text || **text == '\0')
        return false;
    *ret_line = *text;
    *ret_size = strcspn(*text, "\n");
    *text += *ret_size + ((*text)[*ret_size] == '\n');
    return true;
}

/* Lines as a list in the arena. */
static void split_lines(struct row *row, const char *text, const char ***ret_lines, size_t *ret_count)
{
    const char *line;
    size_t size;
    *ret_lines = NULL;
    for (*ret_count = 0; trial_next_line(&text, &line, &size);) {
        *ret_lines = row_list(row, *ret_lines, *ret_count, sizeof(**ret_lines));
        const char *kept = *ret_lines ? arena_strndup(row->arena, line, size) : NULL;
        if (!kept) {
            row->full = true;
            return;
        }
        (*ret_lines)[(*ret_count)++] = kept;
    }
}

#define VOLUNTEER_COLUMNS                                                                                              \
    "v.id, v.word, v.chosen, v.tried, v.sealed IS NOT NULL,"                                                           \
    " (SELECT COUNT(*) FROM trial_bursts b WHERE b.volunteer_id = v.id AND b.species IS NULL AND b.look = 0),"         \
    " (SELECT COUNT(*) FROM trial_bursts b WHERE b.volunteer_id = v.id AND b.species IS NULL AND b.look = 1),"         \
    " (SELECT COUNT(*) FROM trial_bursts b WHERE b.volunteer_id = v.id AND b.species IS NOT NULL AND b.look = 0)"

static void volunteer_of_row(struct row *row, struct trial_volunteer *ret_volunteer)
{
    struct trial_volunteer volunteer = {
        .id = row_int(row, 0),
        .word = row_text(row, 1),
        .tried = row_int(row, 3) != 0,
        .enrolled = row_int(row, 4) != 0,
        .looks = row_int(row, 5),
        .turns = row_int(row, 6),
        .attacks = row_int(row, 7),
    };
    split_lines(row, db_text(&row->rows, 2), &volunteer.groups, &volunteer.group_count);
    *ret_volunteer = volunteer;
}

static enum fault volunteers_read(struct db *db, int64_t trial_id, struct arena *arena, struct trial_view *view)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT " VOLUNTEER_COLUMNS " FROM trial_volunteers v WHERE v.trial_id = ? ORDER BY v.id DESC",
              DB_VALUES(I(trial_id)));
    while (row_next(&row)) {
        view->volunteers = row_list(&row, view->volunteers, view->volunteer_count, sizeof(*view->volunteers));
        if (view->volunteers)
            volunteer_of_row(&row, &view->volunteers[view->volunteer_count++]);
    }
    return row_end(&row);
}

static void figure_of_row(struct row *row, struct trial_figure *ret_figure)
{
    *ret_figure = (struct trial_figure){
        .group = row_text(row, 0),
        .group_size = row_int(row, 1),
        .mirrored = row_int(row, 2) != 0,
        .kind = (enum trial_kind)row_int(row, 3),
        .look = (enum trial_look)row_int(row, 4),
        .species = row_text(row, 5),
        .errors = row_int(row, 6),
        .trials = row_int(row, 7),
        .interval = {db_real(&row->rows, 8), db_real(&row->rows, 9)},
        .highest = row_int(row, 10) != 0,
        .rest_errors = row_int(row, 11),
        .rest_trials = row_int(row, 12),
        .is_compared = !db_is_null(&row->rows, 13),
        .p = db_real(&row->rows, 13),
        .corrected = db_real(&row->rows, 14),
    };
    ret_figure->differs = ret_figure->is_compared && trial_is_real(ret_figure->corrected);
}

static enum fault figures_read(struct db *db, int64_t trial_id, struct arena *arena, struct trial_view *view)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT chosen, chosen_size, mirrored, figure, look, species, errors, trials, low, high, highest,"
              " rest_errors, rest_trials, p, corrected FROM trial_figures WHERE trial_id = ? ORDER BY id",
              DB_VALUES(I(trial_id)));
    while (row_next(&row)) {
        view->figures = row_list(&row, view->figures, view->figure_count, sizeof(*view->figures));
        bool known = row_int(&row, 3) < TRIAL_KINDS && row_int(&row, 4) < TRIAL_LOOKS;
        if (view->figures && known)
            figure_of_row(&row, &view->figures[view->figure_count++]);
    }
    return row_end(&row);
}

static enum fault last_read(struct db *db, struct arena *arena, struct trial_view *view)
{
    struct row row;
    int64_t id = 0;
    row_begin(&row, db, arena,
              "SELECT id, counted_at, people, comparisons, threshold, too_small FROM trials WHERE counted_at IS NOT"
              " NULL ORDER BY id DESC LIMIT 1",
              DB_NO_VALUES);
    while (row_next(&row)) {
        id = row_int(&row, 0);
        view->counted_at = row_int(&row, 1);
        view->people = row_int(&row, 2);
        view->comparisons = row_int(&row, 3);
        view->counted_threshold = db_real(&row.rows, 4);
        split_lines(&row, db_text(&row.rows, 5), &view->too_small, &view->too_small_count);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE || id == 0 ? fault : figures_read(db, id, arena, view);
}

static enum fault view_read(struct school *school, struct db *db, struct arena *arena, struct trial_view *ret_view)
{
    struct trial_view view = {0};
    struct trial_row_kept kept;
    struct face_rule rule;
    enum fault fault = face_rule_read(school, db, &rule);
    if (fault != FAULT_NONE)
        return fault;
    view.threshold = (double)rule.threshold;
    fault = trial_kept_read(db, &kept);
    if (fault == FAULT_NONE) {
        view.runs = true;
        view.started_at = kept.started_at;
        view.ends_at = kept.ends_at;
        view.own_threshold = (double)kept.threshold;
        view.outdated = strcmp(kept.model_id, face_models_id(face_rule_models(school))) != 0;
        fault = volunteers_read(db, kept.id, arena, &view);
    }
    if (fault != FAULT_NONE && fault != FAULT_NOT_FOUND)
        return fault;
    fault = last_read(db, arena, &view);
    if (fault == FAULT_NONE)
        *ret_view = view;
    return fault;
}

enum fault trial_get(struct school *school, const struct actor *actor, struct arena *arena, struct trial_view *ret_view)
{
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return view_read(school, db, arena, ret_view);
}

/* ---- beginning and ending ---- */

struct change {
    struct school *school;
    const struct actor *actor;
    int64_t now, volunteer_id;
    const char *word, *groups; // of a volunteer who is added
};

static enum fault start(struct db *db, void *context)
{
    struct change *unit = context;
    struct trial_row_kept kept;
    struct face_rule rule;
    char detail[DETAIL_SIZE];
    int64_t id;
    CLOSES(own_key_wipe) struct own_key own = {0};
    enum fault fault = face_rule_read(unit->school, db, &rule);
    if (fault != FAULT_NONE)
        return fault;
    fault = trial_kept_read(db, &kept);
    if (fault != FAULT_NOT_FOUND)
        return fault == FAULT_NONE ? FAULT_TRIAL_RUNS : fault;
    fault = row_insert(
        db,
        "INSERT INTO trials (started_at, ends_at, model_id, threshold, people, comparisons, too_small) VALUES"
        " (?, ?, ?, ?, 0, 0, '') RETURNING id",
        DB_VALUES(I(unit->now), I(unit->now + TRIAL_DAYS * (int64_t)SCHOOL_DAY_MS),
                  T(face_models_id(face_rule_models(unit->school))), R((double)rule.threshold)),
        &id);
    if (fault != FAULT_NONE)
        return fault;
    fault = person_key_make(unit->school, db, KEY_OF_TRIAL, unit->now, &own);
    snprintf(detail, sizeof(detail), "from %.3f", (double)rule.threshold);
    return fault != FAULT_NONE ? fault : audit(db, unit->actor->user_id, unit->now, "trial_started", detail);
}

enum fault trial_start(struct school *school, const struct actor *actor, struct arena *arena,
                       struct trial_view *ret_view)
{
    struct change unit = {.school = school, .actor = actor, .now = school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    if (!school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = school_change(school, start, &unit);
    return fault != FAULT_NONE ? fault : trial_get(school, actor, arena, ret_view);
}

static enum fault end_uncounted(struct db *db, const struct trial_row_kept *kept)
{
    enum fault fault = trial_forget(db, kept->id);
    return fault != FAULT_NONE ? fault
                               : fault_of(db_exec(db, "DELETE FROM trials WHERE id = ?", DB_VALUES(I(kept->id))));
}

static enum fault discard(struct db *db, void *context)
{
    const struct change *unit = context;
    struct trial_row_kept kept;
    enum fault fault = trial_kept_read(db, &kept);
    if (fault != FAULT_NONE)
        return fault == FAULT_NOT_FOUND ? FAULT_NONE : fault;
    fault = end_uncounted(db, &kept);
    return fault != FAULT_NONE ? fault : audit(db, unit->actor->user_id, unit->now, "trial_discarded", NULL);
}

enum fault trial_discard(struct school *school, const struct actor *actor)
{
    struct change unit = {.school = school, .actor = actor, .now = school_now(school)};
    return actor->role == ROLE_ADMINISTRATOR ? school_change(school, discard, &unit) : FAULT_NOT_ALLOWED;
}

enum fault trial_sweep(struct db *db, int64_t now)
{
    struct trial_row_kept kept;
    enum fault fault = trial_kept_read(db, &kept);
    if (fault != FAULT_NONE || kept.ends_at > now)
        return fault == FAULT_NOT_FOUND ? FAULT_NONE : fault;
    fault = end_uncounted(db, &kept);
    return fault != FAULT_NONE ? fault : audit(db, 0, now, "trial_discarded", "its days were over");
}

/* ---- volunteers ---- */

static enum fault add(struct db *db, void *context)
{
    struct change *unit = context;
    struct trial_row_kept kept;
    int64_t count;
    enum fault fault = trial_kept_read(db, &kept);
    if (fault != FAULT_NONE)
        return fault == FAULT_NOT_FOUND ? FAULT_TRIAL_NONE : fault;
    fault = row_count(db, "SELECT COUNT(*) FROM trial_volunteers WHERE trial_id = ?", DB_VALUES(I(kept.id)), &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= TRIAL_VOLUNTEERS_MAX)
        return FAULT_TOO_MANY_THINGS;
    return row_insert(db,
                      "INSERT INTO trial_volunteers (trial_id, word, chosen, tried) VALUES (?, ?, ?, 0) RETURNING id",
                      DB_VALUES(I(kept.id), T(unit->word), T(unit->groups)), &unit->volunteer_id);
}

/* The groups as lines, each once. */
static enum fault join_groups(const struct trial_volunteer_request *request, struct arena *arena, const char **ret_text)
{
    const char *clean[TRIAL_GROUPS_CHOSEN], *text = "";
    size_t count = 0;
    if (request->group_count > TRIAL_GROUPS_CHOSEN)
        return FAULT_TEXT_INVALID;
    for (size_t i = 0; text && i < request->group_count; i++) {
        bool there = false;
        enum fault fault = text_clean(request->groups[i], TRIAL_WORD_MAX, false, false, arena, &clean[count]);
        if (fault != FAULT_NONE)
            return fault;
        for (size_t before = 0; before < count; before++)
            there = there || strcmp(clean[before], clean[count]) == 0;
        if (there)
            continue;
        text = arena_printf(arena, "%s%s%s", text, count > 0 ? "\n" : "", clean[count]);
        count++;
    }
    *ret_text = text;
    return text ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault volunteer_read(struct school *school, int64_t volunteer_id, struct arena *arena,
                                 struct trial_volunteer *ret_volunteer)
{
    struct row row;
    bool found = false;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, "SELECT " VOLUNTEER_COLUMNS " FROM trial_volunteers v WHERE v.id = ?",
              DB_VALUES(I(volunteer_id)));
    while (row_next(&row)) {
        found = true;
        volunteer_of_row(&row, ret_volunteer);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE || found ? fault : FAULT_NOT_FOUND;
}

enum fault trial_volunteer_add(struct school *school, const struct actor *actor,
                               const struct trial_volunteer_request *request, struct arena *arena,
                               struct trial_volunteer *ret_volunteer, bool *ret_groups)
{
    struct change unit = {.school = school, .actor = actor, .now = school_now(school)};
    *ret_groups = false;
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = text_clean(request->word, TRIAL_WORD_MAX, false, false, arena, &unit.word);
    if (fault != FAULT_NONE)
        return fault;
    fault = join_groups(request, arena, &unit.groups);
    *ret_groups = fault == FAULT_TEXT_INVALID;
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, add, &unit);
    return fault != FAULT_NONE ? fault : volunteer_read(school, unit.volunteer_id, arena, ret_volunteer);
}

static enum fault remove_volunteer(struct db *db, void *context)
{
    const struct change *unit = context;
    enum db_status status =
        db_exec(db, "DELETE FROM trial_bursts WHERE volunteer_id = ?", DB_VALUES(I(unit->volunteer_id)));
    if (status == DB_OK)
        status = db_exec(db, "DELETE FROM trial_volunteers WHERE id = ?", DB_VALUES(I(unit->volunteer_id)));
    return status != DB_OK ? fault_of(status) : db_changes(db) == 1 ? FAULT_NONE : FAULT_NOT_FOUND;
}

enum fault trial_volunteer_remove(struct school *school, const struct actor *actor, int64_t volunteer_id)
{
    struct change unit = {.school = school, .actor = actor, .volunteer_id = volunteer_id};
    return actor->role == ROLE_ADMINISTRATOR ? school_change(school, remove_volunteer, &unit) : FAULT_NOT_ALLOWED;
}
