/* SPDX-License-Identifier: MIT */
/*
 * The check-in with a face:
 *   challenge: may this student check in now? -> a token that only they have, for one try
 *              and, where the head has to turn, the first step
 *   steps:     as the check-in, once a step; only the last one, or a refusal, comes to 3
 *   check-in:  1. a quick look at all rules, so that no face is computed in vain (a reader)
 *              2. the face (an engine; neither reader nor transaction is held)
 *              3. all rules again, and the mark or the refusal, in one transaction
 */
#include "school/checkin/check_in.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "face/face.h"
#include "face/live/live.h"
#include "school/checkin/check_in_inside.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/device.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code_inside.h"
#include "school/checkin/room_inside.h"
#include "school/checkin/signs/signs_inside.h"
#include "school/common/access.h"
#include "school/common/event.h"
#include "school/common/event_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/challenge.h"
#include "school/faces/identity.h"
#include "school/faces/identity_inside.h"
#include "school/faces/liveness.h"
#include "school/faces/look.h"
#include "school/faces/quick_check.h"
#include "school/faces/repeat.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/people/sign_in/throttle.h"
#include "school/plan/joint_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* Is the challenge this student's, for this lecture and session, unused, and not expired at `at`? */
static enum fault challenge_check(struct db *db, const struct actor *actor, int64_t lecture_id, const char *token,
                                  int64_t at, int64_t *ret_id)
{
    struct row row;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    int64_t id = 0, expires_at = 0;
    if (!token)
        return FAULT_CHALLENGE_UNKNOWN;
    secret_fingerprint(token, fingerprint);
    row_begin(&row, db, NULL,
              "SELECT id, expires_at FROM challenges WHERE token_hash = ? AND student_id = ? AND lecture_id = ? AND"
              " session_id = ? AND used_at IS NULL",
              DB_VALUES(T(fingerprint), I(actor->user_id), I(lecture_id), I(actor->session_id)));
    while (row_next(&row)) {
        id = row_int(&row, 0);
        expires_at = row_int(&row, 1);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    if (id == 0)
        return FAULT_CHALLENGE_UNKNOWN;
    if (at >= expires_at)
        return FAULT_CHALLENGE_EXPIRED;
    *ret_id = id;
    return FAULT_NONE;
}

/* ---- the challenge ---- */

struct new_challenge {
    struct school *school;
    const struct actor *actor;
    int64_t lecture_id;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    int64_t now;
    int64_t wait_ms;
    bool code_needed;
    enum live_policy policy;
    struct challenge_step step; // the first, unless the policy is passive
};

/* Refused checks in a row before a wait. */
static const int tries_max[LIVE_POLICIES] = {
    [LIVE_PASSIVE] = TRIES_MAX,
    [LIVE_TURN] = TURN_TRIES_MAX,
    [LIVE_ACTIVE] = ACTIVE_TRIES_MAX,
    [LIVE_ACTIVE_COLOUR] = ACTIVE_TRIES_MAX,
};

static enum fault challenge_allowed(struct db *db, struct new_challenge *unit)
{
    struct access access;
    struct identity identity;
    bool marked = false;
    enum fault fault = check_in_allowed(db, unit->actor, unit->lecture_id, unit->now, &access);
    if (fault != FAULT_NONE)
        return fault;
    unit->policy = access.policy;
    fault = check_in_is_marked(db, unit->actor->user_id, unit->lecture_id, &marked);
    if (fault != FAULT_NONE)
        return fault;
    if (marked)
        return FAULT_ALREADY_MARKED;
    fault = identity_read(unit->school, db, unit->actor->user_id, &identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_ready(&identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_code_needed(db, unit->actor->user_id, unit->lecture_id, &unit->code_needed);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_in_wait(db, unit->actor->user_id, tries_max[access.policy], unit->now, &unit->wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    return unit->wait_ms > 0 ? FAULT_TOO_MANY_TRIES : FAULT_NONE;
}

static int64_t challenge_ends(const struct new_challenge *unit)
{
    int64_t seconds = unit->policy == LIVE_PASSIVE ? CHALLENGE_SECONDS : CHALLENGE_ACTIVE_SECONDS;
    return unit->now + seconds * SCHOOL_SECOND_MS;
}

static enum fault challenge_insert(struct db *db, void *context)
{
    struct new_challenge *unit = context;
    unit->wait_ms = 0;
    enum fault fault = challenge_allowed(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    // One live challenge a student and lecture: collecting many would turn one try into many at once.
    enum db_status status =
        db_exec(db, "DELETE FROM challenges WHERE student_id = ? AND lecture_id = ? AND used_at IS NULL",
                DB_VALUES(I(unit->actor->user_id), I(unit->lecture_id)));
    if (status != DB_OK)
        return fault_of(status);
    bool left = false;
    fault = liveness_left_open(db, unit->actor->user_id, unit->lecture_id, unit->now, &left);
    if (fault != FAULT_NONE)
        return fault;
    if (left)
        status = db_exec(db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, ?, ?)",
                         DB_VALUES(I(unit->actor->user_id), I(unit->lecture_id), T(face_reason_code(FACE_BAD_TIMING)),
                                   I(unit->now)));
    if (status != DB_OK)
        return fault_of(status);
    status = db_exec(db,
                     "INSERT INTO challenges (token_hash, student_id, lecture_id, session_id, expires_at, used_at)"
                     " VALUES (?, ?, ?, ?, ?, NULL)",
                     DB_VALUES(T(unit->fingerprint), I(unit->actor->user_id), I(unit->lecture_id),
                               I(unit->actor->session_id), I(challenge_ends(unit))));
    if (status != DB_OK || unit->policy == LIVE_PASSIVE)
        return fault_of(status);
    struct liveness_key key = {unit->fingerprint, unit->actor->user_id, unit->lecture_id};
    return liveness_begin(unit->school, db, key, unit->policy, unit->now, challenge_ends(unit), &unit->step);
}

enum fault attendance_challenge(struct school *school, const struct actor *actor, int64_t lecture_id,
                                struct challenge *ret_challenge, int64_t *ret_retry_after_s)
{
    struct new_challenge unit = {.school = school, .actor = actor, .lecture_id = lecture_id, .now = school_now(school)};
    struct challenge challenge = {.frames = CHALLENGE_FRAMES};
    secret_token(challenge.token);
    secret_fingerprint(challenge.token, unit.fingerprint);
    enum fault fault = school_change(school, challenge_insert, &unit);
    if (fault == FAULT_TOO_MANY_TRIES)
        *ret_retry_after_s = seconds_of(unit.wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    challenge.expires_at = challenge_ends(&unit);
    challenge.code_needed = unit.code_needed;
    challenge.policy = unit.policy;
    challenge.step = unit.step;
    *ret_challenge = challenge;
    return FAULT_NONE;
}

/* ---- the end of a check-in ---- */

struct conclusion {
    struct school *school;
    const struct actor *actor;
    int64_t lecture_id;
    const char *challenge;
    int64_t received_at, now;
    enum face_reason reason;  // what the face came to
    enum face_reason outcome; // and with what else is known
    const struct proved *before;
    struct proved proved; // the unit's own copy
    bool was_marked;      // there was a mark already: it stands
    struct joint marked;  // in which lectures
    struct shared_marks shared;
};

static enum fault conclusion_allowed(struct db *db, struct conclusion *unit, struct access *access,
                                     int64_t *ret_challenge_id)
{
    struct identity identity;
    enum fault fault = check_in_allowed(db, unit->actor, unit->lecture_id, unit->received_at, access);
    if (fault != FAULT_NONE)
        return fault;
    // Withdrawn while the face was computed?
    fault = identity_read(unit->school, db, unit->actor->user_id, &identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_ready(&identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = challenge_check(db, unit->actor, unit->lecture_id, unit->challenge, unit->received_at, ret_challenge_id);
    if (fault != FAULT_NONE || unit->reason != FACE_OK)
        return fault;
    // Another's mark with this device came in between?
    fault = device_judge_again(db, unit->actor->user_id, &unit->proved, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_in_pictures(unit->school, db, unit->actor->user_id, &unit->proved, unit->now);
    if (fault == FAULT_NONE && unit->proved.shown.repeated)
        unit->outcome = FACE_REPEATED_FRAMES;
    return fault;
}

static enum fault refusal_insert(struct db *db, const struct conclusion *unit)
{
    enum db_status status = db_exec(
        db, "INSERT INTO face_refusals (student_id, lecture_id, reason, at) VALUES (?, ?, ?, ?)",
        DB_VALUES(I(unit->actor->user_id), I(unit->lecture_id), T(face_reason_code(unit->outcome)), I(unit->now)));
    if (status != DB_OK)
        return fault_of(status);
    return fault_of(event_note(db, &(struct school_event){.kind = SCHOOL_EVENT_REFUSAL,
                                                          .lecture_id = unit->lecture_id,
                                                          .user_id = unit->actor->user_id,
                                                          .reason = unit->outcome,
                                                          .at = unit->now}));
}

static enum fault conclude(struct db *db, void *context)
{
    struct conclusion *unit = context;
    struct access access;
    int64_t challenge_id = 0;
    unit->was_marked = false;
    unit->outcome = unit->reason;
    unit->proved = *unit->before;
    enum fault fault = conclusion_allowed(db, unit, &access, &challenge_id);
    // A mark that stands answers every no. Looked up only then: on the way to a mark the UNIQUE rule tells, and
    // reading before it would make writers on several connections wait for each other.
    if (fault != FAULT_NONE || unit->outcome != FACE_OK) {
        enum fault looked = check_in_is_marked(db, unit->actor->user_id, unit->lecture_id, &unit->was_marked);
        if (looked != FAULT_NONE || unit->was_marked)
            fault = looked;
        if (fault != FAULT_NONE || unit->was_marked)
            return fault;
    }
    enum db_status status = db_exec(db, "UPDATE challenges SET used_at = ? WHERE id = ? AND used_at IS NULL",
                                    DB_VALUES(I(unit->now), I(challenge_id)));
    if (status != DB_OK)
        return fault_of(status);
    if (db_changes(db) != 1)
        return FAULT_CHALLENGE_UNKNOWN;
    if (unit->outcome != FACE_OK)
        return refusal_insert(db, unit);
    const struct check_in_mark mark = {MARK_BY_FACE, unit->received_at, unit->now, &unit->proved, &unit->shared};
    fault = check_in_insert(db, &access, unit->actor->user_id, &mark, &unit->marked);
    unit->was_marked = unit->marked.count == 0;
    if (fault != FAULT_NONE || unit->was_marked)
        return fault;
    return repeat_keep(unit->school, db, unit->actor->user_id, (struct shown_where){.lecture_id = unit->lecture_id},
                       &unit->proved.shown, unit->now);
}

enum fault check_in_conclude(struct school *school, const struct actor *actor, int64_t lecture_id,
                             const char *challenge, int64_t received_at, enum face_reason reason,
                             const struct proved *proved)
{
    static const struct proved nothing;
    struct conclusion unit = {
        .school = school,
        .actor = actor,
        .lecture_id = lecture_id,
        .challenge = challenge,
        .received_at = received_at,
        .now = school_now(school),
        .reason = reason,
        .before = proved ? proved : &nothing,
    };
    enum fault fault = school_change(school, conclude, &unit);
    if (fault != FAULT_NONE || unit.was_marked)
        return fault;
    if (unit.outcome == FACE_OK) {
        for (size_t i = 0; i < unit.marked.count; i++)
            event_mark(school, unit.marked.lectures[i], actor->user_id);
        shared_marks_tell(school, &unit.shared);
        return FAULT_NONE;
    }
    event_refusal(school, lecture_id, actor->user_id, unit.outcome, unit.now);
    return fault_of_face(unit.outcome);
}

/* ---- the check-in ---- */

/* The quick look. *ret_marked: there is a mark already, nothing more is needed. */
static enum fault look(struct school *school, const struct actor *actor, const struct check_in_request *request,
                       int64_t received_at, struct access *ret_access, bool *ret_marked)
{
    struct access access;
    struct identity identity;
    int64_t challenge_id;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = access_lecture(db, actor, request->lecture_id, &access);
    if (fault != FAULT_NONE)
        return fault;
    if (!access.member)
        return FAULT_NOT_FOUND;
    *ret_access = access;
    fault = check_in_is_marked(db, actor->user_id, request->lecture_id, ret_marked);
    if (fault != FAULT_NONE || *ret_marked)
        return fault;
    fault = check_in_allowed(db, actor, request->lecture_id, received_at, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_read(school, db, actor->user_id, &identity);
    if (fault != FAULT_NONE)
        return fault;
    fault = identity_ready(&identity);
    if (fault != FAULT_NONE)
        return fault;
    return challenge_check(db, actor, request->lecture_id, request->challenge, received_at, &challenge_id);
}

/* Whether the accepted frames were shown before, slowly; the unit asks again for what is known of their bytes. */
static enum fault shown_look(struct school *school, const struct actor *actor, int64_t lecture_id,
                             const struct face_trace *traces, size_t count, struct shown *ret_shown)
{
    *ret_shown = (struct shown){.traces = traces, .count = count};
    return repeat_look(school, actor->user_id, (struct shown_where){.lecture_id = lecture_id}, ret_shown);
}

/* Of a student who has no mark yet. */
static enum fault face_look(struct school *school, const struct actor *actor, const struct access *access,
                            const struct check_in_request *request, int64_t received_at,
                            struct face_burst_report *ret_report)
{
    struct quick_answer quick = {.reason = FACE_OK};
    struct proved proved;
    const struct room_code_of of = {access->lecture_id, access->joint_id};
    const struct code_use code = room_code_brought(school, of, request->room_code, request->proofs.device, received_at);
    if (access->policy != LIVE_PASSIVE)
        return FAULT_CHALLENGE_ACTIVE;
    enum fault fault = room_code_check(school, actor, request, &code);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_check(school, actor, access->class_id, &request->proofs, &proved);
    if (fault != FAULT_NONE)
        return fault;
    signs_take(school, of, &code, &request->proofs, &proved);
    fault = room_judge(school, actor, request, access, &code, received_at, &proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = quick_check(school, actor->user_id, request->frames, request->count, &quick);
    if (fault != FAULT_NONE)
        return fault;
    *ret_report = quick.report;
    if (quick.reason == FACE_OK)
        fault = shown_look(school, actor, request->lecture_id, ret_report->traces, ret_report->accepted, &proved.shown);
    if (fault != FAULT_NONE)
        return fault;
    proved.flags |= quick.doubt ? MARK_LIVENESS_DOUBT : 0;
    return check_in_conclude(school, actor, request->lecture_id, request->challenge, received_at, quick.reason,
                             &proved);
}

static enum fault check_in(struct school *school, const struct actor *actor, const struct check_in_request *request,
                           int64_t received_at, struct arena *arena, struct mark *ret_mark,
                           struct face_burst_report *ret_report)
{
    bool marked = false;
    struct access access = {0};
    enum fault fault = look(school, actor, request, received_at, &access, &marked);
    if (fault != FAULT_NONE)
        return fault;
    if (!marked)
        fault = face_look(school, actor, &access, request, received_at, ret_report);
    return fault != FAULT_NONE
               ? fault
               : check_in_own_mark(school, actor, access.class_id, request->lecture_id, arena, ret_mark);
}

/* ---- a step of a check with head turns ---- */

static enum fault step_look(struct school *school, const struct actor *actor, const struct access *access,
                            const struct check_in_request *request, struct liveness_key key, int64_t received_at,
                            struct liveness_answer *ret_answer)
{
    struct proved proved;
    bool begun = false;
    const struct room_code_of of = {access->lecture_id, access->joint_id};
    const struct code_use code = room_code_brought(school, of, request->room_code, request->proofs.device, received_at);
    enum fault fault = liveness_begun(school, key, &begun);
    if (fault != FAULT_NONE)
        return fault;
    if (!begun)
        fault = room_code_check(school, actor, request, &code);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_check(school, actor, access->class_id, &request->proofs, &proved);
    if (fault != FAULT_NONE)
        return fault;
    signs_take(school, of, &code, &request->proofs, &proved);
    fault = begun ? signs_recall_code(school, key.fingerprint, &proved.signs.code)
                  : signs_note_code(school, key.fingerprint, &code, received_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = room_judge(school, actor, request, access, &code, received_at, &proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = liveness_step(school, key, request->frames, request->count, received_at, ret_answer);
    if (fault != FAULT_NONE || !ret_answer->ended)
        return fault;
    if (ret_answer->reason == FACE_OK)
        fault =
            shown_look(school, actor, request->lecture_id, ret_answer->traces, ret_answer->trace_count, &proved.shown);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_in_conclude(school, actor, request->lecture_id, request->challenge, received_at, ret_answer->reason,
                              &proved);
    if (fault_is_trouble(fault)) // then the same frames may be sent again
        return fault;
    (void)liveness_end(school, key, ret_answer); // what was decided stands; the challenge is used up in any case
    return fault;
}

static enum fault step(struct school *school, const struct actor *actor, const struct check_in_request *request,
                       int64_t received_at, struct arena *arena, struct step_result *ret_result,
                       struct face_burst_report *ret_report)
{
    bool marked = false;
    struct access access = {0};
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    struct liveness_answer answer = {0};
    struct step_result result = {0};
    enum fault fault = look(school, actor, request, received_at, &access, &marked);
    if (fault != FAULT_NONE)
        return fault;
    if (!marked) {
        secret_fingerprint(request->challenge, fingerprint);
        struct liveness_key key = {fingerprint, actor->user_id, request->lecture_id};
        fault = step_look(school, actor, &access, request, key, received_at, &answer);
        *ret_report = answer.report;
    }
    if (fault != FAULT_NONE)
        return fault;
    if (!marked && answer.reason != FACE_OK && !answer.ended)
        fault = fault_of_face(answer.reason);
    if (fault != FAULT_NONE)
        return fault;
    result.next = answer.next;
    result.marked = marked || answer.ended;
    if (result.marked)
        fault = check_in_own_mark(school, actor, access.class_id, request->lecture_id, arena, &result.mark);
    if (fault != FAULT_NONE)
        return fault;
    *ret_result = result;
    return FAULT_NONE;
}

/* ---- both ---- */

/* The request with what its device must have signed. */
static struct check_in_request whole(const struct actor *actor, const struct check_in_request *request,
                                     int64_t received_at)
{
    struct check_in_request made = *request;
    made.proofs.over = (struct device_signed){.person_id = actor->user_id,
                                              .lecture_id = request->lecture_id,
                                              .what = request->challenge,
                                              .frames = request->frames,
                                              .count = request->count,
                                              .at = received_at};
    return made;
}

/* What holds before anything is looked at, and the moment that counts. */
static enum fault request_check(struct school *school, const struct check_in_request *request, size_t frames_min,
                                int64_t *ret_received_at)
{
    *ret_received_at = check_in_received(request->received_at, school_now(school));
    if (request->count < frames_min)
        return fault_of_face(FACE_TOO_FEW_FRAMES);
    return request->count > FACE_FRAMES_MAX ? fault_of_face(FACE_IMAGE_TOO_LARGE) : FAULT_NONE;
}

enum fault attendance_check_in(struct school *school, const struct actor *actor, const struct check_in_request *request,
                               struct arena *arena, struct mark *ret_mark, struct face_burst_report *ret_report)
{
    int64_t received_at;
    *ret_report = (struct face_burst_report){0};
    enum fault fault = request_check(school, request, CHECK_FRAMES_MIN, &received_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = look_enter(school, actor->user_id, request->count);
    if (fault != FAULT_NONE)
        return fault;
    const struct check_in_request made = whole(actor, request, received_at);
    fault = check_in(school, actor, &made, received_at, arena, ret_mark, ret_report);
    look_leave(school, actor->user_id);
    return fault;
}

enum fault attendance_step(struct school *school, const struct actor *actor, const struct check_in_request *request,
                           struct arena *arena, struct step_result *ret_result, struct face_burst_report *ret_report)
{
    int64_t received_at;
    *ret_report = (struct face_burst_report){0};
    enum fault fault = request_check(school, request, 1, &received_at);
    if (fault != FAULT_NONE)
        return fault;
    fault = look_enter(school, actor->user_id, request->count);
    if (fault != FAULT_NONE)
        return fault;
    const struct check_in_request made = whole(actor, request, received_at);
    fault = step(school, actor, &made, received_at, arena, ret_result, ret_report);
    look_leave(school, actor->user_id);
    return fault;
}
