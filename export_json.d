export_json.o: src/school/office/export_json.c src/base/banned.h \
 src/school/office/export_json.h src/school/common/fault.h \
 src/face/face.h src/school/office/person_data.h \
 src/school/office/erasure.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/base/str.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/office/export_json.h:
src/school/common/fault.h:
src/face/face.h:
src/school/office/person_data.h:
src/school/office/erasure.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/base/str.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/store/engine.h:
src/store/url.h:
