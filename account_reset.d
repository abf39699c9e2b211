account_reset.o: src/school/people/account_reset.c src/base/banned.h \
 src/base/arena.h src/crypto/password.h src/crypto/secret.h \
 src/school/common/audit_inside.h src/school/common/fault.h \
 src/face/face.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/school.h src/base/clock.h src/school/common/text.h \
 src/school/people/account.h src/school/common/limits.h \
 src/school/people/account_link.h src/school/people/credential.h \
 src/school/people/own_account.h src/school/people/throttle.h \
 src/school/people/user.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/crypto/password.h:
src/crypto/secret.h:
src/school/common/audit_inside.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/common/text.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/people/account_link.h:
src/school/people/credential.h:
src/school/people/own_account.h:
src/school/people/throttle.h:
src/school/people/user.h:
src/store/engine.h:
src/store/url.h:
