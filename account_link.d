account_link.o: src/school/people/account_link.c src/base/banned.h \
 src/school/people/account_link.h src/crypto/secret.h \
 src/school/common/fault.h src/face/face.h src/base/arena.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/face/live/live.h src/school/school.h \
 src/base/clock.h src/school/people/account.h src/school/common/limits.h \
 src/school/people/own_account.h src/school/people/user.h \
 src/school/post/mail.h src/school/post/mail_inside.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/people/account_link.h:
src/crypto/secret.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/people/account.h:
src/school/common/limits.h:
src/school/people/own_account.h:
src/school/people/user.h:
src/school/post/mail.h:
src/school/post/mail_inside.h:
src/store/engine.h:
src/store/url.h:
