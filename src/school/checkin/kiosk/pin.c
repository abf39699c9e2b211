/* SPDX-License-Identifier: MIT */
#include "school/checkin/kiosk/pin.h"

#include <string.h>

#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/people/sign_in/credential.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

bool pin_is_good(const char *pin)
{
    if (!pin || strlen(pin) != PIN_LENGTH || strspn(pin, "0123456789") != PIN_LENGTH)
        return false;
    bool counts = true, again = true, pair = true;
    for (size_t i = 1; i < PIN_LENGTH; i++)
        counts = counts && pin[i] - pin[i - 1] == pin[1] - pin[0];
    for (size_t i = 0; i + 3 < PIN_LENGTH; i++)
        again = again && pin[i] == pin[i + 3];
    for (size_t i = 0; i + 2 < PIN_LENGTH; i++)
        pair = pair && pin[i] == pin[i + 2];
    return !counts && !again && !pair;
}

enum fault pin_get(struct school *school, const struct actor *actor, int64_t *ret_set_at)
{
    bool found;
    int64_t set_at = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = row_one_int(db, "SELECT set_at FROM kiosk_pins WHERE user_id = ?", DB_VALUES(I(actor->user_id)),
                                   &found, &set_at);
    if (fault != FAULT_NONE)
        return fault;
    *ret_set_at = set_at;
    return FAULT_NONE;
}

struct pin_write {
    const struct actor *actor;
    const char *hash; // NULL: none any more
    int64_t now;
};

static enum fault pin_write(struct db *db, void *context)
{
    const struct pin_write *unit = context;
    enum fault fault =
        fault_of(db_exec(db, "DELETE FROM kiosk_pins WHERE user_id = ?", DB_VALUES(I(unit->actor->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    if (!unit->hash && db_changes(db) == 0)
        return FAULT_NONE;
    if (unit->hash)
        fault = fault_of(db_exec(db, "INSERT INTO kiosk_pins (user_id, hash, set_at) VALUES (?, ?, ?)",
                                 DB_VALUES(I(unit->actor->user_id), T(unit->hash), I(unit->now))));
    if (fault != FAULT_NONE)
        return fault;
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->actor->user_id,
                                .action = unit->hash ? "kiosk_pin_set" : "kiosk_pin_removed",
                                .subject_type = "user",
                                .subject_id = unit->actor->user_id,
                            });
}

enum fault pin_set(struct school *school, const struct actor *actor, const char *pin, int64_t *ret_set_at)
{
    char hash[PASSWORD_HASH_SIZE];
    struct pin_write unit = {.actor = actor, .hash = hash, .now = school_now(school)};
    if (!pin_is_good(pin))
        return FAULT_PIN_INVALID;
    enum fault fault = credential_hash(school, pin, hash);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, pin_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_set_at = unit.now;
    return FAULT_NONE;
}

enum fault pin_remove(struct school *school, const struct actor *actor)
{
    struct pin_write unit = {.actor = actor, .now = school_now(school)};
    return school_change(school, pin_write, &unit);
}
