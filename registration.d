registration.o: src/school/people/registration.c src/base/banned.h \
 src/school/people/registration.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/crypto/secret.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/setting.h \
 src/school/common/setting_inside.h src/school/common/state.h \
 src/face/live/live.h src/school/common/text.h \
 src/school/people/account_link.h src/school/people/registration_inside.h \
 src/school/people/throttle.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/people/registration.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/crypto/secret.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/setting.h:
src/school/common/setting_inside.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/common/text.h:
src/school/people/account_link.h:
src/school/people/registration_inside.h:
src/school/people/throttle.h:
src/store/engine.h:
src/store/url.h:
