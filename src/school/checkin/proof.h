/* SPDX-License-Identifier: MIT */
/*
 * What a classroom asks for beside the face, or instead of it: the room code or the room sound, a network, a place, one
 * device a student, and that it is unlocked.
 * A rule is off, flags the mark for the staff to look at, or refuses the check-in. Nothing of it proves presence by
 * itself: a phone's position and its browser's storage are the student's own.
 */
#ifndef AMS_SCHOOL_PROOF_H
#define AMS_SCHOOL_PROOF_H

#include "crypto/secret.h"
#include "school/checkin/device_proof.h"
#include "school/checkin/network.h"
#include "school/checkin/position.h"
#include "school/checkin/signs/signs.h"
#include "school/faces/repeat.h"
#include "school/school.h"

enum {
    PROOF_RADIUS_MIN = 10, // metres
    PROOF_RADIUS_MAX = 100000,
    PROOF_RADIUS_USUAL = 150,
    PROOF_DEVICE_MINUTES_MAX = 24 * 60,
    PROOF_DEVICE_MINUTES_USUAL = 120,
    DEVICE_NEW_HOURS = 48, // a further device of a student is new for so long
    DEVICE_TOKEN_MAX = 128,
    DEVICES_MAX = 20, // kept of a student; the one that was away longest makes room
};

enum proof_rule { PROOF_OFF, PROOF_FLAG, PROOF_REFUSE, PROOF_RULE_COUNT };

/* "off", "flag", "refuse"; and back, false on anything else. */
const char *proof_rule_code(enum proof_rule rule);
bool proof_rule_parse(const char *code, enum proof_rule *ret_rule);

struct proofs {
    bool room_code;       // every check-in by face needs the room code, not only those of look-alikes
    bool code_check_in;   // students may check in by room code and device, without a face
    const char *networks; // as network_format_list; "": anywhere
    enum proof_rule network_rule;
    const char *place; // a geo URI; "": anywhere
    int64_t radius_m;  // PROOF_RADIUS_MIN to PROOF_RADIUS_MAX
    enum proof_rule place_rule;
    enum proof_rule device_rule; // for check-ins by code at least PROOF_FLAG: the device is all that they have
    int64_t device_minutes;      // 1 to PROOF_DEVICE_MINUTES_MAX: how long a device that marked one student is theirs
    enum proof_rule room_rule;   // a check-in by face shows that it is made in the room: by the room code or the sound
    enum proof_rule unlock_rule; // the phone is unlocked for the check-in: unlock/unlock.h
    bool sound;                  // the staff's pages play the room sound while attendance is open
    int64_t version;             // 0: nobody has set anything yet
};

/* What a classroom asks at first. */
struct proofs proofs_initial(void);

/* Whether the room sound is played, and may be listened to: it is asked for, and shows what a rule looks at. Pure. */
bool proofs_sound(const struct proofs *proofs);

/* Its staff and administrators. */
enum fault proofs_get(struct school *school, const struct actor *actor, int64_t class_id, struct arena *arena,
                      struct proofs *ret_proofs);

/*
 * Its teachers. `version`: that of the proofs the change is based on, 0 for any. From the next check-in on. Audited.
 * Faults: NOT_FOUND, CLASSROOM_ARCHIVED, CHANGED_MEANWHILE, NETWORKS_INVALID, PLACE_INVALID, RADIUS_INVALID,
 * MINUTES_INVALID, UNLOCK_IMPOSSIBLE.
 */
enum fault proofs_set(struct school *school, const struct actor *actor, int64_t class_id, const struct proofs *proofs,
                      int64_t version, struct arena *arena, struct proofs *ret_proofs);

/* What a check-in brings. All borrowed, all any text or NULL. */
struct proof_input {
    const char *address;       // where the request came from
    const char *device;        // the token that the browser keeps; only its fingerprint is stored
    const char *position;      // a geo URI; never stored
    const char *heard;         // room sounds that the page has heard, with commas between
    const char *camera;        // what the browser says of its camera
    const char *key;           // the device's public key
    const char *signature;     // by it: device_proof.h
    const char *agent;         // what the browser says of itself
    struct device_signed over; // what the signature must be over; filled in by the check-in
};

/* How a check-in has shown that it is made in the room. Bits of struct proved's `room`. */
enum room_shown { ROOM_BY_CODE = 1, ROOM_BY_SOUND = 2 };

/* What came of it: the flags of the mark to be made, and what its device needs then. */
struct proved {
    unsigned flags;                                      // enum mark_flag
    char device[SECRET_FINGERPRINT_SIZE];                // "": not asked for
    char key[ES256_KEY_SIZE];                            // that the device has proven; "": none
    const char *agent;                                   // as in the input
    int64_t device_id;                                   // once it was met; 0: not
    int64_t unlock_id;                                   // of the unlock that its mark uses up; 0: none
    enum proof_rule device_rule, room_rule, unlock_rule; // the classroom's
    int64_t device_minutes;
    unsigned room;      // enum room_shown; 0: not at all
    struct signs signs; // of where it was made from
    struct shown shown; // the pictures of a check-in by face; none otherwise
};

#endif
