setting.o: src/school/common/setting.c src/base/banned.h \
 src/school/common/setting.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/base/str.h src/school/common/language.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/setting_inside.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/common/setting.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/setting_inside.h:
src/store/engine.h:
src/store/url.h:
