credential.o: src/school/people/credential.c src/base/banned.h \
 src/school/people/credential.h src/crypto/password.h \
 src/school/common/fault.h src/face/face.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/base/str.h src/crypto/secret.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h \
 src/school/people/account.h src/school/common/limits.h \
 src/school/people/account_link.h src/school/people/hasher.h \
 src/school/people/session_inside.h src/school/people/throttle.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/people/credential.h:
src/crypto/password.h:
src/school/common/fault.h:
src/face/face.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/base/str.h:
src/crypto/secret.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/people/account_link.h:
src/school/people/hasher.h:
src/school/people/session_inside.h:
src/school/people/throttle.h:
src/store/engine.h:
src/store/url.h:
