school.o: src/school/common/school.c src/base/banned.h src/base/clock.h \
 src/base/str.h src/school/common/state.h src/face/live/live.h \
 src/face/face.h src/school/school.h src/base/arena.h \
 src/school/common/fault.h
src/base/banned.h:
src/base/clock.h:
src/base/str.h:
src/school/common/state.h:
src/face/live/live.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/school/common/fault.h:
