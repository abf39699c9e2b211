familiar.o: src/school/people/familiar.c src/base/banned.h \
 src/school/people/familiar.h src/base/arena.h src/crypto/secret.h \
 src/school/common/limits.h src/school/common/state.h \
 src/face/live/live.h src/face/face.h src/school/school.h \
 src/base/clock.h src/school/common/fault.h
src/base/banned.h:
src/school/people/familiar.h:
src/base/arena.h:
src/crypto/secret.h:
src/school/common/limits.h:
src/school/common/state.h:
src/face/live/live.h:
src/face/face.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
