leave.o: src/school/attendance/leave.c src/base/banned.h src/base/arena.h \
 src/base/str.h src/school/attendance/change_inside.h \
 src/school/common/fault.h src/face/face.h src/school/marks/mark.h \
 src/school/school.h src/base/clock.h src/store/db.h \
 src/school/attendance/request_inside.h src/school/common/rows.h \
 src/store/store.h src/school/marks/figures.h \
 src/school/marks/mark_write.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/base/str.h:
src/school/attendance/change_inside.h:
src/school/common/fault.h:
src/face/face.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/store/db.h:
src/school/attendance/request_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/school/marks/figures.h:
src/school/marks/mark_write.h:
src/store/engine.h:
src/store/url.h:
