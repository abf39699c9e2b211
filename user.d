user.o: src/school/people/user.c src/base/banned.h \
 src/school/people/user.h src/school/common/fault.h src/face/face.h \
 src/base/arena.h src/school/common/limits.h src/school/common/ordering.h \
 src/school/common/language.h src/school/common/rows.h src/store/store.h \
 src/store/db.h src/school/common/text.h src/school/people/account.h \
 src/school/school.h src/base/clock.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/people/user.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/school/common/limits.h:
src/school/common/ordering.h:
src/school/common/language.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/text.h:
src/school/people/account.h:
src/school/school.h:
src/base/clock.h:
src/store/engine.h:
src/store/url.h:
