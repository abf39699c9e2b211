event.o: src/school/common/event.c src/base/banned.h \
 src/school/common/event.h src/face/face.h \
 src/school/common/event_inside.h src/school/common/fault.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/common/event.h:
src/face/face.h:
src/school/common/event_inside.h:
src/school/common/fault.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/store/engine.h:
src/store/url.h:
