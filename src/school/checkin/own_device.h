/* SPDX-License-Identifier: MIT */
/*
 * The devices of a student as they see them, and who vouches for a new one: a second factor that was there before it,
 * shown on it, or a teacher at the mark that it has brought. Vouched for, a device is trusted before DEVICE_NEW_HOURS.
 */
#ifndef AMS_SCHOOL_OWN_DEVICE_H
#define AMS_SCHOOL_OWN_DEVICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "school/common/fault.h"

struct actor;
struct arena;
struct mark;
struct proof_input;
struct school;

struct own_device {
    int64_t id;
    const char *name; // "Chrome on Android"; "": it was never noted
    int64_t first_seen_at, last_seen_at;
    int64_t new_until; // 0: trusted, or old enough
    bool keyed;        // it has proven a key
    bool current;      // the one that asks
    bool can_vouch;    // it asks, is new, and there is a second factor that was there before it
};

struct own_devices {
    struct own_device *devices; // the last seen first
    size_t count;
};

/* `token`, `key`: what the browser that asks has kept, by which it is known in the list; NULL: nothing. */
enum fault own_devices(struct school *school, const struct actor *actor, const char *token, const char *key,
                       struct arena *arena, struct own_devices *ret_devices);

/*
 * The device that asks makes itself known, with the key that it proves (device_proof.h, "for:device"); where a second
 * factor that was there before it was shown lately, it is trusted at once. DEVICE_UNSIGNED: nothing is proven.
 */
enum fault own_device_add(struct school *school, const struct actor *actor, const struct proof_input *input);

/* A second factor vouches for the device that asks, and proves its key. DEVICE_UNSIGNED, DEVICE_VOUCHLESS,
 * STEP_UP_NEEDED. Audited. */
enum fault own_device_vouch(struct school *school, const struct actor *actor, const struct proof_input *input);

/* It is forgotten: used again, it is a new one. NOT_FOUND; DEVICE_LAST, for the next one would be the first again, and
 * trusted. Audited. */
enum fault own_device_remove(struct school *school, const struct actor *actor, int64_t device_id);

/* An administrator ends all of a student's devices: their next one is their first. NOT_FOUND, NOT_ALLOWED. Audited. */
enum fault devices_end(struct school *school, const struct actor *actor, int64_t user_id, int64_t *ret_ended);

/*
 * A teacher of the class knows the device that brought this mark: it is trusted, and what the mark was flagged with for
 * its being new is gone. NOT_FOUND, CLASSROOM_ARCHIVED, DEVICE_GONE. Audited; told to those who watch.
 */
enum fault device_vouch(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                        struct arena *arena, struct mark *ret_mark);

#endif
