export_print.o: src/school/numbers/export_print.c src/base/banned.h \
 src/base/arena.h src/school/common/fault.h src/face/face.h \
 src/school/marks/mark.h src/school/school.h src/base/clock.h \
 src/school/marks/standing.h src/school/marks/membership.h \
 src/school/marks/tally.h src/school/numbers/export.h \
 src/school/classes/classroom.h src/face/live/live.h \
 src/school/common/limits.h src/school/plan/lecture.h \
 src/school/numbers/report.h src/school/numbers/export_inside.h \
 src/base/csv.h
src/base/banned.h:
src/base/arena.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/school/marks/standing.h:
src/school/marks/membership.h:
src/school/marks/tally.h:
src/school/numbers/export.h:
src/school/classes/classroom.h:
src/face/live/live.h:
src/school/common/limits.h:
src/school/plan/lecture.h:
src/school/numbers/report.h:
src/school/numbers/export_inside.h:
src/base/csv.h:
