statistics.o: src/school/numbers/statistics.c src/base/banned.h \
 src/school/numbers/statistics.h src/school/classes/classroom.h \
 src/face/live/live.h src/face/face.h src/school/common/limits.h \
 src/school/marks/mark.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/school/plan/lecture.h \
 src/school/classes/classroom_inside.h src/school/common/access.h \
 src/school/common/state.h src/school/common/zone.h \
 src/school/marks/standing.h src/school/marks/membership.h \
 src/school/marks/tally.h src/store/engine.h src/store/db.h \
 src/store/url.h src/store/store.h
src/base/banned.h:
src/school/numbers/statistics.h:
src/school/classes/classroom.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/limits.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/school/plan/lecture.h:
src/school/classes/classroom_inside.h:
src/school/common/access.h:
src/school/common/state.h:
src/school/common/zone.h:
src/school/marks/standing.h:
src/school/marks/membership.h:
src/school/marks/tally.h:
src/store/engine.h:
src/store/db.h:
src/store/url.h:
src/store/store.h:
