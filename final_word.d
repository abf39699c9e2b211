final_word.o: src/school/attendance/final_word.c src/base/banned.h \
 src/school/attendance/final_word.h src/school/common/fault.h \
 src/face/face.h src/base/arena.h src/school/common/access.h \
 src/face/live/live.h src/school/common/audit_inside.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/school/school.h src/base/clock.h \
 src/school/marks/final.h src/school/marks/tally.h \
 src/school/marks/mark.h src/school/marks/watch_inside.h \
 src/school/plan/lecture.h src/school/common/limits.h \
 src/school/plan/lecture_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/attendance/final_word.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/school.h:
src/base/clock.h:
src/school/marks/final.h:
src/school/marks/tally.h:
src/school/marks/mark.h:
src/school/marks/watch_inside.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/school/plan/lecture_inside.h:
src/store/engine.h:
src/store/url.h:
