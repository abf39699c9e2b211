request.o: src/school/attendance/request.c src/base/banned.h \
 src/school/attendance/request.h src/school/files/file.h \
 src/school/school.h src/base/arena.h src/base/clock.h \
 src/school/common/fault.h src/face/face.h src/school/marks/mark.h \
 src/school/attendance/request_inside.h src/store/db.h \
 src/school/common/access.h src/face/live/live.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/school/common/state.h src/school/common/text.h \
 src/school/files/file_inside.h src/school/post/notification.h \
 src/school/post/tell.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/attendance/request.h:
src/school/files/file.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/mark.h:
src/school/attendance/request_inside.h:
src/store/db.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/state.h:
src/school/common/text.h:
src/school/files/file_inside.h:
src/school/post/notification.h:
src/school/post/tell.h:
src/store/engine.h:
src/store/url.h:
