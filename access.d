access.o: src/school/common/access.c src/base/banned.h \
 src/school/common/access.h src/face/live/live.h src/face/face.h \
 src/school/common/fault.h src/base/arena.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/school.h src/base/clock.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/common/access.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/fault.h:
src/base/arena.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/school.h:
src/base/clock.h:
src/store/engine.h:
src/store/url.h:
