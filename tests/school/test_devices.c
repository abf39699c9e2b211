/* SPDX-License-Identifier: MIT */
/* Devices that prove by a key that they are themselves, and who vouches for new ones. */
#include "school/unit.h"

#include "base/arena.h"
#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/hand.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/device_proof.h"
#include "school/checkin/own_device.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code.h"
#include "school/classes/classroom.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/marks/mark.h"
#include "school/plan/lecture.h"
#include "school/school.h"
#include "support/device_signer.h"

/* What web/tests/device-key.test.ts makes of the same. */
static const char known_key[] =
    "BNi0trdaCICf3pPeAi9cxdvT0rX9VheHOKUh6Snvncxe8Z56jX0rx553LpX_GCWbRgnKyM4rBjO0dIdUlqyXCj8";
static const char known_signature[] =
    "1764500000000.ZAsxlw-KQNTcS8uJTx0HUPSu9kBA1e9BI94vimI4tp_DktXyC95LEmwDZFGbeGkRA-Qdrq6xyOnLkm7_55--cw";
static const char known_text[] = "ams-device-1\nperson:12\nlecture:345\nfor:Y2hhbGxlbmdl_-09\ntime:1764500000000\n"
                                 "frame:cae20f4d12b7c47ea8580a805f770f4abafee7fcd1e22ba6cdd9b31ef7d3b986\n"
                                 "frame:45e24c8efc817a2b6f4f617082d9ecf038890379d262840872a7c49fd88f457a\n";
static const struct face_frame known_frames[] = {{(const uint8_t *)"first frame", 11},
                                                 {(const uint8_t *)"second frame", 12}};
static const struct device_signed known = {12, 345, "Y2hhbGxlbmdl_-09", known_frames, 2, INT64_C(1764500000000)};

static bool proven(const struct device_signed *over, const char *key, const char *signature)
{
    char kept[ES256_KEY_SIZE];
    bool good = device_proven(over, key, signature, kept);
    assert_int_equal(good, kept[0] != '\0');
    return good;
}

static void test_known_answer(void **state)
{
    (void)state;
    char text[DEVICE_TEXT_SIZE];
    assert_true(device_text(&known, known.at, text));
    assert_string_equal(text, known_text);
    assert_true(proven(&known, known_key, known_signature));
    struct device_signed over = known;
    over.at = known.at + DEVICE_PROOF_MINUTES * MINUTE;
    assert_true(proven(&over, known_key, known_signature));
    over.at = known.at - DEVICE_PROOF_MINUTES * MINUTE;
    assert_true(proven(&over, known_key, known_signature));
    // Everything that it is over counts.
    over.at = known.at - DEVICE_PROOF_MINUTES * MINUTE - 1;
    assert_false(proven(&over, known_key, known_signature));
    over.at = known.at + DEVICE_PROOF_MINUTES * MINUTE + 1;
    assert_false(proven(&over, known_key, known_signature));
    over = known, over.person_id++;
    assert_false(proven(&over, known_key, known_signature));
    over = known, over.lecture_id++;
    assert_false(proven(&over, known_key, known_signature));
    over = known, over.what = "Y2hhbGxlbmdl_-08";
    assert_false(proven(&over, known_key, known_signature));
    over = known, over.count = 1;
    assert_false(proven(&over, known_key, known_signature));
    const struct face_frame swapped[] = {known_frames[1], known_frames[0]};
    over = known, over.frames = swapped;
    assert_false(proven(&over, known_key, known_signature));
    // What would be another line of the text is no challenge.
    static const char *const bad[] = {NULL, "", "a b", "a\nlecture:1", "\x80", "a\x7f", "\t"};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        over = known, over.what = bad[i];
        assert_false(device_text(&over, known.at, text));
    }
    char longest[200];
    memset(longest, 'x', sizeof(longest));
    longest[128] = '\0';
    struct face_frame many[FACE_FRAMES_MAX + 1] = {{(const uint8_t *)"", 0}};
    over = (struct device_signed){INT64_MAX, INT64_MAX, longest, many, FACE_FRAMES_MAX, 0};
    assert_true(device_text(&over, INT64_MAX, text));
    assert_true(strlen(text) < DEVICE_TEXT_SIZE - 100);
    over.count++;
    assert_false(device_text(&over, 1, text));
}

static void test_malformed(void **state)
{
    (void)state;
    char changed[sizeof(known_signature) + 4];
    static const char strange[] = "A9_-.= \n+/\x80";
    int tried = 0;
    for (size_t i = 0; i < sizeof(known_signature) - 1; i++)
        for (size_t k = i % 3; k < sizeof(strange) - 1; k += 3, tried++) {
            memcpy(changed, known_signature, sizeof(known_signature));
            changed[i] = strange[k];
            if (strange[k] != known_signature[i] && proven(&known, known_key, changed))
                fail_msg("taken: %s", changed);
        }
    for (size_t i = 0; i < sizeof(known_signature) - 1; i++, tried++) { // cut, and with something in between
        snprintf(changed, sizeof(changed), "%.*s", (int)i, known_signature);
        assert_false(proven(&known, known_key, changed));
        snprintf(changed, sizeof(changed), "%.*sA%s", (int)i, known_signature, known_signature + i);
        assert_false(proven(&known, known_key, changed));
    }
    static const char *const bad[] = {
        NULL, "", ".", "1764500000000", "1764500000000.", "-764500000000.x", "1764500000000..."};
    for (size_t i = 0; i < ARRAY_LENGTH(bad); i++) {
        assert_false(proven(&known, known_key, bad[i]));
        assert_false(proven(&known, bad[i], known_signature));
    }
    assert_true(tried >= 200);
}

/* ---- checking in ---- */

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
    struct device_signer sams, beas, strangers;
};

static struct scene scene_open(void **state, enum proof_rule rule)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    struct proofs proofs = proofs_initial(), result;
    s.classroom = fixture_classroom(s.f);
    fixture_join(s.f, &s.classroom, s.f->other_student);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    proofs.device_rule = rule;
    assert_int_equal(proofs_set(s.f->school, &s.f->professor, s.classroom.id, &proofs, 0, &s.f->arena, &result),
                     FAULT_NONE);
    device_signer_make(&s.sams);
    device_signer_make(&s.beas);
    device_signer_make(&s.strangers);
    s.f->event_count = 0;
    return s;
}

static const char *scene_code(struct scene *s, int64_t lecture_id)
{
    struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, lecture_id, &code), FAULT_NONE);
    return arena_strdup(&s->f->arena, code.code);
}

/* With what the browser of this token sends; `signer` NULL: it has no key. */
static struct proof_input brings(struct scene *s, const char *token, struct device_signer *signer, struct actor actor,
                                 int64_t lecture_id, const char *what)
{
    struct proof_input input = {.device = token, .agent = "Mozilla/5.0 (Linux; Android 14) Chrome/120.0"};
    int64_t now = school_now(s->f->school);
    const struct device_signed over = {.person_id = actor.user_id, .lecture_id = lecture_id, .what = what};
    if (signer) {
        input.key = signer->key;
        input.signature = device_signer_sign(signer, &over, now);
    }
    return input;
}

static enum fault send(struct scene *s, struct actor actor, const char *code, struct proof_input input)
{
    int64_t retry = 0;
    struct mark mark;
    const struct code_request request = {.lecture_id = s->lecture.id, .room_code = code, .proofs = input};
    return attendance_code_check_in(s->f->school, &actor, &request, &s->f->arena, &mark, &retry);
}

static enum fault by_code(struct scene *s, struct actor actor, const char *token, struct device_signer *signer)
{
    const char *code = scene_code(s, s->lecture.id);
    return send(s, actor, code, brings(s, token, signer, actor, s->lecture.id, code));
}

static unsigned flags_of(struct scene *s, struct actor actor)
{
    struct attendance_view view;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == actor.user_id)
            return view.marks[i].flags;
    fail();
    return 0;
}

static unsigned marked_with(struct scene *s, struct actor actor, const char *token, struct device_signer *signer)
{
    fixture_sql(s->f, "DELETE FROM attendance");
    assert_int_equal(by_code(s, actor, token, signer), FAULT_NONE);
    return flags_of(s, actor);
}

static void test_copied_token(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    // The first key that comes with a token is its own, also where the device was known before it had one.
    assert_int_equal(marked_with(&s, f->student, "sam", NULL), MARK_UNSIGNED);
    assert_int_equal(marked_with(&s, f->student, "sam", &s.sams), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM devices WHERE public_key IS NOT NULL"), 1);
    // The token alone, with nonsense, or with a key that did not sign: the device is known, and not proven.
    assert_int_equal(marked_with(&s, f->student, "sam", NULL), MARK_UNSIGNED);
    fixture_sql(f, "DELETE FROM attendance");
    const char *code = scene_code(&s, s.lecture.id);
    struct proof_input input = brings(&s, "sam", &s.strangers, f->student, s.lecture.id, code);
    input.key = s.sams.key;
    assert_int_equal(send(&s, f->student, code, input), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student), MARK_UNSIGNED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM devices"), 1);
    // With a key of the thief's own it is a device that nobody knew; its owner is told.
    assert_int_equal(marked_with(&s, f->student, "sam", &s.strangers), MARK_NEW_DEVICE | MARK_UNSIGNED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM notifications WHERE kind = 'new_device'"), 1);
    assert_int_equal(marked_with(&s, f->student, "sam", &s.sams), 0); // which costs the owner nothing
    fixture_wait(f, DEVICE_NEW_HOURS * HOUR - MINUTE);
    s.lecture = fixture_lecture(f, s.classroom.id);
    assert_int_equal(marked_with(&s, f->student, "sam", &s.strangers), MARK_NEW_DEVICE | MARK_UNSIGNED);
    fixture_wait(f, MINUTE);
    assert_int_equal(marked_with(&s, f->student, "sam", &s.strangers), 0);
    // The token was lost and the key was not: the same device.
    assert_int_equal(marked_with(&s, f->student, "sam-again", &s.sams), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM devices"), 2);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM devices WHERE name = 'Chrome on Android'"), 2);
    school_fixture_close(f);
}

static void test_refused(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    assert_int_equal(by_code(&s, f->student, "sam", NULL), FAULT_DEVICE_UNSIGNED);
    assert_int_equal(by_code(&s, f->student, NULL, NULL), FAULT_DEVICE_NEW);
    assert_int_equal(by_code(&s, f->student, "sam", &s.sams), FAULT_NONE);
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(by_code(&s, f->student, "sam", NULL), FAULT_DEVICE_UNSIGNED);
    assert_int_equal(by_code(&s, f->student, "sam", &s.strangers), FAULT_DEVICE_NEW);
    // A proof that is old or from the future.
    for (int side = -1; side <= 1; side += 2) {
        const char *code = scene_code(&s, s.lecture.id);
        struct proof_input input = brings(&s, "sam", &s.sams, f->student, s.lecture.id, code);
        const struct device_signed over = {.person_id = f->student.user_id, .lecture_id = s.lecture.id, .what = code};
        input.signature = device_signer_sign(&s.sams, &over, school_now(f->school) + side * (2 * MINUTE + 1));
        assert_int_equal(send(&s, f->student, code, input), FAULT_DEVICE_UNSIGNED);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    school_fixture_close(f);
}

/* What one check-in has brought is good for no other. */
static void test_replays(void **state)
{
    struct scene s = scene_open(state, PROOF_REFUSE);
    struct school_fixture *f = s.f;
    const char *code = scene_code(&s, s.lecture.id);
    assert_int_equal(by_code(&s, f->student, "sam", &s.sams), FAULT_NONE);
    assert_int_equal(by_code(&s, f->other_student, "bea", &s.beas), FAULT_NONE);
    fixture_sql(f, "DELETE FROM attendance");
    fixture_sql(f, "UPDATE devices SET marked_at = NULL");
    char heard[DEVICE_SIGNATURE_LENGTH + 1];
    struct proof_input sams = brings(&s, "sam", &s.sams, f->student, s.lecture.id, code);
    snprintf(heard, sizeof(heard), "%s", sams.signature);
    sams.signature = heard;
    // Another person, with their own token and with his.
    struct proof_input theirs = sams;
    theirs.device = "bea";
    assert_int_equal(send(&s, f->other_student, code, theirs), FAULT_DEVICE_UNSIGNED);
    assert_int_equal(send(&s, f->other_student, code, sams), FAULT_DEVICE_NEW); // as any token that is not hers
    // Another of his devices: its key did not sign.
    theirs = sams;
    theirs.key = s.strangers.key;
    assert_int_equal(send(&s, f->student, code, theirs), FAULT_DEVICE_UNSIGNED);
    // Another lecture.
    int64_t first = s.lecture.id;
    s.lecture = fixture_lecture(f, s.classroom.id);
    assert_int_equal(send(&s, f->student, scene_code(&s, s.lecture.id), sams), FAULT_DEVICE_UNSIGNED);
    s.lecture.id = first;
    // Another code of the same lecture.
    fixture_wait(f, 10 * SECOND);
    assert_int_equal(send(&s, f->student, scene_code(&s, first), sams), FAULT_DEVICE_UNSIGNED);
    assert_int_equal(send(&s, f->student, code, sams), FAULT_NONE);
    school_fixture_close(f);
}

/* By face the pictures are signed, too; the rule is judged before a face is looked at. */
static void test_by_face(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    struct challenge begun;
    struct proved proved;
    int64_t retry, now = school_now(f->school);
    fixture_enrol(f, f->student);
    assert_int_equal(attendance_challenge(f->school, &f->student, s.lecture.id, &begun, &retry), FAULT_NONE);
    const struct device_signed over = {f->student.user_id, s.lecture.id, begun.token, known_frames, 2, now};
    struct proof_input input = {.device = "sam", .key = s.sams.key, .over = over};
    input.signature = device_signer_sign(&s.sams, &over, now);
    assert_int_equal(proofs_check(f->school, &f->student, s.classroom.id, &input, &proved), FAULT_NONE);
    assert_int_equal(proved.flags, 0);
    assert_string_equal(proved.key, s.sams.key);
    input.over.count = 1; // other pictures than those that came
    assert_int_equal(proofs_check(f->school, &f->student, s.classroom.id, &input, &proved), FAULT_NONE);
    assert_int_equal(proved.flags, MARK_UNSIGNED);
    assert_int_equal(check_in_conclude(f->school, &f->student, s.lecture.id, begun.token, now, FACE_OK, &proved),
                     FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student), MARK_UNSIGNED);
    school_fixture_close(f);
}

/* Two on one device: nobody can tell who of them is there, so both are to be looked at. */
static void test_two_on_one(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    assert_int_equal(by_code(&s, f->student, "one phone", &s.sams), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student), 0);
    f->event_count = 0;
    assert_int_equal(by_code(&s, f->other_student, "one phone", &s.beas), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student), MARK_SHARED_DEVICE);
    assert_int_equal(flags_of(&s, f->student), MARK_SHARED_DEVICE);
    assert_int_equal(f->event_count, 2);
    assert_int_equal(f->events[1].student_id, f->student.user_id);
    // A mark by hand is none that the phone has brought.
    struct mark mark;
    fixture_sql(f, "DELETE FROM attendance");
    fixture_sql(f, "UPDATE devices SET marked_at = NULL");
    assert_int_equal(by_code(&s, f->student, "one phone", &s.sams), FAULT_NONE);
    fixture_sql(f, "UPDATE attendance SET method = 'manual'");
    assert_int_equal(by_code(&s, f->other_student, "one phone", &s.beas), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student), MARK_SHARED_DEVICE);
    assert_int_equal(flags_of(&s, f->student), 0);
    // Looked at, it stays so when the first comes again.
    assert_int_equal(
        attendance_flags_clear(f->school, &f->professor, s.lecture.id, f->other_student.user_id, &f->arena, &mark),
        FAULT_NONE);
    assert_int_equal(by_code(&s, f->student, "one phone", &s.sams), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->other_student), 0);
    school_fixture_close(f);
}

/* ---- who vouches ---- */

static struct own_device first_of(struct scene *s, struct actor actor, const char *token,
                                  const struct device_signer *signer, size_t count)
{
    struct own_devices list;
    assert_int_equal(own_devices(s->f->school, &actor, token, signer ? signer->key : NULL, &s->f->arena, &list),
                     FAULT_NONE);
    assert_int_equal(list.count, count);
    return count > 0 ? list.devices[0] : (struct own_device){0};
}

static enum fault make_known(struct scene *s, struct actor actor, const char *token, struct device_signer *signer)
{
    const struct proof_input input = brings(s, token, signer, actor, 0, DEVICE_ITSELF);
    return own_device_add(s->f->school, &actor, &input);
}

static enum fault vouch(struct scene *s, struct actor actor, const char *token, struct device_signer *signer)
{
    const struct proof_input input = brings(s, token, signer, actor, 0, DEVICE_ITSELF);
    return own_device_vouch(s->f->school, &actor, &input);
}

static void test_teacher_vouches(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    struct mark mark;
    assert_int_equal(make_known(&s, f->student, "old", &s.sams), FAULT_NONE);
    assert_int_equal(first_of(&s, f->student, "old", &s.sams, 1).new_until, 0);
    assert_int_equal(make_known(&s, f->student, "new", &s.strangers), FAULT_NONE);
    struct own_device device = first_of(&s, f->student, "new", &s.strangers, 2);
    assert_true(device.current && device.keyed && !device.can_vouch);
    assert_int_equal(device.new_until, school_now(f->school) + DEVICE_NEW_HOURS * HOUR);
    assert_int_equal(by_code(&s, f->student, "new", &s.strangers), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student), MARK_NEW_DEVICE);

    const struct actor not_hers[] = {f->student, f->other_professor, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(not_hers); i++)
        assert_int_not_equal(device_vouch(f->school, &not_hers[i], s.lecture.id, f->student.user_id, &f->arena, &mark),
                             FAULT_NONE);
    assert_int_equal(device_vouch(f->school, &f->professor, s.lecture.id, f->other_student.user_id, &f->arena, &mark),
                     FAULT_NONE); // nothing to say there
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'device_known'"), 0);
    f->event_count = 0;
    assert_int_equal(device_vouch(f->school, &f->professor, s.lecture.id, f->student.user_id, &f->arena, &mark),
                     FAULT_NONE);
    assert_int_equal(mark.flags, 0);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'device_known'"), 1);
    assert_int_equal(first_of(&s, f->student, "new", &s.strangers, 2).new_until, 0);
    assert_int_equal(marked_with(&s, f->student, "new", &s.strangers), 0);
    // Where the device has gone on, it is vouched for there.
    device_signer_make(&s.strangers);
    assert_int_equal(marked_with(&s, f->student, "third", &s.strangers), MARK_NEW_DEVICE);
    fixture_sql(f, "UPDATE devices SET lecture_id = 999");
    assert_int_equal(device_vouch(f->school, &f->professor, s.lecture.id, f->student.user_id, &f->arena, &mark),
                     FAULT_DEVICE_GONE);
    school_fixture_close(f);
}

static void test_factor_vouches(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    struct actor sam = f->student;
    assert_int_equal(make_known(&s, sam, "old", &s.sams), FAULT_NONE);
    fixture_wait(f, MINUTE);
    assert_int_equal(make_known(&s, sam, "new", &s.strangers), FAULT_NONE);
    sam.stepped_up_at = school_now(f->school);
    assert_int_equal(vouch(&s, sam, "new", &s.strangers), FAULT_DEVICE_VOUCHLESS);
    // A factor that whoever knows the password has set up here and now says nothing.
    fixture_sql(f, arena_printf(&f->arena,
                                "INSERT INTO second_factors (user_id, sealed, created_at, confirmed_at) VALUES"
                                " (%lld, '', 1, %lld)",
                                (long long)sam.user_id, (long long)school_now(f->school) + 1));
    assert_int_equal(vouch(&s, sam, "new", &s.strangers), FAULT_DEVICE_VOUCHLESS);
    assert_false(first_of(&s, sam, "new", &s.strangers, 2).can_vouch);
    fixture_sql(f, "UPDATE second_factors SET confirmed_at = 1");
    assert_true(first_of(&s, sam, "new", &s.strangers, 2).can_vouch);
    sam.stepped_up_at = 0;
    assert_int_equal(vouch(&s, sam, "new", &s.strangers), FAULT_STEP_UP_NEEDED);
    assert_int_equal(vouch(&s, sam, "new", NULL), FAULT_DEVICE_UNSIGNED);
    sam.stepped_up_at = school_now(f->school);
    assert_int_equal(vouch(&s, sam, "new", &s.strangers), FAULT_NONE);
    assert_int_equal(first_of(&s, sam, "new", &s.strangers, 2).new_until, 0);
    assert_int_equal(vouch(&s, sam, "new", &s.strangers), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'device_trusted'"), 1);
    // Who signs in with it on a new device need not say it twice.
    device_signer_make(&s.strangers);
    assert_int_equal(make_known(&s, sam, "third", &s.strangers), FAULT_NONE);
    assert_int_equal(first_of(&s, sam, "third", &s.strangers, 3).new_until, 0);
    school_fixture_close(f);
}

static void test_own_list(void **state)
{
    struct scene s = scene_open(state, PROOF_FLAG);
    struct school_fixture *f = s.f;
    int64_t ended = 0;
    first_of(&s, f->student, NULL, NULL, 0);
    assert_int_equal(make_known(&s, f->student, "old", NULL), FAULT_DEVICE_UNSIGNED);
    assert_int_equal(make_known(&s, f->student, NULL, &s.sams), FAULT_DEVICE_UNSIGNED);
    assert_int_equal(make_known(&s, f->student, "old", &s.sams), FAULT_NONE);
    assert_int_equal(make_known(&s, f->student, "old", &s.sams), FAULT_NONE); // again
    struct own_device old = first_of(&s, f->student, "old", &s.sams, 1);
    assert_string_equal(old.name, "Chrome on Android");
    // Without this the next device would be a first one, and trusted.
    assert_int_equal(own_device_remove(f->school, &f->student, old.id), FAULT_DEVICE_LAST);
    first_of(&s, f->student, "old", &s.sams, 1);
    fixture_wait(f, MINUTE);
    assert_int_equal(make_known(&s, f->student, "new", &s.strangers), FAULT_NONE);
    assert_int_equal(own_device_remove(f->school, &f->other_student, old.id), FAULT_NOT_FOUND);
    assert_int_equal(own_device_remove(f->school, &f->student, old.id), FAULT_NONE);
    assert_int_equal(own_device_remove(f->school, &f->student, old.id), FAULT_NOT_FOUND);
    assert_true(first_of(&s, f->student, "new", &s.strangers, 1).new_until > 0);
    assert_int_equal(marked_with(&s, f->student, "old", &s.sams), MARK_NEW_DEVICE);

    assert_int_equal(devices_end(f->school, &f->professor, f->student.user_id, &ended), FAULT_NOT_ALLOWED);
    assert_int_equal(devices_end(f->school, &f->administrator, 999999, &ended), FAULT_NOT_FOUND);
    assert_int_equal(devices_end(f->school, &f->administrator, f->student.user_id, &ended), FAULT_NONE);
    assert_int_equal(ended, 2);
    assert_int_equal(devices_end(f->school, &f->administrator, f->student.user_id, &ended), FAULT_NONE);
    assert_int_equal(ended, 0);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'devices_ended'"), 1);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM audit WHERE action = 'device_removed'"), 1);
    assert_int_equal(marked_with(&s, f->student, "old", &s.sams), 0);
    // Keys made up one after the other fill nothing either.
    for (int i = 0; i < 2 * DEVICES_MAX; i++) {
        device_signer_make(&s.strangers);
        assert_int_equal(make_known(&s, f->student, "old", &s.strangers), FAULT_NONE);
    }
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM devices"), DEVICES_MAX);
    assert_int_equal(marked_with(&s, f->student, "old", &s.sams), 0);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answer), cmocka_unit_test(test_malformed),   TEST_ON_BOTH(test_copied_token),
        TEST_ON_BOTH(test_refused),          TEST_ON_BOTH(test_replays),         TEST_ON_BOTH(test_by_face),
        TEST_ON_BOTH(test_two_on_one),       TEST_ON_BOTH(test_teacher_vouches), TEST_ON_BOTH(test_factor_vouches),
        TEST_ON_BOTH(test_own_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
