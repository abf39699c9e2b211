/* SPDX-License-Identifier: MIT */
/* Every kind of job: its name in the database and what runs it. Keep the lines sorted by name. */
#include "school/job_kinds.h"

#include "school/imports/import_format.h"
#include "school/imports/undo/undo.h"
#include "school/jobs/job_work.h"
#include "school/numbers/sheets/file_marks.h"
#include "school/numbers/sheets/file_roster.h"
#include "school/office/calibrate.h"
#include "school/office/export_person.h"
#include "school/office/holiday_change.h"
#include "school/office/trial_job.h"

/* clang-format off */
const struct job_kind job_kinds[] = {
    {"calibrate", calibrate_job_run, false},
    {"export_marks", file_marks_run, false},
    {"export_person", export_person_run, true},
    {"export_roster", file_roster_run, false},
    {"holiday", holiday_run, false},
    {IMPORT_JOB, import_job_run, false},
    {"trial", trial_job_run, false},
    {UNDO_JOB, import_undo_run, false},
    {0},
};
/* clang-format on */
