window_turn.o: src/school/attendance/window_turn.c src/base/banned.h \
 src/base/arena.h src/school/attendance/request_inside.h \
 src/school/common/fault.h src/face/face.h src/store/db.h \
 src/school/attendance/window_inside.h src/school/common/audit_inside.h \
 src/school/common/rows.h src/store/store.h src/school/common/state.h \
 src/face/live/live.h src/school/school.h src/base/clock.h \
 src/school/marks/mark_event.h src/school/marks/mark_write.h \
 src/school/marks/mark.h src/school/marks/membership.h \
 src/school/plan/lecture_inside.h src/school/plan/lecture.h \
 src/school/common/limits.h src/school/plan/window_plan.h \
 src/school/post/notification.h src/school/post/tell.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/attendance/request_inside.h:
src/school/common/fault.h:
src/face/face.h:
src/store/db.h:
src/school/attendance/window_inside.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/marks/mark_event.h:
src/school/marks/mark_write.h:
src/school/marks/mark.h:
src/school/marks/membership.h:
src/school/plan/lecture_inside.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/plan/window_plan.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
