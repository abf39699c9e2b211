standing.o: src/school/marks/standing.c src/base/banned.h \
 src/school/marks/standing.h src/school/marks/membership.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/school/marks/tally.h \
 src/school/marks/mark.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/marks/status_set.h \
 src/school/marks/status_set_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/marks/standing.h:
src/school/marks/membership.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/tally.h:
src/school/marks/mark.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/marks/status_set.h:
src/school/marks/status_set_inside.h:
src/store/engine.h:
src/store/url.h:
