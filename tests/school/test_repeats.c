/* SPDX-License-Identifier: MIT */
/*
 * Pictures that were shown before, on real faces: the enrolment's, an earlier lecture's, another student's, as they
 * were and compressed anew. The attacks are findings S7 and F3.
 */
#include "school/unit.h"

#include <stdlib.h>

#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/flag.h"
#include "school/faces/identity.h"
#include "school/faces/repeat.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/face_people.h"
#include "support/photo_pixels.h"
#include "support/school_faces.h"

static struct school_faces faces;

static int faces_open(void **state)
{
    (void)state;
    return school_faces_open(&faces, 2);
}

static int faces_close(void **state)
{
    (void)state;
    school_faces_close(&faces);
    return 0;
}

enum { SAM, BEA, LECTURES = 3, BURST = 3, ANEW = 92 };

struct scene {
    struct school_fixture *f;
    struct lecture lectures[LECTURES]; // all open
};

static void choose(struct scene *s, struct actor student, enum consent_scope scope)
{
    struct consent text;
    assert_int_equal(identity_consent(s->f->school, &student, &s->f->arena, &text), FAULT_NONE);
    const struct consent_request request = {text.version, scope, NULL};
    assert_int_equal(identity_consent_give(s->f->school, &student, &request, &s->f->arena, &text), FAULT_NONE);
}

static struct scene scene_open(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.people) {
        print_message("skip: no models or no photos of faces here (./check fetches them)\n");
        skip();
    }
    struct scene s = {.f = school_fixture_open_with(test, faces.pool, face_models_id(faces.models))};
    struct classroom classroom = fixture_classroom(s.f);
    fixture_join(s.f, &classroom, s.f->other_student);
    for (size_t i = 0; i < LECTURES; i++)
        s.lectures[i] = fixture_lecture(s.f, classroom.id);
    choose(&s, s.f->student, CONSENT_CHECK_IN);
    choose(&s, s.f->other_student, CONSENT_CHECK_IN);
    return s;
}

static void enrol(struct scene *s, struct actor student, const struct face_frame *frames)
{
    struct identity identity;
    struct face_burst_report report;
    assert_int_equal(identity_enrol(s->f->school, &student, frames, BURST, &identity, &report), FAULT_NONE);
}

static enum fault check_in(struct scene *s, struct actor student, size_t lecture, const struct face_frame *frames)
{
    struct challenge challenge;
    struct face_burst_report report;
    struct mark mark;
    int64_t retry;
    assert_int_equal(attendance_challenge(s->f->school, &student, s->lectures[lecture].id, &challenge, &retry),
                     FAULT_NONE);
    const struct check_in_request request = {
        .lecture_id = s->lectures[lecture].id, .challenge = challenge.token, .frames = frames, .count = BURST};
    return attendance_check_in(s->f->school, &student, &request, &s->f->arena, &mark, &report);
}

/* The same burst, compressed anew: other bytes, nearly the same pictures. */
struct anew {
    struct face_frame frames[BURST];
};

static struct anew compressed(const struct face_frame *frames)
{
    struct anew anew;
    for (size_t i = 0; i < BURST; i++) {
        struct photo_pixels pixels =
            photo_decode((struct face_data_file){(uint8_t *)(uintptr_t)frames[i].bytes, frames[i].size});
        struct face_data_file file = photo_encode(&pixels, ANEW);
        anew.frames[i] = (struct face_frame){file.bytes, file.size};
        free(pixels.at);
    }
    return anew;
}

static void anew_free(struct anew *anew)
{
    for (size_t i = 0; i < BURST; i++)
        free((void *)(uintptr_t)anew->frames[i].bytes);
}

/* The flags of a student's mark, as the professor sees them. */
static unsigned flags_of(struct scene *s, size_t lecture, struct actor student)
{
    struct attendance_view view;
    unsigned flags = 0;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lectures[lecture].id, &s->f->arena, &view),
                     FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == student.user_id)
            flags = view.marks[i].flags;
    return flags;
}

static struct flag_list open_flags(struct scene *s)
{
    struct flag_list list;
    assert_int_equal(flag_page(s->f->school, &s->f->administrator, &(struct page){0, PAGE_USUAL}, &s->f->arena, &list),
                     FAULT_NONE);
    return list;
}

static int64_t count(struct scene *s, const char *what)
{
    char sql[200];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM %s", what);
    return fixture_number(s->f, sql);
}

/* One's own: from the enrolment, from another lecture, as they were and compressed anew. */
static void test_own(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM], *later = sam + BURST;
    struct anew first = compressed(sam), second = compressed(later);
    const enum fault refused = fault_of_face(FACE_REPEATED_FRAMES);
    enrol(&s, s.f->student, sam);
    assert_int_equal(check_in(&s, s.f->student, 0, sam), refused);
    assert_int_equal(check_in(&s, s.f->student, 0, first.frames), refused);
    assert_int_equal(count(&s, "attendance"), 0);
    assert_int_equal(count(&s, "face_refusals WHERE reason = 'repeated_frames'"), 2);
    // Pictures of now pass, and neither does anything of them again.
    assert_int_equal(check_in(&s, s.f->student, 0, later), FAULT_NONE);
    assert_int_equal(check_in(&s, s.f->student, 1, later), refused);
    assert_int_equal(check_in(&s, s.f->student, 1, second.frames), refused);
    const struct face_frame one_of_them[BURST] = {sam[6], later[0], sam[7]};
    assert_int_equal(check_in(&s, s.f->student, 1, one_of_them), refused);
    assert_int_equal(count(&s, "attendance"), 1);
    assert_int_equal(open_flags(&s).count, 0);
    anew_free(&first);
    anew_free(&second);
    school_fixture_close(s.f);
}

/* One burst for two who have enrolled with one man's photographs: marked, and told to those who can look. */
static void test_others(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM], *later = sam + BURST;
    struct anew anew = compressed(later);
    enrol(&s, s.f->student, sam);
    fixture_sql(s.f, "DELETE FROM live_traces"); // that the enrolments share pictures is another test's
    fixture_sql(s.f, "DELETE FROM picture_keys");
    enrol(&s, s.f->other_student, sam);
    assert_int_equal(check_in(&s, s.f->student, 0, later), FAULT_NONE);
    assert_int_equal(flags_of(&s, 0, s.f->student) & MARK_SAME_PICTURES, 0);
    assert_int_equal(check_in(&s, s.f->other_student, 0, anew.frames), FAULT_NONE);
    assert_int_equal(flags_of(&s, 0, s.f->other_student) & MARK_SAME_PICTURES, MARK_SAME_PICTURES);
    struct flag_list list = open_flags(&s);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.flags[0].kind, FLAG_SAME_PICTURES);
    assert_int_equal(list.flags[0].user.id, s.f->other_student.user_id);
    assert_int_equal(list.flags[0].other.id, s.f->student.user_id);
    // Both are asked for the room code from now on, until somebody has looked.
    assert_int_equal(check_in(&s, s.f->other_student, 1, later), FAULT_CODE_NEEDED);
    anew_free(&anew);
    school_fixture_close(s.f);
}

/* In another lecture: by the bytes, whichever lecture they were accepted in first. */
static void test_others_later(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM], *later = sam + BURST;
    const struct face_frame one_of_them[BURST] = {sam[6], later[0], sam[7]};
    enrol(&s, s.f->student, sam);
    fixture_sql(s.f, "DELETE FROM live_traces");
    fixture_sql(s.f, "DELETE FROM picture_keys");
    enrol(&s, s.f->other_student, sam);
    assert_int_equal(check_in(&s, s.f->student, 0, later), FAULT_NONE);
    assert_int_equal(check_in(&s, s.f->other_student, 1, one_of_them), FAULT_NONE);
    assert_int_equal(flags_of(&s, 1, s.f->other_student) & MARK_SAME_PICTURES, MARK_SAME_PICTURES);
    assert_int_equal(open_flags(&s).count, 1);
    school_fixture_close(s.f);
}

/* Two accounts made of one man's pictures are found although neither lets its face be compared. */
static void test_enrolments(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM];
    struct anew anew = compressed(sam);
    enrol(&s, s.f->student, sam);
    enrol(&s, s.f->student, sam); // again, with the same pictures: nobody else's
    assert_int_equal(open_flags(&s).count, 0);
    enrol(&s, s.f->other_student, anew.frames);
    struct flag_list list = open_flags(&s);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.flags[0].kind, FLAG_SAME_PICTURES);
    assert_int_equal(list.flags[0].other.id, s.f->student.user_id);
    // It is what somebody did, not what a face is like: it stays until it is resolved.
    enrol(&s, s.f->other_student, faces.people->frames[BEA]);
    assert_int_equal(open_flags(&s).count, 1);
    // Both let themselves be compared: one flag says it all.
    fixture_sql(s.f, "DELETE FROM flags");
    choose(&s, s.f->student, CONSENT_ALL);
    choose(&s, s.f->other_student, CONSENT_ALL);
    enrol(&s, s.f->student, sam);
    enrol(&s, s.f->other_student, anew.frames);
    list = open_flags(&s);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.flags[0].kind, FLAG_DUPLICATE_FACE);
    anew_free(&anew);
    school_fixture_close(s.f);
}

/* Other people, and one's own other days: nobody is refused or flagged. */
static void test_honest(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM], *bea = faces.people->frames[BEA];
    enrol(&s, s.f->student, sam);
    enrol(&s, s.f->other_student, bea);
    assert_int_equal(check_in(&s, s.f->student, 0, sam + BURST), FAULT_NONE);
    assert_int_equal(check_in(&s, s.f->other_student, 0, bea + BURST), FAULT_NONE);
    // The scene's phones keep nothing, which is another sign.
    unsigned of_pictures = ~(unsigned)(MARK_NEW_DEVICE | MARK_UNSIGNED);
    assert_int_equal((flags_of(&s, 0, s.f->student) | flags_of(&s, 0, s.f->other_student)) & of_pictures, 0);
    assert_int_equal(open_flags(&s).count, 0);
    // Whoever is marked and sends their burst again, for the answer was lost, has their mark.
    assert_int_equal(count(&s, "attendance"), 2);
    school_fixture_close(s.f);
}

/* Nothing of it stays behind a face that goes. */
static void test_goes_with_the_face(void **state)
{
    struct scene s = scene_open(state);
    const struct face_frame *sam = faces.people->frames[SAM];
    enrol(&s, s.f->student, sam);
    assert_int_equal(check_in(&s, s.f->student, 0, sam + BURST), FAULT_NONE);
    assert_int_equal(count(&s, "live_traces"), 2);
    assert_int_equal(count(&s, "picture_keys"), BURST + CHECK_FRAMES_MIN); // the check-in's others were not looked at
    assert_int_equal(identity_consent_withdraw(s.f->school, &s.f->student), FAULT_NONE);
    assert_int_equal(count(&s, "live_traces"), 0);
    assert_int_equal(count(&s, "picture_keys"), 0);
    school_fixture_close(s.f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_own),        TEST_ON_BOTH(test_others), TEST_ON_BOTH(test_others_later),
        TEST_ON_BOTH(test_enrolments), TEST_ON_BOTH(test_honest), TEST_ON_BOTH(test_goes_with_the_face),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
