identity.o: src/school/faces/identity.c src/base/banned.h \
 src/school/faces/identity.h src/face/face.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/fault.h \
 src/base/str.h src/face/pool.h src/school/common/audit_inside.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h \
 src/school/faces/challenge.h src/school/faces/consent_text.h \
 src/school/faces/flag_inside.h src/school/faces/flag.h \
 src/school/faces/identity_gallery.h src/school/faces/identity_inside.h \
 src/school/faces/identity_template.h src/crypto/secret.h \
 src/school/faces/look.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/faces/identity.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/base/str.h:
src/face/pool.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/faces/challenge.h:
src/school/faces/consent_text.h:
src/school/faces/flag_inside.h:
src/school/faces/flag.h:
src/school/faces/identity_gallery.h:
src/school/faces/identity_inside.h:
src/school/faces/identity_template.h:
src/crypto/secret.h:
src/school/faces/look.h:
src/store/engine.h:
src/store/url.h:
