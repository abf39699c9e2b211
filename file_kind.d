file_kind.o: src/school/files/file_kind.c src/base/banned.h \
 src/school/files/file_kind.h src/base/str.h
src/base/banned.h:
src/school/files/file_kind.h:
src/base/str.h:
