/* SPDX-License-Identifier: MIT */
#include "school/common/audit.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* In the order of strcmp. Their words for people: web/src/core/text/en/audit.en.ts and so on. */
static const struct action {
    const char *word;
    enum audit_group group;
} actions[] = {
    {"absent_at_close", AUDIT_MARKS},
    {"account_edited", AUDIT_ACCOUNTS},
    {"accounts_merged", AUDIT_ACCOUNTS},
    {"address_given_up", AUDIT_ACCOUNTS},
    {"adviser_assigned", AUDIT_ACCOUNTS},
    {"attempts_throttled", AUDIT_SIGNING_IN},
    {"audit_keyed", AUDIT_SYSTEM},
    {"board_added", AUDIT_BOARD},
    {"board_changed", AUDIT_BOARD},
    {"board_deleted", AUDIT_BOARD},
    {"calendar_link_made", AUDIT_ACCOUNTS},
    {"calendar_link_removed", AUDIT_ACCOUNTS},
    {"class_photo_read", AUDIT_FACES},
    {"classroom_changed", AUDIT_CLASSES},
    {"classroom_copied", AUDIT_CLASSES},
    {"classroom_handed_over", AUDIT_CLASSES},
    {"classroom_import_undone", AUDIT_CLASSES},
    {"classroom_imported", AUDIT_CLASSES},
    {"classroom_made", AUDIT_CLASSES},
    {"consent_given", AUDIT_FACES},
    {"consent_withdrawn", AUDIT_FACES},
    {"demo_filled", AUDIT_SYSTEM},
    {"device_known", AUDIT_MARKS},
    {"device_removed", AUDIT_ACCOUNTS},
    {"device_trusted", AUDIT_ACCOUNTS},
    {"devices_ended", AUDIT_ACCOUNTS},
    {"email_change_asked", AUDIT_ACCOUNTS},
    {"email_changed", AUDIT_ACCOUNTS},
    {"email_proven", AUDIT_ACCOUNTS},
    {"enrollment_ended", AUDIT_CLASSES},
    {"enrollment_imported", AUDIT_CLASSES},
    {"erasure_asked", AUDIT_PRIVACY},
    {"erasure_refused", AUDIT_PRIVACY},
    {"erasure_taken_back", AUDIT_PRIVACY},
    {"face_calibrated", AUDIT_FACES},
    {"face_deleted", AUDIT_FACES},
    {"face_enrolled", AUDIT_FACES},
    {"face_flagged", AUDIT_FACES},
    {"face_renewed", AUDIT_FACES},
    {"face_threshold_chosen", AUDIT_FACES},
    {"face_threshold_reset", AUDIT_FACES},
    {"flag_resolved", AUDIT_FACES},
    {"group_created", AUDIT_CLASSES},
    {"group_deleted", AUDIT_CLASSES},
    {"group_ended", AUDIT_CLASSES},
    {"group_renamed", AUDIT_CLASSES},
    {"group_student_removed", AUDIT_CLASSES},
    {"group_students_put", AUDIT_CLASSES},
    {"group_students_split", AUDIT_CLASSES},
    {"hand_in_graded", AUDIT_BOARD},
    {"holiday_lectures_cancelled", AUDIT_LECTURES},
    {"holiday_lectures_restored", AUDIT_LECTURES},
    {"holiday_removed", AUDIT_LECTURES},
    {"holiday_set", AUDIT_LECTURES},
    {"holiday_taught", AUDIT_LECTURES},
    {"invitation_created", AUDIT_ACCOUNTS},
    {"invitation_used", AUDIT_ACCOUNTS},
    {"invitation_withdrawn", AUDIT_ACCOUNTS},
    {"job_cancelled", AUDIT_SYSTEM},
    {"job_created", AUDIT_SYSTEM},
    {"join_accepted", AUDIT_CLASSES},
    {"join_code_rotated", AUDIT_CLASSES},
    {"join_refused", AUDIT_CLASSES},
    {"kiosk_changed", AUDIT_SYSTEM},
    {"kiosk_code_made", AUDIT_SYSTEM},
    {"kiosk_enrolled", AUDIT_SYSTEM},
    {"kiosk_lent", AUDIT_LECTURES},
    {"kiosk_made", AUDIT_SYSTEM},
    {"kiosk_moved", AUDIT_SYSTEM},
    {"kiosk_network_taken", AUDIT_SYSTEM},
    {"kiosk_pin_removed", AUDIT_ACCOUNTS},
    {"kiosk_pin_set", AUDIT_ACCOUNTS},
    {"kiosk_revoked", AUDIT_SYSTEM},
    {"leave_accepted", AUDIT_REQUESTS},
    {"leave_asked", AUDIT_REQUESTS},
    {"leave_evidence_read", AUDIT_REQUESTS},
    {"leave_kind_changed", AUDIT_REQUESTS},
    {"leave_kind_made", AUDIT_REQUESTS},
    {"leave_refused", AUDIT_REQUESTS},
    {"leave_reopened", AUDIT_REQUESTS},
    {"leave_withdrawn", AUDIT_REQUESTS},
    {"lecture_cancelled", AUDIT_LECTURES},
    {"lecture_edited", AUDIT_LECTURES},
    {"lecture_import_undone", AUDIT_LECTURES},
    {"lecture_imported", AUDIT_LECTURES},
    {"lecture_made", AUDIT_LECTURES},
    {"lecture_moved", AUDIT_LECTURES},
    {"lecture_restored", AUDIT_LECTURES},
    {"lectures_joined", AUDIT_LECTURES},
    {"lectures_parted", AUDIT_LECTURES},
    {"logo_changed", AUDIT_SYSTEM},
    {"logo_removed", AUDIT_SYSTEM},
    {"mails_turned_off", AUDIT_ACCOUNTS},
    {"mails_turned_on", AUDIT_ACCOUNTS},
    {"mark_cleared", AUDIT_MARKS},
    {"mark_flags_cleared", AUDIT_MARKS},
    {"mark_set", AUDIT_MARKS},
    {"marks_exported", AUDIT_PRIVACY},
    {"marks_final", AUDIT_MARKS},
    {"marks_provisional", AUDIT_MARKS},
    {"passkey_added", AUDIT_ACCOUNTS},
    {"passkey_copied", AUDIT_SIGNING_IN},
    {"passkey_removed", AUDIT_ACCOUNTS},
    {"passkey_renamed", AUDIT_ACCOUNTS},
    {"password_changed", AUDIT_ACCOUNTS},
    {"password_reset", AUDIT_ACCOUNTS},
    {"password_reset_sent", AUDIT_ACCOUNTS},
    {"people_exported", AUDIT_PRIVACY},
    {"person_exported", AUDIT_PRIVACY},
    {"proofs_changed", AUDIT_CLASSES},
    {"provider_account_made", AUDIT_ACCOUNTS},
    {"provider_added", AUDIT_SYSTEM},
    {"provider_changed", AUDIT_SYSTEM},
    {"provider_linked", AUDIT_ACCOUNTS},
    {"provider_removed", AUDIT_SYSTEM},
    {"provider_signed_out", AUDIT_SIGNING_IN},
    {"provider_unlinked", AUDIT_ACCOUNTS},
    {"providers_turned_off", AUDIT_SYSTEM},
    {"receipt_key_made", AUDIT_SYSTEM},
    {"recovery_codes_renewed", AUDIT_ACCOUNTS},
    {"refused", AUDIT_SIGNING_IN},
    {"refused_often", AUDIT_SIGNING_IN},
    {"request_accepted", AUDIT_REQUESTS},
    {"request_made", AUDIT_REQUESTS},
    {"request_refused", AUDIT_REQUESTS},
    {"request_reopened", AUDIT_REQUESTS},
    {"request_withdrawn", AUDIT_REQUESTS},
    {"role_changed", AUDIT_ACCOUNTS},
    {"roster_exported", AUDIT_PRIVACY},
    {"second_factor_removed", AUDIT_ACCOUNTS},
    {"second_factor_set_up", AUDIT_ACCOUNTS},
    {"series_created", AUDIT_LECTURES},
    {"sessions_ended", AUDIT_SIGNING_IN},
    {"setting_changed", AUDIT_SYSTEM},
    {"sign_in_code_made", AUDIT_ACCOUNTS},
    {"sign_in_code_used", AUDIT_ACCOUNTS},
    {"sign_in_failed", AUDIT_SIGNING_IN},
    {"signed_in", AUDIT_SIGNING_IN},
    {"spot_answered", AUDIT_MARKS},
    {"spot_drawn", AUDIT_MARKS},
    {"staff_added", AUDIT_CLASSES},
    {"staff_changed", AUDIT_CLASSES},
    {"staff_left", AUDIT_CLASSES},
    {"staff_removed", AUDIT_CLASSES},
    {"status_set_changed", AUDIT_CLASSES},
    {"student_accepted", AUDIT_CLASSES},
    {"student_added", AUDIT_CLASSES},
    {"student_left", AUDIT_CLASSES},
    {"student_note_erased", AUDIT_CLASSES},
    {"student_note_written", AUDIT_CLASSES},
    {"student_removed", AUDIT_CLASSES},
    {"template_exported", AUDIT_PRIVACY},
    {"token_made", AUDIT_SIGNING_IN},
    {"token_revoked", AUDIT_SIGNING_IN},
    {"trial_counted", AUDIT_FACES},
    {"trial_discarded", AUDIT_FACES},
    {"trial_started", AUDIT_FACES},
    {"user_deactivated", AUDIT_ACCOUNTS},
    {"user_edited", AUDIT_ACCOUNTS},
    {"user_erased", AUDIT_PRIVACY},
    {"user_import_undone", AUDIT_ACCOUNTS},
    {"user_imported", AUDIT_ACCOUNTS},
    {"user_reactivated", AUDIT_ACCOUNTS},
    {"warning_rules_changed", AUDIT_SYSTEM},
    {"window_closed", AUDIT_LECTURES},
    {"window_extended", AUDIT_LECTURES},
    {"window_forgotten", AUDIT_LECTURES},
    {"window_opened", AUDIT_LECTURES},
    {"window_planned", AUDIT_LECTURES},
    {"window_reopened", AUDIT_LECTURES},
};

static const char *const group_words[AUDIT_GROUP_COUNT] = {
    [AUDIT_MARKS] = "marks",       [AUDIT_SIGNING_IN] = "signing_in", [AUDIT_ACCOUNTS] = "accounts",
    [AUDIT_FACES] = "faces",       [AUDIT_CLASSES] = "classes",       [AUDIT_LECTURES] = "lectures",
    [AUDIT_REQUESTS] = "requests", [AUDIT_BOARD] = "board",           [AUDIT_PRIVACY] = "privacy",
    [AUDIT_SYSTEM] = "system",
};

static int compare(const void *word, const void *entry)
{
    return strcmp(word, ((const struct action *)entry)->word);
}

bool audit_action_known(const char *action)
{
    return bsearch(action, actions, ARRAY_LENGTH(actions), sizeof(actions[0]), compare);
}

const char *audit_action_at(size_t index)
{
    return index < ARRAY_LENGTH(actions) ? actions[index].word : NULL;
}

enum audit_group audit_group_at(size_t index)
{
    return index < ARRAY_LENGTH(actions) ? actions[index].group : AUDIT_GROUP_COUNT;
}

bool audit_group_parse(const char *word, enum audit_group *ret_group)
{
    size_t index;
    bool found = str_among(group_words, AUDIT_GROUP_COUNT, word, &index);
    if (found)
        *ret_group = (enum audit_group)index;
    return found;
}
