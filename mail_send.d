mail_send.o: src/school/post/mail_send.c src/base/banned.h \
 src/base/arena.h src/base/disk.h src/school/common/fault.h \
 src/face/face.h src/school/common/limits.h src/school/common/state.h \
 src/face/live/live.h src/school/school.h src/base/clock.h \
 src/school/post/mail.h src/school/post/mail_message.h \
 src/school/post/mail_outbox.h
src/base/banned.h:
src/base/arena.h:
src/base/disk.h:
src/school/common/fault.h:
src/face/face.h:
src/school/common/limits.h:
src/school/common/state.h:
src/face/live/live.h:
src/school/school.h:
src/base/clock.h:
src/school/post/mail.h:
src/school/post/mail_message.h:
src/school/post/mail_outbox.h:
