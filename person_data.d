person_data.o: src/school/office/person_data.c src/base/banned.h \
 src/school/office/person_data.h src/school/office/erasure.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h
src/base/banned.h:
src/school/office/person_data.h:
src/school/office/erasure.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
