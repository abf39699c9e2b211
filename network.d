network.o: src/school/checkin/network.c src/base/banned.h \
 src/school/checkin/network.h src/base/str.h
src/base/banned.h:
src/school/checkin/network.h:
src/base/str.h:
