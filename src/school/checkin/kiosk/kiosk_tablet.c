/* SPDX-License-Identifier: MIT */
/* The tablet: its credential, and which lectures it serves. */
#include <ctype.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/checkin/kiosk/kiosk_inside.h"
#include "school/checkin/room_code.h"
#include "school/checkin/room_code_inside.h"
#include "school/common/audit_inside.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/setting.h"
#include "school/common/setting_inside.h"
#include "school/common/state.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- the credential ---- */

struct enrolment {
    const struct school *school;
    const char *address;
    struct throttled_attempt attempt;
    char code_hash[SECRET_FINGERPRINT_SIZE], token_hash[SECRET_FINGERPRINT_SIZE];
    int64_t now;
};

static enum fault enrol_write(struct db *db, void *context)
{
    struct enrolment *unit = context;
    bool found = false;
    int64_t kiosk_id = 0;
    char mark[KIOSK_NETWORK_SIZE];
    enum fault fault = attempt_count(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_one_int(db, "SELECT id FROM kiosks WHERE code_hash = ? AND code_ends_at > ? AND revoked_at IS NULL",
                        DB_VALUES(T(unit->code_hash), I(unit->now)), &found, &kiosk_id);
    if (fault != FAULT_NONE || !found)
        return fault != FAULT_NONE ? fault : FAULT_KIOSK_CODE_WRONG;
    kiosk_network_mark(unit->school, kiosk_id, unit->address, mark);
    fault = fault_of(db_exec(db,
                             "UPDATE kiosks SET code_hash = NULL, code_ends_at = NULL, token_hash = ?, enrolled_at = ?,"
                             " seen_at = ?, lecture_id = NULL, misses = 0, networks = ?, network_now = NULL,"
                             " moved_at = NULL, moved_told_at = NULL WHERE id = ? AND code_hash = ?",
                             DB_VALUES(T(unit->token_hash), I(unit->now), I(unit->now), mark[0] ? T(mark) : N(),
                                       I(kiosk_id), T(unit->code_hash))));
    if (fault != FAULT_NONE || db_changes(db) != 1)
        return fault != FAULT_NONE ? fault : FAULT_KIOSK_CODE_WRONG;
    fault = attempt_forgive(db, &unit->attempt);
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .action = "kiosk_enrolled",
                                .subject_type = "kiosk",
                                .subject_id = kiosk_id,
                            });
}

enum fault kiosk_enrol(struct school *school, const char *code, const struct kiosk_from *from,
                       char ret_token[static SECRET_TOKEN_SIZE], int64_t *ret_retry_after_s)
{
    char typed[KIOSK_CODE_LENGTH + 1] = "";
    size_t size = 0;
    struct enrolment unit = {.school = school,
                             .address = from->address,
                             .attempt = {.throttles = {{"kiosk", from->network, KIOSK_CODE_ATTEMPTS}}}};
    CLOSES(secret_token_wipe) char token[SECRET_TOKEN_SIZE] = "";
    unit.now = unit.attempt.now = school_now(school);
    for (; *code && size <= KIOSK_CODE_LENGTH; code++)
        if (*code != ' ' && *code != '-' && size++ < KIOSK_CODE_LENGTH)
            typed[size - 1] = (char)toupper((unsigned char)*code);
    secret_fingerprint(size == KIOSK_CODE_LENGTH ? typed : "", unit.code_hash);
    secret_token(token);
    secret_fingerprint(token, unit.token_hash);
    enum fault fault = school_attempt(school, enrol_write, &unit);
    if (fault == FAULT_TOO_MANY_ATTEMPTS)
        *ret_retry_after_s = seconds_of(unit.attempt.wait_ms);
    if (fault == FAULT_NONE)
        memcpy(ret_token, token, SECRET_TOKEN_SIZE);
    return fault;
}

struct seeing {
    int64_t kiosk_id, now;
};

static enum fault see_write(struct db *db, void *context)
{
    const struct seeing *unit = context;
    return fault_of(
        db_exec(db, "UPDATE kiosks SET seen_at = ? WHERE id = ?", DB_VALUES(I(unit->now), I(unit->kiosk_id))));
}

enum fault kiosk_find(struct school *school, const char *token, const char *address, struct arena *arena,
                      struct kiosk *ret_kiosk)
{
    struct row row;
    struct kiosk kiosk = {0};
    struct kiosk_stand stand = {0};
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    int64_t now = school_now(school);
    if (!token || !*token)
        return FAULT_KIOSK_UNKNOWN;
    secret_fingerprint(token, fingerprint);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, "SELECT " KIOSK_COLUMNS KIOSK_STAND_COLUMNS " FROM kiosks k WHERE k.token_hash = ?",
              DB_VALUES(T(fingerprint)));
    while (row_next(&row)) {
        kiosk = kiosk_of_row(&row);
        stand = (struct kiosk_stand){row_text(&row, KIOSK_COLUMN_COUNT), row_text(&row, KIOSK_COLUMN_COUNT + 1)};
    }
    enum fault fault = row_end(&row);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (kiosk.id == 0 || kiosk.enrolled_at + KIOSK_DAYS * (int64_t)SCHOOL_DAY_MS <= now)
        return FAULT_KIOSK_UNKNOWN;
    if (kiosk.revoked_at != 0)
        return FAULT_KIOSK_REVOKED;
    struct seeing unit = {kiosk.id, now};
    if (now - kiosk.seen_at >= KIOSK_SEEN_SECONDS * SCHOOL_SECOND_MS)
        (void)school_change(school, see_write, &unit); // what it costs when it fails is a time in a list
    kiosk.moved = kiosk_network_note(school, &kiosk, stand, address);
    if (kiosk.moved && kiosk.network_rule == PROOF_REFUSE)
        return FAULT_KIOSK_ELSEWHERE;
    *ret_kiosk = kiosk;
    return FAULT_NONE;
}

/* ---- rooms ---- */

/* Letters and digits of the folded text; what is no ASCII stays. */
static void room_key(const char *room, char key[static LANGUAGE_FOLD_SIZE])
{
    char folded[LANGUAGE_FOLD_SIZE];
    size_t size = 0;
    if (!language_fold(room, folded))
        folded[0] = '\0';
    for (const char *at = folded; *at; at++)
        if ((unsigned char)*at >= 0x80 || isalnum((unsigned char)*at))
            key[size++] = *at;
    key[size] = '\0';
}

bool kiosk_room_same(const char *one, const char *other)
{
    char first[LANGUAGE_FOLD_SIZE], second[LANGUAGE_FOLD_SIZE];
    if (!one || !other)
        return false;
    room_key(one, first);
    room_key(other, second);
    return *first != '\0' && strcmp(first, second) == 0;
}

/* ---- the lectures ---- */

struct open_lectures {
    struct kiosk_lecture *lectures;
    size_t count;
};

static enum fault open_read(struct db *db, int64_t at, struct arena *arena, struct open_lectures *open)
{
    struct row row;
    *open = (struct open_lectures){0};
    row_begin(&row, db, arena,
              "SELECT l.id, l.class_id, l.joint_id, c.subject, c.section, l.title, l.room, w.closes_at FROM windows w"
              " JOIN lectures l ON l.id = w.lecture_id JOIN classrooms c ON c.id = l.class_id WHERE w.closes_at > ?"
              " AND w.opens_at <= ? AND l.cancelled_at IS NULL AND c.archived_at IS NULL ORDER BY w.closes_at, l.id",
              DB_VALUES(I(at), I(at)));
    while (row_next(&row)) {
        struct kiosk_lecture *lectures = row_list(&row, open->lectures, open->count, sizeof(*lectures));
        if (!lectures)
            break;
        open->lectures = lectures;
        lectures[open->count++] = (struct kiosk_lecture){
            .id = row_int(&row, 0),
            .class_id = row_int(&row, 1),
            .joint_id = row_int(&row, 2),
            .subject = row_string(&row, 3),
            .section = row_text(&row, 4),
            .title = row_text(&row, 5),
            .room = row_text(&row, 6),
            .closes_at = row_int(&row, 7),
        };
    }
    return row_end(&row);
}

static const struct kiosk_lecture *lecture_of(const struct open_lectures *open, int64_t lecture_id)
{
    for (size_t i = 0; lecture_id != 0 && i < open->count; i++)
        if (open->lectures[i].id == lecture_id)
            return &open->lectures[i];
    return NULL;
}

static bool is_served(const struct kiosk *kiosk, const struct kiosk_lecture *lent, const struct kiosk_lecture *one)
{
    if (lent)
        return one->id == lent->id || (lent->joint_id != 0 && one->joint_id == lent->joint_id);
    return kiosk_room_same(one->room, kiosk->room);
}

enum fault kiosk_served(struct db *db, const struct kiosk *kiosk, int64_t at, struct arena *arena,
                        struct kiosk_view *ret_view)
{
    struct open_lectures open;
    struct kiosk_view view = {0};
    enum fault fault = open_read(db, at, arena, &open);
    if (fault != FAULT_NONE)
        return fault;
    const struct kiosk_lecture *lent = lecture_of(&open, kiosk->lecture_id);
    view.lent = lent != NULL;
    for (size_t i = 0; i < open.count && view.count < KIOSK_LECTURES_MAX; i++)
        if (is_served(kiosk, lent, &open.lectures[i]))
            view.lectures[view.count++] = open.lectures[i];
    *ret_view = view;
    return FAULT_NONE;
}

enum fault kiosk_serves(struct school *school, const struct kiosk *kiosk, int64_t at, struct arena *arena,
                        struct kiosk_view *ret_view)
{
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = kiosk_served(db, kiosk, at, arena, ret_view);
    if (fault != FAULT_NONE)
        return fault;
    return ret_view->count == 0 ? FAULT_KIOSK_IDLE : FAULT_NONE;
}

/* Those held together once, the first of them. */
static void shown_once(struct kiosk_view *view)
{
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++) {
        bool shown = false;
        for (size_t k = 0; k < count; k++)
            shown |= view->lectures[i].joint_id != 0 && view->lectures[k].joint_id == view->lectures[i].joint_id;
        if (!shown)
            view->lectures[count++] = view->lectures[i];
    }
    view->count = count;
}

enum fault kiosk_view(struct school *school, const struct kiosk *kiosk, struct arena *arena,
                      struct kiosk_view *ret_view)
{
    struct kiosk_view view;
    int64_t search = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = kiosk_served(db, kiosk, school_now(school), arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    fault = setting_int(db, SETTING_IDENTIFICATION, &search);
    if (fault != FAULT_NONE)
        return fault;
    shown_once(&view);
    view.face = kiosk->face && search != 0;
    *ret_view = view;
    return FAULT_NONE;
}

/* ---- lending ---- */

struct lending {
    int64_t kiosk_id, lecture_id, now;
};

static enum fault lend_write(struct db *db, void *context)
{
    const struct lending *unit = context;
    char detail[32];
    enum fault fault =
        fault_of(db_exec(db, "UPDATE kiosks SET lecture_id = ?, misses = 0 WHERE id = ? AND revoked_at IS NULL",
                         DB_VALUES(I(unit->lecture_id), I(unit->kiosk_id))));
    if (fault != FAULT_NONE || db_changes(db) == 0)
        return fault != FAULT_NONE ? fault : FAULT_KIOSK_REVOKED;
    snprintf(detail, sizeof(detail), "kiosk %lld", (long long)unit->kiosk_id);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .action = "kiosk_lent",
                                .subject_type = "lecture",
                                .subject_id = unit->lecture_id,
                                .detail = detail,
                            });
}

/* The open lecture whose code this is; 0: none, or two lectures have it at the same time. */
static enum fault lecture_by_code(struct school *school, const char *code, int64_t at, struct arena *arena,
                                  int64_t *ret_lecture_id)
{
    struct open_lectures open;
    const struct kiosk_lecture *right = NULL;
    struct code_use use;
    bool two = false;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = open_read(db, at, arena, &open);
    if (fault != FAULT_NONE)
        return fault;
    for (size_t i = 0; i < open.count; i++) {
        const struct kiosk_lecture *one = &open.lectures[i];
        if (!room_code_judge(school, (struct room_code_of){one->id, one->joint_id}, code, NULL, at, &use))
            continue;
        two |= right && !(right->joint_id != 0 && right->joint_id == one->joint_id);
        right = right ? right : one;
    }
    *ret_lecture_id = right && !two ? right->id : 0;
    return FAULT_NONE;
}

enum fault kiosk_lend(struct school *school, const struct kiosk *kiosk, const char *code, int64_t *ret_retry_after_s)
{
    CLOSES(arena_release) struct arena arena = arena_of(1 << 20);
    struct lending unit = {.kiosk_id = kiosk->id, .now = school_now(school)};
    if (!school->config.key)
        return FAULT_INTERNAL;
    enum fault fault = kiosk_try(school, kiosk, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = lecture_by_code(school, code, unit.now, &arena, &unit.lecture_id);
    if (fault != FAULT_NONE || unit.lecture_id == 0)
        return fault != FAULT_NONE ? fault : FAULT_CODE_WRONG;
    return school_change(school, lend_write, &unit);
}
