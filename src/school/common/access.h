/* SPDX-License-Identifier: MIT */
/* Who may do what in a classroom or a lecture, inside a unit or a reader. */
#ifndef AMS_SCHOOL_ACCESS_H
#define AMS_SCHOOL_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "face/live/live.h"
#include "school/common/fault.h"

struct arena;

struct actor;
struct db;

/* Values of classroom_staff.kind. */
#define STAFF_TEACHER "teacher"
#define STAFF_ASSISTANT "assistant"

/* What deciding about a classroom or a lecture needs. */
struct access {
    int64_t class_id;
    int64_t lecture_id; // 0 for a classroom's
    bool owner;         // the actor is its professor
    bool teacher;       // owner or co-teacher
    bool assistant;     // teacher or teaching assistant
    bool staff_reader;  // assistant or administrator: sees what the staff sees
    bool member;        // the actor is its student
    bool reader;        // staff_reader or member
    bool archived;
    int64_t late_after_minutes, window_minutes;
    enum live_policy policy;
    bool cancelled;
    int64_t starts_at;
    int64_t joint_id; // of lectures that are held together; 0: its classroom's alone
    bool has_window;
    int64_t opens_at, closes_at, late_after_at;
};

/* A classroom's column `policy`. NULL, the word of an older version and one of a later version ask for what is asked of
 * a new one. */
enum live_policy access_policy(const char *word);

/* NOT_FOUND when there is no such thing; ownership is for the caller to judge. */
enum fault access_classroom(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access);
enum fault access_lecture(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access);

/* The same also for who is no reader of it: of a lecture held together with one that the caller has judged. */
enum fault access_joint(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access);

/* The faults of changing a classroom or its plan: NOT_FOUND unless teacher, CLASSROOM_ARCHIVED, LECTURE_CANCELLED. */
enum fault access_change(const struct access *access);

/* The same for taking attendance: teaching assistants may, too. */
enum fault access_work(const struct access *access);

/* access_classroom for who may change it, take attendance in it, or read what its staff reads; NOT_FOUND otherwise. */
enum fault access_class_change(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access);
enum fault access_class_work(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access);
enum fault access_class_staff(struct db *db, const struct actor *actor, int64_t class_id, struct access *ret_access);

/* The same of a lecture. */
enum fault access_lecture_change(struct db *db, const struct actor *actor, int64_t lecture_id,
                                 struct access *ret_access);
enum fault access_lecture_work(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access);

/* Whether somebody is a student of a classroom now. */
enum fault class_has_student(struct db *db, int64_t class_id, int64_t student_id, bool *ret_has);

/* The name of a classroom's time zone, and its subject, in the arena. Who may know is for the caller to judge.
 * NOT_FOUND. */
enum fault class_timezone(struct db *db, int64_t class_id, struct arena *arena, const char **ret_timezone);
enum fault class_subject(struct db *db, int64_t class_id, struct arena *arena, const char **ret_subject);

#endif
