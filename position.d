position.o: src/school/checkin/position.c src/base/banned.h \
 src/school/checkin/position.h
src/base/banned.h:
src/school/checkin/position.h:
