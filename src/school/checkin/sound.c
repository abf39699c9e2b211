/* SPDX-License-Identifier: MIT */
#include "school/checkin/sound.h"

#include <string.h>

#include "base/arena.h"
#include "crypto/secret.h"
#include "school/checkin/check_in_rules.h"
#include "school/checkin/offer_inside.h"
#include "school/checkin/proof.h"
#include "school/checkin/proof_inside.h"
#include "school/checkin/room_code.h"
#include "school/checkin/sound_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/school.h"
#include "store/db.h"
#include "store/store.h"

/* 32, so that each character takes 5 bits of the MAC; none that people take for another, should one be read out. */
static const char alphabet[] = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
enum { ALPHABET = sizeof(alphabet) - 1 };
_Static_assert(ALPHABET == 32, "each character takes the same bits");

void sound_word(const struct school *school, struct room_code_of of, int64_t period, char word[static SOUND_WORD_SIZE])
{
    uint8_t mac[SECRET_MAC_BYTES];
    room_mac(school, "roomword", of, period, mac);
    for (size_t i = 0; i < SOUND_WORD_LENGTH; i++)
        word[i] = alphabet[mac[i] % ALPHABET];
    word[SOUND_WORD_LENGTH] = '\0';
    secret_wipe(mac, sizeof(mac));
}

size_t sound_parse(const char *heard, char words[static SOUND_HEARD_MAX][SOUND_WORD_SIZE])
{
    size_t count = 0;
    if (!heard)
        return 0;
    for (const char *at = heard; count < SOUND_HEARD_MAX; at += SOUND_WORD_LENGTH + 1) {
        if (strspn(at, alphabet) != SOUND_WORD_LENGTH)
            return 0;
        memcpy(words[count], at, SOUND_WORD_LENGTH);
        words[count++][SOUND_WORD_LENGTH] = '\0';
        if (at[SOUND_WORD_LENGTH] == '\0')
            return count;
        if (at[SOUND_WORD_LENGTH] != ',')
            return 0;
    }
    return 0;
}

bool sound_is_right(const struct school *school, struct room_code_of of, const char *heard, int64_t at)
{
    bool right = false;
    char words[SOUND_HEARD_MAX][SOUND_WORD_SIZE], expected[SOUND_WORD_SIZE];
    size_t count = sound_parse(heard, words);
    for (int64_t back = 0; count > 0 && back <= ROOM_CODE_GRACE; back++) {
        sound_word(school, of, at / ROOM_PERIOD_MS - back, expected);
        for (size_t i = 0; i < count; i++)
            right |= secret_equal(words[i], expected);
    }
    return right;
}

/* Whether the sound is to be played now. */
static enum fault may_sound(struct db *db, const struct actor *actor, int64_t lecture_id, int64_t now,
                            struct access *ret_access)
{
    struct proofs proofs;
    CLOSES(arena_release) struct arena arena = arena_of(4 * NETWORK_LIST_SIZE);
    enum fault fault = access_lecture_work(db, actor, lecture_id, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    fault = check_in_window(ret_access, now);
    if (fault != FAULT_NONE)
        return fault;
    fault = proofs_read(db, ret_access->class_id, &arena, &proofs);
    if (fault != FAULT_NONE)
        return fault;
    return proofs_sound(&proofs) ? FAULT_NONE : FAULT_SOUND_OFF;
}

enum fault room_sound_get(struct school *school, const struct actor *actor, int64_t lecture_id,
                          struct room_sound *ret_sound)
{
    struct access access;
    int64_t now = school_now(school), period = now / ROOM_PERIOD_MS;
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    enum fault fault = may_sound(db, actor, lecture_id, now, &access);
    store_reader_close(&db);
    if (fault != FAULT_NONE)
        return fault;
    if (!school->config.key)
        return FAULT_INTERNAL;
    fault = room_offer(school, lecture_id, now);
    if (fault != FAULT_NONE)
        return fault;
    sound_word(school, (struct room_code_of){lecture_id, access.joint_id}, period, ret_sound->word);
    ret_sound->valid_until = (period + 1 + ROOM_CODE_GRACE) * ROOM_PERIOD_MS;
    ret_sound->next_in_ms = (period + 1) * ROOM_PERIOD_MS - now;
    return FAULT_NONE;
}
