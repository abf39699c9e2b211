audit_search.o: src/school/common/audit_search.c src/base/banned.h \
 src/base/arena.h src/school/common/audit.h src/school/school.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/common/audit.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/store/engine.h:
src/store/url.h:
