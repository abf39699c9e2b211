/* SPDX-License-Identifier: MIT */
#include "face/trial/trial_report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

static const double significant = .05;

/* What is counted now. */
struct counting {
    const struct trial_division *division;
    struct trial *trial;
    struct trial_report *report;
    struct difference_pairs pairs;
    struct difference_person *people; // (people)
    bool *outside;                    // (people)
    size_t room;
};

struct trial_group *trial_division_group(struct trial_division *division, const char *name)
{
    for (size_t i = 0; i < division->group_count; i++)
        if (strcmp(division->groups[i].name, name) == 0)
            return &division->groups[i];
    if (division->group_count == TRIAL_GROUPS_MAX)
        return NULL;
    struct trial_group *group = &division->groups[division->group_count];
    if (!str_copy(group->name, sizeof(group->name), name))
        return NULL;
    group->inside = calloc(division->people + 1, sizeof(*group->inside));
    if (!group->inside)
        return NULL;
    division->group_count++;
    return group;
}

bool trial_division_species(struct trial_division *division, const char *name, int *ret_species)
{
    size_t i = 0;
    while (i < division->species_count && strcmp(division->species[i], name) != 0)
        i++;
    if (i == TRIAL_SPECIES_MAX || !str_copy(division->species[i], TRIAL_NAME_SIZE, name))
        return false;
    if (i == division->species_count)
        division->species_count++;
    *ret_species = (int)i;
    return true;
}

void trial_division_release(struct trial_division *division)
{
    for (size_t g = 0; g < division->group_count; g++)
        free(division->groups[g].inside);
    *division = (struct trial_division){.people = 0};
}

bool trial_is_real(double corrected)
{
    return corrected <= significant; // not of NaN
}

bool trial_row_is_real(const struct trial_row *row)
{
    return trial_is_real(row->corrected);
}

static bool add_row(struct counting *counting, const struct trial_row *row)
{
    struct trial_report *report = counting->report;
    if (report->row_count == counting->room) {
        size_t room = counting->room ? 2 * counting->room : 64;
        struct trial_row *rows = realloc(report->rows, room * sizeof(*rows));
        if (!rows)
            return false;
        report->rows = rows;
        counting->room = room;
    }
    report->rows[report->row_count++] = *row;
    return true;
}

/* Each person's trials and errors of the row's kind. */
static void count_people(const struct counting *counting, const struct trial_row *row)
{
    size_t count, people = counting->division->people;
    const struct trial_attempt *attempts = trial_attempts(counting->trial, &count);
    const struct trial_group *group = row->group >= 0 ? &counting->division->groups[row->group] : NULL;
    for (size_t i = 0; i < people; i++)
        counting->people[i] = (struct difference_person){
            .errors = row->kind == TRIAL_FTE && !trial_is_enrolled(counting->trial, i),
            .trials = row->kind == TRIAL_FTE,
            .inside = !group || group->inside[i],
        };
    for (size_t i = 0; row->kind != TRIAL_FTE && i < count; i++) {
        bool error, same = attempts[i].look == row->look &&
                           (row->species == TRIAL_NO_SPECIES || attempts[i].species == row->species);
        if (!same || !trial_counts(&attempts[i], row->kind, &error))
            continue;
        counting->people[attempts[i].person].trials++;
        counting->people[attempts[i].person].errors += error;
    }
}

/* Whether a division of the people into two could show anything. */
static bool is_compared(const struct counting *counting, const struct trial_row *row)
{
    int64_t errors = row->errors + row->rest_errors, trials = row->trials + row->rest_trials;
    return row->group >= 0 && !counting->report->mirrored[row->group] && errors > 0 && errors < trials;
}

/* A row of counted people. Of fewer than TRIAL_GROUP_MIN on a side it would tell of persons: it is left out. */
static bool add_counted(struct counting *counting, struct trial_row row)
{
    size_t in = 0, out = 0, people = counting->division->people;
    count_people(counting, &row);
    for (size_t i = 0; i < people; i++) {
        const struct difference_person *person = &counting->people[i];
        *(person->inside ? &row.trials : &row.rest_trials) += person->trials;
        *(person->inside ? &row.errors : &row.rest_errors) += person->errors;
        *(person->inside ? &in : &out) += person->trials > 0;
    }
    if (row.trials == 0 || (row.group >= 0 && (in < TRIAL_GROUP_MIN || out < TRIAL_GROUP_MIN)))
        return true;
    row.interval = interval_exact((double)row.errors, (double)row.trials);
    if (is_compared(counting, &row))
        row.p = difference_of_rates(counting->people, people);
    return add_row(counting, &row);
}

/* Strangers of one group with one another; across groups nobody is counted. */
static bool add_strangers(struct counting *counting, struct trial_row row)
{
    struct trial_strangers strangers, rest = {0};
    const bool *within = row.group >= 0 ? counting->division->groups[row.group].inside : NULL;
    size_t in = 0, out = 0, people = counting->division->people;
    for (size_t i = 0; within && i < people; i++) {
        counting->outside[i] = !within[i];
        *(within[i] ? &in : &out) += trial_is_enrolled(counting->trial, i);
    }
    if (within && (in < TRIAL_GROUP_MIN || out < TRIAL_GROUP_MIN))
        return true;
    if (!trial_strangers(counting->trial, within, &strangers) ||
        (within && !trial_strangers(counting->trial, counting->outside, &rest)))
        return false;
    row.errors = strangers.matches;
    row.trials = strangers.comparisons;
    row.rest_errors = rest.matches;
    row.rest_trials = rest.comparisons;
    row.interval = strangers.by_pairs;
    row.by_people = strangers.by_people;
    counting->pairs.inside = within;
    if (is_compared(counting, &row))
        row.p = difference_of_pairs(&counting->pairs);
    return row.trials == 0 || add_row(counting, &row);
}

static bool add_look(struct counting *counting, int group, enum trial_look look)
{
    static const enum trial_kind genuine[] = {TRIAL_FTA, TRIAL_FNMR, TRIAL_BPCER};
    static const enum trial_kind attacks[] = {TRIAL_APCER, TRIAL_IAPAR};
    struct trial_row row = {.group = group, .look = look, .species = TRIAL_NO_SPECIES, .p = NAN, .corrected = NAN};
    bool added = true;
    for (size_t k = 0; added && k < sizeof(genuine) / sizeof(genuine[0]); k++) {
        row.kind = genuine[k];
        added = add_counted(counting, row);
    }
    row.kind = TRIAL_FMR;
    added = added && (look != TRIAL_QUICK || add_strangers(counting, row));
    for (size_t k = 0; added && k < sizeof(attacks) / sizeof(attacks[0]); k++)
        for (size_t s = 0; added && s < counting->division->species_count; s++) {
            row.kind = attacks[k];
            row.species = (int)s;
            added = add_counted(counting, row);
        }
    return added;
}

/* The figure of a look's liveness is that of the species it stops least. */
static void mark_highest(struct trial_report *report)
{
    for (int look = 0; look < TRIAL_LOOKS; look++) {
        struct trial_row *highest = NULL;
        for (size_t i = 0; i < report->row_count; i++) {
            struct trial_row *row = &report->rows[i];
            if (row->group != TRIAL_EVERYBODY || row->kind != TRIAL_APCER || (int)row->look != look)
                continue;
            if (!highest || row->errors * highest->trials > highest->errors * row->trials)
                highest = row;
        }
        if (highest)
            highest->highest = true;
    }
}

static bool correct(struct trial_report *report)
{
    double *p = calloc(report->row_count + 1, sizeof(*p));
    if (!p)
        return false;
    for (size_t i = 0; i < report->row_count; i++) {
        p[i] = report->rows[i].p;
        report->comparisons += isnan(p[i]) ? 0 : 1;
    }
    bool corrected = difference_correct(p, report->row_count);
    for (size_t i = 0; corrected && i < report->row_count; i++)
        report->rows[i].corrected = p[i];
    free(p);
    return corrected;
}

static bool is_rest(const struct trial_division *division, const struct trial_group *group,
                    const struct trial_group *other)
{
    size_t apart = 0;
    for (size_t i = 0; i < division->people; i++)
        apart += group->inside[i] != other->inside[i];
    return apart == division->people;
}

static void choose_groups(struct trial_report *report, const struct trial_division *division)
{
    for (size_t g = 0; g < division->group_count; g++) {
        const struct trial_group *group = &division->groups[g];
        report->shown[g] = group->size >= TRIAL_GROUP_MIN && division->people - group->size >= TRIAL_GROUP_MIN;
        for (size_t before = 0; before < g; before++)
            report->mirrored[g] = report->mirrored[g] || is_rest(division, group, &division->groups[before]);
    }
}

bool trial_report_make(struct trial_report *report, const struct trial_division *division, struct trial *trial)
{
    *report = (struct trial_report){.rows = NULL};
    struct counting counting = {.division = division, .trial = trial, .report = report};
    counting.people = calloc(division->people + 1, sizeof(*counting.people));
    counting.outside = calloc(division->people + 1, sizeof(*counting.outside));
    choose_groups(report, division);
    bool made = counting.people && counting.outside && trial_compare(trial, &counting.pairs);
    for (int group = TRIAL_EVERYBODY; made && group < (int)division->group_count; group++) {
        if (group >= 0 && !report->shown[group])
            continue;
        struct trial_row enrolment = {
            .group = group, .kind = TRIAL_FTE, .species = TRIAL_NO_SPECIES, .p = NAN, .corrected = NAN};
        made = add_counted(&counting, enrolment);
        for (int look = 0; made && look < TRIAL_LOOKS; look++)
            made = add_look(&counting, group, (enum trial_look)look);
    }
    free(counting.people);
    free(counting.outside);
    if (made)
        mark_highest(report);
    return made && correct(report);
}

void trial_report_release(struct trial_report *report)
{
    free(report->rows);
    *report = (struct trial_report){.rows = NULL};
}
