mail_test.o: src/school/people/mail_test.c src/base/banned.h \
 src/school/people/mail_test.h src/school/common/fault.h src/face/face.h \
 src/base/arena.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/state.h src/face/live/live.h \
 src/school/school.h src/base/clock.h src/school/people/account.h \
 src/school/common/limits.h src/school/people/user.h \
 src/school/post/mail.h src/school/post/mail_inside.h src/store/engine.h \
 src/store/url.h
src/base/banned.h:
src/school/people/mail_test.h:
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
src/school/people/user.h:
src/school/post/mail.h:
src/school/post/mail_inside.h:
src/store/engine.h:
src/store/url.h:
