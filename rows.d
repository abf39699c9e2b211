rows.o: src/school/common/rows.c src/base/banned.h \
 src/school/common/rows.h src/school/common/fault.h src/face/face.h \
 src/store/store.h src/store/db.h src/base/arena.h \
 src/school/common/state.h src/face/live/live.h src/school/school.h \
 src/base/clock.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/common/rows.h:
src/school/common/fault.h:
src/face/face.h:
src/store/store.h:
src/store/db.h:
src/base/arena.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/store/engine.h:
src/store/url.h:
