/* SPDX-License-Identifier: MIT */
/*
 * Kiosks: a tablet at a door for who has no phone. An administrator makes one for a room and gets a code; typed on the
 * tablet within KIOSK_CODE_MINUTES it gives the tablet a credential of its own, which is no person's session, opens
 * nothing but the kiosk's calls, and ends at once when an administrator revokes it.
 *
 * What a kiosk serves, by the first of these rules that finds anything:
 * 1. the lecture that it was lent, until its attendance closes: somebody has typed the room code that its live page
 *    shows;
 * 2. the lectures whose attendance is open and whose room is the kiosk's (kiosk_room_same).
 * A student is marked in the one of them that is theirs. Who is in more than one is marked in none until the kiosk is
 * lent: KIOSK_SEVERAL.
 *
 * A kiosk stands in the network that it was enrolled in. One that speaks from another has been carried away, or the
 * institution's address has changed: administrators are told, and what it marks is flagged, or it marks nobody
 * (network_rule). An administrator who knows that it stands there takes the new network (kiosk_network_take).
 */
#ifndef AMS_SCHOOL_KIOSK_H
#define AMS_SCHOOL_KIOSK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "crypto/secret.h"
#include "face/face.h"
#include "school/checkin/proof.h"
#include "school/common/fault.h"
#include "school/marks/mark.h"

struct actor;
struct arena;
struct school;

enum {
    KIOSK_NAME_MAX = 100, // characters
    KIOSK_ROOM_MAX = 100,
    KIOSK_CODE_LENGTH = 8,
    KIOSK_CODE_TYPED_MAX = 40, // characters, with what is typed around it
    KIOSK_CODE_MINUTES = 15,
    KIOSK_DAYS = 400, // no browser keeps a cookie for longer
    KIOSK_SEEN_SECONDS = 60,
    KIOSK_REVOKED_DAYS = 90, // so long a revoked one is still listed
    KIOSKS_MAX = 500,        // that are not revoked
    KIOSK_LECTURES_MAX = 8,  // that one serves at a time
    KIOSK_TYPED_MAX = 128,   // characters of a badge, a number or a name
    KIOSK_MISSES_MAX = 5,    // tries in a row that mark nobody, then KIOSK_WAIT_SECONDS each
    KIOSK_WAIT_SECONDS = 30,
    KIOSK_MISSES_MINUTES = 10, // after which they are forgotten
    KIOSK_CODE_ATTEMPTS = 10,  // wrong enrolment codes from one network in SESSION_ATTEMPT_MINUTES
    KIOSK_PIN_ATTEMPTS = 5,    // wrong PINs of one student in SESSION_ATTEMPT_MINUTES
    KIOSK_NETWORKS_MAX = 4,    // that one stands in: IPv4 and IPv6, two providers
    KIOSK_TOLD_HOURS = 12,     // so often at most administrators are told of one that moves
};

struct kiosk {
    int64_t id;
    const char *name, *room;
    bool badge; // a badge or a number alone is enough, and flagged
    bool pin;   // a number or a name, and the PIN
    bool face;  // by the face among those of the lecture who agreed; where the institution has turned it on
    int64_t made_at;
    int64_t code_ends_at;                     // 0: no code waits
    int64_t enrolled_at, seen_at, revoked_at; // 0: not
    int64_t lecture_id;                       // that it was lent; 0: none
    enum proof_rule network_rule;             // what comes of another network than its own
    int64_t moved_at;                         // since when it speaks from one; 0: it stands where it did
    bool moved;                               // kiosk_find: this request came from one, and that is flagged
};

struct kiosk_list {
    struct kiosk *kiosks; // as they were made, the revoked ones last
    size_t count;
};

struct kiosk_request {
    const char *name, *room;
    bool badge, pin, face;
    bool ruled; // the next is meant; otherwise it stays, and is PROOF_FLAG of a new one
    enum proof_rule network_rule;
};

/* What enrols one tablet, once. */
struct kiosk_code {
    char code[KIOSK_CODE_LENGTH + 1];
    int64_t ends_at;
};

/* ---- for administrators; NOT_ALLOWED for others. Audited ---- */

enum fault kiosk_list(struct school *school, const struct actor *actor, struct arena *arena,
                      struct kiosk_list *ret_list);

/* NAME_INVALID, TEXT_INVALID (room), KIOSK_NO_WAY, TOO_MANY_THINGS. */
enum fault kiosk_make(struct school *school, const struct actor *actor, const struct kiosk_request *request,
                      struct arena *arena, struct kiosk *ret_kiosk, struct kiosk_code *ret_code);

/* The same faults, and NOT_FOUND: none, or revoked. */
enum fault kiosk_change(struct school *school, const struct actor *actor, int64_t kiosk_id,
                        const struct kiosk_request *request, struct arena *arena, struct kiosk *ret_kiosk);

/* Another code, which replaces the one before; the tablet that is enrolled goes on until it is used. NOT_FOUND. */
enum fault kiosk_renew(struct school *school, const struct actor *actor, int64_t kiosk_id, struct arena *arena,
                       struct kiosk *ret_kiosk, struct kiosk_code *ret_code);

/* It stands where it speaks from now: that network is one of its own from here on. Again is fine. NOT_FOUND. */
enum fault kiosk_network_take(struct school *school, const struct actor *actor, int64_t kiosk_id, struct arena *arena,
                              struct kiosk *ret_kiosk);

/* At once and for good; again is fine. NOT_FOUND. */
enum fault kiosk_revoke(struct school *school, const struct actor *actor, int64_t kiosk_id, struct arena *arena,
                        struct kiosk *ret_kiosk);

/* ---- for the tablet ---- */

/* From where a tablet speaks. */
struct kiosk_from {
    const char *address; // any text or NULL: what is no address is not judged
    const char *network; // as of throttles
};

/* The credential for a code, which is used up; it stands where it is typed. KIOSK_CODE_WRONG, TOO_MANY_ATTEMPTS with
 * *ret_retry_after_s. Audited. */
enum fault kiosk_enrol(struct school *school, const char *code, const struct kiosk_from *from,
                       char ret_token[static SECRET_TOKEN_SIZE], int64_t *ret_retry_after_s);

/* Whose credential this is (any text or NULL): one read, and a write at most every KIOSK_SEEN_SECONDS or when it speaks
 * from another network than before. KIOSK_UNKNOWN, KIOSK_REVOKED, KIOSK_ELSEWHERE. */
enum fault kiosk_find(struct school *school, const char *token, const char *address, struct arena *arena,
                      struct kiosk *ret_kiosk);

struct kiosk_lecture {
    int64_t id, class_id, joint_id;
    const char *subject, *section, *title, *room; // NULL when none
    int64_t closes_at;
};

struct kiosk_view {
    struct kiosk_lecture lectures[KIOSK_LECTURES_MAX]; // that it serves, what is held together once
    size_t count;
    bool lent;
    bool face; // the kiosk takes faces, and the institution has turned the search on
};

enum fault kiosk_view(struct school *school, const struct kiosk *kiosk, struct arena *arena,
                      struct kiosk_view *ret_view);

/* Serves the open lecture whose room code this is, until its attendance closes. CODE_WRONG (a miss), KIOSK_WAIT with
 * *ret_retry_after_s. Audited. */
enum fault kiosk_lend(struct school *school, const struct kiosk *kiosk, const char *code, int64_t *ret_retry_after_s);

/* What the page may say of somebody who was marked. */
struct kiosk_marked {
    const char *name;        // the first, and the initial of the last
    enum mark_status status; // MARK_PRESENT or MARK_LATE; of who was marked already: not meant
    bool already;
};

/*
 * Marks by what a badge or a QR code says: the student number. KIOSK_WAY_OFF, KIOSK_IDLE, KIOSK_NOBODY,
 * KIOSK_SEVERAL, KIOSK_WAIT with *ret_retry_after_s, and those of a check-in by code. Told.
 */
enum fault kiosk_badge(struct school *school, const struct kiosk *kiosk, const char *number, int64_t received_at,
                       struct arena *arena, struct kiosk_marked *ret_marked, int64_t *ret_retry_after_s);

struct kiosk_pin_request {
    const char *who; // the student number, or the whole name when no other student of the lecture has it
    const char *pin;
    int64_t received_at;
};

/* Marks by number or name and PIN. As kiosk_badge, and PIN_WAIT with *ret_retry_after_s; BUSY. */
enum fault kiosk_pin(struct school *school, const struct kiosk *kiosk, const struct kiosk_pin_request *request,
                     struct arena *arena, struct kiosk_marked *ret_marked, int64_t *ret_retry_after_s);

struct kiosk_burst {
    const struct face_frame *frames; // borrowed until the call returns
    size_t count;
    const char *number; // whom the face is compared with; NULL: with all of the lecture who agreed
    int64_t received_at;
};

/*
 * Marks by face. Without a number: of those of the lecture who agreed to class photos the one it is, surely and by a
 * margin, and pictures that look alive; KIOSK_UNSURE otherwise. With one: that student's own check, whose doubt is a
 * flag. Slow. As kiosk_badge, and FAULT_FACE + reason, BUSY, TOO_MANY_PICTURES. *ret_report as in identity_enrol.
 */
enum fault kiosk_face(struct school *school, const struct kiosk *kiosk, const struct kiosk_burst *burst,
                      struct arena *arena, struct kiosk_marked *ret_marked, struct face_burst_report *ret_report,
                      int64_t *ret_retry_after_s);

/* Whether two rooms are one: without case, accents, spaces and signs. "" is none. Pure. */
bool kiosk_room_same(const char *one, const char *other);

/* "Maria S." of "Maria de Sousa" and of "Sousa, Maria"; a name of one word as it is. NULL without memory. Pure. */
const char *kiosk_short_name(const char *name, struct arena *arena);

#endif
