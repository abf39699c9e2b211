second_factor_take.o: src/school/people/second_factor_take.c \
 src/base/banned.h src/base/arena.h src/crypto/secret.h src/crypto/totp.h \
 src/school/common/fault.h src/face/face.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/setting.h \
 src/school/school.h src/base/clock.h src/school/common/setting_inside.h \
 src/school/common/state.h src/face/live/live.h \
 src/school/people/second_factor.h \
 src/school/people/second_factor_inside.h src/school/people/step_up.h \
 src/school/people/throttle.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/crypto/secret.h:
src/crypto/totp.h:
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
src/school/people/second_factor.h:
src/school/people/second_factor_inside.h:
src/school/people/step_up.h:
src/school/people/throttle.h:
src/store/engine.h:
src/store/url.h:
