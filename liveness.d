liveness.o: src/school/faces/liveness.c src/base/banned.h \
 src/school/faces/liveness.h src/face/live/live.h src/face/face.h \
 src/school/common/fault.h src/school/faces/challenge.h src/base/str.h \
 src/crypto/secret.h src/face/pool.h src/school/common/state.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/faces/identity_inside.h src/school/faces/identity.h \
 src/store/store.h src/store/db.h
src/base/banned.h:
src/school/faces/liveness.h:
src/face/live/live.h:
src/face/face.h:
src/school/common/fault.h:
src/school/faces/challenge.h:
src/base/str.h:
src/crypto/secret.h:
src/face/pool.h:
src/school/common/state.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/faces/identity_inside.h:
src/school/faces/identity.h:
src/store/store.h:
src/store/db.h:
