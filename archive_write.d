archive_write.o: src/school/office/archive_write.c src/base/banned.h \
 src/school/office/archive_write.h src/base/arena.h
src/base/banned.h:
src/school/office/archive_write.h:
src/base/arena.h:
