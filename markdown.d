markdown.o: src/school/board/markdown.c src/base/banned.h \
 src/school/board/markdown.h src/base/arena.h
src/base/banned.h:
src/school/board/markdown.h:
src/base/arena.h:
