/* SPDX-License-Identifier: MIT */
#include "api/gate/problem.h"

#include <jansson.h>
#include <string.h>

#include "base/str.h"
#include "http/burst.h"
#include "school/attendance/class_photo.h"
#include "school/attendance/leave.h"
#include "school/checkin/network.h"
#include "school/checkin/proof.h"
#include "school/checkin/room_code.h"
#include "school/common/limits.h"
#include "school/common/zone.h"
#include "school/faces/challenge.h"
#include "school/files/file.h"
#include "school/jobs/job.h"
#include "school/people/own_account.h"
#include "school/plan/lecture.h"
#include "school/plan/series.h"

struct problem {
    unsigned status;
    const char *code;
    const char *detail;
    const char *next;
    const char *field;
    unsigned retry_after; // seconds
};

#define BY_HAND "or ask your professor to mark you by hand."

static const struct problem problems[PROBLEM_COUNT] = {
    [FAULT_INTERNAL] = {500, "internal", "Something went wrong here.",
                        "Look whether it worked and try again if not. If it stays, tell your administrator.", NULL, 0},
    [FAULT_BUSY] = {503, "busy", "The server has too much to do right now.", "Try again in a moment.", NULL, 1},
    [FAULT_NOT_FOUND] = {404, "not_found", "There is no such thing here, or it is not yours.",
                         "Go back and choose again.", NULL, 0},
    [FAULT_NOT_ALLOWED] = {403, "not_allowed", "Your account may not do this.",
                           "Sign in with an account that may, or ask your administrator.", NULL, 0},
    [FAULT_NOT_SIGNED_IN] = {401, "not_signed_in", "You are not signed in.", "Sign in and try again.", NULL, 0},
    [FAULT_SESSION_EXPIRED] = {401, "session_expired", "Your session has ended.", "Sign in again.", NULL, 0},
    [FAULT_WRONG_CREDENTIALS] = {401, "wrong_credentials", "The e-mail address or the password is wrong.",
                                 "Check both and try again.", NULL, 0},
    [FAULT_TOO_MANY_ATTEMPTS] = {429, "too_many_attempts", "There were too many sign-in attempts.",
                                 "Wait a little and try again.", NULL, 30},
    [FAULT_TOO_MANY_TRIES] = {429, "too_many_tries", "The last checks of your face did not succeed.",
                              "Wait # seconds and try again, " BY_HAND, NULL, TRIES_WAIT_SECONDS},
    [FAULT_EMAIL_TAKEN] = {409, "email_taken", "There is an account with this e-mail address already.",
                           "Sign in instead, or use another address.", "email", 0},
    [FAULT_EMAIL_INVALID] = {422, "invalid_field", "This is no e-mail address.", "Write it like name@example.org.",
                             "email", 0},
    [FAULT_NAME_INVALID] = {422, "invalid_field", "This name cannot be used.", "Write 1 to # characters.", "name", 0},
    [FAULT_PASSWORD_TOO_SHORT] =
        {422, "password_too_short", "The password is too short.",
         "Students need # characters, professors and administrators #. A few words in a row are fine.", "password", 0},
    [FAULT_PASSWORD_TOO_LONG] = {422, "password_too_long", "The password is longer than # bytes.",
                                 "Choose a shorter one.", "password", 0},
    [FAULT_PASSWORD_TOO_COMMON] = {422, "password_too_common", "Many people use this password, so it is guessed first.",
                                   "Choose another one. A few words in a row are fine.", "password", 0},
    [FAULT_INVITATION_UNKNOWN] = {404, "invitation_unknown", "This invitation is unknown, used or too old.",
                                  "Ask your administrator for a new one.", NULL, 0},
    [FAULT_JOIN_CODE_UNKNOWN] = {404, "join_code_unknown", "No classroom has this code.",
                                 "Check the code, or ask your professor for the current one.", "code", 0},
    [FAULT_TIMEZONE_UNKNOWN] = {422, "invalid_field", "This time zone is unknown.",
                                "Use a name such as Europe/Berlin or UTC.", "timezone", 0},
    [FAULT_ENDS_BEFORE_START] = {422, "ends_before_start", "The lecture ends before it starts.",
                                 "Set an end that is later than the start.", "ends_at", 0},
    [FAULT_LECTURE_TOO_LONG] = {422, "invalid_field", "The lecture is too long.",
                                "Set an end within # hours of the start.", "ends_at", 0},
    [FAULT_WINDOW_OPEN] = {409, "window_open", "The attendance window is open already.",
                           "Extend it, or close it first.", NULL, 0},
    [FAULT_WINDOW_NOT_OPEN] = {409, "window_not_open", "The attendance window is not open yet.",
                               "Wait until your professor opens it.", NULL, 0},
    [FAULT_WINDOW_CLOSED] = {409, "window_closed", "The attendance window is closed.",
                             "Ask your professor to mark you by hand.", NULL, 0},
    [FAULT_WINDOW_TOO_LONG] = {422, "invalid_field", "The attendance window would be open for too long.",
                               "Choose fewer minutes.", "minutes", 0},
    [FAULT_LECTURE_CANCELLED] = {409, "lecture_cancelled", "This lecture was cancelled.", "Choose another lecture.",
                                 NULL, 0},
    [FAULT_ALREADY_MARKED] = {409, "already_marked", "Your attendance is marked already.",
                              "There is nothing left to do.", NULL, 0},
    [FAULT_STATUS_UNKNOWN] = {422, "invalid_field", "This status is not offered in the classroom.",
                              "Use P, L, E, A or the code of one of its own.", "status", 0},
    [FAULT_CONSENT_NEEDED] = {409, "consent_needed", "You have not agreed to the face check.",
                              "Read the consent and agree, " BY_HAND, NULL, 0},
    [FAULT_CONSENT_OUTDATED] = {409, "consent_outdated", "The consent text has changed since you read it.",
                                "Read it again.", "version", 0},
    [FAULT_FACE_NOT_ENROLLED] = {409, "face_not_enrolled", "Your face is not set up yet.", "Set it up now, " BY_HAND,
                                 NULL, 0},
    [FAULT_FACE_OUTDATED] = {409, "face_outdated",
                             "Your face must be set up again: the way faces are compared has changed.",
                             "Set it up now, " BY_HAND, NULL, 0},
    [FAULT_CHALLENGE_UNKNOWN] = {409, "challenge_unknown", "This check was used already or does not belong to you.",
                                 "Start the check again.", NULL, 0},
    [FAULT_CHALLENGE_EXPIRED] = {409, "challenge_expired", "This check took too long.", "Start the check again.", NULL,
                                 0},
    [FAULT_CHALLENGE_ACTIVE] = {409, "challenge_active", "This classroom asks you to turn your head during the check.",
                                "Start the check again and follow the page, " BY_HAND, NULL, 0},
    [FAULT_POLICY_UNKNOWN] = {422, "invalid_field", "This kind of check is unknown.",
                              "Use passive, active or active_colour.", "policy", 0},
    [FAULT_IDEMPOTENCY_MISMATCH] = {409, "idempotency_mismatch", "This Idempotency-Key was used for another request.",
                                    "Use a new key for a new request.", NULL, 0},
    [FAULT_TEXT_INVALID] = {422, "invalid_field",
                            "A text is empty, too long, or holds characters that cannot be shown.",
                            "Correct the field and send it again.", NULL, 0},
    [FAULT_MINUTES_INVALID] = {422, "invalid_field", "The number of minutes is outside what is allowed.",
                               "Choose another number.", "minutes", 0},
    [FAULT_TIME_INVALID] = {422, "invalid_field", "The time is before # or after #.", "Correct the date.", "starts_at",
                            0},
    [FAULT_ROLE_UNKNOWN] = {422, "invalid_field", "This role is unknown.", "Use administrator, professor or student.",
                            "role", 0},
    [FAULT_CLASSROOM_FULL] = {409, "classroom_full", "This classroom is full.", "Ask your professor.", NULL, 0},
    [FAULT_TOO_MANY_THINGS] = {409, "too_many_things", "There are as many of these already as may be.",
                               "Use one that is there, or ask your administrator.", NULL, 0},
    [FAULT_CLASSROOM_ARCHIVED] = {409, "classroom_archived", "This classroom is archived: it can be read only.",
                                  "Choose another classroom.", NULL, 0},
    [FAULT_CODE_NEEDED] = {409, "code_needed", "This check also needs the code that your professor shows.",
                           "Type the # digits and try again, " BY_HAND, NULL, 0},
    [FAULT_CODE_WRONG] = {422, "code_wrong", "This is not the room's code, or it has changed since.",
                          "Read the code again and try again, " BY_HAND, NULL, 0},
    [FAULT_IDENTIFICATION_OFF] = {409, "identification_off", "Finding students in a photo is turned off.",
                                  "Ask an administrator to turn it on, or mark by hand.", NULL, 0},
    [FAULT_STEP_UP_NEEDED] = {403, "step_up_needed", "This needs fresh proof that it is you.",
                              "Type the code of your authenticator app; without one, your password.", NULL, 0},
    [FAULT_CHANGED_MEANWHILE] = {412, "changed_meanwhile", "Somebody else has changed this since you read it.",
                                 "Read it again, and make your change once more.", NULL, 0},
    [FAULT_SETTING_INVALID] = {422, "invalid_field", "There is no such setting, or it does not take this value.",
                               "Choose a value within the range that the list of settings names.", "value", 0},
    // people: accounts, second factor, passwords
    [FAULT_REGISTRATION_CLOSED] = {403, "registration_closed", "Accounts are made by invitation here.",
                                   "Ask your institution for an invitation link and open it.", NULL, 0},
    [FAULT_REGISTRATION_DOMAIN] = {403, "registration_domain",
                                   "An account here needs an e-mail address of the institution, shown by a link that "
                                   "is sent there.",
                                   "Have a link sent to the address that your institution gave you, or ask it for an "
                                   "invitation.",
                                   "email", 0},
    [FAULT_PASSWORD_WRONG] = {422, "password_wrong", "This is not your password.", "Check it and try again.",
                              "password", 0},
    [FAULT_LINK_UNKNOWN] = {404, "link_unknown", "This link is unknown, used or too old.",
                            "Ask for a new one: a link works once, within # minutes.", NULL, 0},
    [FAULT_SECOND_FACTOR_NEEDED] = {401, "second_factor_needed", "Your password is right; now your second factor.",
                                    "Type the code of your authenticator app, or one of your recovery codes.", "code",
                                    0},
    [FAULT_SECOND_FACTOR_WRONG] = {422, "second_factor_wrong",
                                   "This code is wrong, used, or no longer the current one.",
                                   "Wait for the next code and type that. Check that your phone's clock is right.",
                                   "code", 0},
    [FAULT_SECOND_FACTOR_PRESENT] = {409, "second_factor_present", "You have a second factor already.",
                                     "Remove it first if you want another one.", NULL, 0},
    [FAULT_SECOND_FACTOR_ABSENT] = {409, "second_factor_absent", "There is no second factor.",
                                    "Set one up in your account, with an authenticator app.", NULL, 0},
    [FAULT_LAST_ADMINISTRATOR] = {409, "last_administrator", "This is the last administrator.",
                                  "Make somebody else an administrator first.", NULL, 0},
    [FAULT_NOT_ONESELF] = {409, "not_oneself", "You cannot do this to your own account.", "Ask another administrator.",
                           NULL, 0},
    [FAULT_ROLE_IN_USE] = {409, "role_in_use", "The roles do not fit: classrooms of this person need a professor.",
                           "Archive those classrooms, or give both accounts the same role first.", "role", 0},
    [FAULT_EXTERNAL_ID_TAKEN] = {409, "external_id_taken", "Another account has this external id.",
                                 "Check it, or merge the two accounts.", "external_id", 0},
    [FAULT_ACCOUNT_DISABLED] = {409, "account_disabled", "This account is deactivated.", "Reactivate it first.", NULL,
                                0},
    [FAULT_ACCOUNT_MERGED] = {409, "account_merged", "Another account has taken this one over.",
                              "Use the other account.", NULL, 0},
    // classrooms, lectures, calendar
    [FAULT_JOIN_CLOSED] = {409, "join_closed", "This join code no longer lets anybody in.",
                           "Ask your professor for a new one.", NULL, 0},
    [FAULT_JOIN_WAITING] = {409, "join_waiting", "You have asked to join. The classroom's staff lets you in.",
                            "Wait until you are told, or ask your professor.", NULL, 0},
    [FAULT_JOIN_REFUSED] = {409, "join_refused", "Your request to join this classroom was refused.",
                            "Talk to your professor: the classroom's staff can still let you in.", NULL, 0},
    [FAULT_ACCOUNT_UNKNOWN] = {404, "account_unknown", "Nobody here has this e-mail address.",
                               "Check the address, or invite the person first.", "email", 0},
    [FAULT_ALREADY_STAFF] = {409, "already_staff", "This person teaches or assists in this classroom.",
                             "Change the part instead, or remove the person from the staff first.", NULL, 0},
    [FAULT_ALREADY_STUDENT] = {409, "already_student", "This person is a student of this classroom.",
                               "Remove the student first, or choose somebody else.", NULL, 0},
    [FAULT_PART_NOT_POSSIBLE] =
        {409, "part_not_possible", "This account cannot have that part in a classroom.",
         "Co-teachers are professors, assistants professors or students, and students students.", NULL, 0},
    [FAULT_OWNER_STAYS] = {409, "owner_stays", "The classroom's professor cannot be changed or removed like this.",
                           "Hand the classroom over to a co-teacher first.", NULL, 0},
    [FAULT_CHOICE_UNKNOWN] = {422, "choice_unknown", "That is none of the words allowed here.",
                              "Choose one of those in the documentation.", NULL, 0},
    [FAULT_NUMBER_INVALID] = {422, "number_invalid", "A number is outside its range.", "Choose another.", NULL, 0},
    [FAULT_STATUS_SET_INVALID] = {422, "status_set_invalid", "These statuses do not make a set.",
                                  "Give P, L, E and A and the classroom's own once each, every one with a letter"
                                  " that no other has, retired ones too.",
                                  "statuses", 0},
    [FAULT_STATUSES_TOO_MANY] = {422, "statuses_too_many", "A classroom has at most # statuses of its own.",
                                 "Change one that it no longer offers, and offer that again.", "statuses", 0},
    [FAULT_LECTURE_NOT_CANCELLED] = {409, "lecture_not_cancelled", "This lecture is not cancelled.", "Load it again.",
                                     NULL, 0},
    [FAULT_REASON_NEEDED] = {422, "reason_needed", "Opening this window again needs a reason.",
                             "Say why; it is kept in the audit log.", "reason", 0},
    [FAULT_DATE_INVALID] = {422, "date_invalid", "There is no such day.", "Write it as 2026-11-23, between # and #.",
                            NULL, 0},
    [FAULT_SERIES_EMPTY] = {422, "series_empty", "These dates hold no lecture.",
                            "Look at the weekdays, the first and last date, the exceptions and the holidays.", NULL, 0},
    [FAULT_SERIES_TOO_LONG] = {422, "series_too_long", "That would be more than # lectures or # days.",
                               "Choose an earlier last date.", "last_date", 0},
    [FAULT_NO_SERIES] = {409, "no_series", "This lecture belongs to no series.", "Change it alone.", NULL, 0},
    // marks, proofs, requests
    [FAULT_CODE_CHECK_IN_OFF] = {409, "code_check_in_off", "This classroom takes no check-in by code alone.",
                                 "Check in with your face, " BY_HAND, NULL, 0},
    [FAULT_NETWORK_OTHER] = {409, "network_other", "You are not in the network of this classroom.",
                             "Connect to the campus network and try again, " BY_HAND, NULL, 0},
    [FAULT_POSITION_NEEDED] = {409, "position_needed", "This classroom asks where your phone is.",
                               "Allow the page to use your position and try again, " BY_HAND, NULL, 0},
    [FAULT_POSITION_INVALID] = {422, "invalid_field", "The position is no geo URI.",
                                "Send it like geo:52.52,13.405;u=20.", "position", 0},
    [FAULT_OUTSIDE] = {409, "outside", "Your phone says that it is not where this classroom is.",
                       "Wait until it has found its position and try again, " BY_HAND, NULL, 0},
    [FAULT_DEVICE_SHARED] = {409, "device_shared", "Another student was marked with this device a little while ago.",
                             "Use your own device, " BY_HAND, NULL, 0},
    [FAULT_DEVICE_NEW] = {409, "device_new", "This device is new: it counts as yours after # hours.",
                          "Use the device that you had before, " BY_HAND, NULL, 0},
    [FAULT_NETWORKS_INVALID] = {422, "invalid_field", "These are no network ranges, or more than #.",
                                "Write them like 10.1.0.0/16, 2001:db8::/32.", "networks", 0},
    [FAULT_PLACE_INVALID] = {422, "invalid_field", "The place is no geo URI.", "Write it like geo:52.52,13.405.",
                             "place", 0},
    [FAULT_RADIUS_INVALID] = {422, "invalid_field", "The radius is outside what is allowed.", "Choose # to # metres.",
                              "radius_m", 0},
    [FAULT_RULE_UNKNOWN] = {422, "invalid_field", "This rule is unknown.", "Use off, flag or refuse.", "device_rule",
                            0},
    [FAULT_NOTE_NEEDED] = {422, "note_needed", "A mark outside the lecture's time needs a reason.",
                           "Write a note and send it again.", "note", 0},
    [FAULT_GROUP_EXISTS] = {409, "group_exists", "The classroom has, or had, a group of this name.",
                            "Choose another name.", "name", 0},
    [FAULT_GROUP_UNKNOWN] = {422, "group_unknown", "This is none of the classroom's groups, or it has ended.",
                             "Reload the page and choose from the groups that are there, each once.", "groups", 0},
    [FAULT_GROUP_ENDED] = {409, "group_ended", "This group has ended.", "Choose another group, or make a new one.",
                           NULL, 0},
    [FAULT_GROUP_IN_USE] = {409, "group_in_use", "Lectures to come are for this group.",
                            "Cancel them or choose other groups for them first.", NULL, 0},
    [FAULT_NOT_YOUR_GROUP] = {403, "not_your_group", "This lecture is for another group of your class.",
                              "Were you there all the same, ask your professor to mark you.", NULL, 0},
    [FAULT_CHANGE_UNKNOWN] = {404, "change_unknown", "There is no such change in this lecture, or it is too long ago.",
                              "Put the marks right by hand.", NULL, 0},
    [FAULT_NOT_OVER] = {409, "not_over", "This lecture can still be marked.",
                        "Close its window, or wait for its end, and say it again.", NULL, 0},
    [FAULT_FINAL_TOLD] = {409, "final_told", "Somebody has already been told because these marks are final.",
                          "Correct a mark by hand: its student is told that it was a correction.", NULL, 0},
    [FAULT_FINAL_PASSED] = {409, "final_passed",
                            "Nobody said that these marks are final, or the time for corrections "
                            "is over.",
                            "Correct a mark by hand: its student is told.", NULL, 0},
    [FAULT_REQUEST_ANSWERED] = {409, "request_answered", "This request was answered or withdrawn already.",
                                "Read it again. Ask anew if something has changed.", NULL, 0},
    [FAULT_REQUEST_INVALID] = {422, "invalid_field",
                               "This is about one of your own lectures or classrooms, and you have joined none such.",
                               "Choose one that you have joined.", "lecture", 0},
    [FAULT_RANGE_INVALID] = {422, "invalid_field",
                             "The time ends before it starts, is longer than # days, or lies too far off.",
                             "Correct the dates. What is over can be asked for only where the kind of leave says so.",
                             "until", 0},
    [FAULT_LEAVE_KIND_UNKNOWN] = {422, "leave_kind_unknown", "There is no such kind of leave, or none was chosen.",
                                  "Choose one of the kinds that are offered.", "kind", 0},
    [FAULT_EVIDENCE_NEEDED] = {422, "evidence_needed", "This kind of leave needs evidence.",
                               "Add a photo or a file of it.", "evidence", 0},
    [FAULT_EVIDENCE_UNWANTED] = {422, "evidence_unwanted", "This kind of leave takes no evidence.",
                                 "Leave the files out.", "evidence", 0},
    // board, attachments
    [FAULT_FILE_EMPTY] = {422, "file_empty", "The file is empty.", "Choose another file.", NULL, 0},
    [FAULT_FILE_TOO_LARGE] = {413, "file_too_large", "The file is larger than # MiB.",
                              "Make it smaller, or share a link to it.", NULL, 0},
    [FAULT_FILE_KIND] = {422, "file_kind", "Files of this kind are not taken.",
                         "Send a document, a picture, sound, film, an archive or plain text.", NULL, 0},
    [FAULT_FILE_UNKNOWN] = {422, "file_unknown", "One of the files is not there any more, or belongs elsewhere.",
                            "Add the file again.", "files", 0},
    [FAULT_POINTS_INVALID] = {422, "invalid_field", "The points are outside what this assessment gives.",
                              "Use a number from 0 to its most, with up to two decimals.", "points", 0},
    [FAULT_NO_ASSESSMENT] = {409, "no_assessment", "Nothing is handed in for this.", "Choose an assessment.", NULL, 0},
    [FAULT_ALREADY_GRADED] = {409, "already_graded", "Your work has been graded already.",
                              "Ask your professor when it should be looked at again.", NULL, 0},
    // notifications, mail
    // imports, exports, jobs
    [FAULT_JOB_ENDED] = {409, "job_ended", "This job has ended already.", "Look at its result.", NULL, 0},
    [FAULT_JOB_FILE_TOO_LARGE] = {413, "job_file_too_large", "The file is larger than # MiB.",
                                  "Divide it into several files.", NULL, 0},
    [FAULT_IMPORT_EMPTY] = {422, "import_empty", "No file came.", "Choose a file that is not empty.", NULL, 0},
    [FAULT_IMPORT_NOT_READY] = {409, "import_not_ready", "Only a dry run that is done can be applied.",
                                "Wait for it, or start it again.", NULL, 0},
    // settings, privacy
    [FAULT_ERASURE_TEACHES] = {409, "erasure_teaches", "This person still has classrooms.",
                               "Archive them or give them to another professor first.", NULL, 0},
    [PROBLEM_BAD_REQUEST] = {400, "bad_request", "The request is not well formed.",
                             "Check the address and the headers.", NULL, 0},
    [PROBLEM_BAD_JSON] = {400, "bad_json", "The body is not well-formed JSON.", "Send one JSON object in UTF-8.", NULL,
                          0},
    [PROBLEM_INVALID_FIELD] = {422, "invalid_field", "A field is not as it must be.",
                               "Correct the field and send it again.", NULL, 0},
    [PROBLEM_BAD_BURST] =
        {400, "bad_burst", "The frames could not be told apart.",
         "Send 1 to # frames, each as a 4-byte big-endian length and that many bytes, at most # MiB each.", NULL, 0},
    [PROBLEM_BAD_PHOTOS] =
        {400, "bad_photos", "The photos could not be told apart.",
         "Send 1 to # photos, each as a 4-byte big-endian length and that many bytes, at most # MiB each.", NULL, 0},
    [PROBLEM_PHOTO_TOO_LARGE] = {422, "photo_too_large", "A photo has too many pixels.",
                                 "Send photos of at most # megapixels, # when they are progressive JPEGs.", NULL, 0},
    [PROBLEM_CSRF_FAILED] = {403, "csrf_failed", "This request did not come from this site's own page.",
                             "Reload the page and try again.", NULL, 0},
    [PROBLEM_METHOD_NOT_ALLOWED] = {405, "method_not_allowed", "This address does not take this method.",
                                    "The Allow header lists those it takes.", NULL, 0},
    [PROBLEM_TIMEOUT] = {408, "timeout", "The request took too long to arrive.", "Check the connection and try again.",
                         NULL, 0},
    [PROBLEM_LENGTH_REQUIRED] = {411, "length_required", "The request does not say how long its body is.",
                                 "Send a Content-Length header.", NULL, 0},
    [PROBLEM_BODY_TOO_LARGE] =
        {413, "body_too_large", "The body is too large for this address.",
         "Send less: # KiB of JSON (# MiB with a list), # MiB of frames, # MiB of a file, or # MiB of class photos.",
         NULL, 0},
    [PROBLEM_TARGET_TOO_LONG] = {414, "target_too_long", "The address is too long.", "Send a shorter one.", NULL, 0},
    [PROBLEM_WRONG_CONTENT_TYPE] = {415, "wrong_content_type", "The Content-Type is not what this address takes.",
                                    "Send application/json, or application/octet-stream for frames.", NULL, 0},
    [PROBLEM_HEADERS_TOO_LARGE] = {431, "headers_too_large", "The request's headers are too large.",
                                   "Clear this site's cookies and try again.", NULL, 0},
    [PROBLEM_TOO_MANY_REQUESTS] = {429, "too_many_requests", "There were too many requests in a short time.",
                                   "Wait as long as Retry-After says, then go on more slowly.", NULL, 1},
    [PROBLEM_UNKNOWN_PARAMETER] = {400, "unknown_parameter", "The address has a parameter that is not known here.",
                                   "Correct its name, or leave it out.", NULL, 0},
    [PROBLEM_REPEATED_PARAMETER] = {400, "repeated_parameter", "The address has a parameter twice.",
                                    "Leave one of the two out.", NULL, 0},
};

/* What a face is refused for. */
static const struct problem face_problems[FACE_REASON_COUNT] = {
    [FACE_BAD_IMAGE] = {422, "bad_image", "A picture could not be read.",
                        "Send JPEG, PNG or WebP pictures from the camera.", NULL, 0},
    [FACE_IMAGE_TOO_LARGE] = {422, "image_too_large", "A picture is too large.",
                              "Send pictures of at most # MiB and ordinary camera size.", NULL, 0},
    [FACE_NO_FACE] = {422, "no_face", "No face was found.", "Hold the phone before your face and try again, " BY_HAND,
                      NULL, 0},
    [FACE_SEVERAL_FACES] = {422, "several_faces", "There is more than one face in the picture.",
                            "Make sure only you are in view and try again, " BY_HAND, NULL, 0},
    [FACE_TOO_SMALL] = {422, "too_small", "Your face is too far away.", "Move closer and try again, " BY_HAND, NULL, 0},
    [FACE_CUT_OFF] = {422, "cut_off", "Part of your face is outside the picture.",
                      "Bring your whole face into the frame and try again, " BY_HAND, NULL, 0},
    [FACE_TOO_DARK] = {422, "too_dark", "It is too dark.", "Face a window or a lamp and try again, " BY_HAND, NULL, 0},
    [FACE_TOO_BRIGHT] = {422, "too_bright", "It is too bright.", "Turn away from the light and try again, " BY_HAND,
                         NULL, 0},
    [FACE_BLURRED] = {422, "blurred", "The picture is blurred.", "Hold still, wipe the lens and try again, " BY_HAND,
                      NULL, 0},
    [FACE_TURNED_AWAY] = {422, "turned_away", "Your face is turned away.",
                          "Look straight at the camera and try again, " BY_HAND, NULL, 0},
    [FACE_TOO_FEW_FRAMES] = {422, "too_few_frames", "Too few of the pictures could be used.",
                             "Hold still in good light and try again, " BY_HAND, NULL, 0},
    [FACE_REPEATED_FRAMES] = {422, "repeated_frames", "The same picture came twice, so it is no live camera.",
                              "Use the camera and try again, " BY_HAND, NULL, 0},
    [FACE_FRAMES_DISAGREE] = {422, "frames_disagree", "The pictures do not show the same person.",
                              "Make sure only you are in view and try again, " BY_HAND, NULL, 0},
    [FACE_NO_MATCH] = {422, "no_match", "Your face does not match the one that was set up for this account.",
                       "Try again in better light, " BY_HAND, NULL, 0},
    [FACE_OTHER_MODEL] = {422, "other_model", "Your face must be set up again: the way faces are compared has changed.",
                          "Set it up now, " BY_HAND, NULL, 0},
    [FACE_WRONG_POSE] = {422, "wrong_pose", "Your head was not turned as asked.",
                         "Turn it a little further and try again, " BY_HAND, NULL, 0},
    [FACE_FLAT] = {422, "flat_face", "The camera saw a picture of a face, not a head that turns.",
                   "Hold the phone still, turn only your head and start again, " BY_HAND, NULL, 0},
    [FACE_NOT_LIVE] = {422, "not_live", "The pictures do not look like a person before the camera.",
                       "Go where the light is even, without reflections, and start again, " BY_HAND, NULL, 0},
    [FACE_COLOUR_MISSING] = {422, "colour_missing", "Your face did not reflect the screen's colours.",
                             "Make the screen brighter, leave the sun and start again, " BY_HAND, NULL, 0},
    [FACE_BAD_TIMING] = {422, "bad_timing", "The pictures came too early or too late.",
                         "Start again and follow the page step by step, " BY_HAND, NULL, 0},
    [FACE_BACKLIT] = {422, "backlit", "The light is behind you, so your face is dark.",
                      "Turn round, so that the window or lamp is before you, and try again, " BY_HAND, NULL, 0},
    [FACE_BURNT] = {422, "burnt", "Strong light washes your face out.",
                    "Leave the direct light and try again, " BY_HAND, NULL, 0},
    [FACE_TILTED] = {422, "tilted", "Your head leans to one side.",
                     "Hold your head and the phone upright and try again, " BY_HAND, NULL, 0},
    [FACE_COVERED] = {422, "covered", "Part of your face seems to be covered.",
                      "Take off dark glasses or a mask if you can and try again, " BY_HAND, NULL, 0},
    [FACE_UNCLEAR] = {422, "unclear", "Your face could not be made out well enough.",
                      "Look at the camera with a calm face, in even light, and try again, " BY_HAND, NULL, 0},
    [FACE_FAULT] = {500, "internal", "The face check failed here. It was not your doing.", "Try again, " BY_HAND, NULL,
                    0},
};

enum { NUMBERS_MAX = 5 };

/* What each '#' of a problem's two sentences stands for, in their order. */
static const unsigned numbers[PROBLEM_COUNT][NUMBERS_MAX] = {
    [FAULT_TOO_MANY_TRIES] = {TRIES_WAIT_SECONDS},
    [FAULT_NAME_INVALID] = {ACCOUNT_NAME_MAX},
    [FAULT_PASSWORD_TOO_SHORT] = {PASSWORD_LENGTH_MIN, PASSWORD_ALONE_MIN},
    [FAULT_PASSWORD_TOO_LONG] = {PASSWORD_BYTES_MAX},
    [FAULT_LECTURE_TOO_LONG] = {LECTURE_HOURS_MAX},
    [FAULT_TIME_INVALID] = {ZONE_YEAR_MIN, ZONE_YEAR_MAX},
    [FAULT_CODE_NEEDED] = {ROOM_CODE_SIZE - 1},
    [FAULT_LINK_UNKNOWN] = {ACCOUNT_LINK_MINUTES},
    [FAULT_DATE_INVALID] = {ZONE_YEAR_MIN, ZONE_YEAR_MAX},
    [FAULT_SERIES_TOO_LONG] = {SERIES_LECTURES_MAX, SERIES_DAYS_MAX},
    [FAULT_STATUSES_TOO_MANY] = {MARK_OWN_MAX},
    [FAULT_DEVICE_NEW] = {DEVICE_NEW_HOURS},
    [FAULT_NETWORKS_INVALID] = {NETWORK_LIST_MAX},
    [FAULT_RADIUS_INVALID] = {PROOF_RADIUS_MIN, PROOF_RADIUS_MAX},
    [FAULT_RANGE_INVALID] = {LEAVE_DAYS_MAX},
    [FAULT_FILE_TOO_LARGE] = {FILE_BYTES_MAX >> 20},
    [FAULT_JOB_FILE_TOO_LARGE] = {JOB_FILE_MAX >> 20},
    [PROBLEM_BAD_BURST] = {FACE_FRAMES_MAX, BURST_FRAME_MAX >> 20},
    [PROBLEM_BAD_PHOTOS] = {CLASS_PHOTO_MAX, CLASS_PHOTO_BYTES_MAX >> 20},
    [PROBLEM_PHOTO_TOO_LARGE] = {CLASS_PHOTO_MEGAPIXELS_MAX, CLASS_PHOTO_PROGRESSIVE_MEGAPIXELS_MAX},
    [PROBLEM_BODY_TOO_LARGE] = {JSON_BODY_MAX >> 10, LIST_BODY_MAX >> 20, BURST_BODY_MAX >> 20, FILE_BODY_MAX >> 20,
                                PHOTO_BODY_MAX >> 20},
    [FAULT_FACE + FACE_IMAGE_TOO_LARGE] = {FACE_FRAME_BYTES_MAX >> 20},
};

static const char *status_title(unsigned status)
{
    static const struct {
        unsigned status;
        const char *title;
    } titles[] = {
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {411, "Length Required"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {503, "Service Unavailable"},
    };
    for (size_t i = 0; i < ARRAY_LENGTH(titles); i++)
        if (titles[i].status == status)
            return titles[i].title;
    return "Internal Server Error";
}

/* The row of a problem below PROBLEM_COUNT, NULL when the tables have none. */
static const struct problem *find_row(unsigned problem)
{
    bool is_face = fault_is_face((enum fault)problem);
    const struct problem *row = is_face ? &face_problems[problem - FAULT_FACE] : &problems[problem];
    return row->code ? row : NULL;
}

static const struct problem *look_up(unsigned problem)
{
    const struct problem *row = problem < PROBLEM_COUNT ? find_row(problem) : NULL;
    return row ? row : &problems[FAULT_INTERNAL];
}

const char *problem_code(unsigned problem)
{
    return look_up(problem)->code;
}

unsigned problem_status(unsigned problem)
{
    return look_up(problem)->status;
}

unsigned problem_find(const char *code)
{
    for (unsigned i = FAULT_NONE + 1; i < PROBLEM_COUNT; i++) {
        const struct problem *row = find_row(i);
        if (row && strcmp(row->code, code) == 0)
            return i;
    }
    return PROBLEM_BAD_REQUEST;
}

/* A sentence of the tables with its numbers, which are taken from *at on. NULL when memory ran out. */
static const char *sentence_of(struct arena *arena, const char *sentence, const unsigned **at)
{
    const char *text = strchr(sentence, '#') ? arena_fill(arena, sentence, *at) : sentence;
    for (; *sentence; sentence++)
        *at += *sentence == '#';
    return text;
}

/* The document as text in the message's arena, NULL when memory ran out. */
static char *problem_text(struct message *message, unsigned number, const struct problem_more *more)
{
    const struct problem *problem = look_up(number);
    const unsigned *at = numbers[number < PROBLEM_COUNT ? number : FAULT_INTERNAL];
    const char *detail = sentence_of(&message->arena, problem->detail, &at);
    const char *next = sentence_of(&message->arena, problem->next, &at);
    const char *field = more->field ? more->field : problem->field;
    json_t *document = json_pack("{ss ss si ss ss ss}", "type", "about:blank", "title", status_title(problem->status),
                                 "status", (int)problem->status, "code", problem->code, "detail",
                                 more->detail ? more->detail : detail, "next", next);
    if (!document)
        return NULL;
    if (field)
        json_object_set_new(document, "field", json_string(field));
    if (more->frame_count > 0) {
        json_t *frames = json_array();
        for (size_t i = 0; i < more->frame_count; i++)
            json_array_append_new(frames, json_string(more->frames[i]));
        json_object_set_new(document, "frames", frames);
    }
    size_t size = json_dumpb(document, NULL, 0, JSON_COMPACT);
    char *text = arena_calloc(&message->arena, 1, size + 1);
    bool whole = size > 0 && text != NULL && json_dumpb(document, text, size, JSON_COMPACT) == size;
    json_decref(document);
    return whole ? text : NULL;
}

/* The server has set it already on what it refuses itself. */
static bool has_header(const struct message *message, const char *name)
{
    for (size_t i = 0; i < message->header_count; i++)
        if (strcmp(message->headers[i].name, name) == 0)
            return true;
    return false;
}

void problem_reply(struct message *message, unsigned problem, const struct problem_more *more)
{
    static const struct problem_more nothing;
    static const char fallback[] =
        "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,\"code\":"
        "\"internal\",\"detail\":\"Something went wrong here.\",\"next\":\"Try again.\"}";
    const struct problem *row = look_up(problem);
    if (!more)
        more = &nothing;

    unsigned seconds = more->retry_after > 0 ? more->retry_after : row->retry_after;
    char *retry =
        seconds > 0 && !has_header(message, "Retry-After") ? arena_printf(&message->arena, "%u", seconds) : NULL;
    if (retry)
        message_add_header(message, "Retry-After", retry);
    if (row->status == 401)
        message_add_header(message, "WWW-Authenticate", "Bearer");
    const char *text = problem_text(message, problem, more);
    if (text)
        message_reply(message, row->status, "application/problem+json", text, strlen(text));
    else
        message_reply(message, 500, "application/problem+json", fallback, sizeof(fallback) - 1);
}
