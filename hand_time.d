hand_time.o: src/school/attendance/hand_time.c src/base/banned.h \
 src/base/arena.h src/school/attendance/change.h src/school/marks/mark.h \
 src/school/school.h src/base/clock.h src/school/common/fault.h \
 src/face/face.h src/school/attendance/change_inside.h src/store/db.h \
 src/school/common/access.h src/face/live/live.h src/school/common/rows.h \
 src/store/store.h src/school/common/setting.h \
 src/school/common/setting_inside.h src/school/common/state.h \
 src/school/marks/mark_write.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/base/arena.h:
src/school/attendance/change.h:
src/school/marks/mark.h:
src/school/school.h:
src/base/clock.h:
src/school/common/fault.h:
src/face/face.h:
src/school/attendance/change_inside.h:
src/store/db.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/setting.h:
src/school/common/setting_inside.h:
src/school/common/state.h:
src/school/marks/mark_write.h:
src/store/engine.h:
src/store/url.h:
