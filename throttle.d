throttle.o: src/school/people/throttle.c src/base/banned.h \
 src/school/people/throttle.h src/school/common/fault.h src/face/face.h \
 src/crypto/secret.h src/school/common/audit_inside.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/people/session.h \
 src/school/people/account.h src/school/common/limits.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/people/throttle.h:
src/school/common/fault.h:
src/face/face.h:
src/crypto/secret.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/people/session.h:
src/school/people/account.h:
src/school/common/limits.h:
src/store/engine.h:
src/store/url.h:
