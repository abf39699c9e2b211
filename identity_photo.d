identity_photo.o: src/school/faces/identity_photo.c src/base/banned.h \
 src/base/arena.h src/face/face.h src/face/photo/photo.h src/face/pool.h \
 src/school/common/fault.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/school.h src/base/clock.h src/school/faces/consent_text.h \
 src/school/faces/identity.h src/school/faces/identity_inside.h \
 src/school/faces/identity_template.h src/crypto/secret.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/face/face.h:
src/face/photo/photo.h:
src/face/pool.h:
src/school/common/fault.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/faces/consent_text.h:
src/school/faces/identity.h:
src/school/faces/identity_inside.h:
src/school/faces/identity_template.h:
src/crypto/secret.h:
src/store/engine.h:
src/store/url.h:
