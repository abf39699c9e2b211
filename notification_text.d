notification_text.o: src/school/post/notification_text.c \
 src/base/banned.h src/base/arena.h src/base/str.h src/school/post/mail.h \
 src/school/school.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h src/school/post/notification.h \
 src/school/post/notification_rule.h
src/base/banned.h:
src/base/arena.h:
src/base/str.h:
src/school/post/mail.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/post/notification.h:
src/school/post/notification_rule.h:
