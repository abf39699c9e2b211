tally.o: src/school/marks/tally.c src/base/banned.h \
 src/school/marks/tally.h src/school/marks/mark.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h
src/base/banned.h:
src/school/marks/tally.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
