people.o: src/school/people/people.c src/base/banned.h \
 src/school/people/people.h src/school/people/account.h \
 src/school/common/limits.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/face/face.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/store/db.h src/school/common/state.h \
 src/face/live/live.h src/school/common/text.h \
 src/school/people/account_link.h src/crypto/secret.h \
 src/school/people/session_inside.h src/school/people/step_up.h \
 src/school/people/user.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/people/people.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/common/text.h:
src/school/people/account_link.h:
src/crypto/secret.h:
src/school/people/session_inside.h:
src/school/people/step_up.h:
src/school/people/user.h:
src/store/engine.h:
src/store/url.h:
