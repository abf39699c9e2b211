/* SPDX-License-Identifier: MIT */
#include "school/marks/warning/warning_tell.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/marks/final.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "store/db.h"
#include "store/engine.h"

enum { TEXT_SIZE = NOTIFICATION_TEXT_MAX - 30, TITLE_SIZE = 40 }; // the staff reads the rule before it

static const enum notification_kind kinds[WARNING_KINDS] = {
    [WARN_IN_A_ROW] = NOTIFY_MISSED_IN_A_ROW,
    [WARN_WITHIN] = NOTIFY_MISSED_WITHIN,
    [WARN_BELOW] = NOTIFY_BELOW_THRESHOLD,
    [WARN_OUT_OF_REACH] = NOTIFY_OUT_OF_REACH,
};

/* At the end of a character; a bar would end the lecture. */
static void title_cut(const char *title, char cut[static TITLE_SIZE])
{
    size_t size = 0;
    for (size_t next; title && title[size] != '\0'; size += next) {
        next = str_sequence(title + size, strlen(title + size));
        if (next == 0 || size + next >= TITLE_SIZE)
            break;
        memcpy(cut + size, title + size, next);
        if (title[size] == '|')
            cut[size] = '/';
    }
    cut[size] = '\0';
}

static void write_text(enum warning_kind kind, const struct warning_walk *walk, char text[static TEXT_SIZE])
{
    const struct warning_rule *rule = &walk->rules->of[kind];
    const struct warning_state *state = &walk->of[kind];
    char title[TITLE_SIZE];
    int64_t percent = kind == WARN_BELOW && rule->percent ? rule->percent : walk->threshold;
    size_t size = 0;
    if (kind == WARN_IN_A_ROW)
        size = (size_t)snprintf(text, TEXT_SIZE, "%lld", (long long)walk->row);
    else if (kind == WARN_WITHIN)
        size = (size_t)snprintf(text, TEXT_SIZE, "%zu/%lld", state->missed, (long long)rule->days);
    else
        size = (size_t)snprintf(text, TEXT_SIZE, "%lld/%lld, %lld %%", (long long)walk->attended,
                                (long long)walk->counted, (long long)percent);
    size_t named = state->missed < WARNING_NAMED_MAX ? state->missed : WARNING_NAMED_MAX;
    for (size_t i = walk->missed_count - named; i < walk->missed_count; i++) {
        title_cut(walk->missed[i].title, title);
        int more = snprintf(text + size, TEXT_SIZE - size, "|%lld%s%s", (long long)walk->missed[i].starts_at,
                            *title ? " " : "", title);
        if (more < 0 || size + (size_t)more >= TEXT_SIZE) {
            text[size] = '\0';
            return;
        }
        size += (size_t)more;
    }
}

/* The adviser, unless their account is closed or, where the teachers are told, they are one of them; 0: nobody. */
static enum fault adviser_read(struct db *db, int64_t class_id, int64_t student_id, bool but_teachers,
                               int64_t *ret_adviser_id)
{
    bool found = false;
    int64_t adviser_id = 0;
    enum fault fault = row_one_int(
        db,
        "SELECT a.adviser_id FROM advisers a JOIN users u ON u.id = a.adviser_id AND u.disabled_at IS NULL AND"
        " u.role = 'professor'"
        " WHERE a.student_id = ? AND (? = 0 OR (NOT EXISTS (SELECT 1 FROM classrooms c WHERE c.id = ? AND"
        " c.professor_id = a.adviser_id) AND NOT EXISTS (SELECT 1 FROM classroom_staff k WHERE k.class_id = ? AND"
        " k.user_id = a.adviser_id AND k.kind = 'teacher')))",
        DB_VALUES(I(student_id), I(but_teachers), I(class_id), I(class_id)), &found, &adviser_id);
    if (fault != FAULT_NONE)
        return fault;
    *ret_adviser_id = found ? adviser_id : 0;
    return FAULT_NONE;
}

enum fault warning_tell(struct db *db, int64_t class_id, int64_t student_id, enum warning_kind kind,
                        const struct warning_walk *walk, unsigned to, int64_t now)
{
    char text[TEXT_SIZE], staff[NOTIFICATION_TEXT_MAX];
    int64_t adviser_id = 0;
    write_text(kind, walk, text);
    snprintf(staff, sizeof(staff), "%s: %s", warning_kind_code(kind), text);
    struct notification_request request = {
        .user_id = student_id, .kind = kinds[kind], .class_id = class_id, .text = text};
    enum fault fault = to & WARN_STUDENT ? tell(db, TELL_PERSON, &request, 0, now) : FAULT_NONE;
    request = (struct notification_request){
        .kind = NOTIFY_STUDENT_WARNED, .class_id = class_id, .subject_id = student_id, .text = staff};
    if (fault != FAULT_NONE)
        return fault;
    if (to & WARN_TEACHERS)
        fault = tell(db, TELL_TEACHERS, &request, 0, now);
    if (fault != FAULT_NONE)
        return fault;
    if (to & WARN_ADVISER)
        fault = adviser_read(db, class_id, student_id, to & WARN_TEACHERS, &adviser_id);
    snprintf(staff, sizeof(staff), "advised %s: %s", warning_kind_code(kind), text);
    request.user_id = adviser_id;
    if (fault != FAULT_NONE)
        return fault;
    if (adviser_id)
        fault = tell(db, TELL_PERSON, &request, 0, now);
    return fault != FAULT_NONE ? fault : final_told(db, class_id, 0);
}
