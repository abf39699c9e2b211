/* SPDX-License-Identifier: MIT */
#include "app/trial/trial_print.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *const meanings[TRIAL_KINDS] = {
    [TRIAL_FTE] = "not enrolled",          [TRIAL_FTA] = "no usable burst",    [TRIAL_FNMR] = "not recognised",
    [TRIAL_BPCER] = "taken for an attack", [TRIAL_FMR] = "another recognised", [TRIAL_APCER] = "taken for living",
    [TRIAL_IAPAR] = "accepted in all",
};

static double share(int64_t errors, int64_t trials)
{
    return trials > 0 ? (double)errors / (double)trials : 0;
}

static const char *look_of(const struct trial_row *row)
{
    return row->kind == TRIAL_FTE ? "" : trial_look_word(row->look);
}

static const char *species_of(const struct trial_division *division, const struct trial_row *row)
{
    return row->species == TRIAL_NO_SPECIES ? "" : division->species[row->species];
}

static void print_row(FILE *out, const struct trial_report *report, const struct trial_division *division,
                      const struct trial_row *row)
{
    bool asked = row->group >= 0 && !report->mirrored[row->group];
    struct interval interval = row->kind == TRIAL_FMR ? row->by_people : row->interval;
    fprintf(out, "  %-5s %-5s %-12s %-20s %6lld of %-7lld %8.3g %%  (%.3g to %.3g %%)%s%s\n",
            trial_kind_word(row->kind), look_of(row), species_of(division, row), meanings[row->kind],
            (long long)row->errors, (long long)row->trials, 100 * share(row->errors, row->trials), 100 * interval.low,
            100 * interval.high, row->highest ? "  the highest species: the figure of this look" : "",
            trial_row_is_real(row) ? "  differs from the rest"
            : asked                ? "  too few to tell"
                                   : "");
}

static void print_difference(FILE *out, const struct trial_report *report, const struct trial_division *division,
                             const struct trial_row *row)
{
    bool higher = share(row->errors, row->trials) > share(row->rest_errors, row->rest_trials);
    const char *species = species_of(division, row), *look = look_of(row);
    fprintf(out,
            "  %s: %s%s%s%s%s is %s than among the rest: %lld of %lld against %lld of %lld; p = %.2g, corrected "
            "(comparisons made: %zu).\n",
            division->groups[row->group].name, trial_kind_word(row->kind), look[0] ? " " : "", look,
            species[0] ? " " : "", species, higher ? "higher" : "lower", (long long)row->errors, (long long)row->trials,
            (long long)row->rest_errors, (long long)row->rest_trials, row->corrected, report->comparisons);
}

static void print_differences(FILE *out, const struct trial_report *report, const struct trial_division *division)
{
    bool all = true;
    if (division->group_count == 0)
        return;
    fputs("\nWhich differences are real\n", out);
    for (size_t i = 0; i < report->row_count; i++) {
        const struct trial_row *row = &report->rows[i];
        if (trial_row_is_real(row))
            print_difference(out, report, division, row);
        all = all && (row->group < 0 || report->mirrored[row->group] || trial_row_is_real(row));
    }
    if (!all)
        fputs("  Of all else: too few people to tell. That is no proof that there is no difference.\n", out);
    for (size_t g = 0; g < division->group_count; g++)
        if (!report->shown[g])
            fprintf(out, "  %s: fewer than %d people in it or beside it; it is not shown.\n", division->groups[g].name,
                    TRIAL_GROUP_MIN);
}

void trial_report_print(FILE *out, const struct trial_report *report, const struct trial_heading *heading)
{
    const struct trial_division *division = heading->division;
    int group = TRIAL_EVERYBODY;
    fprintf(out, "A trial of %zu people. Faces match from %.3f (%s%s).\n\nEverybody\n", division->people,
            heading->threshold, heading->match_fmr ? "match_fmr " : "as given",
            heading->match_fmr ? heading->match_fmr : "");
    for (size_t i = 0; i < report->row_count; i++) {
        const struct trial_row *row = &report->rows[i];
        if (row->group != group)
            fprintf(out, "\n%s (%zu people)\n", division->groups[row->group].name, division->groups[row->group].size);
        group = row->group;
        print_row(out, report, division, row);
    }
    print_differences(out, report, division);
    fputs("\nIntervals are exact, of 95 %; those of FMR count what shares a person as such, the others take "
          "bursts of one person as\nindependent. The quick look only marks what it takes for an attack. Delete the "
          "folder now, "
          "as you said you would.\n",
          out);
}

static json_t *word_or_null(const char *word)
{
    return word[0] ? json_string(word) : json_null();
}

static json_t *number_or_null(double value)
{
    return isnan(value) ? json_null() : json_real(value);
}

static json_t *interval_json(struct interval interval)
{
    return json_pack("[f, f]", interval.low, interval.high);
}

static json_t *row_json(const struct trial_division *division, const struct trial_row *row)
{
    json_t *result =
        json_pack("{s:o, s:s, s:o, s:o, s:I, s:I, s:f, s:o, s:b}",                                                   //
                  "group", row->group >= 0 ? json_string(division->groups[row->group].name) : json_null(), "figure", //
                  trial_kind_word(row->kind), "look", word_or_null(look_of(row)), "species",                         //
                  word_or_null(species_of(division, row)), "errors", (json_int_t)row->errors, "trials",              //
                  (json_int_t)row->trials, "share", share(row->errors, row->trials), "interval",                     //
                  interval_json(row->interval), "highest", row->highest);
    if (result && row->kind == TRIAL_FMR)
        json_object_set_new(result, "interval_by_people", interval_json(row->by_people));
    if (result && row->group >= 0)
        json_object_update_missing_new(
            result, json_pack("{s:I, s:I, s:o, s:o, s:b}", "rest_errors", (json_int_t)row->rest_errors, "rest_trials",
                              (json_int_t)row->rest_trials, "p", number_or_null(row->p), "p_corrected",
                              number_or_null(row->corrected), "differs", trial_row_is_real(row)));
    return result;
}

bool trial_report_write(const char *path, const struct trial_report *report, const struct trial_heading *heading)
{
    const struct trial_division *division = heading->division;
    json_t *rows = json_array(), *groups = json_array();
    for (size_t i = 0; i < report->row_count; i++)
        json_array_append_new(rows, row_json(division, &report->rows[i]));
    for (size_t g = 0; g < division->group_count; g++)
        json_array_append_new(groups,
                              json_pack("{s:s, s:b}", "name", division->groups[g].name, "shown", report->shown[g]));
    json_t *result = json_pack("{s:i, s:f, s:s?, s:s, s:i, s:o, s:o}", "people", (int)division->people, "threshold",
                               heading->threshold, "match_fmr", heading->match_fmr, "model", heading->model_id,
                               "comparisons", (int)report->comparisons, "groups", groups, "rows", rows);
    bool written = result && json_dump_file(result, path, JSON_INDENT(1) | JSON_REAL_PRECISION(9)) == 0;
    json_decref(result);
    return written;
}
