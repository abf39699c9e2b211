class_photo.o: src/school/attendance/class_photo.c src/base/banned.h \
 src/school/attendance/class_photo.h src/face/face.h \
 src/school/faces/identity.h src/school/school.h src/base/arena.h \
 src/base/clock.h src/school/common/fault.h src/school/marks/mark.h \
 src/school/attendance/change_inside.h src/store/db.h \
 src/school/common/access.h src/face/live/live.h \
 src/school/common/audit_inside.h src/school/common/rows.h \
 src/store/store.h src/school/common/setting.h \
 src/school/common/setting_inside.h src/school/common/state.h \
 src/school/faces/identity_inside.h src/school/faces/look.h \
 src/school/marks/mark_event.h src/school/marks/mark_inside.h \
 src/school/marks/mark_write.h src/store/engine.h src/store/url.h
src/base/banned.h:
src/school/attendance/class_photo.h:
src/face/face.h:
src/school/faces/identity.h:
src/school/school.h:
src/base/arena.h:
src/base/clock.h:
src/school/common/fault.h:
src/school/marks/mark.h:
src/school/attendance/change_inside.h:
src/store/db.h:
src/school/common/access.h:
src/face/live/live.h:
src/school/common/audit_inside.h:
src/school/common/rows.h:
src/store/store.h:
src/school/common/setting.h:
src/school/common/setting_inside.h:
src/school/common/state.h:
src/school/faces/identity_inside.h:
src/school/faces/look.h:
src/school/marks/mark_event.h:
src/school/marks/mark_inside.h:
src/school/marks/mark_write.h:
src/store/engine.h:
src/store/url.h:
