/* SPDX-License-Identifier: MIT */
/* The handlers behind routes.c, one file per resource. Their contracts are the lines of docs/API.md. */
#ifndef AMS_API_HANDLERS_H
#define AMS_API_HANDLERS_H

#include "api/call.h"

/* health.c */
unsigned health_get(struct call *call);

/* user.c */
unsigned user_invitation(struct call *call);
unsigned user_sign_up(struct call *call);
unsigned user_sign_in(struct call *call);
unsigned user_sign_out(struct call *call);
unsigned user_me(struct call *call);

/* student.c */
unsigned student_home(struct call *call);
unsigned student_join(struct call *call);
unsigned student_consent(struct call *call);
unsigned student_consent_give(struct call *call);
unsigned student_consent_withdraw(struct call *call);
unsigned student_face(struct call *call);
unsigned student_face_enrol(struct call *call);
unsigned student_face_delete(struct call *call);
unsigned student_record(struct call *call);

/* classroom.c */
unsigned classroom_overview(struct call *call);
unsigned classroom_new(struct call *call);
unsigned classroom_one(struct call *call);
unsigned classroom_edit(struct call *call);
unsigned classroom_new_code(struct call *call);
unsigned classroom_students(struct call *call);
unsigned classroom_new_lecture(struct call *call);
unsigned classroom_instant(struct call *call);
unsigned classroom_register(struct call *call);

/* attendance.c */
unsigned attendance_live(struct call *call);
unsigned attendance_events(struct call *call);
unsigned attendance_code(struct call *call);
unsigned attendance_window_open(struct call *call);
unsigned attendance_window_extend(struct call *call);
unsigned attendance_window_close(struct call *call);
unsigned attendance_mark_put(struct call *call);
unsigned attendance_mark_delete(struct call *call);

/* check_in.c */
unsigned check_in_mine(struct call *call);
unsigned check_in_challenge(struct call *call);
unsigned check_in_step(struct call *call);
unsigned check_in(struct call *call);

/* class_photo.c */
unsigned class_photo(struct call *call);
unsigned class_photo_confirmed(struct call *call);
unsigned admin_settings(struct call *call);
unsigned admin_settings_put(struct call *call);

/* admin.c */
unsigned admin_overview(struct call *call);
unsigned admin_users(struct call *call);
unsigned admin_invite(struct call *call);
unsigned admin_flags(struct call *call);
unsigned admin_flag_resolve(struct call *call);

#endif
