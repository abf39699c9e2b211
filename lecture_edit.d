lecture_edit.o: src/school/plan/lecture_edit.c src/base/banned.h \
 src/base/arena.h src/base/clock.h src/school/common/access.h \
 src/face/live/live.h src/face/face.h src/school/common/fault.h \
 src/school/common/audit_inside.h src/school/common/limits.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/school/school.h src/school/common/text.h \
 src/school/common/zone.h src/school/marks/due.h \
 src/school/marks/figures.h src/school/marks/mark.h \
 src/school/marks/mark_write.h src/school/plan/lecture.h \
 src/school/plan/lecture_inside.h src/school/plan/series.h \
 src/school/plan/window_plan.h src/school/post/notification.h \
 src/school/post/tell.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/access.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/fault.h:
src/school/common/audit_inside.h:
src/school/common/limits.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/school.h:
src/school/common/text.h:
src/school/common/zone.h:
src/school/marks/due.h:
src/school/marks/figures.h:
src/school/marks/mark.h:
src/school/marks/mark_write.h:
src/school/plan/lecture.h:
src/school/plan/lecture_inside.h:
src/school/plan/series.h:
src/school/plan/window_plan.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
