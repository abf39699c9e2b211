/* SPDX-License-Identifier: MIT */
#include "school/checkin/signs/signs.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "crypto/secret.h"
#include "school/checkin/signs/camera.h"
#include "school/checkin/network.h"
#include "school/checkin/proof.h"
#include "school/checkin/signs/relay.h"
#include "school/checkin/signs/signs_inside.h"
#include "school/common/access.h"
#include "school/common/fault.h"
#include "school/common/rows.h"
#include "school/common/state.h"
#include "school/marks/final.h"
#include "school/marks/mark.h"
#include "school/marks/mark_write.h"
#include "school/marks/tally.h"
#include "school/plan/joint_inside.h"
#include "store/db.h"
#include "store/engine.h"

enum { CROWD_ARENA_MAX = 8 << 20 };

static const char *const way_words[CODE_WAYS] = {
    [CODE_NONE] = "", [CODE_DIGITS] = "digits", [CODE_LINK] = "link", [CODE_STAMP] = "stamp"};

static enum code_way way_of(const char *word)
{
    size_t index;
    return str_among(way_words, CODE_WAYS, word, &index) ? (enum code_way)index : CODE_NONE;
}

/* ---- what a request shows ---- */

/* Of one room alone: that somebody was in the same place at two lectures cannot be read from it. */
static void network_mark(const struct school *school, struct room_code_of of, const char *address,
                         char text[static SIGNS_NETWORK_SIZE])
{
    char range[NETWORK_RANGE_SIZE];
    uint8_t mac[SECRET_MAC_BYTES];
    text[0] = '\0';
    if (!school->root || !network_range(address, range))
        return;
    room_text_mac(school, "netplace", of, range, mac);
    str_hex(mac, (SIGNS_NETWORK_SIZE - 1) / 2, text);
    secret_wipe(mac, sizeof(mac));
}

void signs_take(const struct school *school, struct room_code_of of, const struct code_use *code,
                const struct proof_input *input, struct proved *ret_proved)
{
    struct signs signs = {.code = *code};
    network_mark(school, of, input->address, signs.network);
    if (camera_is_odd(input->camera, signs.reasons))
        ret_proved->flags |= MARK_ODD_CAMERA;
    ret_proved->signs = signs;
}

struct noting {
    const char *fingerprint;
    const struct code_use *code;
    int64_t at;
};

static enum fault note_code(struct db *db, void *context)
{
    const struct noting *unit = context;
    return fault_of(db_exec(db,
                            "UPDATE challenges SET code_way = ?, code_period = ?, code_at = ?, code_held_ms = ?"
                            " WHERE token_hash = ? AND used_at IS NULL",
                            DB_VALUES(T(way_words[unit->code->way]), I(unit->code->period), I(unit->at),
                                      I(unit->code->held_ms), T(unit->fingerprint))));
}

enum fault signs_note_code(struct school *school, const char *fingerprint, const struct code_use *code, int64_t at)
{
    struct noting unit = {fingerprint, code, at};
    return code->way == CODE_NONE ? FAULT_NONE : school_change(school, note_code, &unit);
}

enum fault signs_recall_code(struct school *school, const char *fingerprint, struct code_use *ret_code)
{
    struct row row;
    struct code_use code = {0};
    CLOSES(store_reader_close) struct db *db = store_reader(school->config.store);
    row_begin(&row, db, NULL,
              "SELECT code_way, code_period, code_at, code_held_ms FROM challenges WHERE token_hash = ?",
              DB_VALUES(T(fingerprint)));
    while (row_next(&row))
        code = (struct code_use){.way = way_of(db_text(&row.rows, 0)),
                                 .period = row_int(&row, 1),
                                 .age_ms = row_int(&row, 2) - row_int(&row, 3) - row_int(&row, 1) * ROOM_PERIOD_MS,
                                 .held_ms = row_int(&row, 3)};
    enum fault fault = row_end(&row);
    if (fault == FAULT_NONE && code.way != CODE_NONE)
        *ret_code = code;
    return fault;
}

/* ---- the room ---- */

/* One check-in of it. */
struct shown_there {
    int64_t lecture_id, student_id;
    int64_t at;
    char network[SIGNS_NETWORK_SIZE];
    struct code_use code;
    bool heard, new_device, flagged;
};

struct crowd {
    struct shown_there *list;
    size_t count;
};

static enum fault crowd_add(struct db *db, int64_t lecture_id, struct arena *arena, struct crowd *crowd)
{
    struct row row;
    row_begin(&row, db, arena,
              "SELECT student_id, at, network, way, period, age_ms, held_ms, heard, new_device, reasons"
              " FROM check_in_signs WHERE lecture_id = ? ORDER BY student_id",
              DB_VALUES(I(lecture_id)));
    while (row_next(&row)) {
        struct shown_there *list = row_list(&row, crowd->list, crowd->count, sizeof(*list));
        if (!list)
            break;
        const char *network = db_text(&row.rows, 2);
        crowd->list = list;
        struct shown_there *one = &list[crowd->count++];
        *one = (struct shown_there){
            .lecture_id = lecture_id,
            .student_id = row_int(&row, 0),
            .at = row_int(&row, 1),
            .code = {way_of(db_text(&row.rows, 3)), row_int(&row, 4), row_int(&row, 5), row_int(&row, 6)},
            .heard = row_int(&row, 7) != 0,
            .new_device = row_int(&row, 8) != 0};
        (void)str_copy(one->network, sizeof(one->network), network ? network : "");
        struct sign signs[SIGNS_REASONS_MAX];
        size_t count = signs_split(db_text(&row.rows, 9), signs);
        for (size_t i = 0; i < count; i++)
            one->flagged |= signs[i].flag == MARK_RELAYED;
    }
    return row_end(&row);
}

/* All check-ins of the lectures that share one room code, so that they share one crowd. */
static enum fault crowd_read(struct db *db, int64_t lecture_id, struct arena *arena, struct crowd *crowd)
{
    struct joint joint;
    enum fault fault = joint_read(db, lecture_id, &joint);
    for (size_t i = 0; fault == FAULT_NONE && i < joint.count; i++)
        fault = crowd_add(db, joint.lectures[i], arena, crowd);
    return fault;
}

static int by_network(const void *a, const void *b)
{
    return strcmp(((const struct shown_there *)a)->network, ((const struct shown_there *)b)->network);
}

/* What the others show beside `evidence`, which is `student_id`'s, from `network`. The crowd is sorted by network. */
static void compare(const struct crowd *crowd, int64_t student_id, const char *network, struct relay_evidence *evidence)
{
    const char *most = "";
    evidence->others = evidence->from_here = evidence->from_most = evidence->code_lates = 0;
    for (size_t i = 0, end; i < crowd->count; i = end) {
        const char *name = crowd->list[i].network;
        int64_t there = 0;
        for (end = i; end < crowd->count && strcmp(crowd->list[end].network, name) == 0; end++)
            there += crowd->list[end].student_id != student_id;
        if (name[0] == '\0')
            continue;
        evidence->others += there;
        if (strcmp(name, network) == 0)
            evidence->from_here = there;
        if (there > evidence->from_most)
            evidence->from_most = there, most = name;
    }
    for (size_t i = 0, end; i < crowd->count; i = end) {
        const char *name = crowd->list[i].network;
        bool late = false;
        for (end = i; end < crowd->count && strcmp(crowd->list[end].network, name) == 0; end++) {
            const struct code_use *code = &crowd->list[end].code;
            late |= crowd->list[end].student_id != student_id && code->way != CODE_NONE &&
                    code->period == evidence->code.period && code->age_ms > RELAY_OLD_MS;
        }
        evidence->code_lates += late && name[0] && strcmp(name, network) != 0 && strcmp(name, most) != 0;
    }
    if (strcmp(most, network) == 0)
        evidence->from_most = 0;
}

static void crowd_sort(struct crowd *crowd)
{
    if (crowd->count > 1)
        qsort(crowd->list, crowd->count, sizeof(*crowd->list), by_network);
}

enum fault signs_weigh(struct db *db, const struct access *access, int64_t student_id, struct proved *proved)
{
    struct crowd crowd = {0};
    struct signs *signs = &proved->signs;
    struct relay_evidence evidence = {.code = signs->code,
                                      .heard = (proved->room & ROOM_BY_SOUND) != 0,
                                      .new_device = (proved->flags & MARK_NEW_DEVICE) != 0,
                                      .known = signs->network[0] != '\0'};
    if (!relay_may(&evidence))
        return FAULT_NONE;
    CLOSES(arena_release) struct arena arena = arena_of(CROWD_ARENA_MAX);
    enum fault fault = crowd_read(db, access->lecture_id, &arena, &crowd);
    if (fault != FAULT_NONE)
        return fault;
    crowd_sort(&crowd);
    compare(&crowd, student_id, signs->network, &evidence);
    if (relay_judge(&evidence, signs->reasons))
        proved->flags |= MARK_RELAYED;
    return FAULT_NONE;
}

enum fault signs_keep(struct db *db, int64_t lecture_id, int64_t student_id, const struct proved *proved, int64_t at)
{
    const struct signs *signs = &proved->signs;
    const struct code_use *code = &signs->code;
    bool brought = code->way != CODE_NONE;
    const struct db_values values =
        DB_VALUES(I(at), signs->network[0] ? T(signs->network) : N(), brought ? T(way_words[code->way]) : N(),
                  brought ? I(code->period) : N(), brought ? I(code->age_ms) : N(), I(code->held_ms),
                  I((proved->room & ROOM_BY_SOUND) != 0), I((proved->flags & MARK_NEW_DEVICE) != 0),
                  signs->reasons[0] ? T(signs->reasons) : N(), I(lecture_id), I(student_id));
    enum db_status status =
        db_exec(db,
                "INSERT INTO check_in_signs (at, network, way, period, age_ms, held_ms, heard, new_device, reasons,"
                " lecture_id, student_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values);
    if (status == DB_CONFLICT) // of a check-in whose mark was taken away
        status = db_exec(db,
                         "UPDATE check_in_signs SET at = ?, network = ?, way = ?, period = ?, age_ms = ?, held_ms = ?,"
                         " heard = ?, new_device = ?, reasons = ? WHERE lecture_id = ? AND student_id = ?",
                         values);
    return fault_of(status);
}

enum fault signs_settle(struct db *db, const struct access *access, int64_t student_id, struct proved *proved,
                        int64_t at, int64_t now)
{
    struct row row;
    bool flagged = false;
    row_begin(&row, db, NULL, "SELECT new_device, reasons FROM check_in_signs WHERE lecture_id = ? AND student_id = ?",
              DB_VALUES(I(access->lecture_id), I(student_id)));
    while (row_next(&row)) {
        const char *reasons = db_text(&row.rows, 1);
        proved->flags |= row_int(&row, 0) != 0 ? MARK_NEW_DEVICE : 0U;
        (void)str_copy(proved->signs.reasons, sizeof(proved->signs.reasons), reasons ? reasons : "");
    }
    enum fault fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    fault = signs_weigh(db, access, student_id, proved);
    if (fault != FAULT_NONE)
        return fault;
    fault = signs_keep(db, access->lecture_id, student_id, proved, at);
    if (fault != FAULT_NONE || !(proved->flags & MARK_RELAYED))
        return fault;
    return mark_flag_earned(db, access->lecture_id, student_id, MARK_RELAYED, now, &flagged);
}

/* ---- at the close ---- */

static enum fault flag_late(struct db *db, const struct shown_there *one, const char *added, int64_t now)
{
    struct row row;
    bool flagged = false;
    char reasons[SIGNS_REASONS_SIZE] = "";
    enum fault fault = mark_flag_earned(db, one->lecture_id, one->student_id, MARK_RELAYED, now, &flagged);
    if (fault != FAULT_NONE || !flagged)
        return fault;
    row_begin(&row, db, NULL, "SELECT reasons FROM check_in_signs WHERE lecture_id = ? AND student_id = ?",
              DB_VALUES(I(one->lecture_id), I(one->student_id)));
    while (row_next(&row))
        if (!db_is_null(&row.rows, 0))
            (void)str_copy(reasons, sizeof(reasons), db_text(&row.rows, 0));
    fault = row_end(&row);
    if (fault != FAULT_NONE)
        return fault;
    signs_add(reasons, added, NULL);
    return fault_of(db_exec(db, "UPDATE check_in_signs SET reasons = ? WHERE lecture_id = ? AND student_id = ?",
                            DB_VALUES(T(reasons), I(one->lecture_id), I(one->student_id))));
}

enum fault signs_close(struct db *db, int64_t lecture_id, int64_t now)
{
    struct crowd crowd = {0};
    CLOSES(arena_release) struct arena arena = arena_of(CROWD_ARENA_MAX);
    enum fault fault = crowd_read(db, lecture_id, &arena, &crowd);
    crowd_sort(&crowd);
    for (size_t i = 0; fault == FAULT_NONE && i < crowd.count; i++) {
        const struct shown_there *one = &crowd.list[i];
        char reasons[SIGNS_REASONS_SIZE] = "";
        struct relay_evidence evidence = {
            .code = one->code, .heard = one->heard, .new_device = one->new_device, .known = one->network[0] != '\0'};
        if (one->lecture_id != lecture_id || one->flagged || !relay_may(&evidence))
            continue;
        compare(&crowd, one->student_id, one->network, &evidence);
        if (relay_judge(&evidence, reasons))
            fault = flag_late(db, one, reasons, now);
    }
    return fault;
}

/* ---- reading, and the end ---- */

enum fault signs_read(struct db *db, int64_t lecture_id, int64_t student_id, struct sign list[static SIGNS_REASONS_MAX],
                      size_t *ret_count)
{
    struct row row;
    size_t count = 0;
    row_begin(&row, db, NULL, "SELECT reasons FROM check_in_signs WHERE lecture_id = ? AND student_id = ?",
              DB_VALUES(I(lecture_id), I(student_id)));
    while (row_next(&row))
        count = signs_split(db_text(&row.rows, 0), list);
    *ret_count = count;
    return row_end(&row);
}

enum fault signs_sweep(struct db *db, int64_t now)
{
    int64_t wait_ms = 0;
    enum fault fault = final_wait(db, &wait_ms);
    if (fault != FAULT_NONE)
        return fault;
    fault = fault_of(db_exec(db, "DELETE FROM check_in_signs WHERE at < ?",
                             DB_VALUES(I(now - SIGNS_DAYS * (int64_t)SCHOOL_DAY_MS))));
    if (fault != FAULT_NONE)
        return fault;
    return fault_of(db_exec(db,
                            "DELETE FROM check_in_signs WHERE EXISTS (SELECT 1 FROM lectures l LEFT JOIN windows w"
                            " ON w.lecture_id = l.id" FINAL_JOIN " WHERE l.id = check_in_signs.lecture_id AND " IS_FINAL
                            ")",
                            DB_VALUES(I(now - wait_ms))));
}
