lecture.o: src/school/plan/lecture.c src/base/banned.h \
 src/school/plan/lecture.h src/school/common/limits.h \
 src/school/marks/mark.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/school/common/access.h src/face/live/live.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/state.h \
 src/school/common/text.h src/school/marks/counts_inside.h \
 src/school/marks/due.h src/school/marks/final.h src/school/marks/tally.h \
 src/school/plan/lecture_counts.h src/school/plan/lecture_inside.h \
 src/school/plan/window_plan.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/marks/counts_inside.h:
src/school/marks/due.h:
src/school/marks/final.h:
src/school/marks/tally.h:
src/school/plan/lecture_counts.h:
src/school/plan/lecture_inside.h:
src/school/plan/window_plan.h:
src/store/engine.h:
src/store/url.h:
