demo.o: src/school/demo/demo.c src/base/banned.h src/school/demo/demo.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/base/str.h \
 src/crypto/password.h src/crypto/secret.h \
 src/school/common/audit_inside.h src/school/common/limits.h \
 src/school/common/ordering.h src/school/common/language.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h \
 src/school/demo/demo_names.h src/school/marks/mark.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/demo/demo.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/crypto/password.h:
src/crypto/secret.h:
src/school/common/audit_inside.h:
src/school/common/limits.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/demo/demo_names.h:
src/school/marks/mark.h:
src/store/engine.h:
src/store/url.h:
