/* SPDX-License-Identifier: MIT */
#include "school/demo/demo_act.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/attendance/hand.h"
#include "school/attendance/leave.h"
#include "school/attendance/request.h"
#include "school/board/board.h"
#include "school/board/hand_in.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/zone.h"
#include "school/files/evidence.h"
#include "school/marks/warning/adviser.h"
#include "school/marks/group/group.h"
#include "school/marks/status_set.h"
#include "school/marks/warning/warning_rules.h"
#include "school/plan/holiday.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    ACT_ARENA_MAX = 16 << 20,
    WEEK_DAYS = 7,
    GROUPS = 2,
    ADVISED = 3,
    REMOTE = 2,
    HANDED_IN = 9,
    GRADED = 4,
    TEXT_SIZE = 200
};

/* What is going on, and the first classroom in it. */
struct acting {
    struct school *school;
    const struct demo_cast *cast;
    struct actor administrator, professor;
    int64_t class_id;
    int64_t now, today; // today: midnight UTC
    int64_t monday;     // of next week
    struct arena *arena;
};

static struct actor student(const struct acting *acting, int number)
{
    return (struct actor){.user_id = acting->cast->students[number], .role = ROLE_STUDENT};
}

/* ---- the first classroom ---- */

static enum fault act_status(const struct acting *acting)
{
    struct status_set set;
    enum fault fault = status_set_get(acting->school, &acting->professor, acting->class_id, acting->arena, &set);
    if (fault != FAULT_NONE)
        return fault;
    set.lines[set.count++] = (struct status_line){.status = MARK_UNMARKED,
                                                  .letter = "R",
                                                  .name = "Remote",
                                                  .points = 200,
                                                  .counts = COUNTS_ATTENDED,
                                                  .colour = STATUS_TEAL};
    return status_set_change(acting->school, &acting->professor, acting->class_id, &set, acting->arena, &set);
}

/* Two who followed the last lecture from home. */
static enum fault act_remote(const struct acting *acting)
{
    static const int numbers[REMOTE] = {11, 23};
    const struct mark_request request = {.status = MARK_OWN, .note = "Took part by video"};
    struct lecture_list list;
    enum fault fault = lecture_list(acting->school, &acting->professor, acting->class_id, acting->arena, &list);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < list.count; i++) {
        const struct lecture *lecture = &list.lectures[i];
        if (lecture->cancelled || lecture->ends_at > acting->now)
            continue;
        for (size_t k = 0; fault == FAULT_NONE && k < REMOTE; k++) {
            struct mark mark;
            fault = attendance_mark(acting->school, &acting->professor, lecture->id, acting->cast->students[numbers[k]],
                                    &request, acting->arena, &mark);
        }
        return fault;
    }
    return FAULT_NONE;
}

/* Exercises in two halves, each with an hour of its own next week. */
static enum fault act_groups(const struct acting *acting)
{
    static const char *const names[GROUPS] = {"Exercises A", "Exercises B"};
    static const int days[GROUPS] = {1, 3};
    int64_t ids[GROUPS];
    struct group_put_result put;
    for (size_t i = 0; i < GROUPS; i++) {
        enum fault fault =
            group_create(acting->school, &acting->professor, acting->class_id, names[i], acting->arena, &ids[i]);
        if (fault != FAULT_NONE)
            return fault;
    }
    const struct group_choice both = {ids, GROUPS, true};
    enum fault fault = group_split(acting->school, &acting->professor, acting->class_id, &both, &put);
    for (size_t i = 0; fault == FAULT_NONE && i < GROUPS; i++) {
        struct lecture lecture;
        const int64_t starts_at = acting->monday + days[i] * (int64_t)SCHOOL_DAY_MS + 14 * (int64_t)SCHOOL_HOUR_MS;
        const struct lecture_request request = {
            .title = "Exercises",
            .room = "B 110",
            .starts_at = starts_at,
            .ends_at = starts_at + SCHOOL_HOUR_MS,
            .groups = {&ids[i], 1, true},
        };
        fault = lecture_create(acting->school, &acting->professor, acting->class_id, &request, acting->arena, &lecture);
    }
    return fault;
}

static enum fault act_board(const struct acting *acting)
{
    struct board_item item;
    struct hand_in handed;
    const struct board_request announcement = {
        .kind = BOARD_ANNOUNCEMENT,
        .title = "Exercises begin next week",
        .body = "There are **two groups**, each with an hour of its own. Which one is yours stands under *Groups*.\n\n"
                "- Bring the first sheet.\n- Write to me if the hour does not suit you.",
        .points = -1,
        .pinned = true,
    };
    const struct board_request sheet = {
        .kind = BOARD_ASSESSMENT,
        .title = "Sheet 1: linear maps",
        .body = "All problems. Say in a sentence why each step holds.",
        .points = 2000,
        .due_at = acting->monday + 4 * (int64_t)SCHOOL_DAY_MS,
    };
    const struct hand_in_request answer = {.text = "1. The kernel is a subspace, because sums and multiples of vectors "
                                                   "that are sent to 0 are sent to 0 as well."};
    enum fault fault =
        board_add(acting->school, &acting->professor, acting->class_id, &announcement, acting->arena, &item);
    if (fault != FAULT_NONE)
        return fault;
    fault = board_add(acting->school, &acting->professor, acting->class_id, &sheet, acting->arena, &item);
    if (fault != FAULT_NONE)
        return fault;
    const struct actor first = student(acting, 0);
    return hand_in(acting->school, &first, acting->class_id, item.id, &answer, acting->arena, &handed);
}

/* An older sheet: some handed it in, some of them have their points, the rest wait for theirs. */
static enum fault act_grades(const struct acting *acting)
{
    struct board_item item;
    struct hand_in handed;
    const struct board_request sheet = {
        .kind = BOARD_ASSESSMENT,
        .title = "Warm-up: vectors in the plane",
        .body = "Two problems. They are talked through in the exercises.",
        .points = 1000,
        .due_at = acting->now + SCHOOL_DAY_MS,
    };
    const struct hand_in_request answer = {.text = "1. (3, -1)\n2. They are parallel, because one is twice the other."};
    enum fault fault = board_add(acting->school, &acting->professor, acting->class_id, &sheet, acting->arena, &item);
    if (fault != FAULT_NONE)
        return fault;
    for (int i = 0; i < HANDED_IN; i++) {
        const struct actor one = student(acting, 2 + 3 * i);
        const struct grade_request grade = {.points = 1000 - 100 * i, .comment = i == 0 ? "Clear and short." : NULL};
        fault = hand_in(acting->school, &one, acting->class_id, item.id, &answer, acting->arena, &handed);
        if (fault != FAULT_NONE)
            return fault;
        if (i >= GRADED)
            continue;
        fault = hand_in_grade(acting->school, &acting->professor, acting->class_id, item.id, one.user_id, &grade,
                              acting->arena, &handed);
        if (fault != FAULT_NONE)
            return fault;
    }
    return FAULT_NONE;
}

/* Who was marked absent says that they were there. */
static enum fault act_appeal(const struct acting *acting)
{
    struct request request;
    int64_t lecture_id = 0, student_id = 0;
    bool found = false;
    {
        struct row row;
        CLOSES(store_reader_close) struct db *db = store_reader(acting->school->config.store);
        row_begin(&row, db, NULL,
                  "SELECT lecture_id, student_id FROM attendance WHERE class_id = ? AND status = 'A'"
                  " ORDER BY timestamp DESC, student_id LIMIT 1",
                  DB_VALUES(I(acting->class_id)));
        while (row_next(&row)) {
            lecture_id = row_int(&row, 0);
            student_id = row_int(&row, 1);
            found = true;
        }
        enum fault fault = row_end(&row);
        if (fault != FAULT_NONE || !found)
            return fault;
    }
    const struct actor absent = {.user_id = student_id, .role = ROLE_STUDENT};
    const struct request_new appeal = {
        .lecture_id = lecture_id, .text = "I sat in the third row. My phone was out of battery, so I could not mark."};
    return request_create(acting->school, &absent, &appeal, acting->arena, &request);
}

/* ---- the institution ---- */

static enum fault act_rules(const struct acting *acting)
{
    struct warning_rules rules;
    enum fault fault = warning_rules_get(acting->school, &acting->administrator, 0, &rules);
    if (fault != FAULT_NONE)
        return fault;
    rules.of[WARN_IN_A_ROW].on = true;
    rules.of[WARN_IN_A_ROW].lectures = 3;
    rules.of[WARN_IN_A_ROW].recipients = WARN_EVERYBODY;
    fault = warning_rules_change(acting->school, &acting->administrator, 0, &rules, 0, &rules);
    for (int i = 0; fault == FAULT_NONE && i < ADVISED; i++) {
        struct person adviser;
        fault = adviser_assign(acting->school, &acting->administrator, acting->cast->students[5 * i],
                               demo_professors[0].email, acting->arena, &adviser);
    }
    return fault;
}

/* The Friday of the week after next. */
static enum fault act_day_off(const struct acting *acting)
{
    char date[ZONE_DATE_SIZE];
    zone_day_format(acting->monday / SCHOOL_DAY_MS + WEEK_DAYS + 4, date);
    return holiday_set(acting->school, &acting->administrator, &(struct holiday_dates){date, NULL}, "Founders' Day",
                       acting->arena);
}

static enum fault act_kind(const struct acting *acting, const struct leave_kind_request *request, int64_t *ret_id)
{
    struct leave_kind kind;
    enum fault fault = leave_kind_save(acting->school, &acting->administrator, 0, request, acting->arena, &kind);
    if (fault == FAULT_NONE)
        *ret_id = kind.id;
    return fault;
}

/* An ill student's certificate; 0 where files cannot be kept. */
static enum fault act_evidence(const struct acting *acting, const struct actor *actor, int64_t *ret_id)
{
    static const char text[] = "Medical certificate\n\nUnfit to attend for one week.\n\nDr. M. Lindqvist\n";
    struct file file;
    *ret_id = 0;
    if (!acting->school->config.blobs || !acting->school->config.key)
        return FAULT_NONE;
    enum fault fault = evidence_add(acting->school, actor, "certificate.txt", text, strlen(text), acting->arena, &file);
    if (fault == FAULT_NONE)
        *ret_id = file.id;
    return fault;
}

/* One that the office has accepted, one that waits for it, and one that waits for the professors. */
static enum fault act_leaves(const struct acting *acting)
{
    const struct actor ill = student(acting, 0), next = student(acting, 7), away = student(acting, 4);
    int64_t illness = 0, personal = 0, certificate;
    struct leave leave;
    enum fault fault = act_kind(acting,
                                &(struct leave_kind_request){.name = "Illness",
                                                             .decider = LEAVE_OFFICE,
                                                             .evidence = LEAVE_EVIDENCE_OPTIONAL,
                                                             .evidence_for = LEAVE_OFFICE,
                                                             .status = MARK_EXCUSED,
                                                             .days_after = 7},
                                &illness);
    if (fault != FAULT_NONE)
        return fault;
    fault = act_kind(acting,
                     &(struct leave_kind_request){.name = "Family or personal",
                                                  .decider = LEAVE_STAFF,
                                                  .evidence = LEAVE_EVIDENCE_NONE,
                                                  .evidence_for = LEAVE_STAFF,
                                                  .status = MARK_EXCUSED},
                     &personal);
    if (fault != FAULT_NONE)
        return fault;
    fault = act_evidence(acting, &ill, &certificate);
    if (fault != FAULT_NONE)
        return fault;
    const struct leave_new of_ill = {.kind_id = illness,
                                     .from_at = acting->today + SCHOOL_DAY_MS,
                                     .until_at = acting->today + (WEEK_DAYS + 1) * (int64_t)SCHOOL_DAY_MS,
                                     .text = "An operation on the knee",
                                     .evidence = &certificate,
                                     .evidence_count = certificate ? 1 : 0};
    fault = leave_create(acting->school, &ill, &of_ill, acting->arena, &leave);
    if (fault != FAULT_NONE)
        return fault;
    const struct leave_answer yes = {.accept = true, .comment = "Get well soon."};
    fault = leave_answer(acting->school, &acting->administrator, leave.id, 0, &yes, acting->arena, &leave);
    if (fault != FAULT_NONE)
        return fault;
    const struct leave_new of_next = {.kind_id = illness,
                                      .from_at = acting->monday,
                                      .until_at = acting->monday + 3 * (int64_t)SCHOOL_DAY_MS,
                                      .text = "Fever since this morning"};
    fault = leave_create(acting->school, &next, &of_next, acting->arena, &leave);
    if (fault != FAULT_NONE)
        return fault;
    const struct leave_new of_away = {.kind_id = personal,
                                      .from_at = acting->monday,
                                      .until_at = acting->monday + 2 * (int64_t)SCHOOL_DAY_MS,
                                      .text = "My sister's wedding"};
    return leave_create(acting->school, &away, &of_away, acting->arena, &leave);
}

enum fault demo_act(struct school *school, const struct demo_cast *cast)
{
    static enum fault (*const acts[])(const struct acting *) = {
        act_status, act_remote, act_groups, act_board, act_grades, act_appeal, act_rules, act_day_off, act_leaves};
    CLOSES(arena_release) struct arena arena = arena_of(ACT_ARENA_MAX);
    struct acting acting = {
        .school = school, .cast = cast, .class_id = cast->classrooms[0], .now = school_now(school), .arena = &arena};
    const int64_t day = acting.now / SCHOOL_DAY_MS;
    acting.today = day * SCHOOL_DAY_MS;
    acting.monday = (day + WEEK_DAYS - zone_weekday(day)) * SCHOOL_DAY_MS;
    acting.administrator =
        (struct actor){.user_id = cast->administrator, .role = ROLE_ADMINISTRATOR, .stepped_up_at = acting.now};
    acting.professor =
        (struct actor){.user_id = cast->professors[0], .role = ROLE_PROFESSOR, .stepped_up_at = acting.now};
    enum fault fault = FAULT_NONE;
    for (size_t i = 0; fault == FAULT_NONE && i < ARRAY_LENGTH(acts); i++)
        fault = acts[i](&acting);
    return fault;
}
