/* SPDX-License-Identifier: MIT */
/* The subscriptions, and the key that signs for all of them. */
#include "school/post/push.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/push_seal.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/keys.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/push_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

/* ---- the key ---- */

struct key_unit {
    struct school *school;
    struct own_key own;
};

static enum fault key_make(struct db *db, void *context)
{
    struct key_unit *unit = context;
    enum fault fault = person_key_read(unit->school, db, KEY_OF_PUSH, &unit->own);
    if (fault != FAULT_NOT_FOUND)
        return fault;
    if (!vapid_make(&unit->own))
        return FAULT_INTERNAL;
    return person_key_keep(unit->school, db, KEY_OF_PUSH, school_now(unit->school), &unit->own);
}

enum fault push_key(struct school *school, struct own_key *ret_own)
{
    struct key_unit unit = {.school = school};
    if (!school->config.key)
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = person_key_read(school, db, KEY_OF_PUSH, ret_own);
    store_reader_close(&db);
    if (fault != FAULT_NOT_FOUND)
        return fault;
    fault = school_change(school, key_make, &unit);
    if (fault == FAULT_NONE)
        *ret_own = unit.own;
    own_key_wipe(&unit.own);
    return fault;
}

/* ---- reading ---- */

static enum fault list_read(struct db *db, const struct actor *actor, struct arena *arena, struct push_state *state)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT id, device, made_at, last_ok_at, session_id FROM push_subscriptions WHERE user_id = ?"
              " ORDER BY made_at DESC, id DESC LIMIT ?",
              DB_VALUES(I(actor->user_id), I(PUSH_SUBSCRIPTIONS_MAX)));
    while (row_next(&row)) {
        struct push_subscription *list = row_list(&row, state->subscriptions, state->count, sizeof(*list));
        if (!list)
            break;
        state->subscriptions = list;
        list[state->count++] = (struct push_subscription){
            .id = row_int(&row, 0),
            .device = row_string(&row, 1),
            .made_at = row_int(&row, 2),
            .last_ok_at = row_int(&row, 3),
            .current = row_int(&row, 4) == actor->session_id,
        };
    }
    return row_end(&row);
}

enum fault push_get(struct school *school, const struct actor *actor, struct arena *arena, struct push_state *ret_state)
{
    struct push_state state = {0};
    if (school->config.push_off) {
        *ret_state = state;
        return FAULT_NONE;
    }
    CLOSES(own_key_wipe) struct own_key own = {0};
    enum fault fault = push_key(school, &own);
    if (fault != FAULT_NONE)
        return fault;
    if (!vapid_public(&own, state.public_key))
        return FAULT_INTERNAL;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = list_read(db, actor, arena, &state);
    if (fault != FAULT_NONE)
        return fault;
    *ret_state = state;
    return FAULT_NONE;
}

/* ---- subscribing ---- */

struct subscribing {
    const struct actor *actor;
    const struct push_new *new;
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    uint8_t point[PUSH_POINT_BYTES], secret[PUSH_SECRET_BYTES];
    char device[PUSH_DEVICE_MAX + 1];
    int64_t now;
    int64_t id;
};

/* Ends those beyond PUSH_SUBSCRIPTIONS_MAX, the oldest first. */
static enum fault bound(struct db *db, const struct subscribing *unit)
{
    int64_t id = 0;
    bool found = false;
    enum fault fault = row_one_int(
        db, "SELECT id FROM push_subscriptions WHERE user_id = ? ORDER BY made_at DESC, id DESC LIMIT 1 OFFSET ?",
        DB_VALUES(I(unit->actor->user_id), I(PUSH_SUBSCRIPTIONS_MAX)), &found, &id);
    return fault != FAULT_NONE || !found
               ? fault
               : fault_of(db_exec(db, "DELETE FROM push_subscriptions WHERE id = ?", DB_VALUES(I(id))));
}

static enum fault subscribe(struct db *db, void *context)
{
    struct subscribing *unit = context;
    enum fault fault = fault_of(db_exec(db, "DELETE FROM push_subscriptions WHERE session_id = ? OR fingerprint = ?",
                                        DB_VALUES(I(unit->actor->session_id), T(unit->fingerprint))));
    if (fault != FAULT_NONE)
        return fault;
    fault = row_insert(db,
                       "INSERT INTO push_subscriptions (user_id, session_id, endpoint, fingerprint, p256dh, auth,"
                       " device, made_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                       DB_VALUES(I(unit->actor->user_id), I(unit->actor->session_id), T(unit->new->endpoint),
                                 T(unit->fingerprint), B(unit->point, sizeof(unit->point)),
                                 B(unit->secret, sizeof(unit->secret)), T(unit->device), I(unit->now)),
                       &unit->id);
    return fault != FAULT_NONE ? fault : bound(db, unit);
}

/* Cut at the start of a character. */
static void device_copy(char device[static PUSH_DEVICE_MAX + 1], const char *text)
{
    size_t size = strnlen(text, PUSH_DEVICE_MAX);
    while (size > 0 && ((unsigned char)text[size] & 0xc0) == 0x80)
        size--;
    memcpy(device, text, size);
    device[size] = '\0';
}

enum fault push_subscribe(struct school *school, const struct actor *actor, const struct push_new *new,
                          struct push_subscription *ret_subscription)
{
    struct subscribing unit = {.actor = actor, .new = new, .now = school_now(school)};
    char origin[PUSH_ORIGIN_SIZE];
    if (school->config.push_off)
        return FAULT_PUSH_OFF;
    if (!push_endpoint_read(new->endpoint, school->config.push_private, origin))
        return FAULT_PUSH_ENDPOINT;
    if (strlen(new->p256dh) > PUSH_KEY_MAX || strlen(new->auth) > PUSH_KEY_MAX ||
        !base64url_read(new->p256dh, unit.point, sizeof(unit.point)) ||
        !push_point_is(unit.point, sizeof(unit.point)) || !base64url_read(new->auth, unit.secret, sizeof(unit.secret)))
        return FAULT_PUSH_KEYS;
    secret_fingerprint(new->endpoint, unit.fingerprint);
    device_copy(unit.device, new->device);
    enum fault fault = school_change(school, subscribe, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_subscription =
        (struct push_subscription){.id = unit.id, .device = new->device, .made_at = unit.now, .current = true};
    return FAULT_NONE;
}

struct ending {
    int64_t user_id, subscription_id;
};

static enum fault end(struct db *db, void *context)
{
    const struct ending *unit = context;
    enum fault fault = fault_of(db_exec(db, "DELETE FROM push_subscriptions WHERE id = ? AND user_id = ?",
                                        DB_VALUES(I(unit->subscription_id), I(unit->user_id))));
    return fault != FAULT_NONE || db_changes(db) > 0 ? fault : FAULT_NOT_FOUND;
}

enum fault push_unsubscribe(struct school *school, const struct actor *actor, int64_t subscription_id)
{
    struct ending unit = {actor->user_id, subscription_id};
    return school_change(school, end, &unit);
}

/* ---- to see that it arrives ---- */

struct trying {
    const struct actor *actor;
    int64_t now;
};

static enum fault try_out(struct db *db, void *context)
{
    const struct trying *unit = context;
    struct push_order order = {
        .user_id = unit->actor->user_id, .kind = PUSH_KIND_TEST, .tag = PUSH_KIND_TEST, .path = PUSH_LIST "/choices"};
    bool found = false;
    order.ends_at = unit->now + 10 * (int64_t)SCHOOL_MINUTE_MS;
    enum fault fault =
        row_one_int(db, "SELECT id FROM push_subscriptions WHERE session_id = ? AND user_id = ?",
                    DB_VALUES(I(unit->actor->session_id), I(unit->actor->user_id)), &found, &order.subscription_id);
    if (fault != FAULT_NONE)
        return fault;
    return found ? push_queue(db, &order, unit->now) : FAULT_PUSH_NONE;
}

enum fault push_test(struct school *school, const struct actor *actor)
{
    struct trying unit = {actor, school_now(school)};
    return school->config.push_off ? FAULT_PUSH_OFF : school_change(school, try_out, &unit);
}
