language.o: src/school/common/language.c src/base/banned.h \
 src/school/common/language.h src/base/str.h
src/base/banned.h:
src/school/common/language.h:
src/base/str.h:
