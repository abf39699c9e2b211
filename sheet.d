sheet.o: src/school/marks/sheet.c src/base/banned.h src/base/arena.h \
 src/school/common/fault.h src/face/face.h src/school/common/limits.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/marks/final.h src/school/marks/tally.h \
 src/school/marks/mark.h src/school/school.h src/base/clock.h \
 src/school/marks/membership.h src/school/marks/standing.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/limits.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/marks/final.h:
src/school/marks/tally.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/school/marks/membership.h:
src/school/marks/standing.h:
src/store/engine.h:
src/store/url.h:
