/* SPDX-License-Identifier: MIT */
#include "school/attendance.h"

#include "school/inside.h"

enum { DETAIL_SIZE = 1500 };

/* Owners and administrators. */
static enum fault may_watch(struct db *db, const struct actor *actor, int64_t lecture_id, struct access *ret_access)
{
    enum fault fault = access_lecture(db, actor, lecture_id, ret_access);
    if (fault != FAULT_NONE)
        return fault;
    return ret_access->watcher ? FAULT_NONE : FAULT_NOT_FOUND;
}

enum fault attendance_may_watch(struct school *school, const struct actor *actor, int64_t lecture_id)
{
    struct access access;
    struct db *db = store_reader(school->config.store);
    enum fault fault = may_watch(db, actor, lecture_id, &access);
    store_reader_done(school->config.store, db);
    return fault;
}

static enum fault view_read(struct school *school, struct db *db, const struct actor *actor, int64_t lecture_id,
                            struct arena *arena, struct attendance_view *view)
{
    struct access access;
    struct mark_list marks;
    bool found;
    int64_t now = school_now(school);
    enum fault fault = may_watch(db, actor, lecture_id, &access);
    if (fault == FAULT_NONE)
        fault = lecture_read(db, lecture_id, now, arena, &view->lecture);
    if (fault == FAULT_NONE)
        fault = classroom_read(db, actor, access.class_id, now, arena, &view->classroom);
    if (fault == FAULT_NONE)
        fault = mark_read_list(db, access.class_id, lecture_id, 0, arena, &marks);
    if (fault == FAULT_NONE)
        fault = row_one_int(db, "SELECT COUNT(*) FROM face_refusals WHERE lecture_id = ?", DB_VALUES(I(lecture_id)),
                            &found, &view->refusals);
    if (fault != FAULT_NONE)
        return fault;
    // Counted from the marks beside them, so that the two always agree on the page.
    int64_t of[MARK_STATUS_COUNT] = {0};
    for (size_t i = 0; i < marks.count; i++)
        of[marks.marks[i].status]++;
    int64_t students = (int64_t)marks.count;
    view->marks = marks.marks;
    view->count = marks.count;
    view->lecture.has_counts = true;
    view->lecture.counts = (struct counts){
        .students = students,
        .marked = students - of[MARK_UNMARKED],
        .present = of[MARK_PRESENT],
        .late = of[MARK_LATE],
        .excused = of[MARK_EXCUSED],
        .absent = of[MARK_ABSENT],
        .unmarked = of[MARK_UNMARKED],
    };
    return FAULT_NONE;
}

enum fault attendance_view(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct attendance_view *ret_view)
{
    struct attendance_view view = {0};
    struct db *db = store_reader(school->config.store);
    enum fault fault = view_read(school, db, actor, lecture_id, arena, &view);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_view = view;
    return fault;
}

/* A mark set or taken away by hand. */
struct hand {
    const struct actor *actor;
    int64_t lecture_id, student_id;
    enum mark_status status; // MARK_UNMARKED: take it away
    int64_t minutes_late;
    const char *note;
    int64_t now;
    bool changed;
    enum fault fault;
};

/* May the actor do it, is the student there, and what is the mark now ("-": none)? */
static enum fault hand_begin(struct db *db, const struct hand *unit, struct access *access, char before[static 8])
{
    struct row row;
    bool student = false;
    enum fault fault = access_lecture(db, unit->actor, unit->lecture_id, access);
    if (fault == FAULT_NONE)
        fault = access_work(access);
    if (fault != FAULT_NONE)
        return fault;
    row_begin(&row, db, NULL,
              "SELECT a.status FROM students s LEFT JOIN attendance a ON a.lecture_id = ? AND a.student_id = s.user_id"
              " WHERE s.class_id = ? AND s.user_id = ?",
              DB_VALUES(I(unit->lecture_id), I(access->class_id), I(unit->student_id)));
    while (row_next(&row)) {
        const char *status = db_text(&row.rows, 0);
        student = true;
        snprintf(before, 8, "%s", status ? status : "-");
    }
    fault = row_end(&row);
    return fault != FAULT_NONE ? fault : student ? FAULT_NONE : FAULT_NOT_FOUND;
}

static enum fault hand_audit(struct db *db, const struct hand *unit, const char *before)
{
    char detail[DETAIL_SIZE];
    const char *after = mark_status_code(unit->status);
    snprintf(detail, sizeof(detail), "student %lld: %s -> %s%s%s", (long long)unit->student_id, before,
             after ? after : "-", unit->note ? ": " : "", unit->note ? unit->note : "");
    return audit_append(db, &(struct audit_entry){unit->now, unit->actor->user_id, after ? "mark_set" : "mark_cleared",
                                                  "lecture", unit->lecture_id, detail});
}

static enum db_status mark_write(struct db *db, void *context)
{
    struct hand *unit = context;
    struct access access;
    char before[8];
    enum db_status status;
    unit->fault = hand_begin(db, unit, &access, before);
    if (unit->fault != FAULT_NONE)
        return decided_status(unit->fault);
    const char *code = mark_status_code(unit->status);
    if (before[0] != '-')
        status =
            db_exec(db,
                    "UPDATE attendance SET timestamp = ?, status = ?, minutes_late = ?, method = 'manual',"
                    " marked_by = ?, note = ?, flag = NULL, updated_at = ? WHERE lecture_id = ? AND student_id = ?",
                    DB_VALUES(I(unit->now), T(code), I(unit->minutes_late), I(unit->actor->user_id), T(unit->note),
                              I(unit->now), I(unit->lecture_id), I(unit->student_id)));
    else
        status = db_exec(db,
                         "INSERT INTO attendance (student_id, class_id, lecture_id, timestamp, status, minutes_late,"
                         " method, marked_by, note, updated_at) VALUES (?, ?, ?, ?, ?, ?, 'manual', ?, ?, ?)",
                         DB_VALUES(I(unit->student_id), I(access.class_id), I(unit->lecture_id), I(unit->now), T(code),
                                   I(unit->minutes_late), I(unit->actor->user_id), T(unit->note), I(unit->now)));
    if (status != DB_OK)
        return status == DB_CONFLICT ? DB_BUSY : status; // a check-in came in between on another connection
    return status_of(hand_audit(db, unit, before));
}

enum fault attendance_mark(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id,
                           const struct mark_request *request, struct arena *arena, struct mark *ret_mark)
{
    struct hand unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .student_id = student_id,
        .status = request->status,
        .minutes_late = request->status == MARK_LATE ? request->minutes_late : 0,
        .now = school_now(school),
    };
    if (request->status <= MARK_UNMARKED || request->status >= MARK_STATUS_COUNT)
        return FAULT_STATUS_UNKNOWN;
    if (request->minutes_late < 0 || request->minutes_late > ATTENDANCE_LATE_MAX)
        return FAULT_MINUTES_INVALID;
    enum fault fault = text_clean(request->note, ATTENDANCE_NOTE_MAX, true, true, arena, &unit.note);
    if (fault == FAULT_NONE)
        fault = school_write(school, mark_write, &unit, &unit.fault);
    if (fault != FAULT_NONE)
        return fault;
    event_mark(school, lecture_id, student_id);
    struct db *db = store_reader(school->config.store);
    struct lecture lecture;
    fault = lecture_read(db, lecture_id, unit.now, arena, &lecture);
    if (fault == FAULT_NONE)
        fault = mark_read(db, lecture.class_id, lecture_id, student_id, arena, ret_mark);
    store_reader_done(school->config.store, db);
    return fault;
}

static enum db_status mark_delete(struct db *db, void *context)
{
    struct hand *unit = context;
    struct access access;
    char before[8];
    unit->changed = false;
    unit->fault = hand_begin(db, unit, &access, before);
    if (unit->fault != FAULT_NONE || before[0] == '-')
        return decided_status(unit->fault);
    enum db_status status = db_exec(db, "DELETE FROM attendance WHERE lecture_id = ? AND student_id = ?",
                                    DB_VALUES(I(unit->lecture_id), I(unit->student_id)));
    if (status != DB_OK)
        return status;
    unit->changed = true;
    return status_of(hand_audit(db, unit, before));
}

enum fault attendance_clear(struct school *school, const struct actor *actor, int64_t lecture_id, int64_t student_id)
{
    struct hand unit = {
        .actor = actor,
        .lecture_id = lecture_id,
        .student_id = student_id,
        .status = MARK_UNMARKED,
        .now = school_now(school),
    };
    enum fault fault = school_write(school, mark_delete, &unit, &unit.fault);
    if (fault == FAULT_NONE && unit.changed)
        event_mark(school, lecture_id, student_id);
    return fault;
}

static enum fault mine_read(struct school *school, struct db *db, const struct actor *actor, int64_t lecture_id,
                            struct arena *arena, struct attendance_mine *mine)
{
    struct access access;
    enum fault fault = access_lecture(db, actor, lecture_id, &access);
    if (fault == FAULT_NONE && !access.member)
        fault = FAULT_NOT_FOUND;
    if (fault == FAULT_NONE)
        fault = lecture_read(db, lecture_id, school_now(school), arena, &mine->lecture);
    if (fault == FAULT_NONE)
        fault = mark_read(db, access.class_id, lecture_id, actor->user_id, arena, &mine->mark);
    mine->mark.flag = NULL; // not for the one it is about
    if (fault == FAULT_NONE)
        fault = identity_read(school, db, actor->user_id, &mine->identity);
    return fault;
}

enum fault attendance_mine(struct school *school, const struct actor *actor, int64_t lecture_id, struct arena *arena,
                           struct attendance_mine *ret_mine)
{
    struct attendance_mine mine = {0};
    struct db *db = store_reader(school->config.store);
    enum fault fault = mine_read(school, db, actor, lecture_id, arena, &mine);
    store_reader_done(school->config.store, db);
    if (fault == FAULT_NONE)
        *ret_mine = mine;
    return fault;
}
