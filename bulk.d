bulk.o: src/school/demo/bulk.c src/base/banned.h src/school/demo/bulk.h \
 src/base/arena.h src/store/db.h src/store/engine.h src/store/url.h \
 src/store/store.h
src/base/banned.h:
src/school/demo/bulk.h:
src/base/arena.h:
src/store/db.h:
src/store/engine.h:
src/store/url.h:
src/store/store.h:
