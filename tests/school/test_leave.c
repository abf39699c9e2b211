/* SPDX-License-Identifier: MIT */
/* Kinds of leave, asking, deciding by either side, and who sees evidence. */
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/str.h"
#include "school/attendance/leave.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/files/evidence.h"
#include "school/office/erasure.h"
#include "school/school.h"
#include "support/leave_scene.h"

static const struct page all = {0, 50};

static const struct leave_course *course_of(const struct leave *leave, int64_t class_id)
{
    for (size_t i = 0; i < leave->course_count; i++)
        if (leave->courses[i].class_id == class_id)
            return &leave->courses[i];
    fail_msg("classroom %lld is missing", (long long)class_id);
    return NULL;
}

static struct leave own(struct leave_scene *s)
{
    struct leave_list list;
    assert_int_equal(leave_list_own(s->f->school, &s->f->student, 0, &all, &s->f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    return list.leaves[0];
}

static size_t in_class(struct leave_scene *s, struct actor actor, int64_t class_id, enum decision_state state,
                       struct leave *ret_first)
{
    struct leave_list list;
    assert_int_equal(leave_list_class(s->f->school, &actor, class_id, &(struct decision_filter){state, 0}, &all,
                                      &s->f->arena, &list),
                     FAULT_NONE);
    if (list.count > 0)
        *ret_first = list.leaves[0];
    return list.count;
}

static size_t in_office(struct leave_scene *s, struct actor actor, enum decision_state state, struct leave *ret_first)
{
    struct leave_list list;
    assert_int_equal(
        leave_list_office(s->f->school, &actor, &(struct decision_filter){state, 0}, &all, &s->f->arena, &list),
        FAULT_NONE);
    if (list.count > 0)
        *ret_first = list.leaves[0];
    return list.count;
}

/* Without kinds: each classroom's staff for its own. Asked once, told once a classroom. */
static void test_staff(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct leave seen = {0}, leave = leave_scene_week(&s, 0);
    assert_int_equal(leave_scene_week(&s, 0).id, leave.id); // a phone asks twice
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request'"), 2);
    assert_int_equal(leave.course_count, 2);
    assert_int_equal(course_of(&leave, s.algebra.id)->lectures, 2);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_OPEN, &seen), 1);
    assert_true(seen.mine);
    assert_string_equal(seen.text, "A knee\nis operated");
    assert_int_equal(seen.course_count, 1);
    // One accepts, the other does not.
    assert_int_equal(leave_scene_answer(&s, f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, f->other_professor, leave.id, s.biology.id, false), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, f->other_professor, leave.id, s.biology.id, false), FAULT_NONE); // again
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request_answered'"), 2);
    leave = own(&s);
    assert_int_equal(course_of(&leave, s.algebra.id)->decision.state, DECISION_ACCEPTED);
    assert_int_equal(course_of(&leave, s.algebra.id)->decision.status, MARK_EXCUSED);
    assert_int_equal(course_of(&leave, s.algebra.id)->given, 1);
    assert_int_equal(course_of(&leave, s.biology.id)->decision.state, DECISION_REFUSED);
    assert_string_equal(course_of(&leave, s.biology.id)->decision.comment, "Noted");
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_OPEN, &seen), 0);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_ACCEPTED, &seen), 1);
    // Each for its own alone; nobody else, and no office for a leave without a kind.
    const struct actor strangers[] = {f->other_professor, f->student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++) {
        struct leave_list list;
        assert_int_equal(leave_scene_answer(&s, strangers[i], leave.id, s.algebra.id, false), FAULT_NOT_FOUND);
        assert_int_equal(leave_scene_answer(&s, strangers[i], leave.id, 0, false), FAULT_NOT_FOUND);
        assert_int_equal(leave_list_class(f->school, &strangers[i], s.algebra.id,
                                          &(struct decision_filter){DECISION_OPEN, 0}, &all, &f->arena, &list),
                         FAULT_NOT_FOUND);
    }
    fixture_wait(f, DAY);
    leave_scene_window(&s, s.soon_a.id, true);
    leave_scene_window(&s, s.soon_b.id, true);
    assert_int_equal(leave_scene_status(&s, s.soon_a.id), MARK_EXCUSED);
    assert_int_equal(leave_scene_status(&s, s.soon_b.id), MARK_UNMARKED);
    // Thought better of.
    assert_int_equal(leave_scene_answer(&s, f->other_professor, leave.id, s.biology.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.soon_b.id), MARK_EXCUSED);
    assert_int_equal(leave_withdraw(f->school, &f->other_student, leave.id), FAULT_NOT_FOUND);
    assert_int_equal(leave_withdraw(f->school, &f->student, leave.id), FAULT_NONE);
    assert_int_equal(leave_withdraw(f->school, &f->student, leave.id), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_WITHDRAWN, &seen), 1);
    school_fixture_close(f);
}

static int64_t told(const struct leave_scene *s)
{
    return fixture_number(s->f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request_answered'");
}

/* The same verdict with another comment: the comment is written and told once, whoever decides, and nothing else. */
static void test_reworded(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    static const char *const comments[] = {"Get well", "Bring the note", NULL, "Rest"};
    for (int office = 0; office < 2; office++) {
        int64_t kind = office ? leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0).id : 0;
        struct actor by = office ? f->administrator : f->professor;
        struct leave asked = leave_scene_week(&s, kind), after;
        const int64_t class_id = office ? 0 : s.algebra.id;
        for (int accept = 1; accept >= 0; accept--) {
            struct leave_answer answer = {.accept = accept, .comment = "So be it"};
            assert_int_equal(leave_answer(f->school, &by, asked.id, class_id, &answer, &f->arena, &after), FAULT_NONE);
            const enum mark_status mark = leave_scene_status(&s, s.now_a.id);
            for (size_t i = 0; i < ARRAY_LENGTH(comments); i++) {
                const struct decision *stands = office ? &after.decision : &course_of(&after, s.algebra.id)->decision;
                const struct decision before = *stands;
                int64_t was_told = told(&s), version = after.version;
                fixture_wait(f, HOUR / 60);
                answer.comment = comments[i];
                answer.version = version - 1; // another has answered meanwhile
                assert_int_equal(leave_answer(f->school, &by, asked.id, class_id, &answer, &f->arena, &after),
                                 FAULT_CHANGED_MEANWHILE);
                answer.version = version;
                for (int twice = 0; twice < 2; twice++)
                    assert_int_equal(leave_answer(f->school, &by, asked.id, class_id, &answer, &f->arena, &after),
                                     FAULT_NONE);
                stands = office ? &after.decision : &course_of(&after, s.algebra.id)->decision;
                assert_string_equal(stands->comment ? stands->comment : "", comments[i] ? comments[i] : "");
                assert_int_equal(stands->state, before.state);
                assert_int_equal(stands->status, before.status);
                assert_int_equal(stands->at, before.at);
                assert_int_equal(after.version, version + 1);
                assert_int_equal(told(&s), was_told + 1);
                assert_int_equal(leave_scene_status(&s, s.now_a.id), mark);
            }
        }
        assert_int_equal(leave_withdraw(f->school, &f->student, asked.id), FAULT_NONE);
    }
    school_fixture_close(f);
}

/* Only this course: the others never hear of it. */
static void test_one_course(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct leave leave, seen = {0};
    const struct leave_new request = {
        .class_id = s.biology.id, .from_at = FIXTURE_NOW, .until_at = FIXTURE_NOW + 2 * DAY, .text = "A trip"};
    assert_int_equal(leave_create(s.f->school, &s.f->student, &request, &s.f->arena, &leave), FAULT_NONE);
    assert_int_equal(leave.course_count, 1);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request'"), 1);
    assert_int_equal(in_class(&s, s.f->professor, s.algebra.id, DECISION_OPEN, &seen), 0);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NOT_FOUND);
    assert_int_equal(leave_scene_answer(&s, s.f->other_professor, leave.id, s.biology.id, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    school_fixture_close(s.f);
}

/* An office decides once for all, and only whoever the kind names. The staff sees that it did, not why. */
static void test_office(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct leave seen = {0};
    struct actor registrar = fixture_person(f, ROLE_PROFESSOR, "Rita Registrar", "rita@college.example");
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, &registrar.user_id, 1);
    struct leave leave = leave_scene_week(&s, kind.id);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'request'"), 1);
    assert_int_equal(in_office(&s, registrar, DECISION_OPEN, &seen), 1);
    assert_true(seen.mine);
    assert_int_equal(seen.course_count, 2);
    assert_int_equal(in_office(&s, f->administrator, DECISION_OPEN, &seen), 0);
    assert_int_equal(in_office(&s, f->professor, DECISION_OPEN, &seen), 0);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_OPEN, &seen), 1);
    assert_false(seen.mine);
    assert_null(seen.text);
    const struct actor others[] = {f->administrator, f->professor, f->student};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
        assert_int_equal(leave_scene_answer(&s, others[i], leave.id, 0, true), FAULT_NOT_FOUND);
    assert_int_equal(leave_scene_answer(&s, f->professor, leave.id, s.algebra.id, true), FAULT_NOT_FOUND);
    assert_int_equal(leave_scene_answer(&s, registrar, leave.id, 0, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_ACCEPTED, &seen), 1);
    assert_null(seen.courses[0].decision.comment);
    // What the office wrote to the student stands beside no mark.
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE note IS NOT NULL"), 0);
    assert_string_equal(own(&s).decision.comment, "Noted");
    // When nobody is named any more it is the administrators'.
    const struct leave_kind_request change = {
        .name = "Illness", .decider = LEAVE_OFFICE, .evidence_for = LEAVE_OFFICE, .status = MARK_EXCUSED};
    assert_int_equal(leave_kind_save(f->school, &f->administrator, kind.id, &change, &f->arena, &kind), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, f->administrator, leave.id, 0, false), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_UNMARKED);
    school_fixture_close(f);
}

/* A mark after its lecture's time is somebody's word against the record, for the office too; saying no needs nothing.
 */
static void test_step_up(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    struct leave answered, leave = leave_scene_week(&s, kind.id);
    const struct leave_answer yes = {.accept = true, .version = 1}, old = {.accept = true, .version = 9};
    s.f->administrator.stepped_up_at = 0;
    fixture_wait(s.f, 2 * DAY);
    assert_int_equal(leave_answer(s.f->school, &s.f->administrator, leave.id, 0, &old, &s.f->arena, &answered),
                     FAULT_CHANGED_MEANWHILE);
    assert_int_equal(leave_answer(s.f->school, &s.f->administrator, leave.id, 0, &yes, &s.f->arena, &answered),
                     FAULT_STEP_UP_NEEDED);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM leaves WHERE state = 'open'"), 1);
    assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance"), 0);
    s.f->administrator.stepped_up_at = FIXTURE_NOW + 2 * DAY;
    assert_int_equal(leave_answer(s.f->school, &s.f->administrator, leave.id, 0, &yes, &s.f->arena, &answered),
                     FAULT_NONE);
    assert_int_equal(answered.decision.state, DECISION_ACCEPTED);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_EXCUSED);
    school_fixture_close(s.f);
}

/* ---- asking ---- */

static void test_asking_refused(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct leave leave;
    const int64_t now = FIXTURE_NOW, nothing[] = {999999};
    const struct {
        struct leave_new request;
        enum fault fault;
    } cases[] = {
        {{.from_at = now, .until_at = now + DAY}, FAULT_TEXT_INVALID},
        {{.from_at = now, .until_at = now + DAY, .text = "a\x1b[31m"}, FAULT_TEXT_INVALID},
        {{.until_at = now + DAY, .text = "x"}, FAULT_TIME_INVALID},
        {{.from_at = now + DAY, .until_at = now + DAY, .text = "x"}, FAULT_RANGE_INVALID},
        {{.from_at = now - DAY, .until_at = now, .text = "x"}, FAULT_RANGE_INVALID},
        {{.from_at = now, .until_at = now + 181 * (int64_t)DAY, .text = "x"}, FAULT_RANGE_INVALID},
        {{.from_at = now + 367 * (int64_t)DAY, .until_at = now + 368 * (int64_t)DAY, .text = "x"}, FAULT_RANGE_INVALID},
        {{.kind_id = 99, .from_at = now, .until_at = now + DAY, .text = "x"}, FAULT_LEAVE_KIND_UNKNOWN},
        {{.class_id = 99, .from_at = now, .until_at = now + DAY, .text = "x"}, FAULT_REQUEST_INVALID},
        {{.from_at = now, .until_at = now + DAY, .text = "x", .evidence = nothing, .evidence_count = 1},
         FAULT_FILE_UNKNOWN},
        {{.from_at = now, .until_at = now + DAY, .text = "x", .evidence = nothing, .evidence_count = 6},
         FAULT_TOO_MANY_THINGS},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        assert_int_equal(leave_create(f->school, &f->student, &cases[i].request, &f->arena, &leave), cases[i].fault);
    struct leave_new good = {.from_at = now, .until_at = now + DAY, .text = "x"};
    assert_int_equal(leave_create(f->school, &f->other_student, &good, &f->arena, &leave), FAULT_REQUEST_INVALID);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leaves"), 0);
    // Twenty a day, withdrawn or not.
    for (int i = 0; i < LEAVE_DAY_MAX; i++) {
        good.until_at++;
        assert_int_equal(leave_create(f->school, &f->student, &good, &f->arena, &leave), FAULT_NONE);
    }
    good.until_at++;
    assert_int_equal(leave_create(f->school, &f->student, &good, &f->arena, &leave), FAULT_TOO_MANY_THINGS);
    school_fixture_close(f);
}

static void test_kinds(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct leave_kind made;
    struct leave leave;
    struct leave_kind_list list;
    const int64_t student = f->student.user_id;
    struct leave_kind_request request = {
        .name = " ", .decider = LEAVE_OFFICE, .evidence = LEAVE_EVIDENCE_REQUIRED, .status = MARK_EXCUSED};
    assert_int_equal(leave_kind_save(f->school, &f->professor, 0, &request, &f->arena, &made), FAULT_NOT_ALLOWED);
    assert_int_equal(leave_kind_save(f->school, &f->administrator, 0, &request, &f->arena, &made), FAULT_TEXT_INVALID);
    request.name = "Duty";
    request.status = MARK_ABSENT;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, 0, &request, &f->arena, &made),
                     FAULT_STATUS_UNKNOWN);
    request.status = MARK_PRESENT; // on duty counts as there
    request.days_after = LEAVE_DAYS_AFTER_MAX + 1;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, 0, &request, &f->arena, &made),
                     FAULT_NUMBER_INVALID);
    request.days_after = 0;
    request.officers = &student;
    request.officer_count = 1;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, 0, &request, &f->arena, &made),
                     FAULT_ACCOUNT_UNKNOWN);
    request.officer_count = 0;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, 7, &request, &f->arena, &made), FAULT_NOT_FOUND);
    assert_int_equal(leave_kind_save(f->school, &f->administrator, 0, &request, &f->arena, &made), FAULT_NONE);
    // Now one has to choose, bring evidence, and ask before its end.
    struct leave_new asked = {.from_at = FIXTURE_NOW - DAY, .until_at = FIXTURE_NOW - HOUR, .text = "x"};
    assert_int_equal(leave_create(f->school, &f->student, &asked, &f->arena, &leave), FAULT_LEAVE_KIND_UNKNOWN);
    asked.kind_id = made.id;
    asked.text = NULL; // the kind says it
    assert_int_equal(leave_create(f->school, &f->student, &asked, &f->arena, &leave), FAULT_EVIDENCE_NEEDED);
    request.evidence = LEAVE_EVIDENCE_NONE;
    request.version = made.version + 1;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, made.id, &request, &f->arena, &made),
                     FAULT_CHANGED_MEANWHILE);
    request.version = made.version;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, made.id, &request, &f->arena, &made), FAULT_NONE);
    assert_int_equal(leave_create(f->school, &f->student, &asked, &f->arena, &leave), FAULT_RANGE_INVALID);
    request.days_after = 7;
    request.version = 0;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, made.id, &request, &f->arena, &made), FAULT_NONE);
    assert_int_equal(leave_create(f->school, &f->student, &asked, &f->arena, &leave), FAULT_NONE);
    asked.until_at = FIXTURE_NOW + DAY;
    assert_int_equal(leave_create(f->school, &f->student, &asked, &f->arena, &leave), FAULT_NONE);
    assert_int_equal(leave_scene_answer(&s, f->administrator, leave.id, 0, true), FAULT_NONE);
    assert_int_equal(leave_scene_status(&s, s.now_a.id), MARK_PRESENT);
    assert_string_equal(leave_scene_method(&s, s.now_a.id), "leave");
    // Retired: nobody chooses it any more, and its leaves stay.
    request.retired = true;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, made.id, &request, &f->arena, &made), FAULT_NONE);
    assert_int_equal(leave_kind_list(f->school, &f->student, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0);
    assert_int_equal(leave_kind_list(f->school, &f->administrator, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    asked.until_at++;
    assert_int_equal(leave_create(f->school, &f->student, &asked, &f->arena, &leave), FAULT_LEAVE_KIND_UNKNOWN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE subject_type = 'leave_kind'"), 4);
    school_fixture_close(f);
}

/* By name as the language sorts, not byte by byte; an office the same. */
static void test_kinds_sorted(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    static const char *const names[] = {"Fair", "excursion", "\u00c9tude", "Duty"};
    static const char *const sorted[] = {"Duty", "\u00c9tude", "excursion", "Fair"};
    const int64_t officers[] = {s.f->other_professor.user_id, s.f->professor.user_id};
    struct leave_kind_list list;
    fixture_sql(s.f, "UPDATE users SET sort_key = CASE WHEN role = 'professor' THEN 100000 - id ELSE sort_key END");
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        leave_scene_kind(&s, names[i], LEAVE_OFFICE, LEAVE_OFFICE, officers, ARRAY_LENGTH(officers));
    assert_int_equal(leave_kind_list(s.f->school, &s.f->administrator, &s.f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, ARRAY_LENGTH(sorted));
    for (size_t i = 0; i < list.count; i++) {
        assert_string_equal(list.kinds[i].name, sorted[i]);
        assert_int_equal(list.kinds[i].officer_count, 2);
        assert_true(list.kinds[i].officers[0].id > list.kinds[i].officers[1].id);
    }
    school_fixture_close(s.f);
}

/* ---- evidence ---- */

static int64_t evidence(struct leave_scene *s)
{
    struct file file;
    assert_int_equal(evidence_add(s->f->school, &s->f->student, "note.txt", "Unwell.\n", 8, &s->f->arena, &file),
                     FAULT_NONE);
    return file.id;
}

static struct leave with_evidence(struct leave_scene *s, int64_t kind_id)
{
    struct leave leave;
    const int64_t file = evidence(s);
    const struct leave_new request = {.kind_id = kind_id,
                                      .from_at = FIXTURE_NOW,
                                      .until_at = FIXTURE_NOW + 2 * DAY,
                                      .evidence = &file,
                                      .evidence_count = 1};
    assert_int_equal(leave_create(s->f->school, &s->f->student, &request, &s->f->arena, &leave), FAULT_NONE);
    assert_int_equal(leave.evidence.count, 1);
    return leave;
}

static enum fault look(struct leave_scene *s, struct actor actor, int64_t class_id, const struct leave *leave)
{
    struct file file;
    const void *bytes;
    enum fault fault = leave_evidence_read(s->f->school, &actor, class_id, leave->id, leave->evidence.files[0].id,
                                           &s->f->arena, &file, &bytes);
    if (fault == FAULT_NONE) {
        assert_string_equal(file.name, "note.txt");
        assert_memory_equal(bytes, "Unwell.\n", 8);
    }
    return fault;
}

/* The staff decides, the office alone sees the certificate: the staff sees that it was seen. */
static void test_evidence_of_the_office(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct leave seen = {0};
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_STAFF, LEAVE_OFFICE, NULL, 0);
    struct leave leave = with_evidence(&s, kind.id);
    const struct actor others[] = {f->other_student, f->professor, f->other_professor};
    for (size_t i = 0; i < ARRAY_LENGTH(others); i++) {
        assert_int_equal(look(&s, others[i], 0, &leave), FAULT_NOT_FOUND);
        assert_int_equal(look(&s, others[i], s.algebra.id, &leave), FAULT_NOT_FOUND);
    }
    assert_int_equal(look(&s, f->student, 0, &leave), FAULT_NONE); // one's own, which is no look
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'leave_evidence_read'"), 0);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_OPEN, &seen), 1);
    assert_int_equal(seen.evidence.count, 0);
    assert_int_equal(seen.evidence_count, 1);
    assert_int_equal(seen.evidence_seen_at, 0);
    assert_int_equal(in_office(&s, f->administrator, DECISION_OPEN, &seen), 1); // it waits for a look
    assert_false(seen.mine);
    assert_int_equal(look(&s, f->administrator, 0, &leave), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'leave_evidence_read'"), 1);
    assert_int_equal(in_office(&s, f->administrator, DECISION_OPEN, &seen), 0);
    assert_int_equal(in_class(&s, f->professor, s.algebra.id, DECISION_OPEN, &seen), 1);
    assert_int_equal(seen.evidence_seen_at, FIXTURE_NOW);
    school_fixture_close(f);
}

/* Sent to the staff: each reached classroom's teachers. A kind that becomes stricter is so at once, one that becomes
 * laxer only for what is sent from then on. */
static void test_evidence_of_the_staff(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_STAFF, LEAVE_STAFF, NULL, 0);
    struct leave leave = with_evidence(&s, kind.id);
    assert_int_equal(look(&s, f->professor, s.algebra.id, &leave), FAULT_NONE);
    assert_int_equal(look(&s, f->other_professor, s.biology.id, &leave), FAULT_NONE);
    assert_int_equal(look(&s, f->other_professor, s.algebra.id, &leave), FAULT_NOT_FOUND);
    assert_int_equal(look(&s, f->administrator, 0, &leave), FAULT_NOT_FOUND);
    assert_int_equal(look(&s, f->administrator, s.algebra.id, &leave), FAULT_NOT_FOUND);
    struct leave_kind_request change = {.name = "Illness",
                                        .decider = LEAVE_STAFF,
                                        .evidence = LEAVE_EVIDENCE_OPTIONAL,
                                        .evidence_for = LEAVE_OFFICE,
                                        .status = MARK_EXCUSED};
    assert_int_equal(leave_kind_save(f->school, &f->administrator, kind.id, &change, &f->arena, &kind), FAULT_NONE);
    assert_int_equal(look(&s, f->professor, s.algebra.id, &leave), FAULT_NOT_FOUND);
    struct leave second;
    int64_t file = evidence(&s);
    const struct leave_new request = {.kind_id = kind.id,
                                      .from_at = FIXTURE_NOW,
                                      .until_at = FIXTURE_NOW + 3 * DAY,
                                      .evidence = &file,
                                      .evidence_count = 1};
    assert_int_equal(leave_create(f->school, &f->student, &request, &f->arena, &second), FAULT_NONE);
    change.evidence_for = LEAVE_STAFF;
    assert_int_equal(leave_kind_save(f->school, &f->administrator, kind.id, &change, &f->arena, &kind), FAULT_NONE);
    assert_int_equal(look(&s, f->professor, s.algebra.id, &second), FAULT_NOT_FOUND);
    assert_int_equal(look(&s, f->professor, s.algebra.id, &leave), FAULT_NONE);
    school_fixture_close(f);
}

/* What no leave names goes within a day, with a leave that is taken back at once, with retention after its days, and
 * with its owner. */
static void test_evidence_goes(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct school_fixture *f = s.f;
    struct setting_state setting;
    struct erasure erasure;
    struct leave_kind kind = leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0);
    int64_t loose = evidence(&s), taken = evidence(&s);
    assert_int_equal(evidence_delete(f->school, &f->other_student, loose), FAULT_NOT_FOUND);
    assert_int_equal(evidence_delete(f->school, &f->student, loose), FAULT_NONE);
    for (int i = 1; i < EVIDENCE_LOOSE_MAX; i++)
        evidence(&s);
    struct file file;
    assert_int_equal(evidence_add(f->school, &f->student, "a.txt", "x\n", 2, &f->arena, &file), FAULT_TOO_MANY_THINGS);
    assert_int_equal(evidence_add(f->school, &f->other_student, "a.txt", "x\n", 2, &f->arena, &file),
                     FAULT_REQUEST_INVALID); // in no classroom
    fixture_join(f, &s.algebra, f->other_student);
    assert_int_equal(evidence_add(f->school, &f->other_student, "../a", "x\n", 2, &f->arena, &file),
                     FAULT_TEXT_INVALID);
    assert_int_equal(evidence_add(f->school, &f->other_student, "a.txt", "", 0, &f->arena, &file), FAULT_FILE_EMPTY);
    fixture_wait(f, DAY + MINUTE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_files"), 0);
    assert_int_equal(evidence_delete(f->school, &f->student, taken), FAULT_NOT_FOUND);

    struct leave first = with_evidence(&s, kind.id);
    assert_int_equal(leave_withdraw(f->school, &f->student, first.id), FAULT_NONE);
    assert_int_equal(look(&s, f->student, 0, &first), FAULT_NOT_FOUND);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_files"), 0);

    struct leave second = with_evidence(&s, kind.id);
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_KEEP_EVIDENCE, "10", &f->arena, &setting),
                     FAULT_NONE);
    fixture_wait(f, 11 * (int64_t)DAY);
    assert_int_equal(leave_scene_answer(&s, f->administrator, second.id, 0, true), FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(look(&s, f->administrator, 0, &second), FAULT_NONE); // decided a moment ago
    fixture_wait(f, 11 * (int64_t)DAY);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(look(&s, f->administrator, 0, &second), FAULT_NOT_FOUND);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_files"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leaves WHERE evidence_erased_at > 0"), 1);
    assert_int_equal(fixture_number(f, "SELECT SUM(deleted) FROM deletions WHERE kind = 'leave_evidence'"), 1);

    evidence(&s);
    f->administrator.stepped_up_at = clock_now_ms(&f->clock);
    assert_int_equal(erasure_run(f->school, &f->administrator, f->student.user_id, true, &f->arena, &erasure),
                     FAULT_NONE);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_files"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leaves"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM leave_marks"), 0);
    school_fixture_close(f);
}

/* In the classroom, and with them its owner. */
static size_t changed_since(struct leave_scene *s, enum decision_state state, int64_t since)
{
    struct leave_list list, own;
    const struct decision_filter filter = {state, since};
    assert_int_equal(
        leave_list_class(s->f->school, &s->f->professor, s->algebra.id, &filter, &all, &s->f->arena, &list),
        FAULT_NONE);
    assert_int_equal(leave_list_own(s->f->school, &s->f->student, since, &all, &s->f->arena, &own), FAULT_NONE);
    if (state == DECISION_STATE_COUNT)
        assert_int_equal(own.count, list.count);
    return list.count;
}

static void test_updated_since(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    const enum decision_state any = DECISION_STATE_COUNT;
    struct leave leave = leave_scene_week(&s, 0);
    const int64_t made = leave.created_at;
    assert_int_equal(leave.updated_at, made);
    assert_int_equal(changed_since(&s, any, made), 1);
    assert_int_equal(changed_since(&s, any, made + 1), 0);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(leave_scene_answer(&s, s.f->professor, leave.id, s.algebra.id, true), FAULT_NONE);
    assert_int_equal(own(&s).updated_at, made + MINUTE);
    assert_int_equal(changed_since(&s, any, made + MINUTE), 1);
    assert_int_equal(changed_since(&s, DECISION_ACCEPTED, made + MINUTE), 1);
    assert_int_equal(changed_since(&s, DECISION_OPEN, made + MINUTE), 0);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(leave_reopen(s.f->school, &s.f->professor, leave.id, s.algebra.id, 0, &s.f->arena, &leave),
                     FAULT_NONE);
    assert_int_equal(changed_since(&s, DECISION_OPEN, made + 2 * MINUTE), 1);
    fixture_wait(s.f, MINUTE);
    assert_int_equal(leave_withdraw(s.f->school, &s.f->student, leave.id), FAULT_NONE);
    assert_int_equal(changed_since(&s, any, made + 3 * MINUTE), 1);
    assert_int_equal(changed_since(&s, any, made + 3 * MINUTE + 1), 0);
    school_fixture_close(s.f);
}

/* The office sees it in one state and in any; its answer and a look at evidence are changes. */
static void test_updated_since_for_the_office(void **state)
{
    struct leave_scene s = leave_scene_open(state);
    struct leave leave = leave_scene_week(&s, leave_scene_kind(&s, "Illness", LEAVE_OFFICE, LEAVE_OFFICE, NULL, 0).id);
    struct leave_list list;
    fixture_wait(s.f, MINUTE);
    const int64_t later = leave.created_at + MINUTE;
    assert_int_equal(leave_scene_answer(&s, s.f->administrator, leave.id, 0, true), FAULT_NONE);
    const struct {
        struct decision_filter filter;
        size_t count;
    } table[] = {
        {{DECISION_STATE_COUNT, 0}, 1},  {{DECISION_STATE_COUNT, later}, 1},  {{DECISION_STATE_COUNT, later + 1}, 0},
        {{DECISION_ACCEPTED, later}, 1}, {{DECISION_ACCEPTED, later + 1}, 0}, {{DECISION_OPEN, later}, 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(table); i++) {
        assert_int_equal(
            leave_list_office(s.f->school, &s.f->administrator, &table[i].filter, &all, &s.f->arena, &list),
            FAULT_NONE);
        assert_int_equal(list.count, table[i].count);
    }
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_staff),
        TEST_ON_BOTH(test_updated_since),
        TEST_ON_BOTH(test_updated_since_for_the_office),
        TEST_ON_BOTH(test_reworded),
        TEST_ON_BOTH(test_kinds_sorted),
        TEST_ON_BOTH(test_one_course),
        TEST_ON_BOTH(test_office),
        TEST_ON_BOTH(test_step_up),
        TEST_ON_BOTH(test_asking_refused),
        TEST_ON_BOTH(test_kinds),
        TEST_ON_BOTH(test_evidence_of_the_office),
        TEST_ON_BOTH(test_evidence_of_the_staff),
        TEST_ON_BOTH(test_evidence_goes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
