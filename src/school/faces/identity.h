/* SPDX-License-Identifier: MIT */
/*
 * Consent and faces. The only door of the school to face/. A template is sealed for its owner before it reaches the
 * database, opened only in memory that is locked and wiped afterwards, and deleted at once with the consent.
 */
#ifndef AMS_SCHOOL_IDENTITY_H
#define AMS_SCHOOL_IDENTITY_H

#include <stddef.h>

#include "face/face.h"
#include "school/school.h"

enum {
    CONSENT_GUARDIAN_MAX = 100,       // characters
    CLASS_PHOTO_MAX = 4,              // photos of one call
    CLASS_PHOTO_BYTES_MAX = 20 << 20, // of one photo
    CLASS_PHOTO_MEGAPIXELS_MAX = 50,
    CLASS_PHOTO_PROGRESSIVE_MEGAPIXELS_MAX = 12, // of a progressive JPEG
};

/* What a consent allows the template to be used for. */
enum consent_scope {
    CONSENT_CHECK_IN, // one's own check-ins alone
    CONSENT_ALL,      // class photos and the search for doubles, too
    CONSENT_SCOPE_COUNT,
};

/* "check_in", "all". */
const char *consent_scope_code(enum consent_scope scope);
bool consent_scope_parse(const char *code, enum consent_scope *ret_scope);

struct consent {
    int64_t version;         // of the current text
    const char *language;    // of the text, such as "en"
    const char *const *text; // paragraphs
    size_t paragraphs;
    int64_t guardian_age; // who is younger names a guardian; 0: nobody is asked
    int64_t given_at;     // when this person agreed to the current text; 0: not, or withdrawn
    enum consent_scope scope;
    const char *guardian; // who decided; NULL: the person
};

struct consent_request {
    int64_t version;
    enum consent_scope scope;
    const char *guardian; // NULL: the person decides
};

/* What a person may know of their own face. */
enum { IDENTITY_UNSURE_MIN = 3, IDENTITY_UNSURE_DAYS = 30 };

struct identity {
    bool consented; // to the current text
    bool compared;  // and to more than check-ins
    bool enrolled;
    int64_t enrolled_at; // 0 when not
    int64_t frames;      // accepted at enrolment
    bool renew;          // the model has changed since: enrol again
    bool unsure;         // identity_get alone: IDENTITY_UNSURE_MIN checks in a row did not recognise it
};

/* The current text in the actor's language, and what the actor agreed to. */
enum fault identity_consent(struct school *school, const struct actor *actor, struct arena *arena,
                            struct consent *ret_consent);

/* The same text in the language of a locale instead (English where there is none): that in which the page is read. */
void consent_translate(struct consent *consent, const char *locale);

/* Agrees to the text of `version`, or changes scope or guardian: the consent before it ends. Again is fine.
 * CONSENT_OUTDATED when that is not the current one, TEXT_INVALID (guardian). Audited. */
enum fault identity_consent_give(struct school *school, const struct actor *actor,
                                 const struct consent_request *request, struct arena *arena,
                                 struct consent *ret_consent);

/* Withdraws, and deletes the template in the same transaction. FAULT_NONE also when there was nothing. Audited. */
enum fault identity_consent_withdraw(struct school *school, const struct actor *actor);

/* Where a consent stands. */
enum consent_state { CONSENT_GIVEN, CONSENT_TO_OLDER_TEXT, CONSENT_WITHDRAWN, CONSENT_STATE_COUNT };

/* "given", "outdated", "withdrawn". */
const char *consent_state_code(enum consent_state state);
bool consent_state_parse(const char *code, enum consent_state *ret_state);

/* One line of the ledger; nothing of it is ever changed but its end. */
struct consent_line {
    int64_t id;
    struct person person;
    enum consent_state state;
    const char *version;
    enum consent_scope scope;
    int64_t given_at;
    int64_t withdrawn_at; // or replaced by the next; 0: it stands
    const char *guardian; // NULL: the person
};

struct consent_list {
    struct consent_line *lines;
    size_t count;
    int64_t next; // the cursor of the next page; 0: this was the last
};

/* Newest first, of one state or of all (CONSENT_STATE_COUNT), of one person or (0) of all: ids below page->after (0:
 * from the newest). Administrators (NOT_ALLOWED). */
enum fault identity_consents(struct school *school, const struct actor *actor, enum consent_state state,
                             int64_t person_id, const struct page *page, struct arena *arena,
                             struct consent_list *ret_list);

enum fault identity_get(struct school *school, const struct actor *actor, struct identity *ret_identity);

/*
 * Enrols, or enrols anew, from FACE_FRAMES_MIN to FACE_FRAMES_MAX frames; borrowed until the call returns. Slow: a
 * worker's work. Faults: CONSENT_NEEDED, FAULT_FACE + reason, BUSY (too many wait for an engine, or a face of this
 * student is being looked at), TOO_MANY_PICTURES (look.h). *ret_report is set whenever frames were looked at, with a
 * face fault too; otherwise its `frames` is 0. Audited.
 */
enum fault identity_enrol(struct school *school, const struct actor *actor, const struct face_frame *frames,
                          size_t count, struct identity *ret_identity, struct face_burst_report *ret_report);

/* Deletes the template; the consent stays. FAULT_NONE also when there was none. Audited. */
enum fault identity_delete(struct school *school, const struct actor *actor);

/* How sure the search in a class photo is of somebody. */
enum proposal_band { PROPOSAL_UNKNOWN, PROPOSAL_ASK, PROPOSAL_SURE };

/* "unknown", "ask", "sure". */
const char *proposal_band_code(enum proposal_band band);

#endif
