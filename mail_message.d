mail_message.o: src/school/post/mail_message.c src/base/banned.h \
 src/school/post/mail_message.h src/school/post/mail.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/base/str.h \
 src/crypto/secret.h
src/base/banned.h:
src/school/post/mail_message.h:
src/school/post/mail.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/base/str.h:
src/crypto/secret.h:
