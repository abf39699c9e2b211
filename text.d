text.o: src/school/common/text.c src/base/banned.h \
 src/school/common/text.h src/school/common/fault.h src/face/face.h \
 src/base/arena.h src/base/str.h src/school/common/limits.h
src/base/banned.h:
src/school/common/text.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/base/str.h:
src/school/common/limits.h:
