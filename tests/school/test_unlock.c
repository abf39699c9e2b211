/* SPDX-License-Identifier: MIT */
/* The phone's own unlock as a part of a check-in: what counts, for what, how often, and what comes without it. */
#include "school/unit.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/mine.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code.h"
#include "school/checkin/unlock/unlock.h"
#include "school/classes/classroom_copy.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/people/sign_in/passkey.h"
#include "school/people/sign_in/session.h"
#include "school/plan/joint.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "store/store.h"
#include "support/passkey_device.h"

enum { PERSON_VERIFIED = 0x04 }; // the flag of an authenticator

/* Somebody with a passkey, signed in. */
struct holder {
    struct actor actor;
    struct passkey_device device;
    const char *handle;
};

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct holder sam, bea;
};

static void proofs_are(struct scene *s, int64_t class_id, enum proof_rule rule)
{
    struct proofs proofs = proofs_initial(), result;
    proofs.unlock_rule = rule;
    assert_int_equal(proofs_set(s->f->school, &s->f->professor, class_id, &proofs, 0, &s->f->arena, &result),
                     FAULT_NONE);
    assert_int_equal(result.unlock_rule, rule);
}

static struct actor signed_in(struct school_fixture *f, struct actor actor)
{
    struct session session;
    assert_int_equal(session_start(f->school, actor.user_id, NULL, &f->arena, &session), FAULT_NONE);
    return session_actor(&session);
}

static void holder_make(struct school_fixture *f, struct actor actor, struct holder *holder)
{
    struct passkey_offer offer;
    struct passkey_said said;
    struct passkey_about about;
    struct recovery_codes codes;
    bool has_codes;
    holder->actor = signed_in(f, actor);
    passkey_device_make(&holder->device);
    assert_int_equal(passkey_add_begin(f->school, &holder->actor, &f->arena, &offer), FAULT_NONE);
    holder->handle = offer.handle;
    passkey_device_register(&holder->device, offer.challenge, &said);
    const struct passkey_addition addition = {said.client_data, said.attestation, "internal", "Phone", NULL};
    assert_int_equal(passkey_add(f->school, &holder->actor, &addition, &f->arena, &about, &codes, &has_codes),
                     FAULT_NONE);
}

static struct scene scene_with(struct school_fixture *f, enum proof_rule rule)
{
    struct scene s = {.f = f};
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    proofs_are(&s, s.classroom.id, rule);
    holder_make(s.f, s.f->student, &s.sam);
    holder_make(s.f, s.f->other_student, &s.bea);
    return s;
}

static struct scene scene_open(void **state, enum proof_rule rule)
{
    return scene_with(school_fixture_open(test_store_need(state)), rule);
}

static void scene_close(struct scene *s)
{
    passkey_device_drop(&s->sam.device);
    passkey_device_drop(&s->bea.device);
    school_fixture_close(s->f);
}

static const char *challenge_of(struct scene *s, const struct actor *actor, int64_t lecture_id)
{
    struct passkey_offer offer;
    assert_int_equal(unlock_begin(s->f->school, actor, lecture_id, &s->f->arena, &offer), FAULT_NONE);
    assert_int_equal(offer.known_count, 1);
    assert_string_equal(offer.site, PASSKEY_DEVICE_SITE);
    return offer.challenge;
}

static struct passkey_signature given(const struct passkey_said *said)
{
    return (struct passkey_signature){said->id, said->client_data, said->data, said->signature, NULL};
}

static enum fault shows(struct scene *s, const struct actor *actor, int64_t lecture_id, const struct passkey_said *said)
{
    int64_t until = 0, retry = 0;
    const struct passkey_signature signature = given(said);
    enum fault fault = unlock_show(s->f->school, actor, lecture_id, &signature, &s->f->arena, &until, &retry);
    if (fault == FAULT_NONE)
        assert_int_equal(until, school_now(s->f->school) + UNLOCK_MINUTES * MINUTE);
    return fault;
}

static enum fault unlocks(struct scene *s, struct holder *holder)
{
    struct passkey_said said;
    passkey_device_sign(&holder->device, challenge_of(s, &holder->actor, s->lecture.id), &said);
    return shows(s, &holder->actor, s->lecture.id, &said);
}

static const char *code_now(struct scene *s, int64_t lecture_id)
{
    struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, lecture_id, &code), FAULT_NONE);
    return arena_strdup(&s->f->arena, code.code);
}

static enum fault send(struct scene *s, const struct actor *actor, int64_t lecture_id, const char *code)
{
    int64_t retry = 0;
    struct mark mark;
    const struct code_request request = {.lecture_id = lecture_id,
                                         .room_code = code,
                                         .proofs = {.device = actor->user_id == s->sam.actor.user_id ? "sam" : "bea"}};
    return attendance_code_check_in(s->f->school, actor, &request, &s->f->arena, &mark, &retry);
}

static enum fault by_code(struct scene *s, const struct actor *actor)
{
    return send(s, actor, s->lecture.id, code_now(s, s->lecture.id));
}

/* By face, as far as it goes without one: `at` is when the request came. */
static enum fault by_face(struct scene *s, const struct actor *actor, int64_t at)
{
    struct challenge begun;
    struct proved proved;
    int64_t retry;
    enum fault fault = attendance_challenge(s->f->school, actor, s->lecture.id, &begun, &retry);
    if (fault != FAULT_NONE)
        return fault;
    const struct proof_input input = {.device = "sam",
                                      .over = {actor->user_id, s->lecture.id, begun.token, NULL, 0, at}};
    fault = proofs_check(s->f->school, actor, s->classroom.id, &input, &proved);
    if (fault != FAULT_NONE)
        return fault;
    return check_in_conclude(s->f->school, actor, s->lecture.id, begun.token, at, FACE_OK, &proved);
}

/* The flags of the mark, without those of the device. */
static unsigned flags_in(struct scene *s, struct actor actor, int64_t lecture_id)
{
    struct attendance_view view;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, lecture_id, &s->f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == actor.user_id)
            return view.marks[i].flags & ~(unsigned)(MARK_UNSIGNED | MARK_NEW_DEVICE);
    fail();
    return 0;
}

static unsigned flags_of(struct scene *s, const struct holder *holder)
{
    return flags_in(s, holder->actor, s->lecture.id);
}

static int64_t kept(struct scene *s)
{
    return fixture_number(s->f, "SELECT COUNT(*) FROM unlocks");
}

static struct attendance_mine mine_of(struct scene *s, const struct actor *actor)
{
    struct attendance_mine mine;
    assert_int_equal(attendance_mine(s->f->school, actor, s->lecture.id, &s->f->arena, &mine), FAULT_NONE);
    return mine;
}

static void test_flagged(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), MARK_NOT_UNLOCKED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE flags LIKE '%unlock_missing%'"), 1);

    assert_int_equal(unlocks(&s, &s.bea), FAULT_NONE);
    assert_int_equal(kept(&s), 1);
    assert_int_equal(by_code(&s, &s.bea.actor), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.bea), 0);
    assert_int_equal(kept(&s), 0);
    struct passkey_offer offer; // she is marked
    assert_int_equal(unlock_begin(f->school, &s.bea.actor, s.lecture.id, &f->arena, &offer), FAULT_ALREADY_MARKED);

    // The sign is for the staff; the student sees none.
    assert_int_equal(mine_of(&s, &s.sam.actor).mark.flags, 0);
    scene_close(&s);
}

static void test_by_face(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    fixture_enrol(f, f->student);
    assert_int_equal(by_face(&s, &s.sam.actor, school_now(f->school)), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), MARK_NOT_UNLOCKED);
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
    assert_int_equal(by_face(&s, &s.sam.actor, school_now(f->school)), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), 0);

    // A must: before a face is looked at, and nothing is used up.
    fixture_sql(f, "DELETE FROM attendance");
    proofs_are(&s, s.classroom.id, PROOF_REFUSE);
    assert_int_equal(by_face(&s, &s.sam.actor, school_now(f->school)), FAULT_UNLOCK_NEEDED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
    // It counts by when the request came, however long the face takes.
    int64_t came = school_now(f->school);
    fixture_wait(f, UNLOCK_MINUTES * MINUTE);
    assert_int_equal(by_face(&s, &s.sam.actor, came), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), 0);
    scene_close(&s);
}

static void test_refused(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    const char *code = code_now(&s, s.lecture.id);
    assert_int_equal(send(&s, &s.sam.actor, s.lecture.id, code), FAULT_UNLOCK_NEEDED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
    assert_int_equal(send(&s, &s.sam.actor, s.lecture.id, "000000"), FAULT_CODE_WRONG); // uses nothing up
    assert_int_equal(send(&s, &s.sam.actor, s.lecture.id, code), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), 0);

    // One unlock, one mark.
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_UNLOCK_NEEDED);
    // Unlocked twice, it is one still.
    assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
    assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
    assert_int_equal(kept(&s), 1);
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_UNLOCK_NEEDED);

    // The equal other ways ask for none.
    struct mark mark;
    const struct mark_request by_hand = {.status = MARK_PRESENT};
    assert_int_equal(
        attendance_mark(f->school, &f->professor, s.lecture.id, f->student.user_id, &by_hand, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(mark.flags, 0);

    // For minutes.
    assert_int_equal(unlocks(&s, &s.bea), FAULT_NONE);
    assert_int_equal(mine_of(&s, &s.bea.actor).unlocked_until, school_now(f->school) + UNLOCK_MINUTES * MINUTE);
    fixture_wait(f, UNLOCK_MINUTES * MINUTE);
    assert_int_equal(mine_of(&s, &s.bea.actor).unlocked_until, 0);
    assert_int_equal(by_code(&s, &s.bea.actor), FAULT_UNLOCK_NEEDED);
    fixture_wait(f, 1);
    assert_int_equal(school_sweep(f->school), FAULT_NONE);
    assert_int_equal(kept(&s), 0);
    scene_close(&s);
}

/* What was made for one lecture, person, session or purpose is worth nothing for another, and nothing twice. */
static void test_replays(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    struct passkey_said said;
    struct passkey_offer offer;
    struct session session;
    int64_t until, retry = 0, other = fixture_lecture(f, s.classroom.id).id;
    const struct actor *sam = &s.sam.actor, elsewhere = signed_in(f, f->student);
    const struct session_origin origin = {.address = "192.0.2.1"};

    passkey_device_sign(&s.sam.device, challenge_of(&s, sam, s.lecture.id), &said);
    assert_int_equal(shows(&s, sam, other, &said), FAULT_PASSKEY_REFUSED);
    assert_int_equal(shows(&s, &elsewhere, s.lecture.id, &said), FAULT_PASSKEY_REFUSED);
    assert_int_equal(shows(&s, &s.bea.actor, s.lecture.id, &said), FAULT_PASSKEY_REFUSED);
    struct passkey_signature signature = given(&said);
    assert_int_equal(passkey_step_up(f->school, sam, &signature, &f->arena, &until, &retry), FAULT_PASSKEY_REFUSED);
    signature.handle = s.sam.handle;
    assert_int_equal(passkey_sign_in(f->school, &signature, &origin, &f->arena, &session, &retry),
                     FAULT_PASSKEY_REFUSED);
    assert_int_equal(kept(&s), 0);
    assert_int_equal(shows(&s, sam, s.lecture.id, &said), FAULT_NONE);
    assert_int_equal(shows(&s, sam, s.lecture.id, &said), FAULT_PASSKEY_REFUSED); // once
    assert_int_equal(kept(&s), 1);

    // The unlock is of that lecture and that session.
    assert_int_equal(send(&s, sam, other, code_now(&s, other)), FAULT_UNLOCK_NEEDED);
    assert_int_equal(by_code(&s, &elsewhere), FAULT_UNLOCK_NEEDED);
    assert_int_equal(by_code(&s, &s.bea.actor), FAULT_UNLOCK_NEEDED);

    // A challenge of another purpose.
    assert_int_equal(passkey_step_up_begin(f->school, sam, &f->arena, &offer), FAULT_NONE);
    passkey_device_sign(&s.sam.device, offer.challenge, &said);
    assert_int_equal(shows(&s, sam, other, &said), FAULT_PASSKEY_REFUSED);
    assert_int_equal(passkey_sign_in_begin(f->school, &f->arena, &offer), FAULT_NONE);
    passkey_device_sign(&s.sam.device, offer.challenge, &said);
    assert_int_equal(shows(&s, sam, other, &said), FAULT_PASSKEY_REFUSED);

    // Another's key, and the person's own without finger, face or PIN: the friend has the phone alone.
    passkey_device_sign(&s.bea.device, challenge_of(&s, sam, other), &said);
    assert_int_equal(shows(&s, sam, other, &said), FAULT_PASSKEY_REFUSED);
    s.sam.device.less = PERSON_VERIFIED;
    passkey_device_sign(&s.sam.device, challenge_of(&s, sam, other), &said);
    assert_int_equal(shows(&s, sam, other, &said), FAULT_PASSKEY_REFUSED);
    s.sam.device.less = 0;

    // A challenge is not good for long.
    passkey_device_sign(&s.sam.device, challenge_of(&s, sam, other), &said);
    fixture_wait(f, PASSKEY_MINUTES * MINUTE);
    assert_int_equal(shows(&s, sam, other, &said), FAULT_PASSKEY_REFUSED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    scene_close(&s);
}

/* Guessing is not done at leisure; what was refused for another reason is no guess. */
static void test_throttled(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    struct passkey_said said;
    int64_t until, retry = 0;
    passkey_device_sign(&s.sam.device, challenge_of(&s, &s.sam.actor, s.lecture.id), &said);
    for (int i = 0; i < PASSKEY_ATTEMPTS; i++)
        assert_int_equal(shows(&s, &s.bea.actor, s.lecture.id, &said), FAULT_PASSKEY_REFUSED);
    const struct passkey_signature signature = given(&said);
    assert_int_equal(unlock_show(f->school, &s.bea.actor, s.lecture.id, &signature, &f->arena, &until, &retry),
                     FAULT_TOO_MANY_ATTEMPTS);
    assert_true(retry > 0);
    fixture_sql(f, "DELETE FROM login_attempts");
    assert_int_equal(shows(&s, &s.sam.actor, s.lecture.id, &said), FAULT_NONE);
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    for (int i = 0; i < 2 * PASSKEY_ATTEMPTS; i++)
        assert_int_equal(shows(&s, &s.sam.actor, s.lecture.id, &said), FAULT_ALREADY_MARKED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM login_attempts"), 0);
    scene_close(&s);
}

/* Who may ask for one at all. */
static void test_asked(void **state)
{
    struct scene s = scene_open(state, PROOF_OFF);
    struct school_fixture *f = s.f;
    struct passkey_offer offer;
    const struct actor *sam = &s.sam.actor;
    assert_int_equal(unlock_begin(f->school, sam, s.lecture.id, &f->arena, &offer), FAULT_UNLOCK_OFF);
    struct attendance_mine mine = mine_of(&s, sam);
    assert_true(mine.unlock_rule == PROOF_OFF && !mine.has_passkey);
    proofs_are(&s, s.classroom.id, PROOF_FLAG);
    mine = mine_of(&s, sam);
    assert_true(mine.unlock_rule == PROOF_FLAG && mine.has_passkey && mine.unlocked_until == 0);
    assert_int_equal(unlock_begin(f->school, &f->professor, s.lecture.id, &f->arena, &offer), FAULT_NOT_FOUND);
    assert_int_equal(unlock_begin(f->school, &f->administrator, s.lecture.id, &f->arena, &offer), FAULT_NOT_FOUND);
    assert_int_equal(unlock_begin(f->school, sam, 999999, &f->arena, &offer), FAULT_NOT_FOUND);
    fixture_sql(f, "DELETE FROM passkeys");
    assert_int_equal(unlock_begin(f->school, sam, s.lecture.id, &f->arena, &offer), FAULT_PASSKEY_ABSENT);
    assert_false(mine_of(&s, sam).has_passkey);
    fixture_wait(f, DAY);
    assert_int_equal(unlock_begin(f->school, sam, s.lecture.id, &f->arena, &offer), FAULT_WINDOW_CLOSED);
    scene_close(&s);
}

/* A classroom asks for nothing at first, says so in the log when it does, and its copy asks the same. */
static void test_set(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    struct classroom copy;
    struct proofs proofs;
    const struct copy_request request = {.first_date = "2027-04-12", .last_date = "2027-05-05"};
    assert_int_equal(proofs_initial().unlock_rule, PROOF_OFF);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'proofs_changed' AND detail LIKE"
                                       " '%unlock refuse'"),
                     1);
    assert_int_equal(classroom_copy(f->school, &f->professor, s.classroom.id, &request, &f->arena, &copy), FAULT_NONE);
    assert_int_equal(proofs_get(f->school, &f->professor, copy.id, &f->arena, &proofs), FAULT_NONE);
    assert_int_equal(proofs.unlock_rule, PROOF_REFUSE);
    struct classroom fresh = fixture_classroom(f);
    assert_int_equal(proofs_get(f->school, &f->professor, fresh.id, &f->arena, &proofs), FAULT_NONE);
    assert_int_equal(proofs.unlock_rule, PROOF_OFF);
    scene_close(&s);
}

/* Where browsers have no passkeys, no classroom can ask for one, and none that asked before keeps its students out. */
static void test_no_passkeys_here(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    struct proofs proofs = proofs_initial();
    struct passkey_offer offer;
    f->school->config.public_url = "https://192.0.2.7";
    assert_int_equal(mine_of(&s, &s.sam.actor).unlock_rule, PROOF_OFF);
    assert_int_equal(unlock_begin(f->school, &s.sam.actor, s.lecture.id, &f->arena, &offer), FAULT_PASSKEYS_OFF);
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), 0);
    proofs.unlock_rule = PROOF_FLAG;
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &proofs, 0, &f->arena, &proofs),
                     FAULT_UNLOCK_IMPOSSIBLE);
    proofs_are(&s, s.classroom.id, PROOF_OFF);
    scene_close(&s);
}

/* The unlock that a check-in found is used up by another before its own mark is made. */
static void test_used_meanwhile(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    struct challenge begun;
    struct proved proved;
    int64_t retry, now = school_now(f->school);
    const struct actor *sam = &s.sam.actor;
    fixture_enrol(f, f->student);
    for (int flags = 0; flags < 2; flags++) {
        proofs_are(&s, s.classroom.id, flags ? PROOF_FLAG : PROOF_REFUSE);
        assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
        assert_int_equal(attendance_challenge(f->school, sam, s.lecture.id, &begun, &retry), FAULT_NONE);
        const struct proof_input input = {.device = "sam",
                                          .over = {sam->user_id, s.lecture.id, begun.token, NULL, 0, now}};
        assert_int_equal(proofs_check(f->school, sam, s.classroom.id, &input, &proved), FAULT_NONE);
        assert_true(proved.unlock_id != 0);
        fixture_sql(f, "DELETE FROM unlocks");
        assert_int_equal(check_in_conclude(f->school, sam, s.lecture.id, begun.token, now, FACE_OK, &proved),
                         flags ? FAULT_NONE : FAULT_UNLOCK_NEEDED);
        assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), flags);
    }
    assert_int_equal(flags_of(&s, &s.sam), MARK_NOT_UNLOCKED);
    scene_close(&s);
}

/* A lecture that is held together with this one, by a class that asks for more or less. */
static int64_t together(struct scene *s, enum proof_rule here, enum proof_rule there)
{
    struct lecture lecture;
    struct classroom other = fixture_classroom(s->f);
    const struct joint_request request = {other.id, false};
    const struct lecture_request plan = {.room = "H1", .starts_at = FIXTURE_NOW, .ends_at = FIXTURE_NOW + HOUR};
    const struct window_request window = {15, -1};
    proofs_are(s, s->classroom.id, here);
    proofs_are(s, other.id, there);
    assert_int_equal(lecture_create(s->f->school, &s->f->professor, s->classroom.id, &plan, &s->f->arena, &s->lecture),
                     FAULT_NONE);
    assert_int_equal(joint_add(s->f->school, &s->f->professor, s->lecture.id, &request, &s->f->arena, &lecture),
                     FAULT_NONE);
    assert_int_equal(
        lecture_window_open(s->f->school, &s->f->professor, s->lecture.id, &window, &s->f->arena, &lecture),
        FAULT_NONE);
    assert_int_equal(lecture.joint.count, 1);
    return lecture.joint.lectures[0].lecture_id;
}

static int64_t marks_in(struct scene *s, int64_t lecture_id)
{
    char sql[80];
    snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM attendance WHERE lecture_id = %lld", (long long)lecture_id);
    return fixture_number(s->f, sql);
}

/* Two classes at once: a class that asks is not reached through one that does not, and one unlock counts in both. */
static void test_together(void **state)
{
    struct scene s = scene_open(state, PROOF_OFF);
    int64_t theirs = together(&s, PROOF_OFF, PROOF_FLAG);
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    assert_int_equal(marks_in(&s, s.lecture.id), 1);
    assert_int_equal(marks_in(&s, theirs), 0);
    theirs = together(&s, PROOF_FLAG, PROOF_REFUSE);
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), MARK_NOT_UNLOCKED);
    assert_int_equal(marks_in(&s, theirs), 0);
    theirs = together(&s, PROOF_FLAG, PROOF_REFUSE);
    assert_int_equal(unlocks(&s, &s.sam), FAULT_NONE);
    assert_int_equal(by_code(&s, &s.sam.actor), FAULT_NONE);
    assert_int_equal(flags_of(&s, &s.sam), 0);
    assert_int_equal(flags_in(&s, s.sam.actor, theirs), 0);
    assert_int_equal(kept(&s), 0);
    scene_close(&s);
}

/* ---- several at once ---- */

struct racer {
    struct scene *s;
    const struct passkey_said *said;
    const char *code;
    enum fault fault;
    pthread_barrier_t *start;
};

static void *race_show(void *context)
{
    struct racer *racer = context;
    CLOSES(arena_release) struct arena arena = arena_of(16384);
    int64_t until, retry;
    const struct passkey_signature signature = given(racer->said);
    pthread_barrier_wait(racer->start);
    racer->fault = unlock_show(racer->s->f->school, &racer->s->sam.actor, racer->s->lecture.id, &signature, &arena,
                               &until, &retry);
    return NULL;
}

static void *race_mark(void *context)
{
    struct racer *racer = context;
    CLOSES(arena_release) struct arena arena = arena_of(16384);
    int64_t retry;
    struct mark mark;
    const struct code_request request = {
        .lecture_id = racer->s->lecture.id, .room_code = racer->code, .proofs = {.device = "sam"}};
    pthread_barrier_wait(racer->start);
    racer->fault = attendance_code_check_in(racer->s->f->school, &racer->s->sam.actor, &request, &arena, &mark, &retry);
    return NULL;
}

enum { RACERS = 4, ROUNDS = 4 };

static size_t race(struct racer *racers, void *(*run)(void *racer))
{
    pthread_t threads[RACERS];
    pthread_barrier_t start;
    size_t good = 0;
    pthread_barrier_init(&start, NULL, RACERS);
    for (size_t i = 0; i < RACERS; i++) {
        racers[i].start = &start;
        assert_int_equal(pthread_create(&threads[i], NULL, run, &racers[i]), 0);
    }
    for (size_t i = 0; i < RACERS; i++) {
        pthread_join(threads[i], NULL);
        good += racers[i].fault == FAULT_NONE;
    }
    pthread_barrier_destroy(&start);
    return good;
}

/* One assertion several times, several assertions, and several marks by one unlock. */
static void test_races(void **state)
{
    struct test_store *of = test_store_need(state);
    struct test_store *test = test_store_open_raw(of->engine, 4, 4, 1024);
    char error[STORE_ERROR_SIZE];
    int64_t version;
    if (store_migrate(test->store, &version, error) != DB_OK)
        fail_msg("%s", error);
    struct scene s = scene_with(school_fixture_open(test), PROOF_REFUSE);
    struct passkey_said said[RACERS];
    struct racer racers[RACERS];
    s.sam.device.counts = false; // a count would let the newest alone through
    fixture_sql(s.f, "UPDATE passkeys SET sign_count = 0");
    s.sam.device.count = 0;
    for (int round = 0; round < ROUNDS; round++) {
        fixture_sql(s.f, "DELETE FROM attendance");
        for (size_t i = 0; i < RACERS; i++) {
            passkey_device_sign(&s.sam.device, challenge_of(&s, &s.sam.actor, s.lecture.id), &said[i]);
            racers[i] = (struct racer){.s = &s, .said = &said[0]};
        }
        assert_int_equal(race(racers, race_show), 1);
        for (size_t i = 0; i < RACERS; i++)
            if (racers[i].fault != FAULT_NONE)
                assert_int_equal(racers[i].fault, FAULT_PASSKEY_REFUSED);
        assert_int_equal(kept(&s), 1);
        for (size_t i = 1; i < RACERS; i++)
            racers[i].said = &said[i];
        assert_int_equal(race(racers, race_show), RACERS - 1); // the first is used up already
        assert_int_equal(kept(&s), 1);
        for (size_t i = 0; i < RACERS; i++)
            racers[i].code = code_now(&s, s.lecture.id);
        assert_true(race(racers, race_mark) >= 1);
        assert_int_equal(fixture_number(s.f, "SELECT COUNT(*) FROM attendance"), 1);
        assert_int_equal(flags_of(&s, &s.sam), 0);
        assert_int_equal(kept(&s), 0);
        for (size_t i = 0; i < RACERS; i++) // who comes a moment late has that mark, or is told to unlock for another
            assert_true(racers[i].fault == FAULT_NONE || racers[i].fault == FAULT_UNLOCK_NEEDED);
        fixture_sql(s.f, "DELETE FROM login_attempts");
    }
    scene_close(&s);
    test_store_close(test);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST_ON_BOTH(test_flagged),
        TEST_ON_BOTH(test_by_face),
        TEST_ON_BOTH(test_refused),
        TEST_ON_BOTH(test_replays),
        TEST_ON_BOTH(test_throttled),
        TEST_ON_BOTH(test_asked),
        TEST_ON_BOTH(test_no_passkeys_here),
        TEST_ON_BOTH(test_used_meanwhile),
        TEST_ON_BOTH(test_together),
        TEST_ON_BOTH(test_set),
        TEST_ON_BOTH(test_races),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
