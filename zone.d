zone.o: src/school/common/zone.c src/base/banned.h \
 src/school/common/zone.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/base/str.h src/school/common/state.h src/face/live/live.h \
 src/school/common/text.h
src/base/banned.h:
src/school/common/zone.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/common/text.h:
