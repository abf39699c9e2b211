/* SPDX-License-Identifier: MIT */
#include "school/people/sign_in/passkey.h"

#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/base64url.h"
#include "crypto/passkey.h"
#include "crypto/secret.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/common/text.h"
#include "school/people/sign_in/access.h"
#include "school/people/sign_in/passkey_inside.h"
#include "school/people/sign_in/second_factor_inside.h"
#include "school/school.h"
#include "store/db.h"
#include "store/engine.h"
#include "store/store.h"

enum { TRANSPORTS_SIZE = 61, NUMBER_SIZE = 24 };

#define PASSKEY_COLUMNS "id, name, created_at, used_at, synced, backed_up"

static struct passkey_about about_of(struct row *row)
{
    return (struct passkey_about){
        .id = row_int(row, 0),
        .name = row_string(row, 1),
        .created_at = row_int(row, 2),
        .used_at = row_int(row, 3),
        .synced = row_int(row, 4) != 0,
        .backed_up = row_int(row, 5) != 0,
    };
}

enum fault passkey_count(struct db *db, int64_t user_id, int64_t *ret_count)
{
    return row_count(db, "SELECT COUNT(*) FROM passkeys WHERE user_id = ?", DB_VALUES(I(user_id)), ret_count);
}

bool passkey_available(struct school *school)
{
    struct passkey_site site;
    return passkey_site_get(school, &site) == FAULT_NONE;
}

enum fault passkey_list(struct school *school, const struct actor *actor, struct arena *arena,
                        struct passkey_list *ret_list)
{
    struct row row;
    struct passkey_list list = {.available = passkey_available(school)};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, arena, "SELECT " PASSKEY_COLUMNS " FROM passkeys WHERE user_id = ? ORDER BY id LIMIT ?",
              DB_VALUES(I(actor->user_id), I(PASSKEYS_MAX)));
    while (row_next(&row)) {
        struct passkey_about *passkeys = row_list(&row, list.passkeys, list.count, sizeof(*passkeys));
        if (!passkeys)
            break;
        list.passkeys = passkeys;
        list.passkeys[list.count++] = about_of(&row);
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    *ret_list = list;
    return FAULT_NONE;
}

enum fault passkey_known_read(struct db *db, int64_t user_id, struct arena *arena, struct passkey_offer *offer)
{
    struct row row;
    char text[PASSKEY_ID_TEXT_MAX + 1];
    row_begin(&row, db, arena, "SELECT credential, transports FROM passkeys WHERE user_id = ? ORDER BY id LIMIT ?",
              DB_VALUES(I(user_id), I(PASSKEYS_MAX)));
    while (row_next(&row)) {
        size_t size = 0;
        const void *id = db_blob(&row.rows, 0, &size);
        struct passkey_known *known = row_list(&row, offer->known, offer->known_count, sizeof(*known));
        if (!known)
            break;
        offer->known = known;
        if (!base64url_write(id, size, text, sizeof(text)))
            continue;
        known = &offer->known[offer->known_count++];
        *known = (struct passkey_known){arena_strdup(arena, text), row_string(&row, 1)};
        row.full |= !known->id;
    }
    return row_end(&row);
}

/* ---- adding ---- */

/* What authenticators know a person by: the same on all of theirs, and nothing of it tells who it is. */
static enum fault handle_read(struct school *school, struct db *db, int64_t user_id,
                              char handle[static SECRET_TOKEN_SIZE])
{
    struct row row;
    char number[NUMBER_SIZE];
    uint8_t mac[SECRET_MAC_BYTES];
    snprintf(number, sizeof(number), "%lld", (long long)user_id);
    secret_mac(school->root, "passuser", number, mac);
    bool fits = base64url_write(mac, sizeof(mac), handle, SECRET_TOKEN_SIZE);
    row_begin(&row, db, NULL, "SELECT handle FROM passkeys WHERE user_id = ? ORDER BY id LIMIT 1",
              DB_VALUES(I(user_id)));
    while (row_next(&row))
        fits = str_copy(handle, SECRET_TOKEN_SIZE, db_text(&row.rows, 0) ?: "");
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : fits ? FAULT_NONE : FAULT_INTERNAL;
}

enum fault passkey_add_begin(struct school *school, const struct actor *actor, struct arena *arena,
                             struct passkey_offer *ret_offer)
{
    struct passkey_offer offer = {.algorithms = passkey_algorithms, .algorithm_count = passkey_algorithm_count};
    char handle[SECRET_TOKEN_SIZE];
    enum fault fault = passkey_offer_make(school, (struct passkey_use){PASSKEY_TO_ADD, actor, 0}, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    fault = actor_step_up(actor, school_now(school));
    if (fault != FAULT_NONE)
        return fault;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    fault = passkey_known_read(db, actor->user_id, arena, &offer);
    if (fault != FAULT_NONE)
        return fault;
    if (offer.known_count >= PASSKEYS_MAX)
        return FAULT_TOO_MANY_PASSKEYS;
    fault = handle_read(school, db, actor->user_id, handle);
    if (fault != FAULT_NONE)
        return fault;
    offer.handle = arena_strdup(arena, handle);
    if (!offer.handle)
        return FAULT_INTERNAL;
    *ret_offer = offer;
    return FAULT_NONE;
}

struct adding {
    struct school *school;
    const struct actor *actor;
    struct passkey_key key;
    char challenge[PASSKEY_CHALLENGE_SIZE];
    char fingerprint[SECRET_FINGERPRINT_SIZE];
    char transports[TRANSPORTS_SIZE];
    const char *name;
    struct recovery_codes codes;
    bool is_first; // no other factor was there
    int64_t now, id;
};

static enum fault insert(struct db *db, struct adding *unit, const char *handle)
{
    const struct passkey_key *key = &unit->key;
    enum db_status status = db_one_int(
        db, &unit->id,
        "INSERT INTO passkeys (user_id, fingerprint, credential, algorithm, public_key, handle, sign_count, transports,"
        " synced, backed_up, name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        DB_VALUES(I(unit->actor->user_id), T(unit->fingerprint), B(key->id, key->id_size), I(key->algorithm),
                  B(key->key, key->key_size), T(handle), I(key->count), T(unit->transports), I(key->synced),
                  I(key->backed_up), T(unit->name), I(unit->now)));
    if (status == DB_CONFLICT)
        return FAULT_PASSKEY_PRESENT;
    return status == DB_ROW ? FAULT_NONE : status == DB_OK ? FAULT_INTERNAL : fault_of(status);
}

/* Another session was opened by the password alone, which is no longer enough; and who loses the only factor needs
 * another way in. */
static enum fault first_factor(struct db *db, struct adding *unit)
{
    enum fault fault = recovery_codes_write(db, unit->school, unit->actor->user_id, &unit->codes, unit->now);
    return fault != FAULT_NONE ? fault : access_end(db, unit->actor->user_id, unit->actor->session_id, NULL);
}

static enum fault add(struct db *db, void *context)
{
    struct adding *unit = context;
    char handle[SECRET_TOKEN_SIZE];
    int64_t count = 0, user_id = unit->actor->user_id;
    bool has = false;
    const struct passkey_use use = {PASSKEY_TO_ADD, unit->actor, 0};
    enum fault fault = passkey_challenge_spend(unit->school, db, use, unit->challenge, unit->now);
    if (fault != FAULT_NONE)
        return fault == FAULT_PASSKEY_REFUSED ? FAULT_PASSKEY_INVALID : fault;
    fault = passkey_count(db, user_id, &count);
    if (fault != FAULT_NONE)
        return fault;
    if (count >= PASSKEYS_MAX)
        return FAULT_TOO_MANY_PASSKEYS;
    fault = second_factor_has(db, user_id, &has);
    if (fault != FAULT_NONE)
        return fault;
    fault = handle_read(unit->school, db, user_id, handle);
    if (fault != FAULT_NONE)
        return fault;
    fault = insert(db, unit, handle);
    if (fault != FAULT_NONE)
        return fault;
    unit->is_first = !has;
    fault = unit->is_first ? first_factor(db, unit) : FAULT_NONE;
    if (fault != FAULT_NONE)
        return fault;
    return second_factor_tell(unit->school, db, user_id, "passkey_added", LETTER_PASSKEY_ADDED, unit->now);
}

/* Of what a browser names, the words that the standard knows, each once. */
static void transports_read(const char *text, char transports[static TRANSPORTS_SIZE])
{
    static const char *const known[] = {"internal", "hybrid", "usb", "nfc", "ble", "smart-card"};
    size_t used = 0;
    transports[0] = '\0';
    for (size_t i = 0; text && i < ARRAY_LENGTH(known); i++) {
        size_t size = strlen(known[i]);
        const char *at = strstr(text, known[i]);
        bool whole = at && (at == text || at[-1] == ',') && (at[size] == '\0' || at[size] == ',');
        if (whole)
            used += (size_t)snprintf(transports + used, TRANSPORTS_SIZE - used, "%s%s", used > 0 ? "," : "", known[i]);
    }
}

/* Everything but the database's part: whether a key was made, for this challenge. */
static enum fault addition_read(const struct passkey_addition *addition, struct arena *arena, struct adding *unit)
{
    struct passkey_site site;
    struct passkey_bytes client_data, attestation;
    const char *name = addition->name ? addition->name : session_device(addition->user_agent, false, arena);
    enum fault fault = passkey_site_get(unit->school, &site);
    if (fault != FAULT_NONE)
        return fault;
    fault = text_clean(name, PASSKEY_NAME_MAX, false, false, arena, &unit->name);
    if (fault != FAULT_NONE)
        return fault;
    if (!passkey_bytes_read(addition->client_data, arena, &client_data) ||
        !passkey_bytes_read(addition->attestation, arena, &attestation) ||
        !passkey_challenge_named(client_data, unit->challenge) ||
        passkey_register(&site, unit->challenge, client_data, attestation, &unit->key) != PASSKEY_RIGHT)
        return FAULT_PASSKEY_INVALID;
    transports_read(addition->transports, unit->transports);
    return passkey_fingerprint((struct passkey_bytes){unit->key.id, unit->key.id_size}, unit->fingerprint);
}

static void adding_wipe(struct adding *unit)
{
    secret_wipe(&unit->codes, sizeof(unit->codes));
}

enum fault passkey_add(struct school *school, const struct actor *actor, const struct passkey_addition *addition,
                       struct arena *arena, struct passkey_about *ret_passkey, struct recovery_codes *ret_codes,
                       bool *ret_has_codes)
{
    CLOSES(adding_wipe) struct adding unit = {.school = school, .actor = actor, .now = school_now(school)};
    enum fault fault = addition_read(addition, arena, &unit);
    if (fault != FAULT_NONE)
        return fault;
    recovery_codes_make(&unit.codes);
    fault = school_change(school, add, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_passkey = (struct passkey_about){
        .id = unit.id,
        .name = unit.name,
        .created_at = unit.now,
        .synced = unit.key.synced,
        .backed_up = unit.key.backed_up,
    };
    *ret_has_codes = unit.is_first;
    if (unit.is_first)
        *ret_codes = unit.codes;
    return FAULT_NONE;
}

/* ---- afterwards ---- */

struct editing {
    struct school *school;
    const struct actor *actor;
    int64_t id;
    const char *name;
    struct arena *arena;
    struct passkey_about *passkey;
    int64_t now;
};

/* NOT_FOUND also for another's. */
static enum fault passkey_read(struct db *db, const struct editing *unit, struct passkey_about *ret_passkey)
{
    struct row row;
    bool found = false;
    row_begin(&row, db, unit->arena, "SELECT " PASSKEY_COLUMNS " FROM passkeys WHERE id = ? AND user_id = ?",
              DB_VALUES(I(unit->id), I(unit->actor->user_id)));
    while (row_next(&row)) {
        *ret_passkey = about_of(&row);
        found = true;
    }
    enum fault fault = row_end(&row);
    return fault != FAULT_NONE ? fault : found ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault rename_write(struct db *db, void *context)
{
    struct editing *unit = context;
    enum fault fault = fault_of(db_exec(db, "UPDATE passkeys SET name = ? WHERE id = ? AND user_id = ?",
                                        DB_VALUES(T(unit->name), I(unit->id), I(unit->actor->user_id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = passkey_read(db, unit, unit->passkey);
    if (fault != FAULT_NONE)
        return fault;
    return second_factor_audit(db, unit->actor->user_id, "passkey_renamed", unit->now);
}

enum fault passkey_rename(struct school *school, const struct actor *actor, int64_t passkey_id, const char *name,
                          struct arena *arena, struct passkey_about *ret_passkey)
{
    struct passkey_about passkey;
    struct editing unit = {school, actor, passkey_id, NULL, arena, &passkey, school_now(school)};
    enum fault fault = text_clean(name, PASSKEY_NAME_MAX, false, false, arena, &unit.name);
    if (fault != FAULT_NONE)
        return fault;
    fault = school_change(school, rename_write, &unit);
    if (fault != FAULT_NONE)
        return fault;
    *ret_passkey = passkey;
    return FAULT_NONE;
}

static enum fault take_away(struct db *db, void *context)
{
    struct editing *unit = context;
    struct passkey_about passkey;
    int64_t user_id = unit->actor->user_id;
    enum fault fault = passkey_read(db, unit, &passkey);
    if (fault != FAULT_NONE)
        return fault;
    fault = actor_step_up(unit->actor, unit->now);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM passkeys WHERE id = ?", DB_VALUES(I(unit->id))));
    if (fault != FAULT_NONE)
        return fault;
    fault = second_factor_gone(db, user_id);
    if (fault != FAULT_NONE)
        return fault;
    fault = access_end(db, user_id, unit->actor->session_id, NULL);
    if (fault != FAULT_NONE)
        return fault;
    return second_factor_tell(unit->school, db, user_id, "passkey_removed", LETTER_PASSKEY_REMOVED, unit->now);
}

enum fault passkey_remove(struct school *school, const struct actor *actor, int64_t passkey_id)
{
    CLOSES(arena_release) struct arena arena = arena_of(4096);
    struct editing unit = {
        .school = school, .actor = actor, .id = passkey_id, .arena = &arena, .now = school_now(school)};
    return school_change(school, take_away, &unit);
}
