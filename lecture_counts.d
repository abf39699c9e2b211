lecture_counts.o: src/school/plan/lecture_counts.c src/base/banned.h \
 src/school/plan/lecture_counts.h src/school/common/fault.h \
 src/face/face.h src/base/arena.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/marks/counts_inside.h \
 src/school/marks/mark.h src/school/school.h src/base/clock.h \
 src/school/marks/membership.h src/school/plan/lecture.h \
 src/school/common/limits.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/plan/lecture_counts.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/marks/counts_inside.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/school/marks/membership.h:
src/school/plan/lecture.h:
src/school/common/limits.h:
src/store/engine.h:
src/store/url.h:
