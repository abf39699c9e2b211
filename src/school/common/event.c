/* SPDX-License-Identifier: MIT */
#include "school/common/event.h"

#include "base/str.h"

#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/school.h"

static const char *const kind_words[] = {
    [SCHOOL_EVENT_MARK] = "mark",       [SCHOOL_EVENT_WINDOW] = "window",
    [SCHOOL_EVENT_REFUSAL] = "refusal", [SCHOOL_EVENT_NOTIFICATION] = "notification",
    [SCHOOL_EVENT_RIGHTS] = "rights",
};

const char *event_kind_word(enum school_event_kind kind)
{
    return kind_words[kind];
}

bool event_kind_find(const char *word, enum school_event_kind *ret_kind)
{
    size_t index;
    bool found = str_among(kind_words, ARRAY_LENGTH(kind_words), word, &index);
    if (found)
        *ret_kind = (enum school_event_kind)index;
    return found;
}

enum db_status event_note(struct db *db, const struct school_event *event)
{
    if (db_node(db) == 0)
        return DB_OK;
    return db_exec(db, "INSERT INTO events (node, kind, lecture_id, user_id, reason, at) VALUES (?, ?, ?, ?, ?, ?)",
                   DB_VALUES(I(db_node(db)), T(kind_words[event->kind]), event->lecture_id ? I(event->lecture_id) : N(),
                             event->user_id ? I(event->user_id) : N(),
                             event->kind == SCHOOL_EVENT_REFUSAL ? T(face_reason_code(event->reason)) : N(),
                             I(event->at)));
}

enum db_status event_note_lecture(struct db *db, int64_t lecture_id, int64_t at)
{
    return event_note(db, &(struct school_event){.kind = SCHOOL_EVENT_WINDOW, .lecture_id = lecture_id, .at = at});
}

bool event_begin(struct school *school, const struct school_event *event)
{
    const struct school_config *config = &school->config;
    if (!config->notify || (config->wanted && !config->wanted(config->notify_context, event)))
        return false;
    pthread_mutex_lock(&school->notify_lock);
    return true;
}

void event_end(struct school *school, const struct school_event *event)
{
    if (event)
        school->config.notify(school->config.notify_context, event);
    pthread_mutex_unlock(&school->notify_lock);
}

void event_notification(struct school *school, int64_t user_id, int64_t notification_id)
{
    const struct school_event event = {
        .kind = SCHOOL_EVENT_NOTIFICATION,
        .at = school_now(school),
        .user_id = user_id,
        .notification_id = notification_id,
    };
    if (event_begin(school, &event))
        event_end(school, &event);
}

void event_rights(struct school *school)
{
    const struct school_event event = {.kind = SCHOOL_EVENT_RIGHTS, .at = school_now(school)};
    if (event_begin(school, &event))
        event_end(school, &event);
}
