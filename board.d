board.o: src/school/board/board.c src/base/banned.h \
 src/school/board/board.h src/school/files/file.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h src/school/board/board_inside.h \
 src/school/board/markdown.h src/school/common/access.h \
 src/face/live/live.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/school/files/file_inside.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/board/board.h:
src/school/files/file.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/board/board_inside.h:
src/school/board/markdown.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/files/file_inside.h:
src/store/engine.h:
src/store/url.h:
