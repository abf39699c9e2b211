/* SPDX-License-Identifier: MIT */
/* Everything a rule of the school may answer. Only api/gate/ turns a fault into HTTP. */
#ifndef AMS_SCHOOL_FAULT_H
#define AMS_SCHOOL_FAULT_H

#include "face/face.h"

enum MUST_LOOK fault {
    FAULT_NONE,
    FAULT_INTERNAL,        // the database or memory failed
    FAULT_STORAGE_FULL,    // no room on the disk: nothing was done
    FAULT_STORAGE_FAILING, // the disk takes no writes: nothing was done
    FAULT_BUSY,            // the queue is full, or the database is away: nothing was done; try again shortly
    FAULT_IN_DOUBT,        // the database broke off in the moment of the commit: nobody knows whether it was done
    FAULT_NOT_FOUND,       // no such thing, or it is another's
    FAULT_NOT_ALLOWED,
    FAULT_NOT_SIGNED_IN,
    FAULT_SESSION_EXPIRED,
    FAULT_WRONG_CREDENTIALS,
    FAULT_TOO_MANY_ATTEMPTS,
    FAULT_TOO_MANY_TRIES,
    FAULT_TOO_MANY_PICTURES,
    FAULT_EMAIL_UNPROVEN, // an account with this address has not shown that it is its own
    FAULT_EMAIL_TAKEN,
    FAULT_EMAIL_INVALID,
    FAULT_NAME_INVALID,
    FAULT_PROGRAMME_INVALID,
    FAULT_LOGO_INVALID, // no PNG or JPEG, damaged, or too large
    FAULT_PASSWORD_TOO_SHORT,
    FAULT_PASSWORD_TOO_LONG,
    FAULT_PASSWORD_TOO_COMMON,
    FAULT_INVITATION_UNKNOWN,
    FAULT_JOIN_CODE_UNKNOWN,
    FAULT_TIMEZONE_UNKNOWN,
    FAULT_ENDS_BEFORE_START,
    FAULT_LECTURE_TOO_LONG,
    FAULT_WINDOW_OPEN,
    FAULT_WINDOW_NOT_OPEN,
    FAULT_WINDOW_CLOSED,
    FAULT_WINDOW_TOO_LONG,
    FAULT_LECTURE_CANCELLED,
    FAULT_ALREADY_MARKED,
    FAULT_STATUS_UNKNOWN,
    FAULT_CONSENT_NEEDED,
    FAULT_CONSENT_OUTDATED,
    FAULT_FACE_NOT_ENROLLED,
    FAULT_FACE_OUTDATED,
    FAULT_CHALLENGE_UNKNOWN,
    FAULT_CHALLENGE_EXPIRED,
    FAULT_CHALLENGE_ACTIVE, // the classroom asks for head turns: frames go step by step
    FAULT_POLICY_UNKNOWN,
    FAULT_IDEMPOTENCY_MISMATCH,
    FAULT_REQUEST_RUNNING, // the first one under this Idempotency-Key has not ended yet
    FAULT_ANSWER_NOT_KEPT, // it has, and its answer was too long to keep
    FAULT_TEXT_INVALID,    // a subject, title, room, note, ...: empty, too long, or not clean UTF-8
    FAULT_MINUTES_INVALID, // a number of minutes outside its range
    FAULT_TIME_INVALID,    // a moment before ZONE_YEAR_MIN or after ZONE_YEAR_MAX
    FAULT_ROLE_UNKNOWN,
    FAULT_CLASSROOM_FULL,        // CLASSROOM_STUDENTS_MAX reached
    FAULT_TOO_MANY_THINGS,       // a person's classrooms or a classroom's lectures have reached their limit
    FAULT_CLASSROOM_ARCHIVED,    // it can be read, no longer changed
    FAULT_CODE_NEEDED,           // the room code must come with this student's check-in
    FAULT_CODE_WRONG,            // it is not the lecture's, or no longer
    FAULT_IDENTIFICATION_OFF,    // finding people in a photo has not been turned on by an administrator
    FAULT_STEP_UP_NEEDED,        // fresh proof of who it is must be given first: people/sign_in/step_up.h
    FAULT_CHANGED_MEANWHILE,     // somebody else edited it since it was read
    FAULT_SETTING_INVALID,       // no such setting, or a value outside its range
    FAULT_THRESHOLD_UNSUPPORTED, // too few people to say that a face threshold holds this rate
    FAULT_TRIAL_RUNS,            // a trial with volunteers goes on
    FAULT_TRIAL_NONE,            // none goes on
    FAULT_TRIAL_OUTDATED,        // it was begun with another model
    // people: accounts, second factor, passwords
    FAULT_REGISTRATION_CLOSED,    // an account needs an invitation here
    FAULT_REGISTRATION_CODE,      // an account needs a class's join code here
    FAULT_REGISTRATION_DOMAIN,    // an account needs an e-mail address of the institution
    FAULT_INVITATION_ADDRESS,     // the invitation is for another e-mail address
    FAULT_PASSWORD_WRONG,         // the own password, asked for again
    FAULT_LINK_UNKNOWN,           // a one-time link by e-mail is unknown, used or expired
    FAULT_SECOND_FACTOR_NEEDED,   // e-mail and password are right; the code must come, too
    FAULT_SECOND_FACTOR_REQUIRED, // the institution wants one to be set up first
    FAULT_SECOND_FACTOR_WRONG,
    FAULT_SECOND_FACTOR_PRESENT, // one is set up already
    FAULT_SECOND_FACTOR_ABSENT,
    FAULT_PASSKEYS_OFF,         // browsers have none for this address
    FAULT_PASSKEY_REFUSED,      // nobody's, or not by it, or not for this
    FAULT_PASSKEY_INVALID,      // none was made, or not for this
    FAULT_PASSKEY_PRESENT,      // it was added already
    FAULT_TOO_MANY_PASSKEYS,    // PASSKEYS_MAX
    FAULT_PASSKEY_ABSENT,       // one has none
    FAULT_SSO_UNKNOWN,          // no provider of this name, or it is not in use
    FAULT_SSO_DOWN,             // the provider does not answer
    FAULT_SSO_ODD,              // it answers what no provider does, or refuses the code: its set-up is wrong
    FAULT_SSO_CLIENT,           // the provider does not know this server's client ID, or another secret of it
    FAULT_SSO_STATE,            // the sign-in was not begun in this browser, is too old, or has ended before
    FAULT_SSO_CANCELLED,        // the person, or the provider, said no
    FAULT_SSO_REFUSED,          // nothing that can be believed came of it
    FAULT_SSO_AUDIENCE,         // what came is for another client of the provider
    FAULT_SSO_NOT_ANEW,         // the provider does not say that the person has just signed in
    FAULT_SSO_ONLY,             // passwords are for administrators here
    FAULT_SSO_CLOSED,           // the account is deactivated
    FAULT_SSO_DOMAIN,           // the address is of none of the provider's domains
    FAULT_SSO_LINK_FIRST,       // there is an account that may be theirs: they link it themselves
    FAULT_SSO_NO_ACCOUNT,       // there is none, and none is made
    FAULT_SSO_NO_EMAIL,         // nobody vouches for an address, which a new account needs
    FAULT_SSO_NO_ROLE,          // nothing there says what they are here
    FAULT_SSO_LINKED_ELSEWHERE, // another account is linked with this person
    FAULT_SSO_OTHER_PERSON,     // somebody else has signed in there
    FAULT_SSO_LAST_WAY,         // nothing else would let the person in
    FAULT_SSO_INVALID,          // what was typed of a provider
    FAULT_SSO_TAKEN,            // another provider has this short name
    FAULT_TOO_MANY_SSO,         // SSO_ROWS_MAX providers, or SSO_LINKS_MAX links of a person
    FAULT_LAST_ADMINISTRATOR,   // nobody could administer afterwards
    FAULT_NOT_ONESELF,          // another administrator must do it
    FAULT_ROLE_IN_USE,          // a professor with classrooms, an account with another's role
    FAULT_EXTERNAL_ID_TAKEN,
    FAULT_EXTERNAL_ID_TWICE, // several have it: which one is meant?
    FAULT_ACCOUNT_DISABLED,  // it must be active for this
    FAULT_CODE_HAS_EMAIL,    // who has an address asks for a password by it
    FAULT_CODE_NO_NUMBER,    // none to sign in with, or one that others have too
    FAULT_ACCOUNT_MERGED,    // another account has taken it over
    FAULT_ACCOUNT_ERASED,    // its person is forgotten, for good
    // classrooms, lectures, calendar
    FAULT_JOIN_CLOSED,           // the join code is off or has expired
    FAULT_JOIN_WAITING,          // asked; the staff lets in
    FAULT_JOIN_REFUSED,          // asked, and the staff said no
    FAULT_ACCOUNT_UNKNOWN,       // nobody has this e-mail address, or their account is closed
    FAULT_ALREADY_STAFF,         // teaches or assists in this classroom
    FAULT_ALREADY_STUDENT,       // is a student of this classroom
    FAULT_PART_NOT_POSSIBLE,     // the account's role does not go with that part in a classroom
    FAULT_OWNER_STAYS,           // a classroom's professor hands it over before leaving
    FAULT_CHOICE_UNKNOWN,        // a word that is none of those allowed
    FAULT_NUMBER_INVALID,        // a number outside its range
    FAULT_STATUS_SET_INVALID,    // a status twice or missing, or two with the same letter
    FAULT_STATUSES_TOO_MANY,     // a classroom has MARK_OWN_MAX of its own
    FAULT_LECTURE_NOT_CANCELLED, // nothing to restore
    FAULT_REASON_NEEDED,         // opening a window again needs one
    FAULT_DATE_INVALID,          // no such day
    FAULT_SERIES_EMPTY,          // no lecture would be made
    FAULT_SERIES_TOO_LONG,       // more lectures than a series may have
    FAULT_NO_SERIES,             // the lecture stands alone
    // marks, proofs, requests
    FAULT_CODE_CHECK_IN_OFF, // this classroom takes no check-ins without a face
    FAULT_NETWORK_OTHER,     // the request comes from a network that is not the classroom's
    FAULT_POSITION_NEEDED,   // the classroom asks where the phone is
    FAULT_POSITION_INVALID,
    FAULT_OUTSIDE,          // the phone is too far from the classroom's place
    FAULT_DEVICE_SHARED,    // another student was marked with this device a little before
    FAULT_DEVICE_NEW,       // this student has had this device for too short a time
    FAULT_DEVICE_UNSIGNED,  // it has not proven that it is the one it was: checkin/device_proof.h
    FAULT_DEVICE_LAST,      // one's only device cannot be removed
    FAULT_DEVICE_GONE,      // the device that brought the mark is not known any more, or has brought another since
    FAULT_DEVICE_VOUCHLESS, // there is no second factor that was there before the device
    FAULT_NETWORKS_INVALID,
    FAULT_PLACE_INVALID,
    FAULT_RADIUS_INVALID,
    FAULT_ROOM_NEEDED,        // nothing shows that this check-in is made in the room, and the classroom asks for it
    FAULT_SOUND_OFF,          // the classroom plays no room sound
    FAULT_UNLOCK_NEEDED,      // the phone was not unlocked for this check-in, and the classroom asks for it
    FAULT_UNLOCK_OFF,         // the classroom does not ask for it
    FAULT_UNLOCK_IMPOSSIBLE,  // it cannot: browsers have no passkeys for this address
    FAULT_RULE_UNKNOWN,       // of a proof: not off, flag or refuse
    FAULT_NOTE_NOT_YOURS,     // about a student; a teacher may erase any
    FAULT_NOTE_NEEDED,        // a mark outside the lecture's time needs a note
    FAULT_GROUP_EXISTS,       // the classroom has, or had, one of this name
    FAULT_GROUP_UNKNOWN,      // not one of the classroom's, named twice, or ended
    FAULT_GROUP_ENDED,        // nobody is put into it any more
    FAULT_GROUP_IN_USE,       // lectures to come are for it
    FAULT_JOINT_ALREADY,      // the classroom holds this lecture together with it already
    FAULT_JOINT_ELSEWHERE,    // its lecture at that time is held together with others
    FAULT_JOINT_WINDOW,       // attendance was opened differently for the two
    FAULT_NOT_JOINT,          // the lecture is its classroom's alone
    FAULT_NOT_YOUR_GROUP,     // the lecture is for groups that the student is not in then
    FAULT_CHANGE_UNKNOWN,     // no such act in this lecture, or too long ago to undo
    FAULT_NOT_OVER,           // a lecture that can still be marked is not final
    FAULT_FINAL_TOLD,         // somebody has been told something because marks are final
    FAULT_FINAL_PASSED,       // nobody said that they are final, or the time for corrections is over
    FAULT_SPOT_OFF,           // the classroom looks nobody up in the room
    FAULT_SPOT_OVER,          // the time for it has not come or is over
    FAULT_REQUEST_ANSWERED,   // it was answered or withdrawn already
    FAULT_REQUEST_INVALID,    // neither a lecture nor a time, or both
    FAULT_RANGE_INVALID,      // a leave that ends before it starts, or is too long
    FAULT_LEAVE_KIND_UNKNOWN, // no such kind, or none was chosen
    FAULT_EVIDENCE_NEEDED,    // the kind of leave asks for it
    FAULT_EVIDENCE_UNWANTED,  // the kind of leave takes none
    // kiosks
    FAULT_KIOSK_UNKNOWN,    // the device holds no credential of a kiosk, or another tablet has taken its place
    FAULT_KIOSK_REVOKED,    // an administrator has ended it
    FAULT_KIOSK_ELSEWHERE,  // it speaks from another network than it stands in, and its rule refuses that
    FAULT_KIOSK_CODE_WRONG, // the enrolment code is unknown, used or expired
    FAULT_KIOSK_NO_WAY,     // a kiosk takes at least one way to check in
    FAULT_KIOSK_WAY_OFF,    // this kiosk does not take this way
    FAULT_KIOSK_IDLE,       // no lecture that it serves is open
    FAULT_KIOSK_NOBODY,     // nobody of its lectures, or the PIN or face is not theirs: never told apart
    FAULT_KIOSK_SEVERAL,    // the student is in more than one of the lectures that it serves
    FAULT_KIOSK_UNSURE,     // the face alone does not say who it is
    FAULT_KIOSK_WAIT,       // too many tries in a row marked nobody
    FAULT_PIN_WAIT,         // this student's PIN was wrong too often
    FAULT_PIN_INVALID,      // not six digits, or such as everybody thinks of
    // board, attachments
    FAULT_FILE_EMPTY,
    FAULT_FILE_TOO_LARGE,
    FAULT_FILE_KIND,         // its bytes are of no kind that is taken
    FAULT_FILE_NAME,         // its name ends like another kind of file than its bytes are
    FAULT_QUOTA_PERSON,      // there is no room left for this person's files,
    FAULT_QUOTA_CLASSROOM,   // or for the classroom's,
    FAULT_QUOTA_INSTITUTION, // or for anybody's
    FAULT_FILE_UNKNOWN,      // not there, another's, or it belongs to something else
    FAULT_POINTS_INVALID,    // outside the range, or on what is not graded
    FAULT_NO_ASSESSMENT,     // nothing is handed in for this
    FAULT_ALREADY_GRADED,
    // notifications, mail
    FAULT_PUSH_OFF,      // this installation sends no pushes
    FAULT_PUSH_ENDPOINT, // no address of a push service on the internet
    FAULT_PUSH_KEYS,     // no keys that a message can be sealed for
    FAULT_PUSH_NONE,     // this session has no subscription
    // imports, exports, jobs
    FAULT_JOB_ENDED,          // it is done or has failed: nothing is left to stop
    FAULT_JOB_FILE_TOO_LARGE, // JOB_FILE_MAX
    FAULT_IMPORT_EMPTY,       // no file came
    FAULT_IMPORT_NOT_READY,   // only a dry run that is done can be applied
    FAULT_COLUMN_UNKNOWN,     // the format has no such column, or it was chosen twice
    FAULT_IMPORT_UNDO_GONE,   // nothing that the import changed is kept any more
    FAULT_IMPORT_TAKES_AWAY,  // it would end many places in classes: whoever applies it says how many
    // settings, privacy
    FAULT_ERASURE_TEACHES, // classrooms would be without a professor
    // programs
    FAULT_TOKEN_UNKNOWN, // no token, or nobody's
    FAULT_TOKEN_EXPIRED,
    FAULT_TOKEN_REVOKED,   // by hand, or with its person's other credentials
    FAULT_TOKENS_OFF,      // the institution allows people's programs not, or not theirs
    FAULT_SCOPES_INVALID,  // none, or one that this kind of token or this role cannot have
    FAULT_TOKEN_TERM,      // outside 1 to TOKEN_DAYS_MAX days
    FAULT_TOKEN_PROTECTED, // no program reaches an administrator's account
    FAULT_FACE,            // + enum face_reason, up to FAULT_FACE_LAST
    FAULT_FACE_LAST = FAULT_FACE + FACE_REASON_COUNT - 1,
    FAULT_COUNT,
};

/* The fault that says this. */
static inline enum fault fault_of_face(enum face_reason reason)
{
    return (enum fault)((int)FAULT_FACE + (int)reason);
}

/* After these a change may have been made all the same. */
static inline bool fault_leaves_doubt(enum fault fault)
{
    return fault == FAULT_INTERNAL || fault == FAULT_IN_DOUBT;
}

/* The server's own troubles, which say nothing of what was asked. */
static inline bool fault_is_trouble(enum fault fault)
{
    return fault_leaves_doubt(fault) || fault == FAULT_BUSY || fault == FAULT_STORAGE_FULL ||
           fault == FAULT_STORAGE_FAILING;
}

/* True for the faults that are a face_reason; face_reason_code(fault - FAULT_FACE) names it. */
static inline bool fault_is_face(enum fault fault)
{
    return fault > FAULT_FACE && fault <= FAULT_FACE_LAST;
}

#endif
