/* SPDX-License-Identifier: MIT */
#include "school/attendance/spot/spot_figures.h"

#include "school/attendance/spot/spot_figures_inside.h"
#include "school/common/rows.h"
#include "store/db.h"
#include "store/engine.h"

/* What the rows of `spot_checks x` of one kind come to; 1e0 so that both engines divide as C does. */
#define KIND_COLUMNS                                                                                                   \
    "x.flagged, COUNT(*), SUM(CASE WHEN x.here IS NULL THEN 0 ELSE 1 END),"                                            \
    " SUM(CASE WHEN x.here = 0 THEN 1 ELSE 0 END),"                                                                    \
    " SUM(CASE WHEN x.here IS NULL THEN 0e0 ELSE x.out_of * 1e0 / x.chosen END),"                                      \
    " SUM(CASE WHEN x.here = 0 THEN x.out_of * 1e0 / x.chosen ELSE 0e0 END)"

/* The columns behind the first `at`: what was found. */
static void kind_read(const struct row *row, int at, struct spot_figures *figures)
{
    struct spot_kind *kind = db_int(&row->rows, at) != 0 ? &figures->flagged : &figures->plain;
    kind->drawn = db_int(&row->rows, at + 1);
    kind->looked_up = db_int(&row->rows, at + 2);
    kind->not_there = db_int(&row->rows, at + 3);
    kind->weight = db_real(&row->rows, at + 4);
    kind->weight_not_there = db_real(&row->rows, at + 5);
}

enum fault spot_figures_class(struct db *db, int64_t class_id, struct spot_figures *ret_figures)
{
    struct row row;
    struct spot_figures figures = {0};
    row_begin(&row, db, NULL,
              "SELECT COUNT(DISTINCT d.lecture_id), COALESCE(SUM(d.flagged), 0), COALESCE(SUM(d.plain), 0)"
              " FROM lectures l JOIN spot_draws d ON d.lecture_id = l.id"
              " WHERE l.class_id = ? AND l.cancelled_at IS NULL",
              DB_VALUES(I(class_id)));
    while (row_next(&row)) {
        figures.lectures = row_int(&row, 0);
        figures.flagged.marks = row_int(&row, 1);
        figures.plain.marks = row_int(&row, 2);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT " KIND_COLUMNS " FROM lectures l JOIN spot_checks x ON x.lecture_id = l.id"
              " WHERE l.class_id = ? AND l.cancelled_at IS NULL GROUP BY x.flagged",
              DB_VALUES(I(class_id)));
    while (row_next(&row))
        kind_read(&row, 0, &figures);
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_figures = figures;
    return FAULT_NONE;
}

enum fault spot_figures_walk(struct db *db, int64_t from, int64_t before,
                             void (*add)(void *context, int64_t class_id, const struct spot_figures *figures),
                             void *context)
{
    struct row row;
    row_begin(&row, db, NULL,
              "SELECT l.class_id, COUNT(DISTINCT d.lecture_id), SUM(d.flagged), SUM(d.plain) FROM classrooms c"
              " CROSS JOIN lectures l ON l.class_id = c.id AND l.starts_at >= ? AND l.starts_at < ?"
              " JOIN spot_draws d ON d.lecture_id = l.id WHERE l.cancelled_at IS NULL GROUP BY l.class_id",
              DB_VALUES(I(from), I(before)));
    while (row_next(&row))
        add(context, row_int(&row, 0),
            &(struct spot_figures){
                .lectures = row_int(&row, 1), .flagged.marks = row_int(&row, 2), .plain.marks = row_int(&row, 3)});
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT l.class_id, " KIND_COLUMNS " FROM classrooms c"
              " CROSS JOIN lectures l ON l.class_id = c.id AND l.starts_at >= ? AND l.starts_at < ?"
              " JOIN spot_checks x ON x.lecture_id = l.id WHERE l.cancelled_at IS NULL GROUP BY l.class_id, x.flagged",
              DB_VALUES(I(from), I(before)));
    while (row_next(&row)) {
        struct spot_figures figures = {0};
        kind_read(&row, 1, &figures);
        add(context, row_int(&row, 0), &figures);
    }
    return row_end(&row);
}

/* ---- what they say ---- */

static void kind_add(struct spot_kind *kind, const struct spot_kind *more)
{
    kind->marks += more->marks;
    kind->drawn += more->drawn;
    kind->looked_up += more->looked_up;
    kind->not_there += more->not_there;
    kind->weight += more->weight;
    kind->weight_not_there += more->weight_not_there;
}

void spot_figures_add(struct spot_figures *figures, const struct spot_figures *more)
{
    figures->lectures += more->lectures;
    kind_add(&figures->flagged, &more->flagged);
    kind_add(&figures->plain, &more->plain);
}

/* The marks of a kind that would be false if all were as the looked up are. */
static double false_of(const struct spot_kind *kind)
{
    return kind->weight > 0 ? (double)kind->marks * (kind->weight_not_there / kind->weight) : 0;
}

struct spot_verdict spot_verdict(const struct spot_figures *figures)
{
    struct spot_kind all = figures->flagged;
    kind_add(&all, &figures->plain);
    struct spot_verdict verdict = {
        .marks = all.marks,
        .drawn = all.drawn,
        .looked_up = all.looked_up,
        .not_there = all.not_there,
        .enough = all.looked_up >= SPOT_ENOUGH,
    };
    bool both = (figures->flagged.marks == 0 || figures->flagged.weight > 0) &&
                (figures->plain.marks == 0 || figures->plain.weight > 0);
    if (!verdict.enough)
        return verdict;
    verdict.interval = interval_exact((double)all.not_there, (double)all.looked_up);
    verdict.has_share = both && all.marks > 0;
    if (verdict.has_share)
        verdict.share = (false_of(&figures->flagged) + false_of(&figures->plain)) / (double)all.marks;
    return verdict;
}
