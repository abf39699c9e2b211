archive.o: src/school/imports/archive.c src/base/banned.h \
 src/school/imports/archive.h src/base/arena.h
src/base/banned.h:
src/school/imports/archive.h:
src/base/arena.h:
