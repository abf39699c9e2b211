/* SPDX-License-Identifier: MIT */
/* Who stands before a kiosk, and their mark. */
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/device.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/checkin/kiosk/kiosk_inside.h"
#include "school/checkin/kiosk/pin.h"
#include "school/checkin/proof.h"
#include "school/common/access.h"
#include "school/common/language.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/faces/repeat.h"
#include "school/marks/mark.h"
#include "school/marks/mark_event.h"
#include "school/people/sign_in/credential.h"
#include "school/people/sign_in/session.h"
#include "school/people/sign_in/throttle.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- who ---- */

/* Adds who this query finds; two people are nobody. */
static enum fault who_add(struct db *db, const char *sql, struct db_values values, struct arena *arena,
                          struct kiosk_who *who, bool *two)
{
    struct row row;
    row_begin(&row, db, arena, sql, values);
    while (row_next(&row)) {
        int64_t id = row_int(&row, 0);
        *two |= who->user_id != 0 && who->user_id != id;
        *who = (struct kiosk_who){id, row_string(&row, 1)};
    }
    return row_end(&row);
}

static enum fault who_in(struct db *db, int64_t class_id, const char *text, const char *folded, struct arena *arena,
                         struct kiosk_who *who, bool *two)
{
    if (!folded)
        return who_add(db,
                       "SELECT u.id, u.name FROM users u JOIN students s ON s.user_id = u.id AND s.class_id = ?"
                       " WHERE u.external_id = ? AND u.disabled_at IS NULL",
                       DB_VALUES(I(class_id), T(text)), arena, who, two);
    return who_add(db,
                   "SELECT u.id, u.name FROM students s JOIN users u ON u.id = s.user_id WHERE s.class_id = ?"
                   " AND u.search_key = ? AND u.disabled_at IS NULL",
                   DB_VALUES(I(class_id), T(folded)), arena, who, two);
}

/* `text` without the spaces around it, which readers and people add. */
static const char *trimmed(const char *text, struct arena *arena)
{
    size_t size;
    text += strspn(text, " \t");
    for (size = strlen(text); size > 0 && strchr(" \t\r\n", text[size - 1]); size--)
        ;
    return arena_printf(arena, "%.*s", (int)size, text);
}

enum fault kiosk_who_find(struct school *school, const struct kiosk_view *view, const char *text, bool number_only,
                          struct arena *arena, struct kiosk_who *ret_who)
{
    struct kiosk_who who = {0};
    char folded[LANGUAGE_FOLD_SIZE];
    bool two = false;
    const char *number = trimmed(text, arena);
    enum fault fault = number ? FAULT_NONE : FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    for (size_t i = 0; fault == FAULT_NONE && *number && i < view->count; i++)
        fault = who_in(db, view->lectures[i].class_id, number, NULL, arena, &who, &two);
    bool by_name = fault == FAULT_NONE && who.user_id == 0 && !number_only && language_fold(number, folded) && *folded;
    for (size_t i = 0; by_name && fault == FAULT_NONE && i < view->count; i++)
        fault = who_in(db, view->lectures[i].class_id, number, folded, arena, &who, &two);
    if (fault != FAULT_NONE)
        return fault;
    *ret_who = two ? (struct kiosk_who){0} : who;
    return FAULT_NONE;
}

enum fault kiosk_who_is(struct school *school, int64_t user_id, struct arena *arena, struct kiosk_who *ret_who)
{
    bool two = false;
    struct kiosk_who who = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = who_add(db, "SELECT id, name FROM users WHERE id = ? AND disabled_at IS NULL",
                               DB_VALUES(I(user_id)), arena, &who, &two);
    if (fault != FAULT_NONE)
        return fault;
    *ret_who = who;
    return FAULT_NONE;
}

/* The first character of a word, with what is put over or under it left out. */
static int initial_size(const char *word)
{
    size_t size = str_sequence(word, strlen(word));
    return size > 0 ? (int)size : 1;
}

const char *kiosk_short_name(const char *name, struct arena *arena)
{
    const char *comma = strchr(name, ','), *first = name, *last;
    if (comma && comma[1 + strspn(comma + 1, " ")] != '\0') {
        first = comma + 1 + strspn(comma + 1, " ");
        last = name;
    } else {
        last = strrchr(name, ' ');
        last = last ? last + 1 : name;
    }
    int size = (int)strcspn(first, " ,");
    if (last == first || *last == '\0')
        return arena_printf(arena, "%.*s", size, first);
    return arena_printf(arena, "%.*s %.*s.", size, first, initial_size(last), last);
}

/* ---- the mark ---- */

struct marking {
    struct school *school;
    const struct kiosk_marking *request;
    int64_t now;
    struct proved proved; // the unit's own copy
    struct access access; // of the lecture that is theirs
    bool already, repeated;
    struct joint marked;
};

/* The one of the served lectures that is theirs. */
static enum fault own_lecture(struct db *db, struct marking *unit)
{
    const struct kiosk_view *view = unit->request->view;
    const struct actor student = {.user_id = unit->request->who->user_id, .role = ROLE_STUDENT};
    enum fault refused = FAULT_KIOSK_NOBODY;
    bool found = false;
    for (size_t i = 0; i < view->count; i++) {
        struct access access;
        enum fault fault = check_in_allowed(db, &student, view->lectures[i].id, unit->request->received_at, &access);
        if (fault_is_trouble(fault))
            return fault;
        if (fault != FAULT_NONE) {
            refused = fault == FAULT_NOT_FOUND ? refused : fault;
            continue;
        }
        if (found && !(access.joint_id != 0 && access.joint_id == unit->access.joint_id))
            return FAULT_KIOSK_SEVERAL;
        if (!found)
            unit->access = access;
        found = true;
    }
    return found ? FAULT_NONE : refused;
}

static enum fault earn(struct db *db, struct marking *unit)
{
    const struct kiosk_marking *request = unit->request;
    int64_t user_id = request->who->user_id;
    enum fault fault = check_in_pictures(unit->school, db, user_id, &unit->proved, unit->now);
    unit->repeated = fault == FAULT_NONE && unit->proved.shown.repeated;
    if (fault != FAULT_NONE || unit->repeated)
        return fault;
    struct shared_marks none; // a kiosk is nobody's device
    const struct check_in_mark mark = {MARK_BY_KIOSK, request->received_at, unit->now, &unit->proved, &none};
    fault = check_in_insert(db, &unit->access, user_id, &mark, &unit->marked);
    unit->already = unit->marked.count == 0;
    if (fault != FAULT_NONE || unit->already || unit->proved.shown.count == 0)
        return fault;
    const struct shown_where where = {.lecture_id = unit->access.lecture_id};
    return repeat_keep(unit->school, db, user_id, where, &unit->proved.shown, unit->now);
}

static enum fault mark_write(struct db *db, void *context)
{
    struct marking *unit = context;
    bool alive = false;
    int64_t one;
    unit->already = unit->repeated = false;
    unit->marked.count = 0;
    unit->proved = *unit->request->proved;
    unit->proved.flags |= unit->request->kiosk->moved ? MARK_KIOSK_MOVED : 0U;
    enum fault fault = row_one_int(db, "SELECT id FROM kiosks WHERE id = ? AND revoked_at IS NULL",
                                   DB_VALUES(I(unit->request->kiosk->id)), &alive, &one);
    if (fault != FAULT_NONE || !alive)
        return fault != FAULT_NONE ? fault : FAULT_KIOSK_REVOKED;
    fault = own_lecture(db, unit);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_in_is_marked(db, unit->request->who->user_id, unit->access.lecture_id, &unit->already);
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->already)
        fault = earn(db, unit);
    if (fault != FAULT_NONE || unit->repeated)
        return fault;
    // A mark is a hit; somebody who comes again says nothing of the tries before, and costs none.
    const char *sql = unit->already ? "UPDATE kiosks SET misses = misses - 1 WHERE id = ? AND misses > 0"
                                    : "UPDATE kiosks SET misses = 0 WHERE id = ?";
    return fault_of(db_exec(db, sql, DB_VALUES(I(unit->request->kiosk->id))));
}

enum fault kiosk_marks(struct school *school, const struct kiosk_marking *marking, struct arena *arena,
                       struct kiosk_marked *ret_marked)
{
    struct marking unit = {.school = school, .request = marking, .now = school_now(school)};
    struct kiosk_marked marked = {.name = kiosk_short_name(marking->who->name, arena)};
    if (!marked.name)
        return FAULT_INTERNAL;
    enum fault fault = school_change(school, mark_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    if (unit.repeated)
        return fault_of_face(FACE_REPEATED_FRAMES);
    for (size_t i = 0; i < unit.marked.count; i++)
        event_mark(school, unit.marked.lectures[i], marking->who->user_id);
    marked.already = unit.already;
    marked.status = marking->received_at >= unit.access.late_after_at ? MARK_LATE : MARK_PRESENT;
    *ret_marked = marked;
    return FAULT_NONE;
}

/* Somebody who was known and may not be marked here now was no guess. */
static enum fault marks_known(struct school *school, const struct kiosk_marking *marking, struct arena *arena,
                              struct kiosk_marked *ret_marked)
{
    enum fault fault = kiosk_marks(school, marking, arena, ret_marked);
    if (fault != FAULT_NONE && fault != FAULT_KIOSK_NOBODY)
        kiosk_try_back(school, marking->kiosk);
    return fault;
}

/* ---- by badge ---- */

enum fault kiosk_badge(struct school *school, const struct kiosk *kiosk, const char *number, int64_t received_at,
                       struct arena *arena, struct kiosk_marked *ret_marked, int64_t *ret_retry_after_s)
{
    static const struct proved badge_only = {.flags = MARK_BADGE_ONLY};
    struct kiosk_view view;
    struct kiosk_who who;
    int64_t at = check_in_received(received_at, school_now(school));
    if (!kiosk->badge)
        return FAULT_KIOSK_WAY_OFF;
    enum fault fault = kiosk_serves(school, kiosk, at, arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    fault = kiosk_try(school, kiosk, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = kiosk_who_find(school, &view, number, true, arena, &who);
    if (fault != FAULT_NONE || who.user_id == 0)
        return fault != FAULT_NONE ? fault : FAULT_KIOSK_NOBODY;
    const struct kiosk_marking marking = {kiosk, &view, &who, at, &badge_only};
    return marks_known(school, &marking, arena, ret_marked);
}

/* ---- by PIN ---- */

static enum fault hash_read(struct school *school, int64_t user_id, struct arena *arena, const char **ret_hash)
{
    struct row row;
    const char *hash = password_nobody(); // who has none takes as long as who is wrong
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, "SELECT hash FROM kiosk_pins WHERE user_id = ?", DB_VALUES(I(user_id)));
    while (row_next(&row))
        hash = row_string(&row, 0);
    *ret_hash = hash;
    return row_end(&row);
}

static enum fault hash_compare(struct school *school, int64_t user_id, const char *pin, struct arena *arena,
                               bool *ret_right)
{
    const char *hash;
    enum fault fault = hash_read(school, user_id, arena, &hash);
    return fault != FAULT_NONE ? fault : credential_compare(school, pin, hash, ret_right);
}

/* Whether the PIN is theirs. Nobody's PIN is counted and compared as somebody's is. */
static enum fault pin_compare(struct school *school, const struct kiosk_who *who,
                              const struct kiosk_pin_request *request, struct arena *arena, bool *ret_right,
                              int64_t *ret_retry_after_s)
{
    const char *subject = who->user_id != 0 ? arena_printf(arena, "%lld", (long long)who->user_id)
                                            : arena_printf(arena, "?%s", request->who);
    struct throttled_attempt attempt = {.throttles = {{"kiosk-pin", subject, KIOSK_PIN_ATTEMPTS}}};
    if (!subject)
        return FAULT_INTERNAL;
    enum fault fault = attempt_begin(school, &attempt, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault == FAULT_TOO_MANY_ATTEMPTS ? FAULT_PIN_WAIT : fault;
    fault = hash_compare(school, who->user_id, request->pin, arena, ret_right);
    if (fault != FAULT_NONE || *ret_right)
        attempt_take_back(school, &attempt);
    return fault;
}

static enum fault pin_check(struct school *school, const struct kiosk_view *view,
                            const struct kiosk_pin_request *request, struct arena *arena, struct kiosk_who *ret_who,
                            bool *ret_right, int64_t *ret_retry_after_s)
{
    enum fault fault = kiosk_who_find(school, view, request->who, false, arena, ret_who);
    if (fault != FAULT_NONE)
        return fault;
    return pin_compare(school, ret_who, request, arena, ret_right, ret_retry_after_s);
}

enum fault kiosk_pin(struct school *school, const struct kiosk *kiosk, const struct kiosk_pin_request *request,
                     struct arena *arena, struct kiosk_marked *ret_marked, int64_t *ret_retry_after_s)
{
    static const struct proved nothing;
    struct kiosk_view view;
    struct kiosk_who who;
    bool right = false;
    int64_t at = check_in_received(request->received_at, school_now(school));
    if (!kiosk->pin)
        return FAULT_KIOSK_WAY_OFF;
    enum fault fault = kiosk_serves(school, kiosk, at, arena, &view);
    if (fault != FAULT_NONE)
        return fault;
    fault = kiosk_try(school, kiosk, ret_retry_after_s);
    if (fault != FAULT_NONE)
        return fault;
    fault = pin_check(school, &view, request, arena, &who, &right, ret_retry_after_s);
    if (fault != FAULT_NONE) {
        kiosk_try_back(school, kiosk); // it was never compared
        return fault;
    }
    if (!right || who.user_id == 0)
        return FAULT_KIOSK_NOBODY;
    const struct kiosk_marking marking = {kiosk, &view, &who, at, &nothing};
    return marks_known(school, &marking, arena, ret_marked);
}
