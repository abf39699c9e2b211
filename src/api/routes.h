/* SPDX-License-Identifier: MIT */
/*
 * The lines of the API, one table a resource, each at the end of its file and ended by a line without a pattern; and
 * the shapes of what they take and answer.
 */
#ifndef AMS_API_ROUTES_H
#define AMS_API_ROUTES_H

#include "api/gate/call.h"
#include "api/describe/schema.h"

struct file;

/* files.c: answers with a file that somebody has sent. Never shown in the page: saved, under the type its bytes have,
 * and never run should a browser open it. */
unsigned files_reply(struct call *call, const struct file *file, const void *bytes);

extern const struct api_route docs_routes[];
extern const struct api_route health_routes[];
extern const struct api_route client_error_routes[];
extern const struct api_route user_routes[];
extern const struct api_route own_account_routes[];
extern const struct api_route session_routes[];
extern const struct api_route passkey_routes[];
extern const struct api_route student_routes[];
extern const struct api_route classroom_routes[];
extern const struct api_route register_routes[];
extern const struct api_route roster_routes[];
extern const struct api_route class_student_routes[];
extern const struct api_route plan_routes[];
extern const struct api_route groups_routes[];
extern const struct api_route calendar_routes[];
extern const struct api_route teaching_routes[];
extern const struct api_route attendance_routes[];
extern const struct api_route check_in_routes[];
extern const struct api_route class_photo_routes[];
extern const struct api_route numbers_routes[];
extern const struct api_route exports_routes[];
extern const struct api_route marks_routes[];
extern const struct api_route proofs_routes[];
extern const struct api_route requests_routes[];
extern const struct api_route leaves_routes[];
extern const struct api_route job_routes[];
extern const struct api_route import_routes[];
extern const struct api_route import_columns_routes[];
extern const struct api_route setting_routes[];
extern const struct api_route calibration_routes[];
extern const struct api_route trial_routes[];
extern const struct api_route privacy_routes[];
extern const struct api_route audit_routes[];
extern const struct api_route admin_routes[];
extern const struct api_route notification_routes[];
extern const struct api_route push_routes[];
extern const struct api_route board_routes[];
extern const struct api_route files_routes[];
extern const struct api_route hand_in_routes[];
extern const struct api_route people_routes[];
extern const struct api_route warning_routes[];
extern const struct api_route institution_routes[];
extern const struct api_route kiosk_routes[];
extern const struct api_route kiosks_routes[];
extern const struct api_route pin_routes[];
extern const struct api_route code_routes[];
extern const struct api_route device_routes[];
extern const struct api_route spot_routes[];
extern const struct api_route receipts_routes[];
extern const struct api_route unlock_routes[];
extern const struct api_route sso_routes[];
extern const struct api_route sso_provider_routes[];
extern const struct api_route programs_routes[];
extern const struct api_route mail_off_routes[];
extern const struct api_route program_people_routes[];
extern const struct api_route program_classroom_routes[];
extern const struct api_route program_marks_routes[];

extern const struct shape_words event_shapes[];
extern const struct shape_words spot_shapes[];
extern const struct shape_words job_shapes[];
extern const struct shape_words import_columns_shapes[];
extern const struct shape_words code_shapes[];
extern const struct shape_words roster_shapes[];
extern const struct shape_words class_student_shapes[];
extern const struct shape_words plan_shapes[];
extern const struct shape_words calendar_shapes[];
extern const struct shape_words groups_shapes[];
extern const struct shape_words teaching_shapes[];
extern const struct shape_words common_shapes[];
extern const struct shape_words session_shapes[];
extern const struct shape_words passkey_shapes[];
extern const struct shape_words student_shapes[];
extern const struct shape_words classroom_shapes[];
extern const struct shape_words register_shapes[];
extern const struct shape_words class_photo_shapes[];
extern const struct shape_words numbers_shapes[];
extern const struct shape_words setting_shapes[];
extern const struct shape_words calibration_shapes[];
extern const struct shape_words trial_shapes[];
extern const struct shape_words privacy_shapes[];
extern const struct shape_words audit_shapes[];
extern const struct shape_words proofs_shapes[];
extern const struct shape_words requests_shapes[];
extern const struct shape_words leaves_shapes[];
extern const struct shape_words admin_shapes[];
extern const struct shape_words notification_shapes[];
extern const struct shape_words push_shapes[];
extern const struct shape_words board_shapes[];
extern const struct shape_words files_shapes[];
extern const struct shape_words hand_in_shapes[];
extern const struct shape_words people_shapes[];
extern const struct shape_words warning_shapes[];
extern const struct shape_words institution_shapes[];
extern const struct shape_words kiosks_shapes[];
extern const struct shape_words device_shapes[];
extern const struct shape_words receipts_shapes[];
extern const struct shape_words sso_shapes[];
extern const struct shape_words sso_provider_shapes[];
extern const struct shape_words programs_shapes[];
extern const struct shape_words mail_off_shapes[];
extern const struct shape_words program_shapes[];
extern const struct shape_words program_marks_shapes[];

#endif
