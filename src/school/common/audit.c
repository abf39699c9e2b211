/* SPDX-License-Identifier: MIT */
/*
 * Each entry's hash is an HMAC, under a key that is not in the database, over the hash before it and its fields, each
 * field with its length before it, so that no two different entries read the same. Of the detail it covers that text's
 * own HMAC, which stays when an erasure takes the text out. Entries of earlier versions are chained by SHA-256 alone;
 * behind the first keyed one none of those is accepted, and it holds them all by the hash before it. The newest hash
 * stands in settings.audit_head; an append changes that row first, which makes writers on several connections wait for
 * each other instead of forking the chain.
 */
#include "school/common/audit.h"

#include <string.h>

#include "base/str.h"
#include "crypto/secret.h"
#include "school/common/audit_inside.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum {
    DETAIL_MAX = 1500,    // bytes
    CANONICAL_MAX = 2048, // bytes of what is hashed
    VERIFY_PAGE = 1000,   // entries read at a time
};

/* The hash of an entry that a program made (`token_id`), or none (0). False when it does not fit. */
static bool keyed_hash(const uint8_t *key, const struct audit_entry *entry, int64_t token_id, const char *detail_hash,
                       const char *previous, char hash[static AUDIT_HASH_SIZE])
{
    char canonical[CANONICAL_MAX];
    int size =
        snprintf(canonical, sizeof(canonical), "2|%zu:%s|%lld|%lld|%zu:%s|%zu:%s|%lld|%s", strlen(previous), previous,
                 (long long)entry->at, (long long)entry->actor_id, strlen(entry->action), entry->action,
                 strlen(entry->subject_type), entry->subject_type, (long long)entry->subject_id, detail_hash);
    if (size < 0 || (size_t)size >= sizeof(canonical))
        return false;
    // What a person did reads as it always has.
    size_t left = sizeof(canonical) - (size_t)size;
    int more = token_id > 0 ? snprintf(canonical + size, left, "|by %lld", (long long)token_id) : 0;
    if (more < 0 || (size_t)more >= left)
        return false;
    secret_mac_hex(key, canonical, hash);
    return true;
}

/* The detail's own, bound to its place: one of another entry does not fit. */
static void detail_mac(const uint8_t *key, const char *detail, const char *previous, char hash[static AUDIT_HASH_SIZE])
{
    char text[CANONICAL_MAX];
    snprintf(text, sizeof(text), "detail|%s|%s", previous, detail);
    secret_mac_hex(key, text, hash);
}

/* As earlier versions chained it, without a key. False when the entry does not fit. */
static bool plain_hash(const struct audit_entry *entry, const char *previous, char hash[static AUDIT_HASH_SIZE])
{
    char canonical[CANONICAL_MAX];
    const char *detail = entry->detail ? entry->detail : "";
    int size = snprintf(canonical, sizeof(canonical), "%zu:%s|%lld|%lld|%zu:%s|%zu:%s|%lld|%zu:%s", strlen(previous),
                        previous, (long long)entry->at, (long long)entry->actor_id, strlen(entry->action),
                        entry->action, strlen(entry->subject_type), entry->subject_type, (long long)entry->subject_id,
                        strlen(detail), detail);
    if (size < 0 || (size_t)size >= sizeof(canonical))
        return false;
    secret_fingerprint(canonical, hash);
    return true;
}

struct prepare {
    int64_t now;
};

/* Behind entries without a key comes one with it: what they say is held by it from then on. */
static enum fault chain_begin(struct db *db, int64_t now)
{
    bool found = false;
    int64_t keyed = 0;
    enum fault fault =
        row_one_int(db, "SELECT CASE WHEN detail_hash IS NULL THEN 0 ELSE 1 END FROM audit ORDER BY id DESC LIMIT 1",
                    DB_NO_VALUES, &found, &keyed);
    if (fault != FAULT_NONE || !found || keyed || !db_secret(db))
        return fault;
    return audit_append(db, &(struct audit_entry){.at = now, .action = "audit_keyed", .subject_type = "audit"});
}

static enum fault prepare(struct db *db, void *context)
{
    struct prepare *unit = context;
    int64_t one;
    bool found = false;
    enum fault fault = row_one_int(db, "SELECT 1 FROM settings WHERE name = 'audit_head'", DB_NO_VALUES, &found, &one);
    if (fault != FAULT_NONE)
        return fault;
    if (found)
        return chain_begin(db, unit->now);
    enum db_status status =
        db_exec(db, "INSERT INTO settings (name, value, updated_at, updated_by) VALUES ('audit_head', '', ?, NULL)",
                DB_VALUES(I(unit->now)));
    return status == DB_CONFLICT ? FAULT_BUSY : fault_of(status);
}

enum fault audit_prepare(struct school *school)
{
    struct prepare unit = {.now = school_now(school)};
    return school_change(school, prepare, &unit);
}

/* The newest hash as the database holds it now, into previous[]. */
static enum fault head_read(struct db *db, char previous[static AUDIT_HASH_SIZE])
{
    struct row row;
    bool good = false;
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = 'audit_head'", DB_NO_VALUES);
    while (row_next(&row)) {
        const char *value = db_text(&row.rows, 0);
        good = value && str_copy(previous, AUDIT_HASH_SIZE, value);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : good ? FAULT_NONE : FAULT_INTERNAL;
}

_Static_assert((int)AUDIT_NEWEST_SIZE == (int)AUDIT_HASH_SIZE, "one hash");

enum fault audit_newest(struct db *db, char ret_hash[static AUDIT_NEWEST_SIZE], int64_t *ret_entry_id)
{
    bool found = false;
    int64_t id = 0;
    enum fault fault =
        row_one_int(db, "SELECT id FROM audit WHERE id > 0 ORDER BY id DESC LIMIT 1", DB_NO_VALUES, &found, &id);
    *ret_entry_id = id;
    return fault != FAULT_NONE ? fault : head_read(db, ret_hash);
}

/* The entry behind `previous`; its own hash into hash[]. */
static enum fault entry_write(struct db *db, const struct audit_entry *entry, const char *previous,
                              char hash[static AUDIT_HASH_SIZE])
{
    char detail_hash[AUDIT_HASH_SIZE] = "";
    const char *detail = entry->detail ? entry->detail : "";
    const uint8_t *key = db_secret(db);
    const int64_t token_id = school_acting_token();
    // Without a known action there would be no words for it.
    if (!audit_action_known(entry->action) || strlen(detail) > DETAIL_MAX)
        return FAULT_INTERNAL;
    if (key)
        detail_mac(key, detail, previous, detail_hash);
    if (!(key ? keyed_hash(key, entry, token_id, detail_hash, previous, hash) : plain_hash(entry, previous, hash)))
        return FAULT_INTERNAL;
    return fault_of(db_later(
        db,
        "INSERT INTO audit (at, actor_id, action, subject_type, subject_id, detail, previous_hash, hash,"
        " detail_hash, token_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        DB_VALUES(I(entry->at), I(entry->actor_id), T(entry->action), T(entry->subject_type), I(entry->subject_id),
                  T(detail), T(previous), T(hash), key ? T(detail_hash) : N(), id_or_null(token_id))));
}

enum fault audit_append_all(struct db *db, const struct audit_entry *entries, size_t count)
{
    char previous[AUDIT_HASH_SIZE], hash[AUDIT_HASH_SIZE];
    if (count == 0)
        return FAULT_NONE;
    enum db_status status = db_exec(db, "UPDATE settings SET updated_at = ? WHERE name = 'audit_head'",
                                    DB_VALUES(I(entries[count - 1].at)));
    if (status != DB_OK)
        return fault_of(status);
    enum fault fault = head_read(db, previous);
    for (size_t i = 0; fault == FAULT_NONE && i < count; i++) {
        fault = entry_write(db, &entries[i], previous, hash);
        memcpy(previous, hash, sizeof(hash));
    }
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db, "UPDATE settings SET value = ? WHERE name = 'audit_head'", DB_VALUES(T(hash))));
}

enum fault audit_append(struct db *db, const struct audit_entry *entry)
{
    return audit_append_all(db, entry, 1);
}

/* The hash before the oldest entry that is kept, "" while none has been deleted, into previous[]. */
static enum fault tail_read(struct db *db, char previous[static AUDIT_HASH_SIZE])
{
    struct row row;
    bool good = true;
    previous[0] = '\0';
    row_begin(&row, db, NULL, "SELECT value FROM settings WHERE name = 'audit_tail'", DB_NO_VALUES);
    while (row_next(&row)) {
        const char *value = db_text(&row.rows, 0);
        good = value && str_copy(previous, AUDIT_HASH_SIZE, value);
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : good ? FAULT_NONE : FAULT_INTERNAL;
}

static enum fault tail_write(struct db *db, const char *hash, int64_t now)
{
    enum db_status status = db_exec(db, "UPDATE settings SET value = ?, updated_at = ? WHERE name = 'audit_tail'",
                                    DB_VALUES(T(hash), I(now)));
    if (status == DB_OK && db_changes(db) == 0)
        status =
            db_exec(db, "INSERT INTO settings (name, value, updated_at, updated_by) VALUES ('audit_tail', ?, ?, NULL)",
                    DB_VALUES(T(hash), I(now)));
    return fault_of(status);
}

enum fault audit_forget(struct db *db, int64_t before, int64_t limit, int64_t now, int64_t *ret_count)
{
    struct row row;
    char hash[AUDIT_HASH_SIZE] = "";
    int64_t last_id = 0, count = 0;
    bool old = true;
    row_begin(&row, db, NULL, "SELECT id, at, hash FROM audit ORDER BY id LIMIT ?", DB_VALUES(I(limit)));
    while (row_next(&row)) {
        const char *stored = db_text(&row.rows, 2);
        // Only from the end: a gap would look like a break of the chain.
        old = old && row_int(&row, 1) < before && stored && str_copy(hash, sizeof(hash), stored);
        if (old) {
            last_id = row_int(&row, 0);
            count++;
        }
    }
    enum fault fault = row_end(&row);
    *ret_count = count;
    if (fault != FAULT_NONE || count == 0)
        return fault;
    fault = tail_write(db, hash, now);
    return fault != FAULT_NONE ? fault
                               : fault_of(db_exec(db, "DELETE FROM audit WHERE id <= ?", DB_VALUES(I(last_id))));
}

enum fault audit_redact(struct db *db, int64_t entry_id, const char *detail, size_t kept, int64_t now)
{
    char text[DETAIL_MAX + 1];
    if (kept >= sizeof(text))
        return FAULT_INTERNAL;
    memcpy(text, detail, kept);
    text[kept] = '\0';
    return fault_of(db_exec(db, "UPDATE audit SET detail = ?, redacted_at = ? WHERE id = ?",
                            DB_VALUES(T(text), I(now), I(entry_id))));
}

/* A walk along the chain. */
struct walk {
    int64_t last_id;
    char previous[AUDIT_HASH_SIZE]; // hash of the entry with last_id
    char head[AUDIT_HASH_SIZE];     // the newest hash when the walk began
    bool head_met;
    int64_t broken_id; // 0: none yet
    const char *kept;  // a hash that somebody noted elsewhere; NULL: none is looked for
    bool kept_met;
    const uint8_t *key;
    bool keyed; // the last entry was
    bool more;
};

/* The hash that an entry ought to have. */
static bool hash_again(const struct walk *walk, struct row *row, const struct audit_entry *entry, const char *stored,
                       char hash[static AUDIT_HASH_SIZE])
{
    char detail_hash[AUDIT_HASH_SIZE];
    bool redacted = !db_is_null(&row->rows, 9);
    const char *noted = db_text(&row->rows, 10);
    // What was taken out of a detail can no longer be hashed: its own hash holds its place, and of an entry without a
    // key the whole entry's.
    if (!noted)
        return redacted ? str_copy(hash, AUDIT_HASH_SIZE, stored) : plain_hash(entry, walk->previous, hash);
    if (!walk->key)
        return false;
    detail_mac(walk->key, entry->detail ? entry->detail : "", walk->previous, detail_hash);
    if (!redacted && strcmp(detail_hash, noted) != 0)
        return false;
    return keyed_hash(walk->key, entry, row_int(row, 11), noted, walk->previous, hash);
}

static void walk_step(struct walk *walk, struct row *row)
{
    const char *action = db_text(&row->rows, 3), *subject = db_text(&row->rows, 4), *detail = db_text(&row->rows, 6);
    const char *chained = db_text(&row->rows, 7), *stored = db_text(&row->rows, 8);
    struct audit_entry entry = {row_int(row, 1), row_int(row, 2), action, subject, row_int(row, 5), detail};
    char hash[AUDIT_HASH_SIZE];
    bool keyed = !db_is_null(&row->rows, 10), was_keyed = walk->keyed;
    walk->last_id = row_int(row, 0);
    walk->keyed = keyed;
    if (!action || !subject || !chained || !stored || (was_keyed && !keyed) || strcmp(chained, walk->previous) != 0 ||
        !hash_again(walk, row, &entry, stored, hash) || strcmp(hash, stored) != 0) {
        walk->broken_id = walk->last_id;
        return;
    }
    walk->kept_met |= walk->kept && strcmp(hash, walk->kept) == 0;
    str_copy(walk->previous, sizeof(walk->previous), hash);
    walk->head_met |= strcmp(hash, walk->head) == 0;
}

static enum fault walk_page(struct walk *walk, struct db *db)
{
    struct row row;
    int64_t seen = 0;
    row_begin(&row, db, NULL,
              "SELECT id, at, actor_id, action, subject_type, subject_id, detail, previous_hash, hash,"
              " redacted_at, detail_hash, token_id FROM audit WHERE id > ? ORDER BY id LIMIT ?",
              DB_VALUES(I(walk->last_id), I(VERIFY_PAGE)));
    for (; walk->broken_id == 0 && row_next(&row); seen++)
        walk_step(walk, &row);
    walk->more = seen == VERIFY_PAGE;
    return row_end(&row);
}

/* The chain's key, in memory that is wiped. */
static void chain_key(const struct school *school, uint8_t key[static SECRET_MAC_BYTES])
{
    secret_mac(school->root, "auditlog", "chain", key);
}

enum fault audit_verify_against(struct school *school, const char *kept, int64_t *ret_broken_id)
{
    uint8_t key[SECRET_MAC_BYTES];
    struct walk walk = {.more = true, .kept = kept, .key = school->root ? key : NULL};
    if (school->root)
        chain_key(school, key);
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    // The head before the entries: what is appended meanwhile must not look like a cut.
    enum fault fault = head_read(db, walk.head);
    if (fault != FAULT_NONE)
        return fault;
    fault = tail_read(db, walk.previous);
    walk.head_met = strcmp(walk.head, walk.previous) == 0;
    walk.kept_met = kept && strcmp(kept, walk.previous) == 0;
    walk.keyed = false;
    while (fault == FAULT_NONE && walk.more && walk.broken_id == 0)
        fault = walk_page(&walk, db);
    secret_wipe(key, sizeof(key));
    if (fault != FAULT_NONE)
        return fault;
    // A log that ends without a key was written by somebody who has none: the first entry of a start has it.
    bool whole = walk.head_met && (!kept || walk.kept_met) && (walk.keyed || !school->root || walk.last_id == 0);
    *ret_broken_id = walk.broken_id == 0 && !whole ? AUDIT_CUT : walk.broken_id;
    return FAULT_NONE;
}

enum fault audit_verify(struct school *school, int64_t *ret_broken_id)
{
    return audit_verify_against(school, NULL, ret_broken_id);
}

enum fault audit_head(struct school *school, char ret_hash[static AUDIT_HASH_SIZE], int64_t *ret_entries)
{
    char hash[AUDIT_HASH_SIZE];
    int64_t entries = 0;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = head_read(db, hash);
    if (fault != FAULT_NONE)
        return fault;
    fault = row_count(db, "SELECT COUNT(*) FROM audit", DB_NO_VALUES, &entries);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    str_copy(ret_hash, AUDIT_HASH_SIZE, hash);
    *ret_entries = entries;
    return FAULT_NONE;
}

/* ---- what was refused ---- */

struct refusal {
    int64_t now, user_id, times;
    const char *what;
};

static enum fault refusal_write(struct db *db, void *context)
{
    struct refusal *unit = context;
    char detail[DETAIL_MAX];
    if (unit->times > 0)
        snprintf(detail, sizeof(detail), "%s (%lld)", unit->what, (long long)unit->times);
    else
        snprintf(detail, sizeof(detail), "%s", unit->what);
    return audit_append(db, &(struct audit_entry){
                                .at = unit->now,
                                .actor_id = unit->user_id,
                                .action = unit->times > 0 ? "refused_often" : "refused",
                                .subject_type = "user",
                                .subject_id = unit->user_id,
                                .detail = detail,
                            });
}

enum fault audit_refusal(struct school *school, int64_t user_id, const char *what, int64_t times)
{
    struct refusal unit = {.now = school_now(school), .user_id = user_id, .times = times, .what = what};
    return school_change(school, refusal_write, &unit);
}
