status_set.o: src/school/marks/status_set.c src/base/banned.h \
 src/school/marks/status_set.h src/school/marks/mark.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/school/common/access.h \
 src/face/live/live.h src/school/common/audit_inside.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/school/common/text.h \
 src/school/marks/due.h src/school/marks/status_set_inside.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/marks/status_set.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/marks/due.h:
src/school/marks/status_set_inside.h:
src/store/engine.h:
src/store/url.h:
