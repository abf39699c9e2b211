identity_consent.o: src/school/faces/identity_consent.c src/base/banned.h \
 src/base/arena.h src/base/str.h src/school/common/audit_inside.h \
 src/school/common/fault.h src/face/face.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/setting.h \
 src/school/school.h src/base/clock.h src/school/common/setting_inside.h \
 src/school/common/state.h src/face/live/live.h src/school/common/text.h \
 src/school/faces/consent_text.h src/school/faces/flag_inside.h \
 src/school/faces/flag.h src/school/faces/identity.h \
 src/school/faces/identity_inside.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/base/str.h:
src/school/common/audit_inside.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/setting.h:
src/school/school.h:
src/base/clock.h:
src/school/common/setting_inside.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/common/text.h:
src/school/faces/consent_text.h:
src/school/faces/flag_inside.h:
src/school/faces/flag.h:
src/school/faces/identity.h:
src/school/faces/identity_inside.h:
src/store/engine.h:
src/store/url.h:
