/* SPDX-License-Identifier: MIT */
/* Starting a dry run, applying it, and what a report's reasons mean. */
#include "school/imports/import.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/limits.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/common/zone.h"
#include "school/imports/grid/grid.h"
#include "school/imports/import_format.h"
#include "school/imports/roster/import_roster.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_store.h"
#include "school/jobs/job_work.h"
#include "school/marks/group/group.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { REQUEST_SIZE = 200, KIND_SIZE = 33 };

/* The reasons whose sentences tell a limit. */
static const struct {
    const char *code, *sentence;
    unsigned numbers[2]; // of each # in it
} bounded[] = {
    {"cell_long", "The cell is longer than # bytes.", {IMPORT_CELL_MAX}},
    {"date_far", "This day lies outside the years # to #.", {ZONE_YEAR_MIN, ZONE_YEAR_MAX}},
    {"duration_invalid", "This is no length of a lecture: write it in minutes, at most #.", {LECTURE_HOURS_MAX * 60}},
    {"ends_before_start",
     "The end is not after the start, also when read as the next day's (up to # hours).",
     {LECTURE_OVERNIGHT_HOURS_MAX}},
    {"external_id_invalid",
     "The number is longer than # characters or has characters that cannot be shown.",
     {ACCOUNT_EXTERNAL_MAX}},
    {"group_invalid",
     "The group's name is longer than # characters, or has characters that cannot be shown.",
     {GROUP_NAME_MAX}},
    {"groups_many", "The classroom has as many groups as it may have: #.", {GROUPS_PER_CLASSROOM_MAX}},
    {"id_invalid", "The row has no id, or one of more than # characters.", {SOURCED_ID_MAX}},
    {"minutes_invalid", "The minutes are no whole number from 0 to #.", {ATTENDANCE_LATE_MAX}},
    {"name_invalid",
     "The name is empty, has no letter, is longer than # characters, or has characters that cannot be shown.",
     {ACCOUNT_NAME_MAX}},
    {"note_invalid",
     "The note is longer than # characters or has characters that cannot be shown.",
     {ATTENDANCE_NOTE_MAX}},
    {"programme_invalid",
     "The programme is longer than # characters or has characters that cannot be shown.",
     {ACCOUNT_PROGRAMME_MAX}},
    {"repeats_many",
     "These are more lectures than one row may make: # in # days.",
     {SERIES_LECTURES_MAX, SERIES_DAYS_MAX}},
    {"repeats_weeks", "This is no number of weeks from 1 to #.", {SERIES_WEEKS_MAX}},
    {"scan_elsewhere",
     "This time is more than # hours away from the lecture: it is another lecture's.",
     {IMPORT_SCAN_HOURS}},
};

static const struct {
    const char *code, *sentence;
} sentences[] = {
    {"account_erased", "The person of this account was erased: it stays closed. Use another address or number."},
    {"account_protected", "This is an administrator's account: change it by hand."},
    {"account_unknown",
     "Nobody has an account with this address or number: give them the code of the class, or ask the office to "
     "bring them in."},
    {"adviser_of_staff", "Only students have an adviser."},
    {"adviser_unknown", "There is no professor with this e-mail address, neither here nor in a row above."},
    {"came_before", "Another row of the file says that they came earlier: that one counts."},
    {"cell_broken", "The spreadsheet wrote here that it had nothing to show, such as #REF!: mend the cell there "
                    "and save the file again."},
    {"cells_beyond_header", "The row has more cells than the header names."},
    {"class_full", "The classroom is full."},
    {"class_refused", "The class of this row was refused."},
    {"class_unknown", "There is no class with this id, neither in the files nor here."},
    {"classes_many", "They are in as many classrooms as anybody may be."},
    {"classroom_archived", "The classroom is archived."},
    {"column_doubted",
     "By its name this column may hold people's numbers or addresses, but it counts the rows, or holds days or "
     "telephone numbers: it was left out. Where it is what it is called, say so under the columns."},
    {"column_twice", "A column before this one says the same: this one was left out."},
    {"column_unknown", "This column is not known and was left out."},
    {"course_unknown", "There is no course with this id, neither in the files nor here."},
    {"date_above", "No day stands in this row: it was read as on the day of the row above."},
    {"date_ambiguous", "Either of the numbers may be the month: write it as 2026-11-23."},
    {"date_invalid", "This is no date: write it as 2026-11-23."},
    {"date_missing", "The day is missing."},
    {"date_unreal", "This day does not exist. Write it as 2026-11-23."},
    {"dates_day_first", "Days of this column were read with the day before the month, since others in it can be "
                        "read no other way."},
    {"dates_day_guessed", "Days of this column were read with the day before the month, as it is written in this "
                          "country or language. Where that is wrong, write them as 2026-11-23."},
    {"dates_day_lectures", "Days in the heading were read with the day before the month, since the class has lectures "
                           "on those days and not on the others."},
    {"dates_day_said", "Days were read with the day before the month, as was said for this file."},
    {"dates_month_first", "Days of this column were read with the month before the day, since others in it can "
                          "be read no other way."},
    {"dates_month_guessed", "Days of this column were read with the month before the day, as it is written in "
                            "this country or language. Where that is wrong, write them as 2026-11-23."},
    {"dates_month_lectures", "Days in the heading were read with the month before the day, since the class has "
                             "lectures on those days and not on the others."},
    {"dates_month_said", "Days were read with the month before the day, as was said for this file."},
    {"email_invalid", "This is no e-mail address."},
    {"email_missing", "There is neither an e-mail address nor a number, and nobody can sign in without one."},
    {"email_of_staff", "The address of staff is not changed by a file: they change it in their account."},
    {"email_several", "There is more than one e-mail address: write the one to sign in with."},
    {"email_taken", "The e-mail address belongs to another account."},
    {"email_unproven", "Somebody made an account with this address and has not shown that it is theirs: have "
                       "them open the link in their mail, or ask for a new password."},
    {"external_id_differs", "The account has another number already: change it by hand."},
    {"external_id_taken", "The number belongs to another account."},
    {"external_id_twice", "Several accounts have this number: merge them first."},
    {"group_ended", "The group has ended: bring it back under another name, or name another one."},
    {"group_made", "The classroom has no such group yet: it is made."},
    {"group_of_staff", "Only students are in groups."},
    {"heading_again", "The names of the columns stand here again. Such rows were left out."},
    {"id_shortened", "A spreadsheet has shortened this number, and what it was is lost. Make the column text "
                     "there, write the number again, and save the file anew."},
    {"id_zeros", "Some numbers of this column begin with a zero, and others, shorter by one, may have lost "
                 "theirs: make the column text in the spreadsheet, then write it again."},
    {"lecture_cancelled", "The lecture was cancelled."},
    {"lecture_missing", "The row does not say which lecture: fill in lecture_id, or the date."},
    {"lecture_several", "Several lectures start at this moment: use lecture_id."},
    {"lecture_there", "Another lecture starts at this moment already."},
    {"lecture_unknown", "The classroom has no such lecture."},
    {"lectures_many", "The classroom has as many lectures as it may have."},
    {"left_by_self", "They left this class themselves: whoever teaches it can put them in again."},
    {"locale_invalid", "This is no language such as en or pt-BR."},
    {"not_enabled", "The person is not enabled in the files, so no account is made."},
    {"not_removed", "An import removes nobody and nothing: do it by hand."},
    {"not_student", "This is no student's account."},
    {"org_unknown", "There is no organisation with this id, neither in the files nor here."},
    {"repeated_in_file", "An earlier row of the file is about the same."},
    {"repeats_days", "These are no days of the week: write them as Mon, Wed."},
    {"repeats_end", "A repeated session needs the day until which it is repeated."},
    {"repeats_made", "Made of a session that is repeated."},
    {"repeats_none", "No day of the week that was asked for lies between the first and the last day."},
    {"repeats_some", "Made of a session that is repeated; on some days another lecture stands, and these were "
                     "left out."},
    {"role_differs", "The account has another role: change it by hand."},
    {"role_protected", "Administrators are made by invitation, not by an import."},
    {"role_unknown", "The role is not known: use student or professor."},
    {"role_without_part", "People with this role have no part in a classroom here."},
    {"row_aside", "This row sums up, signs or explains the table and is about nobody: it was left out."},
    {"row_of_staff", "This is somebody who teaches the classroom: they have no mark."},
    {"rows_aside", "This row and others like it below sum up, sign or explain the table: they were left out."},
    {"session_unknown", "There is no academic session with this id, neither in the files nor here."},
    {"status_ambiguous", "Two statuses of the classroom go by this: write the name of the one that is meant."},
    {"status_empty", "The row names no status: the mark stays as it is."},
    {"status_unknown", "The status is not known: write a letter, a name or a code of the classroom's set."},
    {"student_several", "Several students of the classroom have this name: write the address or the number."},
    {"student_unknown", "The classroom has no such student."},
    {"table_ends", "Below this another table begins, which is none of this import: it was left out."},
    {"teacher_missing", "Nobody teaches this class: a classroom needs a teacher who is a professor here."},
    {"text_invalid", "A text is empty, too long, or has characters that cannot be shown."},
    {"tick_unknown", "Below a status stands an x, or nothing: this is something else."},
    {"ticks_several", "More than one status is marked in this row: leave the one that is meant."},
    {"time_invalid", "This is no time: write it as 09:15."},
    {"time_missing", "The time is missing."},
    {"times_invalid", "This is no begin and end: write it as 09:00-10:30."},
    {"undo_changed", "This has been changed since: what was changed stays."},
    {"undo_class_used", "The classroom is in use: it stays. Archive it by hand."},
    {"undo_gone", "This is no longer there."},
    {"undo_left", "There are marks of theirs in the class: the enrolment has ended, and the marks stay."},
    {"undo_lecture_used", "There are marks in this lecture, or a window, or something else: it stays. Cancel it by "
                          "hand."},
    {"undo_taken", "The earlier address or number belongs to another account now."},
    {"undo_used", "The account has been used since: it stays."},
    {"user_refused", "The person of this row was refused."},
    {"user_unknown", "There is no person with this id, neither in the files nor here."},
    {"who_missing", "The row does not say who it is about."},
};

const char *import_sentence(const char *reason, struct arena *arena)
{
    for (size_t i = 0; reason && i < ARRAY_LENGTH(bounded); i++)
        if (strcmp(reason, bounded[i].code) == 0)
            return arena_fill(arena, bounded[i].sentence, bounded[i].numbers);
    for (size_t i = 0; reason && i < ARRAY_LENGTH(sentences); i++)
        if (strcmp(reason, sentences[i].code) == 0)
            return sentences[i].sentence;
    const char *of_roster = reason ? roster_sentence(reason) : NULL;
    return of_roster ? of_roster : reason ? grid_reason_sentence(reason) : "";
}

static enum fault start_allowed(struct db *db, const struct school *school, const struct actor *actor,
                                const struct import_format *format, const struct import_request *request)
{
    struct access access;
    enum fault fault = FAULT_NONE;
    if (!format->of_classroom)
        fault = actor->role == ROLE_ADMINISTRATOR ? FAULT_NONE : FAULT_NOT_ALLOWED;
    else if (request->lecture_id != 0)
        fault = access_lecture(db, actor, request->lecture_id, &access);
    else
        fault = access_classroom(db, actor, request->class_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (format->of_classroom)
        fault = access.class_id == request->class_id ? access_change(&access) : FAULT_NOT_FOUND;
    if (fault != FAULT_NONE)
        return fault;
    if (request->timezone && !timezone_exists(school->config.zoneinfo, request->timezone))
        return FAULT_TIMEZONE_UNKNOWN;
    if (request->size == 0)
        return FAULT_IMPORT_EMPTY;
    return request->size > JOB_FILE_MAX ? FAULT_JOB_FILE_TOO_LARGE : FAULT_NONE;
}

enum fault import_start(struct school *school, const struct actor *actor, const struct import_request *request,
                        struct arena *arena, struct job *ret_job)
{
    char words[REQUEST_SIZE], kind[KIND_SIZE], language[GRID_LANGUAGE_SIZE];
    const struct import_format *format = import_format_find(request->format);
    if (!format)
        return FAULT_NOT_FOUND;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = start_allowed(db, school, actor, format, request);
    if (fault != FAULT_NONE)
        return fault;
    fault = import_language(db, actor, arena, language);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    snprintf(words, sizeof(words), "mail=%s\ntimezone=%s\nlecture=%lld\nlanguage=%s\n", request->mail ? "yes" : "no",
             request->timezone ? request->timezone : "UTC", (long long)request->lecture_id, language);
    snprintf(kind, sizeof(kind), IMPORT_JOB "%s", format->word);
    return job_start(school, actor,
                     &(struct job_request){.kind = kind,
                                           .class_id = format->of_classroom ? request->class_id : 0,
                                           .request = words,
                                           .name = request->name ? request->name : "file",
                                           .type = "application/octet-stream",
                                           .bytes = request->bytes,
                                           .size = request->size},
                     arena, ret_job);
}

bool import_asks(const struct job *job)
{
    return job->parent_id == 0 && job->takes >= ROSTER_TAKES_LEAST &&
           job->takes * 100 > job->takes_of * ROSTER_TAKES_PERCENT;
}

struct apply {
    const struct actor *actor;
    int64_t class_id, job_id;
    int64_t confirm; // the places that it may end; 0: none was said
    int64_t now;
    int64_t new_id;
};

static enum fault apply_allowed(struct db *db, const struct apply *unit, const struct job *job)
{
    const struct import_format *format;
    enum fault fault = import_job_allowed(db, unit->actor, unit->class_id, job, &format);
    if (fault != FAULT_NONE)
        return fault;
    if (format->step_up && actor_step_up(unit->actor, unit->now) != FAULT_NONE)
        return FAULT_STEP_UP_NEEDED;
    if (job->state != JOB_DONE || job->parent_id != 0)
        return FAULT_IMPORT_NOT_READY;
    return import_asks(job) && unit->confirm != job->takes ? FAULT_IMPORT_TAKES_AWAY : FAULT_NONE;
}

static enum fault apply_create(struct db *db, struct apply *unit, struct arena *arena)
{
    struct job job;
    const char *words;
    enum fault fault = job_read(db, unit->actor, unit->job_id, arena, &job);
    if (fault != FAULT_NONE)
        return fault;
    fault = apply_allowed(db, unit, &job);
    if (fault != FAULT_NONE)
        return fault;
    if (job.applied_by != 0) {
        unit->new_id = job.applied_by;
        return FAULT_NONE;
    }
    fault = job_read_request(db, job.id, arena, &words);
    if (fault != FAULT_NONE)
        return fault;
    return job_create(
        db, unit->actor,
        &(struct job_request){.kind = job.kind, .class_id = job.class_id, .parent_id = job.id, .request = words},
        unit->now, &unit->new_id);
}

static enum fault apply(struct db *db, void *context)
{
    struct apply *unit = context;
    CLOSES(arena_release) struct arena arena = arena_of(16 << 10);
    return apply_create(db, unit, &arena);
}

enum fault import_apply(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                        struct arena *arena, struct job *ret_job)
{
    return import_apply_confirmed(school, actor, class_id, job_id, 0, arena, ret_job);
}

enum fault import_apply_confirmed(struct school *school, const struct actor *actor, int64_t class_id, int64_t job_id,
                                  int64_t confirm, struct arena *arena, struct job *ret_job)
{
    struct apply unit = {
        .actor = actor, .class_id = class_id, .job_id = job_id, .confirm = confirm, .now = school_now(school)};
    enum fault fault = school_change(school, apply, &unit);
    return fault != FAULT_NONE ? fault : job_get(school, actor, unit.new_id, arena, ret_job);
}
