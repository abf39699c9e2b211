/* SPDX-License-Identifier: MIT */
/* The room sound: its words, who is given them, and what a check-in by face without the room comes to. */
#include "school/checkin/sound.h"
#include "school/unit.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "face/face.h"
#include "school/attendance/attendance.h"
#include "school/attendance/window.h"
#include "school/checkin/check_in.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/code_check_in.h"
#include "school/checkin/mine.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/checkin/room_inside.h"
#include "school/checkin/sound_inside.h"
#include "school/classes/classroom.h"
#include "school/classes/classroom_copy.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/marks/mark.h"
#include "school/plan/joint.h"
#include "school/plan/lecture.h"
#include "school/school.h"

static const char letters[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

struct scene {
    struct school_fixture *f;
    struct classroom classroom;
    struct lecture lecture;
};

static struct scene scene_open(void **state)
{
    struct scene s = {.f = school_fixture_open(test_store_need(state))};
    s.classroom = fixture_classroom(s.f);
    s.lecture = fixture_lecture(s.f, s.classroom.id);
    fixture_enrol(s.f, s.f->student);
    s.f->event_count = 0;
    return s;
}

static void scene_rule(struct scene *s, enum proof_rule rule, bool sound)
{
    struct proofs proofs = proofs_initial();
    proofs.room_rule = rule, proofs.sound = sound;
    assert_int_equal(proofs_set(s->f->school, &s->f->professor, s->classroom.id, &proofs, 0, &s->f->arena, &proofs),
                     FAULT_NONE);
}

static enum fault sound_of(struct scene *s, struct actor actor, struct room_sound *ret_sound)
{
    return room_sound_get(s->f->school, &actor, s->lecture.id, ret_sound);
}

static const char *word_now(struct scene *s)
{
    struct room_sound sound;
    assert_int_equal(sound_of(s, s->f->professor, &sound), FAULT_NONE);
    return arena_strdup(&s->f->arena, sound.word);
}

static const char *code_now(struct scene *s)
{
    struct room_code code;
    assert_int_equal(room_code_get(s->f->school, &s->f->professor, s->lecture.id, &code), FAULT_NONE);
    return arena_strdup(&s->f->arena, code.code);
}

static struct attendance_view view_of(struct scene *s)
{
    struct attendance_view view;
    assert_int_equal(attendance_view(s->f->school, &s->f->professor, s->lecture.id, &s->f->arena, &view), FAULT_NONE);
    return view;
}

static unsigned flags_of(struct scene *s, int64_t student_id)
{
    struct attendance_view view = view_of(s);
    for (size_t i = 0; i < view.count; i++)
        if (view.marks[i].student.id == student_id)
            return view.marks[i].flags;
    fail();
    return 0;
}

static void test_words(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    struct room_code_of of = {7, 0}, other = {8, 0}, joint = {7, 3}, partner = {8, 3};
    char word[SOUND_WORD_SIZE], another[SOUND_WORD_SIZE];
    sound_word(f->school, of, 100, word);
    assert_int_equal(strspn(word, letters), SOUND_WORD_LENGTH);
    assert_int_equal(strlen(word), SOUND_WORD_LENGTH);
    sound_word(f->school, of, 100, another);
    assert_string_equal(word, another);
    sound_word(f->school, of, 101, another);
    assert_string_not_equal(word, another);
    sound_word(f->school, other, 100, another);
    assert_string_not_equal(word, another);
    sound_word(f->school, joint, 100, another);
    assert_string_not_equal(word, another);
    sound_word(f->school, partner, 100, word); // lectures that are held together have one
    assert_string_equal(word, another);
    school_fixture_close(f);
}

static void test_heard(void **state)
{
    (void)state;
    char words[SOUND_HEARD_MAX][SOUND_WORD_SIZE];
    static const struct {
        const char *text;
        size_t count;
    } cases[] = {
        {NULL, 0},
        {"", 0},
        {",", 0},
        {"ABCDEFGH", 1},
        {"ABCDEFGH,", 0},
        {",ABCDEFGH", 0},
        {"ABCDEFG", 0},
        {"ABCDEFGHJ", 0},
        {"ABCDEFGH,23456789,ABCDEFGH,ZZZZZZZZ", 4},
        {"ABCDEFGH,23456789,ABCDEFGH,ZZZZZZZZ,ABCDEFGH", 0},
        {"ABCDEFGH 23456789", 0},
        {"ABCDEFGH, 2345678", 0},
        {"abcdefgh", 0},
        {"ABCDEFG0", 0},
        {"ABCDEFGI", 0},
        {"ABCDEFG\xc3\xa9", 0},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
        if (sound_parse(cases[i].text, words) != cases[i].count)
            fail_msg("%s", cases[i].text ? cases[i].text : "NULL");
    assert_int_equal(sound_parse("ABCDEFGH,23456789", words), 2);
    assert_string_equal(words[1], "23456789");
    assert_int_equal(strlen("ABCDEFGH,23456789,ABCDEFGH,ZZZZZZZZ"), SOUND_HEARD_LENGTH);
}

/* 1,000,000 guesses, and the words of other periods and lectures: none is taken. */
static void test_guesses(void **state)
{
    struct school_fixture *f = school_fixture_open(test_store_need(state));
    const struct room_code_of of = {7, 0};
    const int64_t at = FIXTURE_NOW, period = at / ROOM_PERIOD_MS;
    char word[SOUND_WORD_SIZE], heard[SOUND_HEARD_LENGTH + 1];
    uint64_t random = 20261130;
    size_t taken = 0;
    for (int guess = 0; guess < 1000000; guess += SOUND_HEARD_MAX) {
        for (size_t i = 0; i < SOUND_HEARD_LENGTH; i++) {
            random = random * 6364136223846793005ULL + 1442695040888963407ULL;
            heard[i] = i % SOUND_WORD_SIZE == SOUND_WORD_LENGTH ? ',' : letters[random >> 59];
        }
        heard[SOUND_HEARD_LENGTH] = '\0';
        taken += sound_is_right(f->school, of, heard, at);
    }
    assert_int_equal(taken, 0);
    for (int64_t shift = -5000; shift <= 5000; shift++) {
        sound_word(f->school, of, period + shift, word);
        assert_int_equal(sound_is_right(f->school, of, word, at), shift == 0 || shift == -1);
    }
    for (int64_t lecture_id = 1; lecture_id < 5000; lecture_id++) {
        sound_word(f->school, (struct room_code_of){lecture_id, 0}, period, word);
        assert_int_equal(sound_is_right(f->school, of, word, at), lecture_id == of.lecture_id);
        sound_word(f->school, (struct room_code_of){of.lecture_id, lecture_id}, period, word);
        assert_false(sound_is_right(f->school, of, word, at));
    }
    sound_word(f->school, of, period, word);
    snprintf(heard, sizeof(heard), "ABCDEFGH,%s", word);
    assert_true(sound_is_right(f->school, of, heard, at)); // one of what it heard is enough
    assert_false(sound_is_right(f->school, of, NULL, at));
    school_fixture_close(f);
}

static void test_given(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct room_sound sound, next;
    struct lecture lecture;
    assert_int_equal(view_of(&s).room.offered_at, 0);
    struct actor strangers[] = {f->other_professor, f->student, f->other_student, f->administrator};
    for (size_t i = 0; i < ARRAY_LENGTH(strangers); i++)
        assert_int_equal(sound_of(&s, strangers[i], &sound), FAULT_NOT_FOUND);
    assert_int_equal(view_of(&s).room.offered_at, 0);
    fixture_wait(f, 3 * SECOND);
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_NONE);
    assert_int_equal(sound.next_in_ms, 10 * SECOND - (FIXTURE_NOW + 3 * SECOND) % (10 * SECOND));
    assert_int_equal(sound.valid_until, FIXTURE_NOW + 3 * SECOND + sound.next_in_ms + 10 * SECOND);
    fixture_wait(f, sound.next_in_ms);
    assert_int_equal(sound_of(&s, f->professor, &next), FAULT_NONE);
    assert_string_not_equal(sound.word, next.word);
    // Remembered once, when it was first.
    struct attendance_room room = view_of(&s).room;
    assert_int_equal(room.offered_at, FIXTURE_NOW + 3 * SECOND);
    assert_true(room.sound && room.rule == PROOF_FLAG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM room_offers"), 1);
    scene_rule(&s, PROOF_FLAG, false);
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_SOUND_OFF);
    assert_false(view_of(&s).room.sound);
    scene_rule(&s, PROOF_OFF, true);
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_SOUND_OFF);
    scene_rule(&s, PROOF_REFUSE, true);
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_NONE);
    assert_int_equal(lecture_window_close(f->school, &f->professor, s.lecture.id, &f->arena, &lecture), FAULT_NONE);
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_WINDOW_CLOSED);
    fixture_sql(f, "DELETE FROM windows");
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_WINDOW_NOT_OPEN);
    fixture_sql(f, "UPDATE lectures SET cancelled_at = 1");
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_LECTURE_CANCELLED);
    school_fixture_close(f);
}

/* Whether a check-in by face shows the room, by the classroom's rule. */
static enum fault judge(struct scene *s, const struct check_in_request *request, struct proved *ret_proved)
{
    struct proofs proofs;
    struct school_fixture *f = s->f;
    const struct access access = {.class_id = s->classroom.id, .lecture_id = s->lecture.id};
    int64_t at = school_now(f->school);
    const struct code_use code =
        room_code_brought(f->school, (struct room_code_of){s->lecture.id, 0}, request->room_code, NULL, at);
    assert_int_equal(proofs_get(f->school, &f->professor, s->classroom.id, &f->arena, &proofs), FAULT_NONE);
    ret_proved->room_rule = proofs.room_rule;
    return room_judge(f->school, &f->student, request, &access, &code, at, ret_proved);
}

/* What a check-in by face with this code and these words comes to, up to its mark. */
static enum fault face(struct scene *s, const char *token, const char *code, const char *heard)
{
    struct proved proved = {0};
    const struct check_in_request request = {
        .lecture_id = s->lecture.id, .challenge = token, .room_code = code, .proofs = {.heard = heard}};
    int64_t at = school_now(s->f->school);
    enum fault fault = judge(s, &request, &proved);
    if (fault != FAULT_NONE)
        return fault;
    return check_in_conclude(s->f->school, &s->f->student, s->lecture.id, token, at, FACE_OK, &proved);
}

static const char *challenge(struct scene *s)
{
    struct challenge begun;
    int64_t retry;
    assert_int_equal(attendance_challenge(s->f->school, &s->f->student, s->lecture.id, &begun, &retry), FAULT_NONE);
    return arena_strdup(&s->f->arena, begun.token);
}

/* The flags of a mark made with this. */
static unsigned flags_by(struct scene *s, const char *code, const char *heard)
{
    fixture_sql(s->f, "DELETE FROM attendance");
    assert_int_equal(face(s, challenge(s), code, heard), FAULT_NONE);
    return flags_of(s, s->f->student.user_id);
}

static void test_flagged(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct attendance_mine mine;
    // Nobody has shown or played anything yet: no student can be at fault.
    assert_int_equal(flags_by(&s, NULL, NULL), 0);
    assert_int_equal(flags_by(&s, NULL, "ABCDEFGH"), 0);
    const char *first = word_now(&s);
    assert_int_equal(flags_by(&s, NULL, NULL), MARK_NO_ROOM);
    assert_int_equal(attendance_mine(f->school, &f->student, s.lecture.id, &f->arena, &mine), FAULT_NONE);
    assert_int_equal(mine.mark.flags, MARK_NO_ROOM); // they may settle it
    assert_true(mine.sound_wanted && mine.room_rule == PROOF_FLAG);
    assert_int_equal(flags_by(&s, NULL, first), 0);
    assert_int_equal(flags_by(&s, NULL, "nonsense, of any kind"), MARK_NO_ROOM);
    fixture_wait(f, 10 * SECOND); // one period later it still counts, then no more
    assert_int_equal(flags_by(&s, NULL, first), 0);
    fixture_wait(f, 10 * SECOND);
    assert_int_equal(flags_by(&s, NULL, first), MARK_NO_ROOM);
    char both[2 * SOUND_WORD_SIZE];
    snprintf(both, sizeof(both), "%s,%s", first, word_now(&s));
    assert_int_equal(flags_by(&s, NULL, both), 0);
    assert_int_equal(flags_by(&s, code_now(&s), NULL), 0);
    // A code is typed, so a wrong one is a refusal, and costs a try; what an old link brought is not.
    fixture_sql(f, "DELETE FROM attendance");
    const char *token = challenge(&s);
    assert_int_equal(face(&s, token, "000000", NULL), FAULT_CODE_WRONG);
    assert_int_equal(face(&s, token, NULL, NULL), FAULT_CHALLENGE_UNKNOWN);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 1);
    assert_int_equal(flags_by(&s, "00000000000000000000000000000000", NULL), MARK_NO_ROOM);
    // The word of the lecture next door.
    struct room_sound sound;
    struct lecture here = s.lecture;
    s.lecture = fixture_lecture(f, s.classroom.id);
    assert_int_equal(sound_of(&s, f->professor, &sound), FAULT_NONE);
    s.lecture = here;
    assert_int_equal(flags_by(&s, NULL, sound.word), MARK_NO_ROOM);
    scene_rule(&s, PROOF_OFF, true);
    assert_int_equal(flags_by(&s, NULL, NULL), 0);
    assert_int_equal(flags_by(&s, "000000", NULL), 0);
    school_fixture_close(f);
}

static void test_refused(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    scene_rule(&s, PROOF_REFUSE, true);
    const char *token = challenge(&s);
    // Whether anything was given out or not; nothing is used up, and a wrong word is as none.
    assert_int_equal(face(&s, token, NULL, NULL), FAULT_ROOM_NEEDED);
    const char *word = word_now(&s);
    assert_int_equal(face(&s, token, NULL, NULL), FAULT_ROOM_NEEDED);
    assert_int_equal(face(&s, token, NULL, "ABCDEFGH"), FAULT_ROOM_NEEDED);
    assert_int_equal(face(&s, token, "00000000000000000000000000000000", NULL), FAULT_ROOM_NEEDED);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0);
    assert_int_equal(face(&s, token, NULL, word), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student.user_id), 0);
    school_fixture_close(f);
}

/* Of a challenge in steps: what one of them has shown holds for those behind it, and for no other challenge. */
static void test_steps(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    scene_rule(&s, PROOF_REFUSE, true);
    struct proved proved = {0};
    struct check_in_request request = {
        .lecture_id = s.lecture.id, .challenge = challenge(&s), .proofs = {.heard = word_now(&s)}};
    assert_int_equal(judge(&s, &request, &proved), FAULT_NONE);
    assert_int_equal(proved.room, ROOM_BY_SOUND);
    fixture_wait(f, 21 * SECOND);
    assert_int_equal(judge(&s, &request, &proved), FAULT_NONE);
    request.proofs.heard = NULL, request.room_code = code_now(&s);
    assert_int_equal(judge(&s, &request, &proved), FAULT_NONE);
    assert_int_equal(proved.room, ROOM_BY_SOUND | ROOM_BY_CODE);
    fixture_wait(f, 21 * SECOND); // the code of the first step comes with each, and is old by now
    assert_int_equal(judge(&s, &request, &proved), FAULT_NONE);
    request.challenge = challenge(&s), request.room_code = NULL;
    assert_int_equal(judge(&s, &request, &proved), FAULT_ROOM_NEEDED);
    school_fixture_close(f);
}

static enum fault settle(struct scene *s, const char *code, unsigned *ret_flags)
{
    struct mark mark = {0};
    int64_t retry;
    struct code_request request = {.lecture_id = s->lecture.id, .room_code = code, .proofs = {.device = "sams"}};
    enum fault fault = attendance_code_check_in(s->f->school, &s->f->student, &request, &s->f->arena, &mark, &retry);
    *ret_flags = mark.flags;
    return fault;
}

/* A mark that lacks the room alone is settled by typing the code, as long as the window is open. */
static void test_settled(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    unsigned flags = 0;
    struct proofs proofs = proofs_initial();
    proofs.room_rule = PROOF_FLAG, proofs.code_check_in = false; // it is no check-in by code
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &proofs, 0, &f->arena, &proofs), FAULT_NONE);
    code_now(&s);
    assert_int_equal(flags_by(&s, NULL, NULL), MARK_NO_ROOM);
    fixture_sql(f, "UPDATE attendance SET flags = 'liveness_doubt room_unproven'");
    assert_int_equal(settle(&s, "000000", &flags), FAULT_CODE_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 1);
    assert_int_equal(flags_of(&s, f->student.user_id), MARK_NO_ROOM | MARK_LIVENESS_DOUBT);
    f->event_count = 0;
    assert_int_equal(settle(&s, code_now(&s), &flags), FAULT_NONE);
    assert_int_equal(flags, 0);
    assert_int_equal(flags_of(&s, f->student.user_id), MARK_LIVENESS_DOUBT);
    assert_int_equal(f->event_count, 1);
    assert_int_equal(settle(&s, "000000", &flags), FAULT_NONE); // nothing is left to settle: the mark again
    assert_int_equal(f->event_count, 1);
    fixture_sql(f, "UPDATE attendance SET flags = 'room_unproven'");
    const char *code = code_now(&s);
    fixture_sql(f, "UPDATE windows SET closes_at = opens_at + 1");
    fixture_wait(f, SECOND);
    assert_int_equal(settle(&s, code, &flags), FAULT_NONE);
    assert_int_equal(flags, MARK_NO_ROOM);
    school_fixture_close(f);
}

static enum fault settle_heard(struct scene *s, const char *heard)
{
    struct mark mark = {0};
    int64_t retry;
    struct code_request request = {.lecture_id = s->lecture.id, .proofs = {.device = "sams", .heard = heard}};
    return attendance_code_check_in(s->f->school, &s->f->student, &request, &s->f->arena, &mark, &retry);
}

/* The phone goes on listening for a moment: a word that comes after the mark settles it, too, and marks nobody. */
static void test_heard_after(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    scene_rule(&s, PROOF_FLAG, true);
    const char *word = word_now(&s);
    assert_int_equal(settle_heard(&s, word), FAULT_CODE_NEEDED); // a word is no check-in
    assert_int_equal(flags_by(&s, NULL, NULL), MARK_NO_ROOM);
    assert_int_equal(settle_heard(&s, NULL), FAULT_CODE_NEEDED);
    assert_int_equal(settle_heard(&s, "ABCDEFGH"), FAULT_CODE_WRONG);
    assert_int_equal(settle_heard(&s, "no word"), FAULT_CODE_WRONG);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM face_refusals"), 0); // the room next door was heard
    assert_int_equal(flags_of(&s, f->student.user_id), MARK_NO_ROOM);
    fixture_wait(f, 21 * SECOND);
    assert_int_equal(settle_heard(&s, word), FAULT_CODE_WRONG);
    f->event_count = 0;
    assert_int_equal(settle_heard(&s, word_now(&s)), FAULT_NONE);
    assert_int_equal(flags_of(&s, f->student.user_id), 0);
    assert_int_equal(f->event_count, 1);
    school_fixture_close(f);
}

/* Lectures that are held together have one room: one word, one offer, one thing to settle. */
static void test_together(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    unsigned flags;
    struct classroom other = fixture_classroom(f);
    struct lecture lecture;
    const struct joint_request request = {other.id, false};
    assert_int_equal(joint_add(f->school, &f->professor, s.lecture.id, &request, &f->arena, &lecture), FAULT_NONE);
    int64_t partner = lecture.joint.lectures[0].lecture_id;
    code_now(&s);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM room_offers"), 2);
    fixture_sql(f, "DELETE FROM attendance");
    struct proved proved = {.flags = MARK_NO_ROOM};
    assert_int_equal(
        check_in_conclude(f->school, &f->student, s.lecture.id, challenge(&s), school_now(f->school), FACE_OK, &proved),
        FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE flags = 'room_unproven'"), 2);
    f->event_count = 0;
    assert_int_equal(settle(&s, code_now(&s), &flags), FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance WHERE flags IS NULL"), 2);
    assert_int_equal(f->event_count, 2);
    // The other class refuses without the room: a mark that lacks it does not count there.
    struct proofs strict = proofs_initial();
    strict.room_rule = PROOF_REFUSE;
    assert_int_equal(proofs_set(f->school, &f->professor, other.id, &strict, 0, &f->arena, &strict), FAULT_NONE);
    fixture_sql(f, "DELETE FROM attendance");
    assert_int_equal(
        check_in_conclude(f->school, &f->student, s.lecture.id, challenge(&s), school_now(f->school), FACE_OK, &proved),
        FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 1);
    fixture_sql(f, "DELETE FROM attendance");
    proved = (struct proved){.room = ROOM_BY_SOUND};
    assert_int_equal(
        check_in_conclude(f->school, &f->student, s.lecture.id, challenge(&s), school_now(f->school), FACE_OK, &proved),
        FAULT_NONE);
    assert_int_equal(fixture_number(f, "SELECT COUNT(*) FROM attendance"), 2);
    s.lecture.id = partner;
    assert_int_equal(flags_of(&s, f->student.user_id), 0);
    school_fixture_close(f);
}

/* New classrooms ask for the room; a copy asks for what the old one asked. */
static void test_new_classrooms(void **state)
{
    struct scene s = scene_open(state);
    struct school_fixture *f = s.f;
    struct proofs proofs, old = proofs_initial();
    struct classroom made;
    assert_int_equal(proofs_get(f->school, &f->professor, s.classroom.id, &f->arena, &proofs), FAULT_NONE);
    assert_true(proofs.room_rule == PROOF_FLAG && proofs.sound && proofs.code_check_in && !proofs.room_code);
    assert_int_equal(proofs.network_rule, PROOF_OFF);
    assert_int_equal(proofs.radius_m, PROOF_RADIUS_USUAL);
    old.room_rule = PROOF_REFUSE, old.sound = false;
    assert_int_equal(proofs_set(f->school, &f->professor, s.classroom.id, &old, proofs.version, &f->arena, &proofs),
                     FAULT_NONE);
    const struct copy_request request = {.first_date = "2027-04-12", .last_date = "2027-05-05"};
    assert_int_equal(classroom_copy(f->school, &f->professor, s.classroom.id, &request, &f->arena, &made), FAULT_NONE);
    assert_int_equal(proofs_get(f->school, &f->professor, made.id, &f->arena, &proofs), FAULT_NONE);
    assert_true(proofs.room_rule == PROOF_REFUSE && !proofs.sound);
    // One from before this was there asks for nothing.
    fixture_sql(f, "DELETE FROM proofs");
    assert_int_equal(proofs_get(f->school, &f->professor, made.id, &f->arena, &proofs), FAULT_NONE);
    assert_int_equal(proofs.room_rule, PROOF_OFF);
    school_fixture_close(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_heard), TEST_ON_BOTH(test_words),          TEST_ON_BOTH(test_guesses),
        TEST_ON_BOTH(test_given),     TEST_ON_BOTH(test_flagged),        TEST_ON_BOTH(test_refused),
        TEST_ON_BOTH(test_steps),     TEST_ON_BOTH(test_settled),        TEST_ON_BOTH(test_heard_after),
        TEST_ON_BOTH(test_together),  TEST_ON_BOTH(test_new_classrooms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
