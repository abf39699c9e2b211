report.o: src/school/numbers/report.c src/base/banned.h \
 src/school/numbers/report.h src/school/marks/mark.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h src/school/common/ordering.h \
 src/school/common/language.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/common/text.h src/school/marks/figures.h \
 src/school/marks/standing.h src/school/marks/membership.h \
 src/school/marks/tally.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/numbers/report.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/common/text.h:
src/school/marks/figures.h:
src/school/marks/standing.h:
src/school/marks/membership.h:
src/school/marks/tally.h:
src/store/engine.h:
src/store/url.h:
