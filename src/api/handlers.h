/* SPDX-License-Identifier: MIT */
/* The handlers behind routes.c, one file per resource. Their contracts are the lines of docs/API.md. */
#ifndef AMS_API_HANDLERS_H
#define AMS_API_HANDLERS_H

#include "api/call.h"

/* health.c */
int health_get(struct call *call);

/* user.c */
int user_invitation(struct call *call);
int user_sign_up(struct call *call);
int user_sign_in(struct call *call);
int user_sign_out(struct call *call);
int user_me(struct call *call);

/* student.c */
int student_home(struct call *call);
int student_join(struct call *call);
int student_consent(struct call *call);
int student_consent_give(struct call *call);
int student_consent_withdraw(struct call *call);
int student_face(struct call *call);
int student_face_enrol(struct call *call);
int student_face_delete(struct call *call);
int student_record(struct call *call);

/* classroom.c */
int classroom_overview(struct call *call);
int classroom_new(struct call *call);
int classroom_one(struct call *call);
int classroom_new_code(struct call *call);
int classroom_students(struct call *call);
int classroom_new_lecture(struct call *call);
int classroom_instant(struct call *call);
int classroom_register(struct call *call);

/* attendance.c */
int attendance_live(struct call *call);
int attendance_events(struct call *call);
int attendance_window_open(struct call *call);
int attendance_window_extend(struct call *call);
int attendance_window_close(struct call *call);
int attendance_mark_put(struct call *call);
int attendance_mark_delete(struct call *call);

/* check_in.c */
int check_in_mine(struct call *call);
int check_in_challenge(struct call *call);
int check_in(struct call *call);

/* admin.c */
int admin_overview(struct call *call);
int admin_users(struct call *call);
int admin_invite(struct call *call);

#endif
