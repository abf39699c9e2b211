look.o: src/school/faces/look.c src/base/banned.h src/school/faces/look.h \
 src/school/common/state.h src/face/live/live.h src/face/face.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h
src/base/banned.h:
src/school/faces/look.h:
src/school/common/state.h:
src/face/live/live.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
