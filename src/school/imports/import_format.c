/* SPDX-License-Identifier: MIT */
/* The list of the formats, and their job. */
#include "school/imports/import_format.h"

#include <string.h>

#include "base/str.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/imports/import.h"
#include "school/imports/import_work.h"
#include "school/jobs/job.h"
#include "school/jobs/job_work.h"

extern const struct import_format import_lectures, import_marks, import_roster, import_students, import_users;

static const struct import_format *const formats[] = {
    &import_users, &import_roster, &import_students, &import_marks, &import_lectures,
};

const struct import_format *import_format_at(size_t index)
{
    return index < ARRAY_LENGTH(formats) ? formats[index] : NULL;
}

const struct import_format *import_format_find(const char *word)
{
    for (size_t i = 0; word && i < ARRAY_LENGTH(formats); i++)
        if (strcmp(formats[i]->word, word) == 0)
            return formats[i];
    return NULL;
}

static const char *word_at(bool of_classroom, size_t index)
{
    for (size_t i = 0; i < ARRAY_LENGTH(formats); i++)
        if (formats[i]->of_classroom == of_classroom && index-- == 0)
            return formats[i]->word;
    return NULL;
}

const char *import_word_classroom(size_t index)
{
    return word_at(true, index);
}

const char *import_word_office(size_t index)
{
    return word_at(false, index);
}

const struct import_format *import_format_of_job(const char *kind)
{
    bool import = strncmp(kind, IMPORT_JOB, strlen(IMPORT_JOB)) == 0;
    return import ? import_format_find(kind + strlen(IMPORT_JOB)) : NULL;
}

enum fault import_job_allowed(struct db *db, const struct actor *actor, int64_t class_id, const struct job *job,
                              const struct import_format **ret_format)
{
    struct access access;
    *ret_format = import_format_of_job(job->kind);
    if (!*ret_format || job->class_id != class_id)
        return FAULT_NOT_FOUND;
    if (class_id != 0)
        return access_class_change(db, actor, class_id, &access);
    return actor->role == ROLE_ADMINISTRATOR ? FAULT_NONE : FAULT_NOT_ALLOWED;
}

enum fault import_job_run(struct job_work *work)
{
    const struct import_format *format = import_format_of_job(work->name);
    if (!format)
        return job_refuse(work, FAULT_NOT_FOUND, "format_unknown", "This version does not know the format.");
    return format->run(work);
}
