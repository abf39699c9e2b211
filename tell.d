tell.o: src/school/post/tell.c src/base/banned.h src/school/post/tell.h \
 src/school/common/fault.h src/face/face.h src/base/arena.h \
 src/base/str.h src/school/common/access.h src/face/live/live.h \
 src/school/common/rows.h src/store/store.h src/store/db.h \
 src/school/common/state.h src/school/school.h src/base/clock.h \
 src/school/post/notification.h src/school/post/notification_rule.h \
 src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/post/tell.h:
src/school/common/fault.h:
src/face/face.h:
src/base/arena.h:
src/base/str.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/rows.h:
src/store/store.h:
src/store/db.h:
src/school/common/state.h:
src/school/school.h:
src/base/clock.h:
src/school/post/notification.h:
src/school/post/notification_rule.h:
src/store/engine.h:
src/store/url.h:
