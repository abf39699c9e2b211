notification_kind.o: src/school/post/notification_kind.c \
 src/base/banned.h src/school/post/notification.h src/school/school.h \
 src/base/arena.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h src/school/post/notification_rule.h
src/base/banned.h:
src/school/post/notification.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/post/notification_rule.h:
