/* SPDX-License-Identifier: MIT */
#include "app/trial/trial_groups.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/face/face_set.h"
#include "base/csv.h"
#include "base/str.h"

enum { PATH_SIZE = 4096, COLUMNS = 2 };

static const struct csv_limits limits = {
    .rows = TRIAL_PEOPLE_MAX * TRIAL_GROUPS_MAX, .columns = COLUMNS, .cell_size = TRIAL_NAME_SIZE - 1, .row_size = 512};

static bool find_person(const struct trial_folder *folder, const char *name, size_t *ret_person)
{
    for (size_t i = 0; i < folder->people_count; i++)
        if (strcmp(folder->people[i].name, name) == 0) {
            *ret_person = i;
            return true;
        }
    return false;
}

static void read_row(struct trial_folder *folder, const struct csv_row *row)
{
    size_t person;
    struct trial_group *group;
    if (row->count != COLUMNS || row->cells[1][0] == '\0') {
        trial_folder_mistake(folder, "groups.csv, line %zu: is to be person,group.", row->number);
    } else if (!str_is_text(row->cells[1], strlen(row->cells[1]), false)) {
        trial_folder_mistake(folder, "groups.csv, line %zu: the group's name is no text of one line.", row->number);
    } else if (!find_person(folder, row->cells[0], &person)) {
        trial_folder_mistake(folder, "groups.csv, line %zu: there is no folder of %s.", row->number, row->cells[0]);
    } else if (!(group = trial_division_group(&folder->division, row->cells[1]))) {
        trial_folder_mistake(folder, "groups.csv, line %zu: there may be %d groups.", row->number, TRIAL_GROUPS_MAX);
    } else if (group->inside[person]) {
        trial_folder_mistake(folder, "groups.csv, line %zu: this line was there before.", row->number);
    } else {
        group->inside[person] = true;
        group->size++;
    }
}

static void tell_mistake(struct trial_folder *folder, const struct csv *csv)
{
    trial_folder_mistake(folder, "groups.csv, line %zu: %s", csv_mistake(csv).row, csv_mistake(csv).sentence);
}

static bool is_header(const struct csv_row *row)
{
    return row->number == 1 && row->count == COLUMNS && strcmp(row->cells[0], "person") == 0 &&
           strcmp(row->cells[1], "group") == 0;
}

void trial_groups_read(struct trial_folder *folder)
{
    char path[PATH_SIZE];
    size_t size;
    struct csv_row row;
    enum csv_status status;
    int length = snprintf(path, sizeof(path), "%s/groups.csv", folder->path);
    unsigned char *bytes = length < PATH_SIZE ? face_set_read_file(path, &size) : NULL;
    if (!bytes) {
        if (errno != ENOENT)
            trial_folder_mistake(folder, "groups.csv: %s", strerror(errno));
        return;
    }
    struct csv *csv = csv_open(bytes, size, &limits);
    while (csv && ((status = csv_next(csv, &row)) == CSV_ROW || status == CSV_BAD))
        if (status == CSV_BAD)
            tell_mistake(folder, csv);
        else if (!is_header(&row))
            read_row(folder, &row);
    if (!csv)
        trial_folder_mistake(folder, "groups.csv: there is not enough memory.");
    else if (status == CSV_FULL)
        tell_mistake(folder, csv);
    csv_close(csv);
    free(bytes);
}
