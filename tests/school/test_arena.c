/* SPDX-License-Identifier: MIT */
/* Every allocation of every reading call fails once: FAULT_INTERNAL, outputs untouched, and nothing leaks or hangs. */
#include "school/checkin/mine.h"
#include "school/numbers/record.h"
#include "school/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/jobs/job_work.h"
#include "school/marks/mark.h"
#include "school/numbers/register.h"
#include "school/people/account.h"
#include "school/people/idempotency.h"
#include "school/people/invitation.h"
#include "school/people/sign_in/session.h"
#include "school/plan/lecture.h"
#include "school/school.h"

struct scene {
    struct school_fixture *f;
    int64_t class_id, lecture_id;
    char invitation[SECRET_TOKEN_SIZE];
    char session[SECRET_TOKEN_SIZE];
    struct arena *arena;
    const char *touched; // not NULL: an output changed although the call failed
};

/* What a call gives back must be as it was when the call fails. */
static enum fault checked(struct scene *s, enum fault fault, const void *result, const void *before, size_t size,
                          const char *name)
{
    if (fault != FAULT_NONE && memcmp(result, before, size) != 0)
        s->touched = name;
    return fault;
}

static enum fault call_classroom_list(struct scene *s)
{
    struct classroom_list result = {.count = 7}, before = result;
    return checked(s,
                   classroom_list(s->f->school, &s->f->professor, &(struct page){.limit = PAGE_MAX}, s->arena, &result),
                   &result, &before, sizeof(result), "classroom_list");
}

static enum fault call_lecture_list(struct scene *s)
{
    struct lecture_list result = {.count = 7}, before = result;
    return checked(s, lecture_list(s->f->school, &s->f->professor, s->class_id, s->arena, &result), &result, &before,
                   sizeof(result), "lecture_list");
}

static enum fault call_view(struct scene *s)
{
    struct attendance_view result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(s, attendance_view(s->f->school, &s->f->professor, s->lecture_id, s->arena, &result), &result,
                   &before, sizeof(result), "attendance_view");
}

static enum fault call_mine(struct scene *s)
{
    struct attendance_mine result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(s, attendance_mine(s->f->school, &s->f->student, s->lecture_id, s->arena, &result), &result, &before,
                   sizeof(result), "attendance_mine");
}

static enum fault call_grid(struct scene *s)
{
    struct register_grid result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(
        s, register_grid(s->f->school, &s->f->professor, s->class_id, &(struct register_page){0}, s->arena, &result),
        &result, &before, sizeof(result), "register_grid");
}

static enum fault call_roster(struct scene *s)
{
    struct roster result = {.count = 7}, before = result;
    return checked(s, register_roster(s->f->school, &s->f->professor, s->class_id, s->arena, &result), &result, &before,
                   sizeof(result), "register_roster");
}

static enum fault call_record(struct scene *s)
{
    struct record result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(s, register_record(s->f->school, &s->f->student, s->class_id, s->arena, &result), &result, &before,
                   sizeof(result), "register_record");
}

static enum fault call_home(struct scene *s)
{
    struct home result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(s, register_home(s->f->school, &s->f->student, s->arena, &result), &result, &before, sizeof(result),
                   "register_home");
}

static enum fault call_users(struct scene *s)
{
    struct user_list result = {.count = 7}, before = result;
    return checked(s,
                   account_list(s->f->school, &s->f->administrator,
                                &(struct account_filter){.query = NULL, .page = {0, 50}}, s->arena, &result),
                   &result, &before, sizeof(result), "account_list");
}

static enum fault call_invitation(struct scene *s)
{
    struct invitation result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(s, invitation_get(s->f->school, s->invitation, s->arena, &result), &result, &before, sizeof(result),
                   "invitation_get");
}

static enum fault call_session(struct scene *s)
{
    struct session result, before;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(s, session_find(s->f->school, s->session, false, s->arena, &result), &result, &before,
                   sizeof(result), "session_find");
}

static enum fault call_idempotency(struct scene *s)
{
    struct kept_answer result, before;
    bool found = false;
    memset(&result, 0, sizeof(result));
    memcpy(&before, &result, sizeof(result));
    return checked(
        s, idempotency_take(s->f->school, &s->f->student, &(struct idempotency){"k", "h"}, s->arena, &found, &result),
        &result, &before, sizeof(result), "idempotency_find");
}

static void scene_fill(struct scene *s)
{
    struct school_fixture *f = s->f;
    struct classroom classroom = fixture_classroom(f);
    struct session session;
    struct mark mark;
    int64_t expires_at;
    fixture_join(f, &classroom, f->other_student);
    s->class_id = classroom.id;
    s->lecture_id = fixture_lecture(f, classroom.id).id;
    struct mark_request request = {.status = MARK_PRESENT, .note = "note"};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s->lecture_id, f->student.user_id, &request, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(invitation_create(f->school, &f->administrator, ROLE_STUDENT, "New", "new@college.example",
                                       s->invitation, &expires_at),
                     FAULT_NONE);
    assert_int_equal(session_start(f->school, f->student.user_id, NULL, &f->arena, &session), FAULT_NONE);
    str_copy(s->session, sizeof(s->session), session.token);
    bool found;
    struct kept_answer kept;
    const struct idempotency use = {"k", "h"};
    assert_int_equal(idempotency_take(f->school, &f->student, &use, &f->arena, &found, &kept), FAULT_NONE);
    assert_int_equal(idempotency_keep(f->school, &f->student, &use, &(struct kept_answer){200, "x", 1}), FAULT_NONE);
}

static void test_out_of_memory(void **state)
{
    enum fault (*const calls[])(struct scene *) = {
        call_classroom_list, call_lecture_list, call_view,  call_mine,    call_grid,       call_roster,
        call_record,         call_home,         call_users, call_session, call_invitation, call_idempotency,
    };
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    scene_fill(&s);
    for (size_t i = 0; i < ARRAY_LENGTH(calls); i++) {
        unsigned failed = 0;
        for (;;) {
            struct arena arena;
            arena_init(&arena, 1 << 20);
            s.arena = &arena;
            arena_fail_at(failed + 1);
            enum fault fault = calls[i](&s);
            arena_fail_at(0);
            arena_release(&arena);
            if (fault == FAULT_NONE)
                break;
            assert_int_equal(fault, FAULT_INTERNAL);
            if (s.touched)
                fail_msg("%s", s.touched);
            assert_true(++failed < 1000);
        }
        assert_true(failed > 0);
    }
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {TEST_ON_BOTH(test_out_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
