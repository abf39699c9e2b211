/* SPDX-License-Identifier: MIT */
/*
 * From one embedder to another: every face of the old one is outdated until its owner enrols again, and is compared
 * with nothing. With real faces and two real embedders, of 512 and 192 values; skipped where those are not fetched.
 */
#include "school/unit.h"

#include "base/str.h"
#include "crypto/secret.h"
#include "face/engine.h"
#include "face/face.h"
#include "face/pool.h"
#include "school/attendance/attendance.h"
#include "school/attendance/class_photo.h"
#include "school/checkin/check_in.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/setting.h"
#include "school/common/state.h"
#include "school/faces/flag.h"
#include "school/faces/identity.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/face_data.h"
#include "support/face_people.h"

enum { OLD, NEW, EMBEDDERS };
enum { SAM, BEA }; // the two people

static struct {
    struct face_models *models[EMBEDDERS];
    struct face_pool *pools[EMBEDDERS];
    struct face_people *people;
} faces;

static int faces_open(void **state)
{
    (void)state;
    static const char *const names[EMBEDDERS] = {"mobilefacenet-512", "mobilefacenet-192"};
    char error[FACE_ERROR_SIZE] = "";
    const char *directory = face_data_models_with("MobileFaceNet.tflite");
    if (!directory)
        return 0;
    for (size_t i = 0; i < EMBEDDERS; i++) {
        faces.models[i] = face_models_open(directory, names[i], error);
        faces.pools[i] = faces.models[i] ? face_pool_fork(faces.models[i], 1, error) : NULL;
        if (!faces.pools[i]) {
            print_error("%s\n", error);
            return -1;
        }
    }
    struct face_engine *engine = face_engine_open(faces.models[OLD], error);
    assert_non_null(engine);
    faces.people = face_people_open(engine);
    face_engine_close(engine);
    return 0;
}

static int faces_close(void **state)
{
    (void)state;
    face_people_close(faces.people);
    for (size_t i = 0; i < EMBEDDERS; i++) {
        face_pool_close(faces.pools[i]);
        face_models_close(faces.models[i]);
    }
    return 0;
}

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
};

static struct scene scene_open(void **state)
{
    struct test_store *test = test_store_need(state);
    if (!faces.people) {
        print_message("skip: no second embedder or no photos of faces here (tools/fetch-models mobilefacenet-192)\n");
        skip();
    }
    struct scene s = {.f = school_fixture_open_with(test, faces.pools[OLD], face_models_id(faces.models[OLD]))};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    const struct actor students[] = {s.f->student, s.f->other_student};
    for (size_t i = 0; i < ARRAY_LENGTH(students); i++) {
        struct consent consent;
        assert_int_equal(identity_consent(s.f->school, &students[i], &s.f->arena, &consent), FAULT_NONE);
        assert_int_equal(identity_consent_give(s.f->school, &students[i],
                                               &(struct consent_request){consent.version, CONSENT_ALL, NULL},
                                               &s.f->arena, &consent),
                         FAULT_NONE);
    }
    return s;
}

/* The program stopped, its setting `embedder` changed, and started again on the same database. */
static void restart_with(struct school_fixture *f, size_t embedder)
{
    struct school_config config = f->school->config;
    school_close(f->school);
    config.faces = faces.pools[embedder];
    config.face_model_id = face_models_id(faces.models[embedder]);
    f->school = school_open(&config);
    assert_non_null(f->school);
}

static enum fault enrol(const struct scene *s, struct actor student, const struct face_frame *frames)
{
    struct identity identity;
    struct face_burst_report report;
    return identity_enrol(s->f->school, &student, frames, 3, &identity, &report);
}

static enum fault check_in(const struct scene *s, struct actor student, const struct face_frame *frames,
                           struct mark *ret_mark)
{
    struct challenge challenge;
    struct face_burst_report report;
    int64_t retry;
    enum fault fault = attendance_challenge(s->f->school, &student, s->lecture.id, &challenge, &retry);
    if (fault != FAULT_NONE)
        return fault;
    struct check_in_request request = {
        .lecture_id = s->lecture.id, .challenge = challenge.token, .frames = frames, .count = 3};
    return attendance_check_in(s->f->school, &student, &request, &s->f->arena, ret_mark, &report);
}

static bool must_renew(const struct scene *s, struct actor student)
{
    struct identity identity;
    assert_int_equal(identity_get(s->f->school, &student, &identity), FAULT_NONE);
    assert_true(identity.enrolled);
    return identity.renew;
}

static void test_switch(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    const struct face_frame *sam = faces.people->frames[SAM], *bea = faces.people->frames[BEA];
    struct mark mark = {0};
    assert_int_equal(enrol(&s, f->student, sam), FAULT_NONE);
    assert_int_equal(enrol(&s, f->other_student, bea), FAULT_NONE);
    assert_false(must_renew(&s, f->student));

    restart_with(f, NEW);
    // No challenge, so no picture is looked at, and the old template stays as it is until its owner comes.
    assert_true(must_renew(&s, f->student) && must_renew(&s, f->other_student));
    assert_int_equal(check_in(&s, f->student, sam + 3, &mark), FAULT_FACE_OUTDATED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM templates"), 2);

    assert_int_equal(enrol(&s, f->student, sam), FAULT_NONE);
    assert_false(must_renew(&s, f->student));
    assert_true(must_renew(&s, f->other_student));
    assert_int_equal(fixture_number(f, "SELECT COUNT(DISTINCT model_id) FROM templates"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'face_renewed'"), 1);
    assert_int_equal(check_in(&s, f->student, bea + 3, &mark), fault_of_face(FACE_NO_MATCH));
    assert_int_equal(check_in(&s, f->student, sam + 3, &mark), FAULT_NONE);
    assert_int_equal(mark.status, MARK_PRESENT);
    assert_int_equal(mark.method, MARK_BY_FACE);
    assert_int_equal(check_in(&s, f->other_student, bea + 3, &mark), FAULT_FACE_OUTDATED);

    // And back: the new one's templates are as foreign to the old one; Bea's was never renewed and serves again.
    restart_with(f, OLD);
    assert_true(must_renew(&s, f->student));
    assert_false(must_renew(&s, f->other_student));
    assert_int_equal(check_in(&s, f->other_student, bea + 3, &mark), FAULT_NONE);
    school_fixture_close(f);
}

/* A row that claims the new model for the old one's template cannot be opened: the id is part of its seal. */
static void test_relabelled(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct mark mark;
    char sql[200];
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM]), FAULT_NONE);
    restart_with(f, NEW);
    snprintf(sql, sizeof(sql), "UPDATE templates SET model_id = '%s'", face_models_id(faces.models[NEW]));
    fixture_sql(f, sql);
    assert_false(must_renew(&s, f->student));
    assert_int_equal(check_in(&s, f->student, faces.people->frames[SAM] + 3, &mark), FAULT_FACE_OUTDATED);
    school_fixture_close(f);
}

/* The alarm for one face in two accounts sees the current embedder's faces alone. */
static void test_duplicates(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct flag_list list;
    const struct page first = {0, PAGE_USUAL};
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM]), FAULT_NONE);
    restart_with(f, NEW);
    assert_int_equal(enrol(&s, f->other_student, faces.people->frames[SAM] + 3), FAULT_NONE);
    assert_int_equal(flag_page(f->school, &f->administrator, &first, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 0); // the other one's is outdated
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM]), FAULT_NONE);
    assert_int_equal(flag_page(f->school, &f->administrator, &first, &f->arena, &list), FAULT_NONE);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.flags[0].kind, FLAG_DUPLICATE_FACE);
    assert_int_equal(list.flags[0].user.id, f->student.user_id);
    assert_int_equal(list.flags[0].other.id, f->other_student.user_id);
    school_fixture_close(f);
}

static void test_class_photo(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct proposals proposals;
    size_t bad;
    const struct face_frame *photo = &faces.people->frames[SAM][5];
    struct setting_state setting;
    assert_int_equal(setting_change(f->school, &f->administrator, SETTING_IDENTIFICATION, "on", &f->arena, &setting),
                     FAULT_NONE);
    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM]), FAULT_NONE);
    assert_int_equal(enrol(&s, f->other_student, faces.people->frames[BEA]), FAULT_NONE);
    restart_with(f, NEW);
    assert_int_equal(class_photo_propose(f->school, &f->professor, s.lecture.id, photo, 1, &f->arena, &proposals, &bad),
                     FAULT_NONE);
    assert_int_equal(proposals.students, 2);
    assert_int_equal(proposals.comparable, 0);
    assert_int_equal(proposals.seen, 0);

    assert_int_equal(enrol(&s, f->student, faces.people->frames[SAM]), FAULT_NONE);
    assert_int_equal(enrol(&s, f->other_student, faces.people->frames[BEA]), FAULT_NONE);
    assert_int_equal(class_photo_propose(f->school, &f->professor, s.lecture.id, photo, 1, &f->arena, &proposals, &bad),
                     FAULT_NONE);
    assert_int_equal(proposals.comparable, 2);
    assert_int_equal(proposals.seen, 1);
    assert_int_equal(proposals.faces[0].band, PROPOSAL_SURE);
    assert_int_equal(proposals.faces[0].mark.student.id, f->student.user_id);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_switch),
        TEST_ON_BOTH(test_relabelled),
        TEST_ON_BOTH(test_duplicates),
        TEST_ON_BOTH(test_class_photo),
    };
    return cmocka_run_group_tests(tests, faces_open, faces_close);
}
