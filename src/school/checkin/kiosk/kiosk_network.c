/* SPDX-License-Identifier: MIT */
/* Where a kiosk stands, by the network that it speaks from. */
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/checkin/kiosk/kiosk.h"
#include "school/checkin/kiosk/kiosk_inside.h"
#include "school/checkin/network.h"
#include "school/common/audit_inside.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/post/notification.h"
#include "school/post/tell.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

void kiosk_network_mark(const struct school *school, int64_t kiosk_id, const char *address,
                        char mark[static KIOSK_NETWORK_SIZE])
{
    char range[NETWORK_RANGE_SIZE], text[NETWORK_RANGE_SIZE + 24];
    uint8_t mac[SECRET_MAC_BYTES];
    mark[0] = '\0';
    if (!school->root || !network_range(address, range))
        return;
    snprintf(text, sizeof(text), "%lld:%s", (long long)kiosk_id, range);
    secret_mac(school->root, "kiosknet", text, mac);
    str_hex(mac, (KIOSK_NETWORK_SIZE - 1) / 2, mark);
    secret_wipe(mac, sizeof(mac));
}

/* ---- noting ---- */

struct noting {
    const struct kiosk *kiosk;
    const char *mark;
    int64_t now;
};

/* One that was enrolled before this was kept, or without an address. */
static enum fault first_write(struct db *db, void *context)
{
    const struct noting *unit = context;
    return fault_of(db_exec(db, "UPDATE kiosks SET networks = ? WHERE id = ? AND networks IS NULL",
                            DB_VALUES(T(unit->mark), I(unit->kiosk->id))));
}

static enum fault back_write(struct db *db, void *context)
{
    const struct noting *unit = context;
    return fault_of(db_exec(db, "UPDATE kiosks SET network_now = NULL, moved_at = NULL WHERE id = ?",
                            DB_VALUES(I(unit->kiosk->id))));
}

/* Once in a while: who carries it to and fro fills neither inboxes nor the log. */
static enum fault moved_tell(struct db *db, const struct noting *unit)
{
    const struct kiosk *kiosk = unit->kiosk;
    enum fault fault = fault_of(db_exec(
        db, "UPDATE kiosks SET moved_told_at = ? WHERE id = ? AND (moved_told_at IS NULL OR moved_told_at <= ?)",
        DB_VALUES(I(unit->now), I(kiosk->id), I(unit->now - KIOSK_TOLD_HOURS * (int64_t)SCHOOL_HOUR_MS))));
    if (fault != FAULT_NONE || db_changes(db) == 0)
        return fault;
    fault = audit_append(
        db, &(struct audit_entry){
                .at = unit->now, .action = "kiosk_moved", .subject_type = "kiosk", .subject_id = kiosk->id});
    if (fault != FAULT_NONE)
        return fault;
    return tell(
        db, TELL_ADMINISTRATORS,
        &(struct notification_request){.kind = NOTIFY_KIOSK_MOVED, .subject_id = kiosk->id, .text = kiosk->name}, 0,
        unit->now);
}

static enum fault moved_write(struct db *db, void *context)
{
    const struct noting *unit = context;
    enum fault fault = fault_of(db_exec(db,
                                        "UPDATE kiosks SET network_now = ?, moved_at = COALESCE(moved_at, ?)"
                                        " WHERE id = ? AND revoked_at IS NULL",
                                        DB_VALUES(T(unit->mark), I(unit->now), I(unit->kiosk->id))));
    return fault != FAULT_NONE ? fault : moved_tell(db, unit);
}

bool kiosk_network_note(struct school *school, const struct kiosk *kiosk, struct kiosk_stand stand, const char *address)
{
    char mark[KIOSK_NETWORK_SIZE];
    struct noting unit = {kiosk, mark, school_now(school)};
    kiosk_network_mark(school, kiosk->id, address, mark);
    if (mark[0] == '\0' || kiosk->network_rule == PROOF_OFF)
        return false;
    bool moved = stand.networks && !strstr(stand.networks, mark); // all marks are of one length
    // What cannot be written now is written at its next request, some seconds later.
    if (!stand.networks)
        (void)school_change(school, first_write, &unit);
    else if (!moved && kiosk->moved_at != 0)
        (void)school_change(school, back_write, &unit);
    else if (moved && (!stand.now || strcmp(stand.now, mark) != 0))
        (void)school_change(school, moved_write, &unit);
    return moved;
}

/* ---- an administrator knows that it stands there ---- */

struct taking {
    const struct actor *actor;
    int64_t kiosk_id, now;
};

/* The newest first; the oldest makes room. */
static enum fault taken_write(struct db *db, const struct taking *unit, const char *mark, const char *networks)
{
    char list[KIOSK_NETWORKS_SIZE];
    size_t kept = strnlen(networks, (KIOSK_NETWORKS_MAX - 1) * KIOSK_NETWORK_SIZE - 1);
    snprintf(list, sizeof(list), "%s%s%.*s", mark, kept > 0 ? " " : "", (int)kept, networks);
    return fault_of(db_exec(db,
                            "UPDATE kiosks SET networks = ?, network_now = NULL, moved_at = NULL, moved_told_at = NULL"
                            " WHERE id = ?",
                            DB_VALUES(T(list), I(unit->kiosk_id))));
}

static enum fault taken_say(struct db *db, const struct taking *unit, const char *name)
{
    enum fault fault = audit_append(db, &(struct audit_entry){
                                            .at = unit->now,
                                            .actor_id = unit->actor->user_id,
                                            .action = "kiosk_network_taken",
                                            .subject_type = "kiosk",
                                            .subject_id = unit->kiosk_id,
                                        });
    if (fault != FAULT_NONE)
        return fault;
    return tell_settled(
        db, &(struct notification_request){.kind = NOTIFY_KIOSK_MOVED, .subject_id = unit->kiosk_id, .text = name},
        unit->now);
}

static enum fault take_write(struct db *db, void *context)
{
    const struct taking *unit = context;
    struct row row;
    CLOSES(arena_release) struct arena arena = arena_of(1 << 14);
    const char *name = NULL, *mark = NULL, *networks = NULL;
    row_begin(&row, db, &arena, "SELECT name, network_now, networks FROM kiosks WHERE id = ? AND revoked_at IS NULL",
              DB_VALUES(I(unit->kiosk_id)));
    while (row_next(&row)) {
        name = row_string(&row, 0);
        mark = row_text(&row, 1);
        networks = row_string(&row, 2);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE || !name)
        return fault != FAULT_NONE ? fault : FAULT_NOT_FOUND;
    if (!mark) // it is back, or somebody else was faster
        return FAULT_NONE;
    fault = taken_write(db, unit, mark, networks);
    return fault != FAULT_NONE ? fault : taken_say(db, unit, name);
}

enum fault kiosk_network_take(struct school *school, const struct actor *actor, int64_t kiosk_id, struct arena *arena,
                              struct kiosk *ret_kiosk)
{
    struct taking unit = {actor, kiosk_id, school_now(school)};
    if (actor->role != ROLE_ADMINISTRATOR)
        return FAULT_NOT_ALLOWED;
    enum fault fault = school_change(school, take_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    return kiosk_read(db, kiosk_id, arena, ret_kiosk);
}
