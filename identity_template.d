identity_template.o: src/school/faces/identity_template.c \
 src/base/banned.h src/school/faces/identity_template.h \
 src/crypto/secret.h src/face/face.h src/base/str.h \
 src/school/common/rows.h src/school/common/fault.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/school.h src/base/arena.h src/base/clock.h
src/base/banned.h:
src/school/faces/identity_template.h:
src/crypto/secret.h:
src/face/face.h:
src/base/str.h:
src/school/common/rows.h:
src/school/common/fault.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
