/* SPDX-License-Identifier: MIT */
/* What the kiosk's calls share. */
#ifndef AMS_SCHOOL_KIOSK_INSIDE_H
#define AMS_SCHOOL_KIOSK_INSIDE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/checkin/kiosk/kiosk.h"
#include "school/common/rows.h"
#include "school/plan/joint_inside.h"

struct proved;

#define KIOSK_COLUMNS                                                                                                  \
    "k.id, k.name, k.room, k.badge, k.pin, k.face, k.made_at, k.code_ends_at, k.enrolled_at, k.seen_at, k.revoked_at," \
    " k.lecture_id, k.network_rule, k.moved_at"
enum { KIOSK_COLUMN_COUNT = 14 };
struct kiosk kiosk_of_row(struct row *row);

enum fault kiosk_read(struct db *db, int64_t kiosk_id, struct arena *arena, struct kiosk *ret_kiosk);

/* ---- where it stands ---- */

enum {
    KIOSK_NETWORK_SIZE = 33, // 128 bits in hexadecimal and a NUL
    KIOSK_NETWORKS_SIZE = KIOSK_NETWORKS_MAX * KIOSK_NETWORK_SIZE,
};

/* A range of addresses as this kiosk's alone: that two stand in one network cannot be read from it. "": none. */
void kiosk_network_mark(const struct school *school, int64_t kiosk_id, const char *address,
                        char mark[static KIOSK_NETWORK_SIZE]);

/* What is known of it. */
struct kiosk_stand {
    const char *networks; // marks with spaces between; NULL: none is known, and the next one is its own
    const char *now;      // the other one that it speaks from; NULL: none
};
#define KIOSK_STAND_COLUMNS ", k.networks, k.network_now"

/* Notes from where it speaks, and tells administrators when that has become another network than its own. Whether it is
 * one, and the kiosk's rule asks. */
bool kiosk_network_note(struct school *school, const struct kiosk *kiosk, struct kiosk_stand stand,
                        const char *address);

/* The lectures that the kiosk serves at `at`, those held together side by side. */
enum fault kiosk_served(struct db *db, const struct kiosk *kiosk, int64_t at, struct arena *arena,
                        struct kiosk_view *ret_view);

/* The same in a reader of its own; KIOSK_IDLE when there is none. */
enum fault kiosk_serves(struct school *school, const struct kiosk *kiosk, int64_t at, struct arena *arena,
                        struct kiosk_view *ret_view);

/* A try, counted before it is made, so that many at once cannot pass the limit; KIOSK_WAIT with *ret_retry_after_s,
 * KIOSK_REVOKED. It counts as a miss until kiosk_marks has marked somebody, or it is taken back. */
enum fault kiosk_try(struct school *school, const struct kiosk *kiosk, int64_t *ret_retry_after_s);
void kiosk_try_back(struct school *school, const struct kiosk *kiosk);

/* Somebody of the lectures that are served. */
struct kiosk_who {
    int64_t user_id; // 0: nobody, or more than one
    const char *name;
};

/* By student number and, unless `number_only`, by the whole name. */
enum fault kiosk_who_find(struct school *school, const struct kiosk_view *view, const char *text, bool number_only,
                          struct arena *arena, struct kiosk_who *ret_who);

/* The same by id. */
enum fault kiosk_who_is(struct school *school, int64_t user_id, struct arena *arena, struct kiosk_who *ret_who);

struct kiosk_marking {
    const struct kiosk *kiosk;
    const struct kiosk_view *view;
    const struct kiosk_who *who;
    int64_t received_at;
    const struct proved *proved;
};

/* Marks them in the lecture that is theirs. KIOSK_SEVERAL, KIOSK_NOBODY, KIOSK_REVOKED, those of check_in_allowed. */
enum fault kiosk_marks(struct school *school, const struct kiosk_marking *marking, struct arena *arena,
                       struct kiosk_marked *ret_marked);

#endif
