deletion.o: src/school/office/deletion.c src/base/banned.h \
 src/school/office/deletion.h src/school/common/fault.h src/face/face.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/office/deletion_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/office/deletion.h:
src/school/common/fault.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/office/deletion_inside.h:
src/store/engine.h:
src/store/url.h:
