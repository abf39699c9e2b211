erasure.o: src/school/office/erasure.c src/base/banned.h \
 src/school/office/erasure.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/school/common/audit_inside.h src/school/common/ordering.h \
 src/school/common/language.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/faces/identity_inside.h src/school/faces/identity.h \
 src/school/office/deletion.h src/school/office/deletion_inside.h \
 src/school/office/person_data.h src/school/people/account.h \
 src/school/common/limits.h src/school/people/user.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/office/erasure.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/audit_inside.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/faces/identity_inside.h:
src/school/faces/identity.h:
src/school/office/deletion.h:
src/school/office/deletion_inside.h:
src/school/office/person_data.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/people/user.h:
src/store/engine.h:
src/store/url.h:
